#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/report/findings.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/plane_panel.h"
#include "infoplane/report/report.h"
#include "infoplane/report/svg.h"

namespace infoplane {
namespace {

constexpr std::size_t kColumns = 3;
constexpr double kWidth = 1180;
constexpr double kHead = 84;
constexpr double kBlockHead = 34;
constexpr double kPanelWidth = 316;
constexpr double kPanelHeight = 236;
constexpr double kColumnStep = 376;
constexpr double kRowStep = 340;

std::size_t n_rows(std::size_t n) { return (n + kColumns - 1) / kColumns; }

// bounds that hold every run's plane of this estimator
std::optional<PlaneBounds> common_bounds(const Comparison& comparison,
                                         const std::string& estimator) {
  std::optional<PlaneBounds> bounds;
  for (const auto& run : comparison.runs) {
    const PlaneResult* result = find_plane(run, estimator);
    if (result == nullptr || !has_plane(*result)) continue;
    const PlaneBounds own = plane_bounds(result->plane);
    bounds = bounds ? join_bounds(*bounds, own) : own;
  }
  return bounds;
}

// "fit: 5 and 6; compress: none"
std::string verdict_line(const PlaneResult& result) {
  const auto words = [](const std::vector<std::size_t>& layers) {
    return layers.empty() ? std::string("none") : join_numbers(layers);
  };
  return fmt::format("fit: {}; compress: {}", words(fitting_layers(result)),
                     words(compressing_layers(result)));
}

void draw_run(Svg& svg, const std::string& label, const PlaneResult* result,
              const std::optional<PlaneBounds>& bounds, PaperPoint at, bool first_column,
              std::size_t last_epoch) {
  svg.text(at, label, {13, "start", "ink", true});
  if (result == nullptr || !has_plane(*result) || !bounds) {
    svg.text({at.x, at.y + 18}, result == nullptr ? "not estimated" : "no I(X;T), so no plane",
             {12, "start", "quiet"});
    return;
  }
  svg.text({at.x, at.y + 17}, "layers that " + verdict_line(*result), {12, "start", "quiet"});
  const PlanePanel panel({at.x, at.y + 27, kPanelWidth, kPanelHeight}, *bounds);
  panel.draw_axes(svg, first_column);
  std::vector<std::size_t> every(result->plane.epochs.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  panel.draw_means(svg, *result, every, last_epoch);
  panel.draw_layer_numbers(svg, *result);
}

std::size_t last_epoch(const Comparison& comparison) {
  std::size_t last = 0;
  for (const auto& run : comparison.runs) {
    for (const auto& result : run.planes) {
      if (!result.plane.epochs.empty()) last = std::max(last, result.plane.epochs.back());
    }
  }
  return last;
}

}  // namespace

std::string comparison_svg(const Comparison& comparison) {
  if (comparison.labels.size() != comparison.runs.size()) {
    throw InvalidArgument(fmt::format("comparison: {} labels for {} runs", comparison.labels.size(),
                                      comparison.runs.size()));
  }
  const auto estimators = all_estimators(comparison);
  const double block = kBlockHead + kRowStep * static_cast<double>(n_rows(comparison.runs.size()));
  const double height = kHead + std::max(block * static_cast<double>(estimators.size()), 60.0);
  Svg svg(
      kWidth, height, comparison.title,
      "Mean I(T;Y) against mean I(X;T) in bits for every layer, coloured by epoch, one set of axes "
      "for each run.");
  svg.text({56, 34}, comparison.title, {20, "start", "ink", true});
  svg.text({56, 54}, "Means over replicas. Numbers: layers at the last epoch.",
           {13, "start", "quiet"});
  if (estimators.empty()) {
    svg.text({56, kHead + 24}, "No information plane has been estimated for these runs.",
             {14, "start", "quiet"});
    return svg.finish();
  }

  // one bar for all runs, whenever they end
  const std::size_t last = last_epoch(comparison);
  draw_epoch_bar(svg, {844, 30, 280, 10}, last);
  double top = kHead + 12;
  for (const auto& estimator : estimators) {
    svg.text({56, top}, estimator, {14, "start", "ink", true});
    const auto bounds = common_bounds(comparison, estimator);
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
      const std::size_t row = i / kColumns;
      const PaperPoint at = {56 + kColumnStep * static_cast<double>(i % kColumns),
                             top + kBlockHead + kRowStep * static_cast<double>(row)};
      draw_run(svg, comparison.labels[i], find_plane(comparison.runs[i], estimator), bounds, at,
               i % kColumns == 0, last);
    }
    top += block;
  }
  return svg.finish();
}

}  // namespace infoplane
