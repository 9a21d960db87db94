#include "infoplane/report/drops_svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "infoplane/report/axis.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/findings.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/plane_panel.h"
#include "infoplane/report/svg.h"

namespace infoplane {
namespace {

constexpr double kWidth = 1180;
constexpr double kTop = 30;
constexpr double kRow = 24;
constexpr double kGap = 16;
// of the runs' names at the left: at least, at most, and for each letter
constexpr double kLeastLabels = 190;
constexpr double kMostLabels = 480;
constexpr double kLetter = 6.6;

// what every column shares
struct DropScale {
  std::size_t n_layers = 0;
  double low = 0;
  double high = 0;
};

double label_width(const Comparison& comparison) {
  std::size_t longest = 0;
  for (const std::string& label : comparison.labels) longest = std::max(longest, label.size());
  return std::clamp(24 + kLetter * static_cast<double>(longest), kLeastLabels, kMostLabels);
}

DropScale drop_scale(const Comparison& comparison, std::string_view estimator) {
  DropScale scale;
  for (const auto& run : comparison.runs) {
    const PlaneResult* result = find_plane(run, estimator);
    if (result == nullptr || !has_plane(*result)) continue;
    scale.n_layers = std::max(scale.n_layers, result->phases.size());
    for (const auto& phases : result->phases) {
      scale.low = std::min(scale.low, phases.drop_bits.low.value_or(phases.drop_bits.mean));
      scale.high = std::max(scale.high, phases.drop_bits.high.value_or(phases.drop_bits.mean));
    }
  }
  scale.high = 1.05 * std::max(scale.high, 2 * kCompressesAboveBits);
  scale.low *= 1.05;
  return scale;
}

void draw_column(Svg& svg, const PaperBox& box, const LinearAxis& x, std::size_t layer) {
  svg.text({box.left + box.width / 2, box.top - 10}, fmt::format("layer {}", layer + 1),
           {12, "middle"});
  const auto ticks = round_ticks(x.low, x.high, static_cast<std::size_t>(box.width / 45) + 1);
  for (const double tick : ticks) {
    svg.line({x(tick), box.top}, {x(tick), box.bottom()}, "faint", 1);
    svg.text({x(tick), box.bottom() + 16}, fixed(tick, tick_decimals(ticks)),
             {11, "middle", "quiet"});
  }
  svg.line({x(kCompressesAboveBits), box.top}, {x(kCompressesAboveBits), box.bottom()}, "quiet", 1,
           "4 3");
}

void draw_drop(Svg& svg, const LayerPhases& phases, const LinearAxis& x, double y,
               const std::string& colour) {
  const MeanInterval& drop = phases.drop_bits;
  if (drop.low) svg.polylines({{{x(*drop.low), y}, {x(*drop.high), y}}}, colour, 2, 1);
  svg.dots({{x(drop.mean), y}}, colour, 9, 1);
  if (phases.verdict == Verdict::kUnresolved) svg.dots({{x(drop.mean), y}}, "#ffffff", 5.5, 1);
}

}  // namespace

std::string drops_svg(const Comparison& comparison, std::string_view estimator) {
  const DropScale scale = drop_scale(comparison, estimator);
  if (scale.n_layers == 0) return "";
  const double rows = kRow * static_cast<double>(comparison.runs.size());
  const auto n = static_cast<double>(scale.n_layers);
  const double labels = label_width(comparison);
  const double width = (kWidth - labels - 20 - kGap * (n - 1)) / n;
  Svg svg(kWidth, kTop + rows + 44, fmt::format("Drop of I(X;T), {}", estimator),
          "Mean drop with its 95% interval for every layer and run.");

  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    svg.text({labels - 14, kTop + kRow * (static_cast<double>(i) + 0.5) + 4}, comparison.labels[i],
             {12, "end"});
  }
  for (std::size_t l = 0; l < scale.n_layers; ++l) {
    const double left = labels + (width + kGap) * static_cast<double>(l);
    const PaperBox box = {left, kTop, width, rows};
    const LinearAxis x = {scale.low, scale.high, box.left, box.right()};
    draw_column(svg, box, x, l);
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
      const PlaneResult* result = find_plane(comparison.runs[i], estimator);
      if (result == nullptr || !has_plane(*result) || l >= result->phases.size()) continue;
      draw_drop(svg, result->phases[l], x, kTop + kRow * (static_cast<double>(i) + 0.5),
                layer_colour(l, scale.n_layers, Ground::kLight));
    }
  }
  svg.text({labels + (kWidth - labels - 20) / 2, kTop + rows + 36}, "drop of I(X;T)  [bits]",
           {12, "middle"});
  return svg.finish();
}

}  // namespace infoplane
