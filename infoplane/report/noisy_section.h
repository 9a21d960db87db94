#pragma once

#include <string>
#include <string_view>

#include "infoplane/report/weights_report.h"

namespace infoplane {

/// "linearisation-fails;unresolved", whichever a layer has.
std::string noisy_flags(const NoisyLayer& layer, std::string_view separator);

/// Where the linearisation fails, from the numbers: the headline of a page that knows noisy weights
/// alone. Plain text; empty without any.
std::string noisy_headline(const WeightsReport& report);

/// I(X;T) of a network with noisy weights by draws and linearised, their difference and that of the
/// covariances, against the layer.
std::string noisy_svg(const NoisyNetwork& network);

/// The same against the standard deviation of the weights, a line a layer, for the isotropic laws
/// around one network with as many inputs. Empty where no two of them differ in it alone.
std::string noisy_deviations_svg(const WeightsReport& report);

/// A section of the page of random weights, whole HTML: a table and a picture a law, then the
/// picture over the deviations. Empty without noisy weights.
std::string noisy_section(const WeightsReport& report);

}  // namespace infoplane
