#pragma once

#include <cstddef>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/activation.h"

namespace infoplane {

/// Which unit stands in the place of which, and whether with its sign turned.
struct UnitMatch {
  /// Unit `units[u]` takes the place u.
  std::vector<std::size_t> units;
  /// signs[u] is 1, or -1 where the unit in place u is turned.
  std::vector<float> signs;
};

/// Matches the units of a layer to those of a reference: the permutation with the largest sum of
/// correlations over the inputs, of their absolute values where the activation is odd, as a unit
/// may then also be turned (its weights with those that lead on from it). Hidden units are
/// exchangeable between trainings, which is no property of what they compute; (L6) in
/// docs/methods.md. The assignment is found by shortest augmenting paths (Jonker & Volgenant 1987,
/// Computing 38:325).
/// reference, layer: (N, d), columns contiguous. A constant unit correlates with nothing.
/// Throws InvalidArgument if the shapes differ. Cost: O(N d^2 + d^3).
UnitMatch match_units(const MatrixView<float>& reference, const MatrixView<float>& layer, bool odd);

/// Whether f(-z) = -f(z).
bool is_odd(Activation activation);

/// The assignment of rows to columns with the smallest sum of costs: column_of[row]. cost: n x n,
/// row-major, finite.
std::vector<std::size_t> cheapest_assignment(const std::vector<double>& cost, std::size_t n);

}  // namespace infoplane
