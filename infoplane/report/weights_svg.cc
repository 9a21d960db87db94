#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/plane_panel.h"
#include "infoplane/report/svg.h"
#include "infoplane/report/vectors_panel.h"
#include "infoplane/report/weights_report.h"
#include "infoplane/report/weights_words.h"

namespace infoplane {
namespace {

using Laws = std::vector<const LawResult*>;

constexpr std::size_t kColumns = 3;
constexpr double kWidth = 1180;
constexpr double kHead = 84;
constexpr double kBlockHead = 30;
constexpr double kLeft = 56;
constexpr double kColumnStep = 376;
constexpr double kPanelWidth = 316;
constexpr double kPlaneHeight = 236;
constexpr double kVectorsHeight = 150;
// a band: planes side by side, below each the two panels against the number of vectors
constexpr double kPlaneTop = 52;
constexpr double kInformationTop = 370;
constexpr double kCeilingTop = 594;
constexpr double kBand = 812;
// of a line of the key
constexpr double kLine = 18;

// a law's plane as that of a single network
PlaneResult as_plane(const LawPlane& law) {
  PlaneResult result;
  Plane& plane = result.plane;
  plane.estimator = law.estimator;
  plane.replicas = {0};
  plane.epochs = law.epochs;
  plane.n_layers = law.n_layers;
  plane.n_samples = law.n_samples;
  for (const LawPoint& point : law.points) {
    LayerEstimate& layer = plane.points.emplace_back();
    layer.i_xt.value = point.all().i_xt;
    layer.i_ty.value = point.all().i_ty;
    layer.h_y = law.h_y;
  }
  result.summary = summarise(plane);
  return result;
}

// every plane of those cells on the same axes
PlaneBounds common_bounds(const PlaneResult* ordinary, const std::vector<PlaneResult>& planes) {
  std::optional<PlaneBounds> bounds;
  if (ordinary != nullptr && has_plane(*ordinary)) bounds = plane_bounds(ordinary->plane);
  for (const PlaneResult& result : planes) {
    const PlaneBounds own = plane_bounds(result.plane);
    bounds = bounds ? join_bounds(*bounds, own) : own;
  }
  return bounds.value_or(PlaneBounds{});
}

std::size_t last_epoch(const WeightsReport& report) {
  std::size_t last = 0;
  for (const PlaneResult& result : report.ordinary) {
    if (!result.plane.epochs.empty()) last = std::max(last, result.plane.epochs.back());
  }
  for (const LawResult& law : report.laws) {
    if (!law.plane.epochs.empty()) last = std::max(last, law.plane.epochs.back());
  }
  return last;
}

std::string epochs_text(const std::vector<std::size_t>& epochs) {
  if (epochs.size() == 1) return fmt::format("epoch {} alone", epochs.front());
  return counted(epochs.size(), "epoch");
}

// "holds: 6; not: 1 to 4; unresolved: 5", of layers
std::string verdict_line(const LawResult& law) {
  std::vector<std::string> parts;
  const auto add = [&](const char* word, LawVerdict verdict) {
    const auto layers = layers_with(law, verdict);
    if (!layers.empty()) parts.push_back(fmt::format("{}: {}", word, join_numbers(layers)));
  };
  add("holds", LawVerdict::kHolds);
  add("not", LawVerdict::kDoesNotHold);
  add("unresolved", LawVerdict::kUnresolved);
  return fmt::format("{}", fmt::join(parts, "; "));
}

// what the lines and dots of the panels below mean
void draw_key(Svg& svg, PaperPoint at, std::size_t n_layers) {
  svg.text(at, "Layers", {13, "start", "ink", true});
  double x = at.x;
  for (std::size_t l = 0; l < n_layers; ++l) {
    // so many on a line as there is room for
    if (x + 34 > at.x + kPanelWidth) {
      x = at.x;
      at.y += kLine;
    }
    svg.dots({{x + 5, at.y + 20}}, layer_colour(l, n_layers, Ground::kLight), 9, 1);
    svg.text({x + 14, at.y + 24}, std::to_string(l + 1), {12});
    x += 38;
  }
  double y = at.y + 24 + 1.6 * kLine;
  for (const char* line : {
           "I(X;T) from R, R/2, R/4 … 1 weight vectors at a time:",
           "thick at the last epoch, with standard errors,",
           "thin at the epoch of the largest I(X;T).",
           "From one vector it is I(X;T|W); with more it falls.",
           "The number has settled where the line is flat.",
           "",
           "H(T|X) cannot be above log₂ R (dashed).",
           "In the grey band, within 1 bit of it, less than two",
           "vectors share a cell on average: what is counted",
           "is a property of R, not of the law. Hollow dots:",
           "such a layer is not resolved.",
       }) {
    svg.text({at.x, y}, line, {12, "start", "quiet"});
    y += kLine;
  }
}

// one estimator's planes
class Block {
 public:
  Block(const WeightsReport& report, const std::string& estimator)
      : report_(report),
        estimator_(estimator),
        laws_(laws_of(report, estimator)),
        ordinary_(ordinary_plane(report, estimator)),
        vectors_(laws_),
        last_epoch_(last_epoch(report)) {
    for (const LawResult* law : laws_) planes_.push_back(as_plane(law->plane));
    bounds_ = common_bounds(ordinary_, planes_);
  }

  [[nodiscard]] double height() const {
    const std::size_t bands = (laws_.size() + kColumns) / kColumns;
    return kBlockHead + kBand * static_cast<double>(bands);
  }

  void draw(Svg& svg, double top) const {
    svg.text({kLeft, top}, estimator_, {14, "start", "ink", true});
    draw_ordinary(svg, place(0, top));
    for (std::size_t i = 0; i < laws_.size(); ++i) {
      draw_law(svg, i, place(i + 1, top), (i + 1) % kColumns == 0);
    }
  }

 private:
  [[nodiscard]] static PaperPoint place(std::size_t i, double top) {
    const std::size_t band = i / kColumns;
    return {kLeft + kColumnStep * static_cast<double>(i % kColumns),
            top + kBlockHead + kBand * static_cast<double>(band)};
  }

  void draw_plane(Svg& svg, PaperPoint at, const PlaneResult& result, bool first_column) const {
    const PlanePanel panel({at.x, at.y + kPlaneTop, kPanelWidth, kPlaneHeight}, bounds_);
    panel.draw_axes(svg, first_column);
    std::vector<std::size_t> every(result.plane.epochs.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    panel.draw_means(svg, result, every, last_epoch_);
    panel.draw_layer_numbers(svg, result);
  }

  void draw_ordinary(Svg& svg, PaperPoint at) const {
    svg.text(at, "every network by itself", {13, "start", "ink", true});
    if (ordinary_ == nullptr || !has_plane(*ordinary_)) {
      svg.text({at.x, at.y + 17}, "not estimated", {12, "start", "quiet"});
    } else {
      svg.text({at.x, at.y + 17},
               fmt::format("mean over {}, {}", counted(ordinary_->plane.replicas.size(), "network"),
                           epochs_text(ordinary_->plane.epochs)),
               {12, "start", "quiet"});
      draw_plane(svg, at, *ordinary_, true);
    }
    draw_key(svg, {at.x, at.y + kInformationTop - 12}, laws_.front()->plane.n_layers);
  }

  void draw_law(Svg& svg, std::size_t i, PaperPoint at, bool first_column) const {
    const LawResult& law = *laws_[i];
    svg.text(at, short_law(report_, law.plane.law), {13, "start", "ink", true});
    svg.text({at.x, at.y + 17},
             fmt::format("R = {}, {}", law.plane.n_vectors, epochs_text(law.plane.epochs)),
             {12, "start", "quiet"});
    svg.text({at.x, at.y + 33}, verdict_line(law), {12, "start", "quiet"});
    draw_plane(svg, at, planes_[i], first_column);
    vectors_.draw_information(svg, {at.x, at.y + kInformationTop, kPanelWidth, kVectorsHeight},
                              law);
    vectors_.draw_ceiling(svg, {at.x, at.y + kCeilingTop, kPanelWidth, kVectorsHeight}, law);
  }

  const WeightsReport& report_;
  std::string estimator_;
  Laws laws_;
  const PlaneResult* ordinary_;
  VectorsPanel vectors_;
  std::size_t last_epoch_;
  std::vector<PlaneResult> planes_;
  PlaneBounds bounds_;
};

}  // namespace

std::string weights_svg(const WeightsReport& report) {
  std::vector<Block> blocks;
  for (const std::string& estimator : law_estimators(report)) {
    blocks.emplace_back(report, estimator);
  }
  double height = kHead + (blocks.empty() ? 60 : 0);
  for (const Block& block : blocks) height += block.height();
  const std::string title =
      fmt::format("Information plane of random weights: {}", report.config.name);
  Svg svg(kWidth, height, title,
          "I(T;Y) against I(X;T) in bits for every layer, coloured by epoch: of every network by "
          "itself and under each law of the weights; below, I(X;T) and H(T|X) against the number "
          "of weight vectors.");
  svg.text({kLeft, 34}, title, {20, "start", "ink", true});
  svg.text({kLeft, 54}, "The same axes for all planes. Numbers: layers at the last epoch.",
           {13, "start", "quiet"});
  if (blocks.empty()) {
    svg.text({kLeft, kHead + 24}, "No law of the weights has been tried on this run.",
             {14, "start", "quiet"});
    return svg.finish();
  }
  draw_epoch_bar(svg, {844, 30, 280, 10}, last_epoch(report));
  double top = kHead + 12;
  for (const Block& block : blocks) {
    block.draw(svg, top);
    top += block.height();
  }
  return svg.finish();
}

}  // namespace infoplane
