#include "infoplane/estimate/estimator.h"

#include <cassert>

namespace infoplane {

std::string_view flag_name(Flag flag) {
  switch (flag) {
    case Flag::kSaturated:
      return "saturated";
    case Flag::kSingletons:
      return "singletons";
    case Flag::kOverHY:
      return "over-H(Y)";
    case Flag::kDpi:
      return "dpi";
    case Flag::kTies:
      return "ties";
    case Flag::kOutOfRange:
      return "out-of-range";
    case Flag::kRangeOfSample:
      return "range-of-sample";
    case Flag::kAboveLnN:
      return "above-ln-N";
    case Flag::kModelBased:
      return "model-based";
    case Flag::kNotShannon:
      return "not-shannon";
    case Flag::kUnresolved:
      return "unresolved";
    case Flag::kBiasedLowPossible:
      return "biased-low-possible";
  }
  assert(false);
  return "";
}

std::string format_flags(const Flags& flags) {
  std::string text;
  for (const Flag flag : flags) {
    if (!text.empty()) text += ';';
    text += flag_name(flag);
  }
  return text;
}

}  // namespace infoplane
