#include "infoplane/report/information_panels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "infoplane/report/colour.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

constexpr std::size_t kColumns = 3;
constexpr double kColumnStep = 372;
constexpr double kRowStep = 262;
constexpr double kLeft = 70;
constexpr double kTop = 32;
constexpr double kBoxWidth = 288;
constexpr double kBoxHeight = 172;
constexpr double kTickStep = 38;
constexpr double kLegendStep = 20;

// of so many panels or names
std::size_t row_count(std::size_t n) { return (n + kColumns - 1) / kColumns; }

// numbers of a logarithmic axis, at most six powers of ten
std::vector<double> log_ticks(const LinearAxis& axis) {
  const int first = static_cast<int>(std::ceil(axis.low));
  const int last = static_cast<int>(std::floor(axis.high));
  const int step = std::max(1, (last - first + 4) / 5);
  std::vector<double> ticks;
  for (int power = first; power <= last; power += step) ticks.push_back(std::pow(10, power));
  if (ticks.size() > 1) return ticks;
  ticks.clear();
  for (int power = first - 1; power <= last; ++power) {
    for (const double factor : {1, 2, 5}) {
      const double tick = factor * std::pow(10, power);
      if (std::log10(tick) >= axis.low && std::log10(tick) <= axis.high) ticks.push_back(tick);
    }
  }
  return ticks;
}

}  // namespace

PaperBox panel_box(std::size_t panel) {
  const std::size_t row = panel / kColumns;
  return {kLeft + kColumnStep * static_cast<double>(panel % kColumns),
          kTop + kRowStep * static_cast<double>(row), kBoxWidth, kBoxHeight};
}

double panels_height(std::size_t n_panels) {
  return kRowStep * static_cast<double>(row_count(n_panels));
}

double run_legend_height(std::size_t n_runs) {
  return n_runs < 2 ? 0 : kLegendStep * static_cast<double>(row_count(n_runs)) + 10;
}

std::string run_colour(std::size_t i, std::size_t n) { return layer_colour(i, n, Ground::kLight); }

void draw_run_legend(Svg& svg, const std::vector<std::string>& labels, double top) {
  if (labels.size() < 2) return;
  const std::size_t rows = row_count(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::size_t column = i / rows;
    const PaperPoint at{kLeft + kColumnStep * static_cast<double>(column),
                        top + kLegendStep * static_cast<double>(i % rows) + 12};
    svg.dots({{at.x, at.y - 4}}, run_colour(i, labels.size()), 9, 1);
    svg.text({at.x + 12, at.y}, labels[i], {12});
  }
}

std::optional<double> Scale::operator()(double value) const {
  if (!logarithmic) return axis(value);
  if (value <= 0) return std::nullopt;
  return axis(std::log10(value));
}

void ScaleValues::add(double value) {
  if (!logarithmic) {
    extent.add(value);
  } else if (value > 0) {
    extent.add(std::log10(value));
  }
}

void draw_x_scale(Svg& svg, const PaperBox& box, const Scale& x) {
  if (x.logarithmic) {
    for (const double tick : log_ticks(x.axis)) {
      draw_x_tick(svg, box, x.axis(std::log10(tick)), fmt::format("{:g}", tick));
    }
    return;
  }
  const std::vector<double> ticks = round_ticks(x.axis.low, x.axis.high, 5);
  for (const double tick : ticks) {
    draw_x_tick(svg, box, x.axis(tick), fixed(tick, tick_decimals(ticks)));
  }
}

void draw_y_scale(Svg& svg, const PaperBox& box, const Scale& y) {
  if (!y.logarithmic) return draw_y_ticks(svg, box, y.axis, kTickStep);
  for (const double tick : log_ticks(y.axis)) {
    draw_y_tick(svg, box, y.axis(std::log10(tick)), fmt::format("{:g}", tick));
  }
}

}  // namespace infoplane
