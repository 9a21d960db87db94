#pragma once

#include <optional>
#include <string>

#include "infoplane/claims/verdict.h"
#include "infoplane/report/information_unit.h"

namespace infoplane {

/// "drop of I(X;T) of layer 5, bits".
std::string quantity_in_unit(const Quantity& quantity);

/// What a quantity's values are multiplied with for printing: shares and correlations have no unit.
double claim_scale(const Quantity& quantity, InformationUnit unit);

/// "bits", "nats", or "" of a share or a correlation.
std::string unit_text(const Quantity& quantity, InformationUnit unit);

/// "6.70 [6.41, 6.99]", or "none".
std::string interval_text(const std::optional<MeanInterval>& value, double scale = 1);

/// "layers 1, 2".
std::string unresolved_text(const UnderLaw& law);

/// "50 networks, tishby2017-d9f6f472", "50 weight vectors of inits, tishby2017-d9f6f472", or
/// "exact"; with what is left out.
std::string networks_text(const Measurement& measured);

/// The rule in words: what would make the claim hold.
std::string rule_text(const Claim& claim);

/// What the rule found about a variant: "the largest, above 0.5", "less than half of the largest",
/// "not told from 0: all test accuracies are equal".
std::string finding_text(const ClaimResult& result, std::size_t variant);

}  // namespace infoplane
