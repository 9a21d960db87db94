#pragma once

#include "infoplane/nets/activation.h"

namespace infoplane {

/// f''(z) in double precision: where f has a kink, that of the side from which activation_slope
/// takes its derivative (0 for relu and leaky-relu, 1 for elu; softsign, whose slope is continuous:
/// 0). Throws InvalidArgument for softmax.
double activation_curvature(Activation activation, double z);

}  // namespace infoplane
