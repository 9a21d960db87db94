#pragma once

#include <cstddef>
#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

struct NoisyOptions {
  /// Standard deviation of the noise in every unit, in units of activation. > 0.
  double sigma = 0.1;
  /// Draws of the noise for each of the N samples, in antithetic pairs: an odd number is rounded
  /// up. >= 1.
  std::size_t n_draws = 24;
};

/// `noisy:sigma=S,draws=M`: information about T + Z, Z ~ N(0, S^2 I), where the N rows are all
/// inputs that there are, each with probability 1/N: T + Z is then a mixture of one Gaussian a row,
///   I(X;T+Z) = h(T + Z) - d/2 ln(2 pi e S^2),
/// and h(T + Z) is a mean over the mixture's components and draws from them.
/// Source: Goldfeld et al. 2019, arXiv 1810.05728; docs/methods.md section 10.
/// network(): i_xt; i_ty = h(T + Z) - sum_c p_c h(T + Z|c) from the same draws, soft labels
/// weighting the mixtures with p(c|x_i). Both with a standard error, which is that of the Monte
/// Carlo alone: it says nothing of inputs that the N rows are a sample of. Without one where N = 1
/// and there is but one pair of draws. Each row has random numbers of its own, the same for all
/// layers, so that layers and epochs can be compared.
/// Of a network with noise, sigma must be that of its layers (the output, which has none, gets it
/// for the estimate). The layers below the first are then random given the input:
/// nested_information() of the passes, i_xt_half_passes from half of them, `n_draws` for each
/// input; i_ty from kRowsOfOthers of its passes. pair(): I(T + Z;Y) of a side of numbers T and a
/// discrete one, Y. All else is refused: information about an input needs only the layer, and
/// belongs to `layer` and `plane`. Rows that are equal, constant columns, one class, one sample:
/// nothing is special. If no two rows are near, i_xt is ln N exactly; if all are equal, 0. Throws
/// InvalidArgument: sigma not positive and finite, no draws, pair() as above, a layer with other
/// noise. Cost: O(N^2 M d), memory O(N (d + M)). Thread-safe; the same bits for any number of
/// threads.
std::unique_ptr<const Estimator> make_noisy(const NoisyOptions& options);

}  // namespace infoplane
