#pragma once

#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// Fresh parameters in the order of ParameterLayout: weights drawn from `stream` in double
/// precision, layer by layer in their order (orthogonal: vector by vector), biases 0, batch-norm
/// gains 1. The same stream gives the same bytes. Source: see Initialiser; docs/methods.md section
/// Networks. Throws InvalidArgument as check_network does. Cost: linear in the parameters;
/// orthogonal O(width n_inputs min(width, n_inputs)) a layer.
std::vector<float> initial_parameters(const NetworkSpec& spec, Stream& stream);

/// Running statistics before training: mean 0, variance 1. Empty without batch norm. Throws
/// InvalidArgument as check_network does.
std::vector<float> initial_statistics(const NetworkSpec& spec);

}  // namespace infoplane
