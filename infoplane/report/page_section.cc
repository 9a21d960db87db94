#include "infoplane/report/page_section.h"

#include <fmt/format.h>

#include "infoplane/report/markup.h"

namespace infoplane {

std::string html_section(std::string_view id, std::string_view title, const std::string& body) {
  if (body.empty()) return "";
  return fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n",
                     id, title, body);
}

void add_fact(std::string& out, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, escape_markup(value));
}

std::string network_text(const std::vector<LayerInfo>& layers) {
  std::string text;
  for (const LayerInfo& layer : layers) {
    text += fmt::format("{}{}", text.empty() ? "" : "-", layer.width);
  }
  if (!layers.empty()) text += " " + layers.front().activation;
  return text;
}

}  // namespace infoplane
