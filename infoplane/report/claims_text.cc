#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"

namespace infoplane {

std::string claim_line(const ClaimResult& result, InformationUnit unit) {
  const Quantity& quantity = result.claim.quantity;
  std::vector<std::string> cases;
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    const VariantResult& variant = result.variants[v];
    std::string text = fmt::format("{}: {}", result.claim.variants[v].label,
                                   interval_text(variant.value, claim_scale(quantity, unit)));
    if (!variant.reason.empty()) text += fmt::format(" ({})", variant.reason);
    const std::optional<UnderLaw>& law = variant.measured.under_law;
    if (law && variant.value && !law->unresolved.empty()) {
      text += fmt::format(" (not resolved and left out: {})", unresolved_text(*law));
    }
    if (!variant.measured.excluded.empty()) {
      text += fmt::format(" (of {}; {} and left out: {})", variant.measured.replicas.size(),
                          variant.measured.excluded_as, variant.measured.excluded.size());
    }
    cases.push_back(text);
  }
  const std::string in = unit_text(quantity, unit);
  return fmt::format("{}{}: {} | {} | {}{}: {} | {}", result.claim.name,
                     result.quick ? " (quick)" : "", result.claim.statement, result.claim.by,
                     quantity_name(quantity), in.empty() ? "" : " in " + in, fmt::join(cases, "; "),
                     verdict_text(result));
}

}  // namespace infoplane
