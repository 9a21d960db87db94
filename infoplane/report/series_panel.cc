#include "infoplane/report/series_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "infoplane/report/information_panels.h"

namespace infoplane {
namespace {

constexpr std::size_t kLegendColumns = 3;
constexpr double kLegendStep = 20;
constexpr double kLegendWidth = 372;
constexpr double kLegendLeft = 70;
constexpr const char* kDashes = "5 4";
constexpr double kRoomAbove = 18;
constexpr const char* kPaper = "#ffffff";

// a panel's axes on paper
class PlacedPanel {
 public:
  PlacedPanel(const PaperBox& box, const SeriesPanel& panel) : box_(box), panel_(panel) {
    ScaleValues x{panel.logarithmic_x, {}};
    ScaleValues y{panel.logarithmic_y, {}};
    for (const Series& series : panel.series) {
      for (const SeriesPoint& point : series.points) {
        x.add(place(point.x));
        for (const double value :
             {point.y, point.low.value_or(point.y), point.high.value_or(point.y)}) {
          y.add(value);
        }
      }
    }
    for (const ReferenceLine& line : panel.references) y.add(line.value);
    for (const double tick : panel.x_ticks) x.add(tick);
    if (panel.from_zero) y.add(0);
    x_ = x.scale(box.left, box.right());
    y_ = y.scale(box.bottom(), box.top);
  }

  void draw(Svg& svg) const {
    draw_frame(svg, box_, panel_.label, panel_.x_title, panel_.y_title);
    draw_x_ticks(svg);
    draw_y_scale(svg, box_, y_);
    for (const Series& series : panel_.series) draw_series(svg, series);
    for (const ReferenceLine& line : panel_.references) {
      const double y = *y_(line.value);
      svg.line({box_.left, y}, {box_.right(), y}, "quiet", 1, "4 3");
      // below the line where there is no room above it
      const double text_y = y - box_.top < kRoomAbove ? y + 13 : y - 4;
      svg.text({box_.left + 5, text_y}, line.name, {11, "start", "quiet", false, false, true});
    }
  }

 private:
  [[nodiscard]] double place(double x) const {
    return x == 0 && panel_.zero_at ? *panel_.zero_at : x;
  }

  void draw_x_ticks(Svg& svg) const {
    if (panel_.x_ticks.empty()) {
      draw_x_scale(svg, box_, x_);
    } else {
      for (const double tick : panel_.x_ticks) {
        draw_x_tick(svg, box_, *x_(tick), fmt::format("{:g}", tick));
      }
    }
    if (panel_.zero_at) draw_x_tick(svg, box_, *x_(*panel_.zero_at), "0");
  }

  void draw_series(Svg& svg, const Series& series) const {
    std::vector<PaperPoint> line;
    std::vector<PaperPoint> hollow;
    std::vector<std::vector<PaperPoint>> bars;
    for (const SeriesPoint& point : series.points) {
      const auto x = x_(place(point.x));
      const auto y = y_(point.y);
      if (!x || !y) continue;
      line.push_back({*x, *y});
      if (point.hollow) hollow.push_back(line.back());
      const auto low = point.low ? y_(*point.low) : std::nullopt;
      const auto high = point.high ? y_(*point.high) : std::nullopt;
      if (low && high) bars.push_back({{*x, *low}, {*x, *high}});
    }
    if (!bars.empty()) svg.polylines(bars, series.colour, 1.3, 0.6);
    if (!line.empty()) {
      svg.polylines({line}, series.colour, 1.6, 0.85, series.dashed ? kDashes : "");
    }
    if (!series.with_dots) return;
    svg.dots(line, series.colour, 6, 1);
    svg.dots(hollow, kPaper, 3.4, 1);
  }

  PaperBox box_;
  const SeriesPanel& panel_;
  Scale x_;
  Scale y_;
};

// each name once, as it first appears
std::vector<const Series*> legend_of(const std::vector<SeriesPanel>& panels) {
  std::vector<const Series*> legend;
  for (const SeriesPanel& panel : panels) {
    for (const Series& series : panel.series) {
      const auto same = [&](const Series* other) { return other->name == series.name; };
      if (!series.name.empty() && std::ranges::none_of(legend, same)) legend.push_back(&series);
    }
  }
  return legend;
}

void draw_legend(Svg& svg, const std::vector<const Series*>& legend, double top) {
  for (std::size_t i = 0; i < legend.size(); ++i) {
    const std::size_t row = i / kLegendColumns;
    const PaperPoint at{kLegendLeft + kLegendWidth * static_cast<double>(i % kLegendColumns),
                        top + kLegendStep * static_cast<double>(row) + 12};
    svg.polylines({{{at.x, at.y - 4}, {at.x + 24, at.y - 4}}}, legend[i]->colour, 1.6, 0.85,
                  legend[i]->dashed ? kDashes : "");
    if (legend[i]->with_dots) svg.dots({{at.x + 12, at.y - 4}}, legend[i]->colour, 6, 1);
    svg.text({at.x + 32, at.y}, legend[i]->name, {12});
  }
}

}  // namespace

std::string series_svg(std::string_view title, std::string_view description,
                       const std::vector<SeriesPanel>& panels) {
  if (panels.empty()) return "";
  const std::vector<const Series*> legend = legend_of(panels);
  const std::size_t rows = (legend.size() + kLegendColumns - 1) / kLegendColumns;
  const double bottom = panels_height(panels.size());
  Svg svg(kPanelsWidth, bottom + (rows == 0 ? 0 : kLegendStep * static_cast<double>(rows) + 10),
          title, description);
  for (std::size_t i = 0; i < panels.size(); ++i) PlacedPanel(panel_box(i), panels[i]).draw(svg);
  draw_legend(svg, legend, bottom);
  return svg.finish();
}

}  // namespace infoplane
