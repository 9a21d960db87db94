#pragma once

#include <cstddef>
#include <optional>

#include "infoplane/core/units.h"
#include "infoplane/nets/activation.h"

namespace infoplane {

/// Cells of one neuron's activation: as many equal ones over the activation's own range, or those
/// of floor(t / width).
struct NeuronCells {
  std::optional<std::size_t> n_bins{};
  std::optional<double> width{};
};

/// I(X;T) of one neuron T = f(w x) with x ~ N(0, 1) by counting in cells: the entropy of the cells'
/// exact probabilities, as T is a function of X:
///   p_k = Phi(b_(k+1) / w) - Phi(b_k / w),   b_k the least z with f(z) >= the k-th edge (C1)
/// Source: Saxe et al. 2018, section 2 and figure 2.
/// Throws InvalidArgument: f falls somewhere (gelu) or acts on a whole layer (softmax), no cells or
/// both kinds, equal cells of an f without a range, w <= 0, a width that makes more than 10^7
/// cells.
Nats neuron_information(Activation f, double weight, const NeuronCells& cells);

/// I(X;T) of a linear neuron with noise, T = w x + c z, z ~ N(0, 1): 1/2 ln(w^2 / c^2 + 1) (C2)
/// Throws InvalidArgument unless c > 0 and both are finite.
Nats noisy_neuron_information(double weight, double noise);

}  // namespace infoplane
