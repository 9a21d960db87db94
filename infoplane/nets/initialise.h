#pragma once

#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// Fresh parameters in the order of ParameterLayout, drawn from `stream` layer by layer.
std::vector<float> initial_parameters(const NetworkSpec& spec, Stream& stream);

/// Running statistics before training: mean 0, variance 1.
std::vector<float> initial_statistics(const NetworkSpec& spec);

}  // namespace infoplane
