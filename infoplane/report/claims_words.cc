#include "infoplane/report/claims_words.h"

#include <fmt/format.h>

#include <numbers>

#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

// "half", "0.4"
std::string share_text(double share) { return share == 0.5 ? "half" : fmt::format("{:g}", share); }

std::string compared(Outcome outcome, const char* yes, const char* no, const char* open) {
  return outcome == Outcome::kYes ? yes : outcome == Outcome::kNo ? no : open;
}

}  // namespace

std::string networks_text(const Measurement& measured) {
  if (measured.exact()) return "exact";
  return fmt::format("{}, {}", counted(measured.replicas.size(), "network"), measured.run);
}

std::string interval_text(const MeanInterval& bits, InformationUnit unit) {
  const double scale = unit == InformationUnit::kNats ? std::numbers::ln2 : 1;
  // an exact number has no interval to show
  if (!bits.low || *bits.low == *bits.high) return fixed(scale * bits.mean, 2);
  return fmt::format("{} [{}, {}]", fixed(scale * bits.mean, 2), fixed(scale * *bits.low, 2),
                     fixed(scale * *bits.high, 2));
}

std::string rule_text(const Claim& claim) {
  const Rule& rule = claim.rule;
  const std::string quantity = quantity_name(claim.quantity);
  switch (rule.kind) {
    case Rule::Kind::kAgree:
      return fmt::format(
          "It holds if the largest {} is above {:g} bits and all others are above {} of it, "
          "network "
          "by network; it depends on {} if one is below that, and does not hold if even the "
          "largest "
          "is below {:g} bits.",
          quantity, rule.bits, share_text(rule.share), claim.varied, rule.bits);
    case Rule::Kind::kExceed:
      return fmt::format(
          "It holds if the {} is above {:g} bits in every case, does not hold if it is below in "
          "every case, and depends on {} if it is above in some and below in others.",
          quantity, rule.bits, claim.varied);
    case Rule::Kind::kDecrease:
      break;
  }
  return fmt::format(
      "It holds if the {} is larger in each case than in the next, network by network{}; it does "
      "not hold if it is smaller in one.",
      quantity, rule.bits == 0 ? "" : fmt::format(", by {:g} bits", rule.bits));
}

std::string finding_text(const ClaimResult& result, std::size_t variant) {
  const Rule& rule = result.claim.rule;
  const Outcome outcome = result.variants[variant].outcome;
  const bool is_largest = rule.kind == Rule::Kind::kAgree && variant == result.largest;
  if (rule.kind == Rule::Kind::kExceed || is_largest) {
    return fmt::format("{}{} {:g}", is_largest ? "the largest, " : "",
                       compared(outcome, "above", "below", "not told from"), rule.bits);
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
