#include "infoplane/report/claims_panels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "infoplane/report/axis.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/panel_frame.h"
#include "infoplane/report/svg.h"

namespace infoplane {
namespace {

constexpr double kWidth = 1000;
constexpr std::size_t kColumns = 2;
constexpr double kColumnStep = 500;
constexpr double kRowStep = 296;
constexpr double kLeft = 64;
constexpr double kTop = 30;
constexpr double kBoxWidth = 290;
constexpr double kBoxHeight = 210;
// from the box to what stands at its right, and between its lines
constexpr double kLegendGap = 16;
constexpr double kLegendStep = 18;

PaperBox box_of(std::size_t v) {
  const auto column = static_cast<double>(v % kColumns);
  const std::size_t row = v / kColumns;
  return {kLeft + kColumnStep * column, kTop + kRowStep * static_cast<double>(row), kBoxWidth,
          kBoxHeight};
}

void draw_legend_line(Svg& svg, const PaperBox& box, std::size_t i, const std::string& colour,
                      const std::string& text) {
  const double y = box.top + 26 + kLegendStep * static_cast<double>(i);
  svg.dots({{box.right() + kLegendGap, y - 4}}, colour, 9, 1);
  svg.text({box.right() + kLegendGap + 12, y}, text, {12});
}

// the logarithms of all the quartiles, and of 1
Extent ratio_extent(const ClaimResult& result) {
  Extent extent;
  extent.add(0);
  for (const VariantResult& variant : result.variants) {
    for (const LayerRatios& layer : variant.measured.gradients.layers) {
      for (const std::optional<Quartiles>& at : layer.quartiles) {
        if (at && at->low > 0) extent.add(std::log10(at->low));
        if (at && at->high > 0) extent.add(std::log10(at->high));
      }
    }
  }
  return extent;
}

// "5: at 31", "5: at 31 (45 of 48)", "5: not"
std::string crossing_text(const LayerRatios& layer, std::size_t l) {
  std::string text = layer.median_epoch ? fmt::format("{}: at {:g}", l + 1, *layer.median_epoch)
                                        : fmt::format("{}: none", l + 1);
  if (layer.n_crossing < layer.n_networks) {
    text += fmt::format(" ({} of {})", layer.n_crossing, layer.n_networks);
  }
  return text;
}

// of one layer: the band of the quartiles, the median, the crossing
class RatioCurve {
 public:
  RatioCurve(const GradientRatios& ratios, const LayerRatios& layer, std::size_t last,
             const PaperBox& box, const LinearAxis& y)
      : ratios_(ratios), layer_(layer), last_(last), box_(box), y_(y) {}

  [[nodiscard]] std::vector<PaperPoint> points(double Quartiles::*which) const {
    std::vector<PaperPoint> out;
    for (std::size_t e = 0; e < ratios_.epochs.size(); ++e) {
      const std::optional<Quartiles>& at = layer_.quartiles[e];
      if (at && (*at).*which > 0) {
        out.push_back({x(ratios_.epochs[e]), y_(std::log10((*at).*which))});
      }
    }
    return out;
  }
  [[nodiscard]] std::vector<PaperPoint> crossing() const {
    if (!layer_.median_epoch) return {};
    return {{x(static_cast<std::size_t>(std::lround(*layer_.median_epoch))), y_(0)}};
  }

 private:
  [[nodiscard]] double x(std::size_t epoch) const {
    return box_.left + epoch_share(epoch, last_) * box_.width;
  }

  const GradientRatios& ratios_;
  const LayerRatios& layer_;
  std::size_t last_;
  PaperBox box_;
  LinearAxis y_;
};

void draw_ratios(Svg& svg, const PaperBox& box, const GradientRatios& ratios,
                 const Extent& extent) {
  const LinearAxis y = extent.axis(box.bottom(), box.top);
  if (ratios.epochs.empty()) {
    svg.text({box.left + 12, box.top + 24}, "no minibatches to compare", {12, "start", "quiet"});
    return;
  }
  const std::size_t last = ratios.epochs.back();
  draw_epoch_ticks(svg, box, last);
  for (auto power = static_cast<int>(std::ceil(y.low)); power <= y.high; ++power) {
    draw_y_tick(svg, box, y(power), fmt::format("{:g}", std::pow(10, power)));
  }
  svg.line({box.left, y(0)}, {box.right(), y(0)}, "quiet", 1.5, "5 4");
  svg.text({box.right() + kLegendGap - 4, box.top + 8}, "layer: median crossing",
           {11, "start", "quiet"});
  const std::size_t n = ratios.layers.size();
  for (std::size_t l = 0; l < n; ++l) {
    const RatioCurve curve(ratios, ratios.layers[l], last, box, y);
    std::vector<PaperPoint> band = curve.points(&Quartiles::low);
    const std::vector<PaperPoint> high = curve.points(&Quartiles::high);
    band.insert(band.end(), high.rbegin(), high.rend());
    const std::string colour = layer_colour(l, n, Ground::kLight);
    svg.area(band, colour, 0.12);
    svg.polylines({curve.points(&Quartiles::median)}, colour, 1.6, 1);
    draw_legend_line(svg, box, l, colour, crossing_text(ratios.layers[l], l));
  }
  for (std::size_t l = 0; l < n; ++l) {
    const RatioCurve curve(ratios, ratios.layers[l], last, box, y);
    svg.dots(curve.crossing(), "#ffffff", 11, 1);
    svg.dots(curve.crossing(), layer_colour(l, n, Ground::kLight), 8, 1);
  }
}

std::string crossings_svg(const ClaimResult& result, double height) {
  Svg svg(kWidth, height, result.claim.name + ": gradients",
          "Norm of the minibatch gradients' mean over that of their standard deviation against the "
          "epoch: median and quartiles over the networks for every layer; dashed: 1, where drift "
          "goes over into diffusion; dots: the median epoch of that.");
  const Extent extent = ratio_extent(result);
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    draw_frame(svg, box_of(v), result.claim.variants[v].label, "epoch", "|mean| / |std|");
    draw_ratios(svg, box_of(v), result.variants[v].measured.gradients, extent);
  }
  return svg.finish();
}

void draw_networks(Svg& svg, const PaperBox& box, const Variant& asked, const Measurement& measured,
                   const LinearAxis& x, const LinearAxis& y) {
  const std::vector<double> x_ticks = round_ticks(x.low, x.high, 6);
  for (const double tick : x_ticks) {
    draw_x_tick(svg, box, x(tick), fixed(tick, tick_decimals(x_ticks)));
  }
  const std::vector<double> y_ticks = round_ticks(y.low, y.high, 6);
  for (const double tick : y_ticks) {
    draw_y_tick(svg, box, y(tick), fixed(tick, tick_decimals(y_ticks)));
  }
  const std::size_t n = std::max<std::size_t>(asked.conditions.size(), 1);
  for (std::size_t c = 0; c < n; ++c) {
    std::vector<PaperPoint> networks;
    for (std::size_t i = 0; i < measured.values.size(); ++i) {
      if (!measured.conditions.empty() && measured.conditions[i] != c) continue;
      networks.push_back({x(measured.values[i]), y(measured.accuracies[i])});
    }
    const std::string colour = layer_colour(c, n, Ground::kLight);
    svg.dots(networks, colour, 6, 0.75);
    if (asked.conditions.empty()) continue;
    draw_legend_line(svg, box, c, colour, fmt::format("{}", fmt::join(asked.conditions[c], " ")));
  }
}

std::string correlation_svg(const ClaimResult& result, double height) {
  Svg svg(kWidth, height, result.claim.name + ": networks",
          "Test accuracy against the drop of I(X;T), a dot for each network.");
  Extent drops;
  Extent accuracies;
  for (const VariantResult& variant : result.variants) {
    for (const double value : variant.measured.values) drops.add(value);
    for (const double value : variant.measured.accuracies) accuracies.add(value);
  }
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    const PaperBox box = box_of(v);
    draw_frame(svg, box, result.claim.variants[v].label, "drop of I(X;T), bits", "test accuracy");
    draw_networks(svg, box, result.claim.variants[v], result.variants[v].measured,
                  drops.axis(box.left, box.right()), accuracies.axis(box.bottom(), box.top));
  }
  return svg.finish();
}

}  // namespace

std::string claim_panels_svg(const ClaimResult& result) {
  const std::size_t n_rows = (result.variants.size() + kColumns - 1) / kColumns;
  const double height = kRowStep * static_cast<double>(n_rows);
  if (result.claim.quantity.kind == Quantity::Kind::kCrosses) return crossings_svg(result, height);
  if (result.claim.quantity.kind == Quantity::Kind::kCorrelation) {
    return correlation_svg(result, height);
  }
  return "";
}

std::string claim_panels_note(const Quantity& quantity) {
  if (quantity.kind == Quantity::Kind::kCrosses) {
    return "Gradients of the minibatches of an epoch, by layer: norm of their mean over that of "
           "their "
           "standard deviation, median over the networks and band of the quartiles. Above 1 they "
           "drift, below they diffuse; the dots are at the median epoch of the crossing.";
  }
  if (quantity.kind == Quantity::Kind::kCorrelation) return "Each dot is a network.";
  return "";
}

}  // namespace infoplane
