#include "infoplane/report/plane_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "infoplane/core/units.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

double bits(Nats nats) { return Bits(nats).value(); }

// makes room on paper, in px, beyond what is drawn: more at the upper end, for what is written
// there
void make_room(LinearAxis& axis, double below, double above) {
  const double px = std::abs(axis.to - axis.from);
  const double length = axis.high > axis.low ? axis.high - axis.low : 1;
  const double scale = length / (px - below - above);
  axis.high = axis.low + length + above * scale;
  axis.low -= below * scale;
}

// runs of neighbouring layers whose places are closer than a number is wide: the first of each run
std::vector<std::size_t> runs_of_neighbours(const std::vector<PaperPoint>& places) {
  std::vector<std::size_t> firsts;
  for (std::size_t l = 0; l < places.size(); ++l) {
    const bool near =
        l > 0 && std::hypot(places[l].x - places[l - 1].x, places[l].y - places[l - 1].y) < 14;
    if (!near) firsts.push_back(l);
  }
  return firsts;
}

}  // namespace

PlaneBounds plane_bounds(const Plane& plane) {
  PlaneBounds bounds;
  double h_y = 0;
  for (const auto& point : plane.points) {
    if (!point.i_xt.value || !point.i_ty.value) continue;
    bounds.x_low = std::min(bounds.x_low, bits(*point.i_xt.value));
    bounds.x_high = std::max(bounds.x_high, bits(*point.i_xt.value));
    bounds.y_low = std::min(bounds.y_low, bits(*point.i_ty.value));
    bounds.y_high = std::max(bounds.y_high, bits(*point.i_ty.value));
  }
  for (const auto& point : plane.points) h_y += bits(point.h_y);
  if (plane.n_samples > 1) bounds.log2_n = std::log2(static_cast<double>(plane.n_samples));
  if (h_y > 0) bounds.h_y = h_y / static_cast<double>(plane.points.size());
  bounds.x_high = std::max(bounds.x_high, bounds.log2_n.value_or(0));
  bounds.y_high = std::max(bounds.y_high, bounds.h_y.value_or(0));
  return bounds;
}

PlaneBounds join_bounds(const PlaneBounds& a, const PlaneBounds& b) {
  const auto same = [](std::optional<double> left, std::optional<double> right) {
    const bool equal = left && right && std::abs(*left - *right) < 5e-4;
    return equal ? left : std::nullopt;
  };
  return {std::min(a.x_low, b.x_low),   std::max(a.x_high, b.x_high), std::min(a.y_low, b.y_low),
          std::max(a.y_high, b.y_high), same(a.log2_n, b.log2_n),     same(a.h_y, b.h_y)};
}

bool has_plane(const PlaneResult& result) {
  return std::ranges::any_of(
      result.summary, [](const SummaryPoint& point) { return point.i_xt_bits && point.i_ty_bits; });
}

PlanePanel::PlanePanel(const PaperBox& box, const PlaneBounds& bounds)
    : box_(box), bounds_(bounds) {
  x_ = {bounds.x_low, bounds.x_high, box.left, box.right()};
  y_ = {bounds.y_low, bounds.y_high, box.bottom(), box.top};
  make_room(x_, 14, 24);
  make_room(y_, 12, 28);
}

void PlanePanel::draw_axes(Svg& svg, bool with_y_title) const {
  draw_references(svg);
  svg.box(box_, "quiet", 1);
  draw_ticks(svg);
  const double middle = box_.left + box_.width / 2;
  svg.text({middle, box_.bottom() + 38}, "I(X;T)  [bits]", {14, "middle"});
  const double height = box_.top + box_.height / 2;
  if (with_y_title) {
    svg.text({box_.left - 40, height}, "I(T;Y)  [bits]", {14, "middle", "ink", false, true});
  }
}

void PlanePanel::draw_ticks(Svg& svg) const {
  const auto x_ticks = round_ticks(x_.low, x_.high, static_cast<std::size_t>(box_.width / 50));
  for (const double tick : x_ticks) {
    svg.line({x_(tick), box_.bottom()}, {x_(tick), box_.bottom() + 4}, "quiet", 1);
    svg.text({x_(tick), box_.bottom() + 17}, fixed(tick, tick_decimals(x_ticks)),
             {12, "middle", "quiet"});
  }
  const auto y_ticks = round_ticks(y_.low, y_.high, static_cast<std::size_t>(box_.height / 45));
  for (const double tick : y_ticks) {
    svg.line({box_.left - 4, y_(tick)}, {box_.left, y_(tick)}, "quiet", 1);
    svg.text({box_.left - 8, y_(tick) + 4}, fixed(tick, tick_decimals(y_ticks)),
             {12, "end", "quiet"});
  }
}

void PlanePanel::draw_references(Svg& svg) const {
  constexpr std::string_view kDashes = "4 3";
  // above this line no layer can be: all that T knows of Y it knows through X
  const double low = std::max(x_.low, y_.low);
  const double high = std::min(x_.high, y_.high);
  svg.line({x_(low), y_(low)}, {x_(high), y_(high)}, "quiet", 1, "1 3");
  if (bounds_.h_y) {
    const double y = y_(*bounds_.h_y);
    svg.line({box_.left, y}, {box_.right(), y}, "quiet", 1, kDashes);
    svg.text({box_.right() + 5, y + 4}, "H(Y)", {11, "start", "quiet"});
  }
  if (bounds_.log2_n) {
    const double x = x_(*bounds_.log2_n);
    svg.line({x, box_.top}, {x, box_.bottom()}, "quiet", 1, kDashes);
    svg.text({x, box_.top - 6}, "log₂ N", {11, "middle", "quiet"});
  }
}

void PlanePanel::draw_replicas(Svg& svg, const Plane& plane, std::size_t e) const {
  std::vector<std::vector<PaperPoint>> lines;
  std::vector<PaperPoint> dots;
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    auto& line = lines.emplace_back();
    for (std::size_t l = 0; l < plane.n_layers; ++l) {
      const LayerEstimate& point = plane.at(r, e, l);
      if (!point.i_xt.value || !point.i_ty.value) continue;
      line.push_back({x_(bits(*point.i_xt.value)), y_(bits(*point.i_ty.value))});
      dots.push_back(line.back());
    }
  }
  const std::string colour = epoch_colour(epoch_share(plane.epochs[e], plane.epochs.back()));
  svg.polylines(lines, colour, 0.5, 0.22);
  svg.dots(dots, colour, 4, 0.75);
}

std::vector<PaperPoint> PlanePanel::mean_points(const PlaneResult& result, std::size_t e) const {
  std::vector<PaperPoint> points;
  for (std::size_t l = 0; l < result.plane.n_layers; ++l) {
    const SummaryPoint& point = result.summary[e * result.plane.n_layers + l];
    if (!point.i_xt_bits || !point.i_ty_bits) continue;
    points.push_back({x_(point.i_xt_bits->mean), y_(point.i_ty_bits->mean)});
  }
  return points;
}

void PlanePanel::draw_means(Svg& svg, const PlaneResult& result,
                            const std::vector<std::size_t>& epochs, std::size_t last_epoch) const {
  for (const std::size_t e : epochs) {
    const auto points = mean_points(result, e);
    const double share = epoch_share(result.plane.epochs[e], last_epoch);
    svg.polylines({points}, epoch_colour(share), 0.6, 0.4);
    svg.dots(points, epoch_colour(share), 5, 1);
  }
}

void PlanePanel::draw_layer_numbers(Svg& svg, const PlaneResult& result) const {
  if (result.plane.epochs.empty()) return;
  const auto places = mean_points(result, result.plane.epochs.size() - 1);
  if (places.size() != result.plane.n_layers) return;
  const auto firsts = runs_of_neighbours(places);
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    const std::size_t last = i + 1 < firsts.size() ? firsts[i + 1] - 1 : places.size() - 1;
    const std::string number = firsts[i] == last ? fmt::format("{}", last + 1)
                                                 : fmt::format("{}–{}", firsts[i] + 1, last + 1);
    svg.text({places[firsts[i]].x, places[firsts[i]].y - 8}, number,
             {12, "middle", "ink", true, false, true});
  }
}

void draw_epoch_bar(Svg& svg, const PaperBox& box, std::size_t last_epoch) {
  std::vector<std::string> colours;
  for (const auto& colour : epoch_ramp(Ground::kLight)) colours.emplace_back(colour);
  svg.gradient_bar(box, colours);
  svg.text({box.left - 10, box.bottom()}, "epoch", {12, "end"});
  double previous = -100;
  auto ticks = epoch_ticks(last_epoch);
  // the last epoch too, unless a power of ten stands too close to it
  if (epoch_share(ticks.back(), last_epoch) < 0.85) ticks.push_back(last_epoch);
  for (const std::size_t tick : ticks) {
    const double x = box.left + epoch_share(tick, last_epoch) * box.width;
    svg.line({x, box.bottom()}, {x, box.bottom() + 4}, "quiet", 1);
    if (x - previous < 22) continue;
    svg.text({x, box.bottom() + 16}, std::to_string(tick), {11, "middle", "quiet"});
    previous = x;
  }
}

}  // namespace infoplane
