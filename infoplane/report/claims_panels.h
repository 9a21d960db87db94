#pragma once

#include <string>

#include "infoplane/claims/verdict.h"

namespace infoplane {

/// A claim's cases side by side, a set of axes for each:
/// - kCrosses: |mean| / |standard deviation| of the minibatch gradients against the epoch, both
///   logarithmic: median over the networks and the band of their quartiles for every layer, a line
///   at 1, and the median epoch of each layer's crossing.
/// - kCorrelation: test accuracy against the drop, in bits, a dot for each network, coloured by
///   condition.
/// Empty for other quantities.
std::string claim_panels_svg(const ClaimResult& result);

/// What is to be seen there, a sentence or two; empty where there is nothing.
std::string claim_panels_note(const Quantity& quantity);

}  // namespace infoplane
