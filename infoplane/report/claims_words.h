#pragma once

#include <string>

#include "infoplane/claims/verdict.h"
#include "infoplane/report/information_unit.h"

namespace infoplane {

/// "6.70 [6.41, 6.99]".
std::string interval_text(const MeanInterval& bits, InformationUnit unit);

/// "50 networks, tishby2017-d9f6f472", or "exact".
std::string networks_text(const Measurement& measured);

/// The rule in words: what would make the claim hold.
std::string rule_text(const Claim& claim);

/// What the rule found about a variant: "the largest, above 0.5", "less than half of the largest".
std::string finding_text(const ClaimResult& result, std::size_t variant);

}  // namespace infoplane
