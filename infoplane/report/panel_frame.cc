#include "infoplane/report/panel_frame.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "infoplane/report/markup.h"

namespace infoplane {

void Extent::add(double value) {
  if (!std::isfinite(value)) return;
  low = std::min(low, value);
  high = std::max(high, value);
}

LinearAxis Extent::axis(double from, double to) const {
  if (!(low <= high)) return {0, 1, from, to};
  const double room = 0.05 * std::max(high - low, 1e-3);
  return {low - room, high + room, from, to};
}

void draw_frame(Svg& svg, const PaperBox& box, std::string_view label, std::string_view x_title,
                std::string_view y_title) {
  svg.text({box.left, box.top - 12}, label, {13, "start", "ink", true});
  svg.box(box, "quiet", 1);
  svg.text({box.left + box.width / 2, box.bottom() + 38}, x_title, {12, "middle"});
  TextStyle upwards{12, "middle"};
  upwards.upwards = true;
  svg.text({box.left - 46, box.top + box.height / 2}, y_title, upwards);
}

void draw_x_tick(Svg& svg, const PaperBox& box, double x, std::string_view text) {
  svg.line({x, box.top}, {x, box.bottom()}, "faint", 1);
  svg.text({x, box.bottom() + 17}, text, {11, "middle", "quiet"});
}

void draw_y_tick(Svg& svg, const PaperBox& box, double y, std::string_view text) {
  svg.line({box.left, y}, {box.right(), y}, "faint", 1);
  svg.text({box.left - 8, y + 4}, text, {11, "end", "quiet"});
}

void draw_y_ticks(Svg& svg, const PaperBox& box, const LinearAxis& y, double step) {
  const auto count = static_cast<std::size_t>(std::max(1.0, box.height / step));
  const std::vector<double> ticks = round_ticks(y.low, y.high, count);
  for (const double tick : ticks) {
    draw_y_tick(svg, box, y(tick), fixed(tick, tick_decimals(ticks)));
  }
}

void draw_epoch_ticks(Svg& svg, const PaperBox& box, std::size_t last_epoch) {
  for (const std::size_t tick : epoch_ticks(last_epoch)) {
    draw_x_tick(svg, box, box.left + epoch_share(tick, last_epoch) * box.width,
                std::to_string(tick));
  }
}

}  // namespace infoplane
