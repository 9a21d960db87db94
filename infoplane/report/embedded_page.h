#pragma once

#include <string_view>

namespace infoplane {

/// The text of one of this folder's page files (page.html, page.css, ...), as it was when the
/// program was built; CMakeLists.txt lists them. Empty for any other name.
std::string_view embedded_page(std::string_view name);

}  // namespace infoplane
