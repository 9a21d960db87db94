#include "infoplane/report/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/errors.h"

namespace infoplane {

std::string fill_template(std::string_view page,
                          const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  while (true) {
    const std::size_t begin = page.find("{{");
    out += page.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const std::size_t end = page.find("}}", begin);
    if (end == std::string_view::npos) throw InvalidArgument("page: {{ is not closed");
    const std::string_view name = page.substr(begin + 2, end - begin - 2);
    const auto value = std::ranges::find(values, name, [](const auto& pair) { return pair.first; });
    if (value == values.end()) {
      throw InvalidArgument(fmt::format("page: there is no value for '{}'", name));
    }
    out += value->second;
    page.remove_prefix(end + 2);
  }
}

}  // namespace infoplane
