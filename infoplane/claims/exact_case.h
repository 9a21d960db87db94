#pragma once

#include <string>
#include <string_view>

#include "infoplane/core/units.h"

namespace infoplane {

/// The information of a case that needs no training and no estimator, by its specification, which
/// is written like an estimator's:
///   neuron:activation=F,weight=W,bins=N     or  width=H in place of bins: neuron_information()
///   noisy-neuron:weight=W,noise=C           noisy_neuron_information()
/// Throws InvalidArgument: an unknown name or key, a key that is missing, a value out of bounds.
Nats exact_information(std::string_view spec);

}  // namespace infoplane
