#include "infoplane/core/npz_values.h"

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"

namespace infoplane {

NpzArrays read_npz_or_nothing(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  try {
    return parse_npz(read_file(file), file.string());
  } catch (const DataError&) {
    return {};
  }
}

std::vector<std::int64_t> text_values(const std::string& text) {
  return {text.begin(), text.end()};
}

}  // namespace infoplane
