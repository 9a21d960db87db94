#pragma once

#include <string>
#include <string_view>

namespace infoplane {

/// A section of a page under its heading; `id` is unique in the page, `title` and `body` are HTML.
/// Empty where there is no body, so that sections can be strung together.
std::string html_section(std::string_view id, std::string_view title, const std::string& body);

}  // namespace infoplane
