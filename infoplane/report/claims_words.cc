#include "infoplane/report/claims_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

// below this in size two decimals say too little
constexpr double kSmall = 0.1;

// "half", "0.4"
std::string share_text(double share) { return share == 0.5 ? "half" : fmt::format("{:g}", share); }

std::string compared(Outcome outcome, const char* yes, const char* no, const char* open) {
  return outcome == Outcome::kYes ? yes : outcome == Outcome::kNo ? no : open;
}

// "50 weight vectors of inits, tishby2017-d9f6f472; not resolved and left out: layers 1, 2"
std::string law_text(const Measurement& measured) {
  const UnderLaw& law = *measured.under_law;
  std::string text =
      fmt::format("{} weight vectors of {}, {}", law.n_vectors, law.law, measured.run);
  // where there is no value, the reason names the layers
  if (law.unresolved.empty() || measured.values.empty()) return text;
  return text + "; not resolved and left out: " + unresolved_text(law);
}

}  // namespace

std::string unresolved_text(const UnderLaw& law) {
  std::vector<std::size_t> layers;
  for (const std::size_t l : law.unresolved) layers.push_back(l + 1);
  return (layers.size() == 1 ? "layer " : "layers ") + join_numbers(layers);
}

std::string networks_text(const Measurement& measured) {
  if (measured.exact()) return "exact";
  if (measured.under_law) return law_text(measured);
  std::string text = counted(measured.replicas.size(), "network");
  if (!measured.run.empty()) text += ", " + measured.run;
  if (!measured.excluded.empty()) {
    const std::vector<std::size_t> replicas(measured.excluded.begin(), measured.excluded.end());
    text += fmt::format("; {} and left out: {} ({})", measured.excluded_as,
                        counted(replicas.size(), "network"), join_numbers(replicas));
  }
  return text;
}

double claim_scale(const Quantity& quantity, InformationUnit unit) {
  return unit == InformationUnit::kNats && is_information(quantity) ? std::numbers::ln2 : 1;
}

std::string unit_text(const Quantity& quantity, InformationUnit unit) {
  if (!is_information(quantity)) return "";
  return unit == InformationUnit::kNats ? "nats" : "bits";
}

std::string quantity_in_unit(const Quantity& quantity) {
  return quantity_name(quantity) + (is_information(quantity) ? ", bits" : "");
}

std::string interval_text(const std::optional<MeanInterval>& value, double scale) {
  if (!value) return "none";
  // what is small is small in the interval's ends, too
  const double largest = std::max(
      {std::abs(value->mean), std::abs(value->low.value_or(0)), std::abs(value->high.value_or(0))});
  const int decimals = largest < kSmall ? 4 : 2;
  // an exact number has no interval to show
  if (!value->low || *value->low == *value->high) return fixed(scale * value->mean, decimals);
  return fmt::format("{} [{}, {}]", fixed(scale * value->mean, decimals),
                     fixed(scale * *value->low, decimals), fixed(scale * *value->high, decimals));
}

std::string rule_text(const Claim& claim) {
  const Rule& rule = claim.rule;
  const std::string quantity = quantity_name(claim.quantity);
  const std::string threshold =
      fmt::format("{:g}{}", rule.threshold, is_information(claim.quantity) ? " bits" : "");
  // a law is all of its networks together
  const char* one_by_one = is_of_law(claim.quantity) ? "" : ", network by network";
  switch (rule.kind) {
    case Rule::Kind::kAgree:
      return fmt::format(
          "It holds if the largest {0} is above {1} and all others are above {2} of it{4}; "
          "it depends on {3} if one is below that, and does not hold if even the largest "
          "is below {1}.",
          quantity, threshold, share_text(rule.share), claim.varied, one_by_one);
    case Rule::Kind::kExceed:
      return fmt::format(
          "It holds if the {} is above {} in every case, does not hold if it is below in every "
          "case, and depends on {} if it is above in some and below in others.",
          quantity, threshold, claim.varied);
    case Rule::Kind::kBelow:
      return fmt::format(
          "It holds if the {} is below {} in every case, does not hold if it is above in every "
          "case, and depends on {} if it is below in some and above in others.",
          quantity, threshold, claim.varied);
    case Rule::Kind::kDecrease:
      break;
  }
  return fmt::format(
      "It holds if the {} is larger in each case than in the next{}{}; it does "
      "not hold if it is smaller in one.",
      quantity, one_by_one, rule.threshold == 0 ? "" : ", by " + threshold);
}

std::string finding_text(const ClaimResult& result, std::size_t variant) {
  const Rule& rule = result.claim.rule;
  const Outcome outcome = result.variants[variant].outcome;
  const bool is_largest = rule.kind == Rule::Kind::kAgree && variant == result.largest;
  if (!result.variants[variant].reason.empty()) return result.variants[variant].reason;
  if (rule.kind == Rule::Kind::kExceed || is_largest) {
    return fmt::format("{}{} {:g}", is_largest ? "the largest, " : "",
                       compared(outcome, "above", "below", "not told from"), rule.threshold);
  }
  if (rule.kind == Rule::Kind::kBelow) {
    return fmt::format("{} {:g}", compared(outcome, "below", "above", "not told from"),
                       rule.threshold);
  }
  if (rule.kind == Rule::Kind::kAgree) {
    return fmt::format("{} {} of the largest", compared(outcome, "above", "below", "not told from"),
                       share_text(rule.share));
  }
  if (variant == 0) return "the first";
  return compared(outcome, "less than the one before", "more than the one before",
                  "not told from the one before");
}

}  // namespace infoplane
