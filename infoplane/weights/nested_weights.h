#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/work.h"
#include "infoplane/weights/gaussian_mixture.h"
#include "infoplane/weights/layer_moments.h"
#include "infoplane/weights/perturbed_networks.h"

namespace infoplane {

/// Shared draws that stand for an input beside others: 4096/N, an even number in this range, or
/// all.
inline constexpr std::size_t kLeastDrawsOfOthers = 4;
inline constexpr std::size_t kMostDrawsOfOthers = 64;

/// I(X;A) of a layer's pre-activation in nats, and its bracket in the mean.
struct DrawnInformation {
  double value_nats = 0;
  double std_error_nats = 0;
  double lower_nats = 0;
  double upper_nats = 0;
  /// What the linearised information is above it. The error is smaller than the others', as both
  /// are of the same draws.
  double excess_nats = 0;
  double excess_std_error_nats = 0;
};

/// I(X;A) of every layer's pre-activation under random weights, X uniform over the N rows of x,
/// with no assumption about p(a|x). Given the weights below (and gains), a is Gaussian exactly:
///   p(a|x) = E_k N(a; m_k(x), S_k(x)),                                                       (V6)
/// which is a mean over the K shared draws. Points a are of n_pairs other draws for each input, q,
/// with both signs of what the layer's own weights add:
///   I = ln N - 1/N sum_i E g_i,   g_i = ln(1 + o_i(a) / p_i(a)),   o_i(a) = sum_(j != i) p_j(a)
///   (V7)
/// p_i without the point's own component N(a; m_q, S_q) makes this too low in the mean, with it
/// (one among K + 1) too high, by the same amount to order 1/K; `value` is halfway. R draws
/// (kLeastDrawsOfOthers to kMostDrawsOfOthers) stand for each j, which makes it too high; that is
/// taken off by halving them, and how the R differ is part of the standard error. `upper` is a
/// bound in the mean; `lower`, as far below the value, is one as far as halving is right. Controls
/// are |z|^2/2 - d/2 of the layer's own part, and g of the linearised mixture at the linearised
/// point of the same draw, whose mean `linearised` knows. moments and linearised: of the same
/// networks and x, a layer each. docs/methods.md section 23. Empty for layers in which some S_k(x)
/// or J Sigma J' is singular. Throws InvalidArgument: fewer than 2 pairs, fewer draws than
/// kLeastDrawsOfOthers, x that does not suit the network; Interrupted. Cost: N n_pairs (N (R + 1) +
/// K) (d^2 + 2 exp()) a layer; memory O(N R d^2). The same bits for any number of threads.
std::vector<std::optional<DrawnInformation>> nested_information(
    const PerturbedNetworks& networks, MatrixView<float> x,
    const std::vector<LayerMoments>& moments, const std::vector<MixtureInformation>& linearised,
    std::size_t n_pairs, const Work& work);

}  // namespace infoplane
