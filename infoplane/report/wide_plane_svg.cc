#include <fmt/format.h>

#include <algorithm>

#include "infoplane/report/colour.h"
#include "infoplane/report/experiment_report.h"
#include "infoplane/report/information_panels.h"
#include "infoplane/report/panel_frame.h"
#include "infoplane/report/tau_scale.h"

namespace infoplane {
namespace {

constexpr double kTop = 34;
constexpr double kSide = 452;
constexpr double kHeight = 340;
constexpr double kTickStep = 45;
constexpr PaperBox kBar{1120 - 32 - 300, kTop + kHeight + 62, 300, 10};

// a time's place in the plane, with the ends of its bars
struct PlanePoint {
  double tau = 0;
  SeriesPoint x;
  SeriesPoint y;
};

// the columns in which a bar's ends are
struct BarEnds {
  std::string low;
  std::string high;
};

std::vector<PlanePoint> points_of(const ExperimentTable& table, const BarEnds& x,
                                  const BarEnds& y) {
  std::vector<PlanePoint> points;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto i_xz = table.at(r, "i_xz_bits");
    const auto i_zy = table.at(r, "i_zy_bits");
    if (!i_xz || !i_zy) continue;
    points.push_back({table.at(r, "tau").value_or(0),
                      {0, *i_xz, table.at(r, x.low), table.at(r, x.high)},
                      {0, *i_zy, table.at(r, y.low), table.at(r, y.high)}});
  }
  return points;
}

// bars of bounds that say next to nothing end at twice what there is to see
void cut_bars(std::vector<PlanePoint>& points, SeriesPoint PlanePoint::*which,
              std::optional<double> limit) {
  constexpr double kFar = 2;
  double most = limit.value_or(0);
  for (const PlanePoint& point : points) most = std::max(most, (point.*which).y);
  for (PlanePoint& point : points) {
    SeriesPoint& value = point.*which;
    if (value.low) value.low = std::max(*value.low, std::min(value.y, -kFar * most / 4));
    if (value.high) value.high = std::min(*value.high, std::max(value.y, kFar * most));
  }
}

// holds 0, the points and their bars
LinearAxis axis_of(const std::vector<PlanePoint>& points, SeriesPoint PlanePoint::*which,
                   std::optional<double> limit, double from, double to) {
  Extent extent;
  extent.add(0);
  if (limit) extent.add(*limit);
  for (const PlanePoint& point : points) {
    const SeriesPoint& value = point.*which;
    extent.add(value.low.value_or(value.y));
    extent.add(value.high.value_or(value.y));
  }
  return extent.axis(from, to);
}

void draw_references(Svg& svg, const PaperBox& box, const LinearAxis& x, const LinearAxis& y,
                     std::optional<double> i_xy) {
  // above this line no ensemble can be: all that Z knows of Y it knows through X
  const double low = std::max(x.low, y.low);
  const double high = std::min(x.high, y.high);
  svg.line({x(low), y(low)}, {x(high), y(high)}, "quiet", 1, "1 3");
  if (!i_xy) return;
  svg.line({box.left, y(*i_xy)}, {box.right(), y(*i_xy)}, "quiet", 1, "4 3");
  svg.text({box.left + 6, y(*i_xy) + 14}, "I(X;Y)", {11, "start", "quiet", false, false, true});
}

void draw_points(Svg& svg, const std::vector<PlanePoint>& points, const LinearAxis& x,
                 const LinearAxis& y, const TauScale& scale) {
  std::vector<PaperPoint> path;
  path.reserve(points.size());
  for (const PlanePoint& point : points) path.push_back({x(point.x.y), y(point.y.y)});
  if (!path.empty()) svg.polylines({path}, "#6b7280", 0.8, 0.6);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string colour = epoch_colour(scale.share(points[i].tau));
    const auto& [tau, across, up] = points[i];
    std::vector<std::vector<PaperPoint>> bars;
    if (across.low && across.high) {
      bars.push_back({{x(*across.low), path[i].y}, {x(*across.high), path[i].y}});
    }
    if (up.low && up.high) bars.push_back({{path[i].x, y(*up.low)}, {path[i].x, y(*up.high)}});
    if (!bars.empty()) svg.polylines(bars, colour, 1.5, 0.75);
    svg.dots({path[i]}, colour, 7, 1);
  }
}

// the same axes for both planes, which hold `all`
void draw_plane(Svg& svg, double left, const std::string& label,
                const std::vector<PlanePoint>& points, const std::vector<PlanePoint>& all,
                std::optional<double> i_xy, const TauScale& scale) {
  const PaperBox box{left, kTop, kSide, kHeight};
  const LinearAxis x = axis_of(all, &PlanePoint::x, std::nullopt, box.left, box.right());
  const LinearAxis y = axis_of(all, &PlanePoint::y, i_xy, box.bottom(), box.top);
  draw_frame(svg, box, label, "I(X;Z)  [bits]", "I(Z;Y)  [bits]");
  draw_x_scale(svg, box, {false, x});
  draw_y_ticks(svg, box, y, kTickStep);
  draw_references(svg, box, x, y, i_xy);
  draw_points(svg, points, x, y, scale);
}

void draw_tau_bar(Svg& svg, const TauScale& scale) {
  std::vector<std::string> colours;
  for (const auto& colour : epoch_ramp(Ground::kLight)) colours.emplace_back(colour);
  svg.gradient_bar(kBar, colours);
  svg.text({kBar.left - 10, kBar.bottom()}, "τ", {12, "end"});
  const auto draw_tick = [&](double tau) {
    const double x = kBar.left + scale.share(tau) * kBar.width;
    svg.line({x, kBar.bottom()}, {x, kBar.bottom() + 4}, "quiet", 1);
    svg.text({x, kBar.bottom() + 16}, fmt::format("{:g}", tau), {11, "middle", "quiet"});
  };
  draw_tick(0);
  for (const double tick : scale.ticks()) draw_tick(tick);
}

}  // namespace

std::string wide_plane_svg(const ExperimentTable& table) {
  if (table.name != "wide" || table.rows.empty()) return "";
  const TauScale scale(table);
  const auto found = std::ranges::find(table.limits, "I(X;Y)", &ReferenceLine::name);
  const auto i_xy = found == table.limits.end() ? std::nullopt : std::optional(found->value);
  Svg svg(1120, kTop + kHeight + 96, "Information plane of infinitely wide ensembles",
          "I(Z;Y) against I(X;Z) in bits, coloured by the time tau; bars are bounds on the left, "
          "95% intervals over data sets on the right.");
  std::vector<PlanePoint> bounds =
      points_of(table, {"i_xz_bits", "i_xz_upper_bits"}, {"i_zy_lower_bits", "i_zy_upper_bits"});
  const std::vector<PlanePoint> intervals = points_of(
      table, {"i_xz_ci_low_bits", "i_xz_ci_high_bits"}, {"i_zy_ci_low_bits", "i_zy_ci_high_bits"});
  cut_bars(bounds, &PlanePoint::x, std::nullopt);
  cut_bars(bounds, &PlanePoint::y, i_xy);
  std::vector<PlanePoint> all = bounds;
  all.insert(all.end(), intervals.begin(), intervals.end());
  draw_plane(svg, 70, "Bars: bounds for all inputs", bounds, all, i_xy, scale);
  draw_plane(svg, 636, "Bars: 95% over data sets", intervals, all, i_xy, scale);
  draw_tau_bar(svg, scale);
  return svg.finish();
}

}  // namespace infoplane
