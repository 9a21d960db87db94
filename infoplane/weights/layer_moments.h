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

/// Of every layer. With u_k = J D_k, whose law is known, the pre-activations a(w + D_k) = f + u_k +
/// p_k + q_k and a(w - D_k) = f - u_k + p_k - q_k: p_k is even in D, q_k is odd and what the
/// linearisation leaves of it. q_k is regressed on u_k, q_k = B u_k + v_k, and
///   mean = f + mean p,   covariance = (I + B) J Sigma J' (I + B)' + cov p + mean v v'         (V5)
/// with K - 1 and K - d below: even and odd functions of D are uncorrelated. Where a is linear in
/// the weights p and q are 0 and the draws say what the linearisation says, without noise. x: (N,
/// n_inputs). Source: docs/methods.md section 23. Throws InvalidArgument unless x suits the network
/// and K >= 2 (d + 3) for the widest layer; Interrupted. Cost: O(N K sum d P), and O(N d P^2) if
/// the law is dense. The same bits for any number of threads.
std::vector<LayerMoments> layer_moments(const PerturbedNetworks& networks, MatrixView<float> x,
                                        const Work& work);

}  // namespace infoplane
