#pragma once

#include <memory>
#include <optional>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

struct RenyiOptions {
  /// Order of the entropy. > 0, not 1.
  double alpha = 1.01;
  /// Width of the Gaussian kernel, in units of the data; empty: chosen from the data. > 0.
  std::optional<double> width{};
};

/// `renyi:alpha=A,width=W`: matrix-based Renyi information,
///   I = S(A) + S(B) - S(A o B / tr(A o B)),  S(A) = 1/(1 - alpha) ln tr(A^alpha),  A = K / N,
/// K_ij = exp(-|x_i - x_j|^2 / 2 w^2) for numbers, and 1 for equal and 0 for different names.
/// Source: Giraldo, Rao & Principe 2015, arXiv 1211.2459; for networks Wickstrom et al. 2019, arXiv
/// 1909.11396; docs/methods.md section 15.
/// Without a width, w = sqrt(sum of the columns' variances) N^(-1/(4 + d)), of each side, layer and
/// checkpoint; d counts the columns that are not constant.
/// network(): i_xt against the inputs where they are known, i_ty against the classes (drawn ones if
/// labels are soft). pair(): a discrete side is names.
/// Returns nats, always flagged kNotShannon: compare it with its own kind only. Never clipped.
/// Constant side, or one class: 0. N = 1: no value, kUnresolved.
/// Error of the calculation: at most 5e-7 nats an entropy (alpha > 1; none beyond rounding for
/// alpha = 2); below 1, where the smallest eigenvalues matter most, what rounding leaves.
/// Throws InvalidArgument: alpha 1; rows that differ, NaN or infinity; a kernel matrix whose factor
/// does not fit (rbf_spectrum.h: N times rank up to 2^25, which all N up to 5792 do).
/// Cost: O(N r (r + d) + r^3), r the rank of the kernel matrices, at most N; alpha = 2: O(N^2 d).
/// The same bits for any number of threads.
std::unique_ptr<const Estimator> make_renyi(const RenyiOptions& options);

}  // namespace infoplane
