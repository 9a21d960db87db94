#pragma once

#include <string>

#include "infoplane/claims/verdict.h"
#include "infoplane/report/information_unit.h"

namespace infoplane {

/// "drop of I(X;T) of layer 5, bits".
std::string quantity_in_unit(const Quantity& quantity);

/// What a quantity's values are multiplied with for printing: shares have no unit.
double claim_scale(const Quantity& quantity, InformationUnit unit);

/// "bits", "nats", or "" of a share.
std::string unit_text(const Quantity& quantity, InformationUnit unit);

/// "6.70 [6.41, 6.99]".
std::string interval_text(const MeanInterval& value, double scale = 1);

/// "50 networks, tishby2017-d9f6f472", or "exact".
std::string networks_text(const Measurement& measured);

/// The rule in words: what would make the claim hold.
std::string rule_text(const Claim& claim);

/// What the rule found about a variant: "the largest, above 0.5", "less than half of the largest".
std::string finding_text(const ClaimResult& result, std::size_t variant);

}  // namespace infoplane
