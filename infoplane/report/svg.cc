#include "infoplane/report/svg.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

constexpr std::string_view kFonts = "Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif";

std::string px(double value) { return fixed(value, 1); }

std::string_view ink_colour(std::string_view ink) {
  if (ink == "ink") return "#1d2129";
  if (ink == "quiet") return "#6b7280";
  return "#e3e5e9";
}

std::string set_formulas(std::string_view text) {
  return italic_formulas(text, "<tspan font-style=\"italic\">", "</tspan>");
}

// points joined by straight lines
std::string joined(const std::vector<PaperPoint>& path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char* step = i == 0 ? "M" : i == 1 ? "L" : " ";
    out += fmt::format("{}{} {}", step, px(path[i].x), px(path[i].y));
  }
  return out;
}

}  // namespace

Svg::Svg(double width, double height, std::string_view title, std::string_view description) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\" "
      "font-family=\"{2}\" role=\"img\">\n<title>{3}</title>\n<desc>{4}</desc>\n",
      px(width), px(height), kFonts, escape_markup(title), escape_markup(description));
  out_ += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
}

void Svg::text(PaperPoint at, std::string_view text, const TextStyle& style) {
  std::string more;
  if (style.bold) more += " font-weight=\"600\"";
  if (style.anchor != "start") more += fmt::format(" text-anchor=\"{}\"", style.anchor);
  if (style.upwards) more += fmt::format(" transform=\"rotate(-90 {} {})\"", px(at.x), px(at.y));
  if (style.halo) {
    more +=
        " stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";
  }
  out_ +=
      fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{}>{}</text>\n", px(at.x),
                  px(at.y), px(style.size), ink_colour(style.ink), more, set_formulas(text));
}

void Svg::line(PaperPoint from, PaperPoint to, std::string_view ink, double width,
               std::string_view dashes) {
  const std::string more = dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dashes);
  out_ += fmt::format(
      "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" "
      "stroke-width=\"{}\"{}/>\n",
      px(from.x), px(from.y), px(to.x), px(to.y), ink_colour(ink), px(width), more);
}

void Svg::box(const PaperBox& box, std::string_view ink, double width) {
  out_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" "
      "stroke=\"{}\" stroke-width=\"{}\"/>\n",
      px(box.left), px(box.top), px(box.width), px(box.height), ink_colour(ink), px(width));
}

void Svg::polylines(const std::vector<std::vector<PaperPoint>>& paths, std::string_view colour,
                    double width, double opacity, std::string_view dashes) {
  out_ += "<path d=\"";
  for (const auto& path : paths) out_ += joined(path);
  const std::string more = dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dashes);
  out_ += fmt::format(
      "\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\" "
      "opacity=\"{}\"{}/>\n",
      colour, px(width), fixed(opacity, 2), more);
}

void Svg::area(const std::vector<PaperPoint>& path, std::string_view colour, double opacity) {
  if (path.empty()) return;
  out_ += fmt::format("<path d=\"{}Z\" fill=\"{}\" opacity=\"{}\"/>\n", joined(path), colour,
                      fixed(opacity, 2));
}

void Svg::dots(const std::vector<PaperPoint>& points, std::string_view colour, double diameter,
               double opacity) {
  if (points.empty()) return;
  // a line of no length with round ends is a dot, in a third of a circle element's bytes
  out_ += "<path d=\"";
  for (const auto& point : points) out_ += fmt::format("M{} {}h0", px(point.x), px(point.y));
  out_ += fmt::format(
      "\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" "
      "opacity=\"{}\"/>\n",
      colour, px(diameter), fixed(opacity, 2));
}

void Svg::gradient_bar(const PaperBox& box, const std::vector<std::string>& colours) {
  out_ += "<defs><linearGradient id=\"epochs\" x1=\"0\" y1=\"0\" x2=\"1\" y2=\"0\">";
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const double offset = static_cast<double>(i) / static_cast<double>(colours.size() - 1);
    out_ += fmt::format("<stop offset=\"{}\" stop-color=\"{}\"/>", fixed(offset, 3), colours[i]);
  }
  out_ += fmt::format(
      "</linearGradient></defs>\n<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
      "fill=\"url(#epochs)\"/>\n",
      px(box.left), px(box.top), px(box.width), px(box.height));
}

std::string Svg::finish() {
  out_ += "</svg>\n";
  return std::move(out_);
}

}  // namespace infoplane
