#include "infoplane/report/vectors_panel.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "infoplane/core/units.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/panel_frame.h"

namespace infoplane {
namespace {

// room between the outermost points and the frame, in px
constexpr double kRoom = 14;
// two numbers of vectors closer than this are not both written
constexpr double kTickGap = 20;

double bits(Nats nats) { return Bits(nats).value(); }

double log2_of(std::size_t n) { return std::log2(static_cast<double>(n)); }

std::size_t peak_index(const LawResult& law, std::size_t l) {
  const auto& epochs = law.plane.epochs;
  const auto found = std::ranges::find(epochs, law.phases[l].peak_epoch);
  return found == epochs.end() ? epochs.size() - 1
                               : static_cast<std::size_t>(found - epochs.begin());
}

// a layer's numbers on paper, in the order of by_vectors
std::vector<PaperPoint> places(const LawPoint& point, Nats LawInformation::*which,
                               const LinearAxis& x, const LinearAxis& y) {
  std::vector<PaperPoint> out;
  for (const GroupedInformation& group : point.by_vectors) {
    out.push_back({x(log2_of(group.n_vectors)), y(bits(group.mean.*which))});
  }
  return out;
}

void draw_errors(Svg& svg, const LawPoint& point, const LinearAxis& x, const LinearAxis& y,
                 const std::string& colour) {
  std::vector<std::vector<PaperPoint>> bars;
  for (const GroupedInformation& group : point.by_vectors) {
    const double at = x(log2_of(group.n_vectors));
    const double value = bits(group.mean.i_xt);
    const double error = bits(group.i_xt_std_error);
    bars.push_back({{at, y(value - error)}, {at, y(value + error)}});
  }
  svg.polylines(bars, colour, 1.2, 0.8);
}

// of all vectors, the first point: hollow where it is not resolved
void draw_last_dot(Svg& svg, const LawPoint& point, PaperPoint at, const std::string& colour) {
  svg.dots({at}, colour, 8, 1);
  if (point.flags.contains(Flag::kUnresolved)) svg.dots({at}, "#ffffff", 4.5, 1);
}

}  // namespace

VectorsPanel::VectorsPanel(const std::vector<const LawResult*>& laws) {
  for (const LawResult* law : laws) {
    most_log2_ = std::max(most_log2_, log2_of(law->plane.n_vectors));
    if (law->plane.epochs.empty()) continue;
    for (std::size_t l = 0; l < law->plane.n_layers; ++l) {
      for (const std::size_t e : {law->plane.epochs.size() - 1, peak_index(*law, l)}) {
        for (const GroupedInformation& group : law->plane.at(e, l).by_vectors) {
          const double error = bits(group.i_xt_std_error);
          i_low_ = std::min(i_low_, bits(group.mean.i_xt) - error);
          i_high_ = std::max(i_high_, bits(group.mean.i_xt) + error);
        }
      }
    }
  }
  i_high_ += 0.06 * std::max(i_high_ - i_low_, 0.1);
  h_high_ = 1.06 * std::max(most_log2_, 1.0);
}

LinearAxis VectorsPanel::x_axis(const PaperBox& box) const {
  return {0, std::max(most_log2_, 1.0), box.left + kRoom, box.right() - kRoom};
}

void VectorsPanel::draw_vectors(Svg& svg, const PaperBox& box, const LawResult& law) const {
  const LinearAxis x = x_axis(box);
  double previous = box.right() + kTickGap;
  for (const GroupedInformation& group : law.plane.points.front().by_vectors) {
    const double at = x(log2_of(group.n_vectors));
    const bool room = previous - at >= kTickGap;
    draw_x_tick(svg, box, at, room ? std::to_string(group.n_vectors) : "");
    if (room) previous = at;
  }
}

void VectorsPanel::draw_information(Svg& svg, const PaperBox& box, const LawResult& law) const {
  const LinearAxis x = x_axis(box);
  const LinearAxis y{i_low_, i_high_, box.bottom(), box.top};
  draw_vectors(svg, box, law);
  draw_y_ticks(svg, box, y, 36);
  draw_frame(svg, box, "I(X;T) from fewer and from all vectors  [bits]", "weight vectors", "");
  const LawPlane& plane = law.plane;
  const std::size_t last = plane.epochs.size() - 1;
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    const std::string colour = layer_colour(l, plane.n_layers, Ground::kLight);
    const std::size_t peak = peak_index(law, l);
    if (peak != last) {
      const LawPoint& at_peak = plane.at(peak, l);
      const auto line = places(at_peak, &LawInformation::i_xt, x, y);
      svg.polylines({line}, colour, 1, 0.55);
      svg.dots(line, colour, 3, 0.55);
    }
    const LawPoint& end = plane.at(last, l);
    const auto line = places(end, &LawInformation::i_xt, x, y);
    svg.polylines({line}, colour, 2, 1);
    draw_errors(svg, end, x, y, colour);
    svg.dots(line, colour, 4.5, 1);
    draw_last_dot(svg, end, line.front(), colour);
  }
}

void VectorsPanel::draw_ceiling(Svg& svg, const PaperBox& box, const LawResult& law) const {
  const LinearAxis x = x_axis(box);
  const LinearAxis y{0, h_high_, box.bottom(), box.top};
  // from the ceiling down to where half of the vectors still share a cell
  const double below = kUnresolvedBelowLogVectors / std::numbers::ln2;
  svg.area({{x(0), y(0)},
            {x(most_log2_), y(most_log2_)},
            {x(most_log2_), y(std::max(0.0, most_log2_ - below))},
            {x(std::min(below, most_log2_)), y(0)}},
           "#5f6774", 0.12);
  draw_vectors(svg, box, law);
  draw_y_ticks(svg, box, y, 36);
  draw_frame(svg, box, "H(T|X) under its ceiling, log₂ R  [bits]", "weight vectors R", "");
  svg.line({x(0), y(0)}, {x(most_log2_), y(most_log2_)}, "quiet", 1, "4 3");
  const LawPlane& plane = law.plane;
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    const std::string colour = layer_colour(l, plane.n_layers, Ground::kLight);
    const LawPoint& end = plane.at(plane.epochs.size() - 1, l);
    const auto line = places(end, &LawInformation::h_t_given_x, x, y);
    svg.polylines({line}, colour, 2, 1);
    svg.dots(line, colour, 4.5, 1);
    draw_last_dot(svg, end, line.front(), colour);
  }
}

}  // namespace infoplane
