#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "infoplane/report/axis.h"
#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/svg.h"

namespace infoplane {
namespace {

constexpr double kWidth = 1000;
constexpr double kTop = 12;
constexpr double kRow = 34;
constexpr double kLabels = 330;
constexpr double kFindings = 190;
constexpr const char* kNetworks = "#9aa0c8";
constexpr const char* kMean = "#4953ab";

// what is shown of each network: nothing of a correlation or a law, which are of all together
std::vector<double> shown(const ClaimResult& result, std::size_t v) {
  const Quantity& quantity = result.claim.quantity;
  if (quantity.kind == Quantity::Kind::kCorrelation || is_of_law(quantity)) return {};
  return result.variants[v].measured.values;
}

// from 0 to the largest number that is shown
LinearAxis bits_axis(const ClaimResult& result) {
  LinearAxis x{0, result.claim.rule.threshold, kLabels, kWidth - kFindings};
  const auto add = [&](double value) {
    x.low = std::min(x.low, value);
    x.high = std::max(x.high, value);
  };
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    std::ranges::for_each(shown(result, v), add);
    const std::optional<MeanInterval>& value = result.variants[v].value;
    if (!value) continue;
    add(value->mean);
    add(value->low.value_or(value->mean));
    add(value->high.value_or(value->mean));
  }
  x.high = x.low + 1.05 * std::max(x.high - x.low, 1e-3);
  return x;
}

void draw_axis(Svg& svg, const ClaimResult& result, const LinearAxis& x, double bottom) {
  const std::vector<double> ticks = round_ticks(x.low, x.high, 8);
  for (const double tick : ticks) {
    svg.line({x(tick), kTop}, {x(tick), bottom}, "faint", 1);
    svg.text({x(tick), bottom + 16}, fixed(tick, tick_decimals(ticks)), {11, "middle", "quiet"});
  }
  svg.text({(x.from + x.to) / 2, bottom + 36}, quantity_in_unit(result.claim.quantity),
           {12, "middle"});
}

// what the rule compares with
void draw_limit(Svg& svg, const ClaimResult& result, const LinearAxis& x, double bottom) {
  const Rule& rule = result.claim.rule;
  if (rule.kind == Rule::Kind::kDecrease) return;
  const std::optional<MeanInterval>& largest = result.variants[result.largest].value;
  const bool is_share = rule.kind == Rule::Kind::kAgree;
  if (is_share && !largest) return;
  const double limit = is_share ? rule.share * largest->mean : rule.threshold;
  svg.line({x(limit), kTop}, {x(limit), bottom}, "quiet", 1.5, "5 4");
}

void draw_variant(Svg& svg, const ClaimResult& result, std::size_t v, const LinearAxis& x) {
  const VariantResult& variant = result.variants[v];
  const double y = kTop + kRow * (static_cast<double>(v) + 0.5);
  svg.text({kLabels - 14, y + 4}, result.claim.variants[v].label, {13, "end"});
  std::vector<PaperPoint> networks;
  for (const double value : shown(result, v)) networks.push_back({x(value), y + 7});
  svg.dots(networks, kNetworks, 4, 0.8);
  if (variant.value) {
    const double low = variant.value->low.value_or(variant.value->mean);
    const double high = variant.value->high.value_or(variant.value->mean);
    svg.polylines({{{x(low), y}, {x(high), y}}}, kMean, 2.5, 1);
    svg.dots({{x(variant.value->mean), y}}, kMean, 9, 1);
  }
  // the reason why there is nothing to draw is in the table; here is no room for it
  const std::string finding = variant.value ? finding_text(result, v) : "nothing to measure";
  svg.text({kWidth - kFindings + 14, y + 4}, finding, {12, "start", "quiet"});
}

}  // namespace

std::string claim_svg(const ClaimResult& result) {
  const double bottom = kTop + kRow * static_cast<double>(result.variants.size());
  Svg svg(
      kWidth, bottom + 48, result.claim.name,
      "Each case with its networks as small dots, their mean and its 95% interval; dashed: what "
      "the rule compares with.");
  const LinearAxis x = bits_axis(result);
  draw_axis(svg, result, x, bottom);
  draw_limit(svg, result, x, bottom);
  for (std::size_t v = 0; v < result.variants.size(); ++v) draw_variant(svg, result, v, x);
  return svg.finish();
}

}  // namespace infoplane
