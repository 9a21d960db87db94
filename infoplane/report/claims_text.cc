#include <fmt/format.h>

#include <string>
#include <vector>

#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"

namespace infoplane {

std::string claim_line(const ClaimResult& result, InformationUnit unit) {
  const Quantity& quantity = result.claim.quantity;
  std::vector<std::string> cases;
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    cases.push_back(
        fmt::format("{}: {}", result.claim.variants[v].label,
                    interval_text(result.variants[v].value, claim_scale(quantity, unit))));
  }
  const std::string in = unit_text(quantity, unit);
  return fmt::format("{}{}: {} | {} | {}{}: {} | {}", result.claim.name,
                     result.quick ? " (quick)" : "", result.claim.statement, result.claim.by,
                     quantity_name(quantity), in.empty() ? "" : " in " + in, fmt::join(cases, "; "),
                     verdict_text(result));
}

}  // namespace infoplane
