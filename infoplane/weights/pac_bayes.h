#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// How the public code draws its batches.
struct PacBayesOptions {
  /// B, samples a batch.
  std::size_t batch = 0;
  /// M; 10 in the code, whatever the data.
  std::size_t n_batches = 10;
  /// How often the code's quantity is drawn anew.
  std::size_t n_draws = 1;
  std::uint64_t seed = 0;
  std::uint32_t replica = 0;
};

/// One tensor that the public code looks at: a layer's weights, or its batch norm's gains (which
/// are called weights there); never biases. dw_k are its parameters' distances from the initial
/// ones, p_ik = dw_k . g_ik.
struct PacBayesTensor {
  /// Index of NetworkSpec::layers.
  std::size_t layer = 0;
  bool gains = false;
  /// m_k = 1/n sum_i p_ik: the mean gradient along dw_k. 0 where the loss is stationary in it.
  double mean = 0;
  /// q_k = 1/n sum_i p_ik^2 = dw_k' F_kk dw_k.
  double quadratic = 0;
};

/// The information in the weights of Wang et al. 2022, as defined and as coded.
struct PacBayesInformation {
  /// dw' F dw over all parameters, F = 1/n sum_i g_i g_i' (P1).
  double quadratic = 0;
  /// n/2 of it: KL of N(w, (n F)^-1) to N(w_0, (n F)^-1) (P2).
  Nats information;
  std::vector<PacBayesTensor> tensors;
  /// sum_k q_k: (P1) without biases and without what is between tensors.
  double tensor_quadratic = 0;
  /// What the code computes (P3), n_draws times.
  std::vector<double> code_values;
  /// Its mean over all draws of batches (P4), exactly.
  double code_mean = 0;
  /// What of code_mean sampling makes: all of it where every m_k is 0.
  double code_noise = 0;
};

/// Both, side by side. With c = ceil(n / B) and M batches b of B samples drawn with replacement,
///   code = sum_k ( 1/c sum_b 1/B sum_(i in b) p_ik )^2 (P3),
///   E code = M/(c^2 B) sum_k (q_k - m_k^2) + (M/c)^2 sum_k m_k^2 (P4),
/// so that at a stationary point, if B divides n, E code = (M B / n^2) sum_k q_k.
/// Source: Wang et al. 2022, ICLR (arXiv 2109.14509), section 3; their public code
/// (github.com/RyanWangZf/PAC-Bayes-IB, src/models.py); docs/methods.md section 22.
/// initial: w_0, in the order of ParameterLayout. Draw r of the code's batches is from Stream(seed,
/// replica, kWeightNoise, r). Throws InvalidArgument if sizes do not match or are 0, if w_0 is not
/// finite, and what for_each_gradient_block throws. Cost: O(n P) and O(n_draws M B) for each
/// tensor.
PacBayesInformation pac_bayes_information(const NetworkJacobian& network,
                                          const Eigen::VectorXd& initial,
                                          const LabelledInputs& data,
                                          const PacBayesOptions& options);

}  // namespace infoplane
