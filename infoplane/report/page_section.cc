#include "infoplane/report/page_section.h"

#include <fmt/format.h>

namespace infoplane {

std::string html_section(std::string_view id, std::string_view title, const std::string& body) {
  if (body.empty()) return "";
  return fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n",
                     id, title, body);
}

}  // namespace infoplane
