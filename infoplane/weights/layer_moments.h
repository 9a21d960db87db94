#pragma once

#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/work.h"
#include "infoplane/weights/mixture_supports.h"
#include "infoplane/weights/perturbed_networks.h"

namespace infoplane {

/// A layer's pre-activation a given each of N inputs, as Gaussians.
struct LayerMoments {
  /// N(f, J Sigma J'): f and J at the weights w.
  GaussianMixture linearised;
  /// Mean and covariance by the K draws, and by the first and the second half of them.
  GaussianMixture drawn;
  GaussianMixture first_half;
  GaussianMixture second_half;
};

/// Of every layer. With u_k = J D_k, whose law is known, and what the linearisation leaves of a draw,
/// r_k = a_k - f - u_k, regressed on u_k:  r_k = c + B u_k + v_k,
///   mean = f + c,   covariance = (I + B) J Sigma J' (I + B)' + V                            (V5)
/// with V the covariance of v_k, (K - 1 - d) below. Where a is linear in the weights r is 0 and the
/// draws say what the linearisation says, without noise.
/// x: (N, n_inputs). Source: docs/methods.md section 23.
/// Throws InvalidArgument unless x suits the network and K >= 2 (d + 3) for the widest layer;
/// Interrupted. Cost: O(N K (P + sum d^2)), and O(N d P^2) if the law is dense. The same bits for any
/// number of threads.
std::vector<LayerMoments> layer_moments(const PerturbedNetworks& networks, MatrixView<float> x,
                                        const Work& work);

}  // namespace infoplane
