#include "infoplane/report/embedded_page.h"

#include <algorithm>

#include "infoplane/core/embedded.h"

namespace infoplane {

// the page files that CMakeLists.txt lists
EmbeddedFiles embedded_pages();

std::string_view embedded_page(std::string_view name) {
  const EmbeddedFiles files = embedded_pages();
  const auto found = std::ranges::find(files, name, &EmbeddedFile::first);
  return found == files.end() ? std::string_view() : found->second;
}

}  // namespace infoplane
