#include "infoplane/claims/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <limits>
#include <numeric>
#include <span>

#include "infoplane/claims/correlation.h"
#include "infoplane/claims/exact_case.h"
#include "infoplane/claims/law_case.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

double bits_of(const Plane& plane, std::size_t r, std::size_t e, std::size_t l,
               Estimate LayerEstimate::*which) {
  return Bits(*(plane.at(r, e, l).*which).value).value();
}

double drop_bits(const Plane& plane, std::size_t r, std::size_t l) {
  const double end = bits_of(plane, r, plane.epochs.size() - 1, l, &LayerEstimate::i_xt);
  double peak = end;
  for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
    peak = std::max(peak, bits_of(plane, r, e, l, &LayerEstimate::i_xt));
  }
  return peak - end;
}

double quantity_of(Quantity::Kind kind, const Plane& plane, std::size_t r,
                   const std::vector<std::size_t>& layers) {
  const std::size_t last = plane.epochs.size() - 1;
  if (kind == Quantity::Kind::kCompresses) {
    const bool all = std::ranges::all_of(
        layers, [&](std::size_t l) { return drop_bits(plane, r, l) > kCompressesAboveBits; });
    return all ? 1 : 0;
  }
  if (kind == Quantity::Kind::kFinalTy) {
    return bits_of(plane, r, last, layers.back(), &LayerEstimate::i_ty);
  }
  double sum = 0;
  for (const std::size_t l : layers) {
    const double end = bits_of(plane, r, last, l, &LayerEstimate::i_xt);
    if (kind == Quantity::Kind::kDrop) {
      sum += drop_bits(plane, r, l);
    } else if (kind == Quantity::Kind::kRise) {
      sum += end - bits_of(plane, r, 0, l, &LayerEstimate::i_xt);
    } else {
      sum += end;
    }
  }
  return sum;
}

MeanInterval interval_of(const Measurement& measured, const std::vector<double>& values) {
  if (measured.exact()) return {values.at(0), values.at(0), values.at(0)};
  if (!measured.share) return mean_interval(values);
  const auto n = static_cast<double>(values.size());
  const double n_ones = std::accumulate(values.begin(), values.end(), 0.0);
  using Binomial = boost::math::binomial_distribution<>;
  return {n_ones / n, Binomial::find_lower_bound_on_p(n, n_ones, 0.025),
          Binomial::find_upper_bound_on_p(n, n_ones, 0.025)};
}

// a less share times b, of the networks that both have, less `offset`; empty if there are none
std::optional<MeanInterval> paired_difference(const Measurement& a, const Measurement& b,
                                              double share, double offset) {
  if (a.under_law && b.under_law) return law_difference(a, b, share, offset);
  std::vector<double> differences;
  if (a.exact() || b.exact()) {
    const Measurement& sampled = a.exact() ? b : a;
    for (std::size_t i = 0; i < sampled.values.size(); ++i) {
      differences.push_back(a.values[a.exact() ? 0 : i] - share * b.values[b.exact() ? 0 : i] -
                            offset);
    }
    return interval_of(sampled, differences);
  }
  for (std::size_t i = 0; i < a.replicas.size(); ++i) {
    const auto at = std::ranges::lower_bound(b.replicas, a.replicas[i]);
    if (at == b.replicas.end() || *at != a.replicas[i]) continue;
    differences.push_back(a.values[i] - share * b.values[at - b.replicas.begin()] - offset);
  }
  if (differences.empty()) return std::nullopt;
  return mean_interval(differences);
}

void set_value(const Claim& claim, VariantResult& variant) {
  const Measurement& measured = variant.measured;
  if (measured.under_law) {
    if (measured.values.empty()) {
      variant.reason = why_unresolved(measured);
    } else {
      variant.value = jackknife_interval(measured.under_law->value, measured.values);
    }
  } else if (measured.values.empty()) {
    variant.reason = "every network is " + measured.excluded_as;
  } else if (claim.quantity.kind == Quantity::Kind::kCorrelation) {
    const Correlation found = correlation_of(measured);
    variant.value = found.value;
    variant.reason = found.reason;
  } else {
    variant.value = interval_of(measured, measured.values);
  }
}

MeanInterval shifted(const MeanInterval& interval, double by) {
  MeanInterval out{interval.mean - by, std::nullopt, std::nullopt};
  if (interval.low) out.low = *interval.low - by;
  if (interval.high) out.high = *interval.high - by;
  return out;
}

MeanInterval negated(const MeanInterval& interval) {
  MeanInterval out{-interval.mean, std::nullopt, std::nullopt};
  if (interval.high) out.low = -*interval.high;
  if (interval.low) out.high = -*interval.low;
  return out;
}

Outcome outcome_of(const std::optional<MeanInterval>& margin) {
  if (!margin || !margin->low) return Outcome::kOpen;
  if (*margin->low > 0) return Outcome::kYes;
  return *margin->high < 0 ? Outcome::kNo : Outcome::kOpen;
}

void set_margins(ClaimResult& result) {
  const Rule& rule = result.claim.rule;
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    VariantResult& variant = result.variants[v];
    const bool is_largest = rule.kind == Rule::Kind::kAgree && v == result.largest;
    if (!variant.value) continue;
    if (rule.kind == Rule::Kind::kExceed || is_largest) {
      variant.margin = shifted(*variant.value, rule.threshold);
    } else if (rule.kind == Rule::Kind::kBelow) {
      variant.margin = negated(shifted(*variant.value, rule.threshold));
    } else if (rule.kind == Rule::Kind::kAgree) {
      variant.margin = paired_difference(variant.measured, result.variants[result.largest].measured,
                                         rule.share, 0);
    } else if (v > 0 && result.variants[v - 1].value) {
      variant.margin =
          paired_difference(result.variants[v - 1].measured, variant.measured, 1, rule.threshold);
    }
    variant.outcome = outcome_of(variant.margin);
  }
}

ClaimVerdict decide(const ClaimResult& result) {
  std::size_t n_yes = 0;
  std::size_t n_no = 0;
  std::size_t n_asked = 0;
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    // the first has none before it
    if (result.claim.rule.kind == Rule::Kind::kDecrease && v == 0) continue;
    ++n_asked;
    n_yes += result.variants[v].outcome == Outcome::kYes ? 1 : 0;
    n_no += result.variants[v].outcome == Outcome::kNo ? 1 : 0;
  }
  if (n_yes == n_asked) return ClaimVerdict::kHolds;
  switch (result.claim.rule.kind) {
    case Rule::Kind::kAgree: {
      const Outcome largest = result.variants[result.largest].outcome;
      if (largest == Outcome::kNo) return ClaimVerdict::kDoesNotHold;
      if (largest == Outcome::kOpen) return ClaimVerdict::kUnresolved;
      return n_no > 0 ? ClaimVerdict::kDepends : ClaimVerdict::kUnresolved;
    }
    case Rule::Kind::kExceed:
    case Rule::Kind::kBelow:
      if (n_no == n_asked) return ClaimVerdict::kDoesNotHold;
      return n_yes > 0 && n_no > 0 ? ClaimVerdict::kDepends : ClaimVerdict::kUnresolved;
    case Rule::Kind::kDecrease:
      break;
  }
  return n_no > 0 ? ClaimVerdict::kDoesNotHold : ClaimVerdict::kUnresolved;
}

}  // namespace

Measurement measure(const Quantity& quantity, const Plane& plane) {
  constexpr std::array kOthers = {Quantity::Kind::kExact,       Quantity::Kind::kCrosses,
                                  Quantity::Kind::kGeneralises, Quantity::Kind::kCorrelation,
                                  Quantity::Kind::kClusters,    Quantity::Kind::kLawMargin,
                                  Quantity::Kind::kLawFall};
  if (std::ranges::find(kOthers, quantity.kind) != kOthers.end()) {
    throw InvalidArgument(fmt::format("claim: the {} is not of a plane", quantity_name(quantity)));
  }
  const std::vector<std::size_t> layers = chosen_layers(quantity, plane.n_layers);
  const auto which =
      quantity.kind == Quantity::Kind::kFinalTy ? &LayerEstimate::i_ty : &LayerEstimate::i_xt;
  for (const std::size_t l : layers) {
    if (has_information(plane, l, which)) continue;
    throw InvalidArgument(fmt::format("claim: {} gives no {} of layer {}", plane.estimator,
                                      which == &LayerEstimate::i_ty ? "I(T;Y)" : "I(X;T)", l + 1));
  }
  if (plane.replicas.empty()) throw InvalidArgument("claim: there is no network to measure");
  Measurement out{"", plane.estimator, plane.n_samples, plane.replicas, {}, is_share(quantity)};
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    out.values.push_back(quantity_of(quantity.kind, plane, r, layers));
  }
  return out;
}

Measurement measure_training(const Quantity& quantity, const std::vector<TrainingRow>& training) {
  if (quantity.kind != Quantity::Kind::kCrosses) {
    throw InvalidArgument(
        fmt::format("claim: the {} is not of a training", quantity_name(quantity)));
  }
  if (training.empty()) throw InvalidArgument("claim: there is no network to measure");
  const std::size_t n_layers = training.front().metrics.weight_norm.size();
  const std::vector<std::size_t> layers = chosen_layers(quantity, n_layers);
  Measurement out{"", "gradients", 0, {}, {}, true};
  out.excluded_as = "without gradients";
  for (const std::span<const TrainingRow> rows : replicas_of(training)) {
    bool has_gradients = true;
    bool crosses = true;
    for (const std::size_t l : layers) {
      const Crossing crossing = find_crossing(rows, l);
      has_gradients = has_gradients && crossing.has_gradients;
      crosses = crosses && crossing.epoch;
    }
    if (!has_gradients) {
      out.excluded.push_back(rows.front().replica);
      continue;
    }
    out.replicas.push_back(rows.front().replica);
    out.values.push_back(crosses ? 1 : 0);
  }
  out.gradients = gradient_ratios(training);
  return out;
}

Measurement measure_exact(const std::string& spec) {
  return {"", spec, 0, {}, {Bits(exact_information(spec)).value()}};
}

ClaimResult judge(const Claim& claim, bool quick, std::vector<Measurement> measured) {
  if (measured.size() != claim.variants.size()) {
    throw InvalidArgument(fmt::format("claim {}: {} measurements, but there are {} variants",
                                      claim.name, measured.size(), claim.variants.size()));
  }
  ClaimResult result{claim, quick, {}, 0, ClaimVerdict::kUnresolved};
  for (Measurement& one : measured) {
    result.variants.push_back({std::move(one), std::nullopt, std::nullopt, Outcome::kOpen});
    set_value(claim, result.variants.back());
  }
  const auto largest =
      std::ranges::max_element(result.variants, {}, [](const VariantResult& variant) {
        return variant.value ? variant.value->mean : -std::numeric_limits<double>::infinity();
      });
  result.largest = static_cast<std::size_t>(largest - result.variants.begin());
  set_margins(result);
  result.verdict = decide(result);
  return result;
}

std::string verdict_text(const ClaimResult& result) {
  switch (result.verdict) {
    case ClaimVerdict::kHolds:
      return "holds";
    case ClaimVerdict::kDoesNotHold:
      return "does not hold";
    case ClaimVerdict::kDepends:
      return "depends on " + result.claim.varied;
    case ClaimVerdict::kUnresolved:
      break;
  }
  return "unresolved";
}

}  // namespace infoplane
