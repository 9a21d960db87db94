#pragma once

#include <cstddef>
#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

enum class KsgVariant {
  kAutomatic,  ///< KSG-1 for numbers, Ross 2014 where one side is discrete, mixed where both are
  kOne,        ///< Kraskov et al. 2004, first algorithm; a discrete side is taken as numbers
  kTwo,        ///< Kraskov et al. 2004, second algorithm, likewise
  kMixed,      ///< Gao et al. 2017, for samples part discrete and part continuous
};

struct KsgOptions {
  /// Which nearest neighbour. In [1, N); in a class with fewer others, the farthest of them.
  std::size_t k = 3;
  /// Whether the sample decides on k instead, chosen_k.h; where a side is discrete it is
  /// kDiscreteNeighbours. Not with variants 2 and mixed.
  bool choose_k = false;
  /// Whether to subtract what the chosen k makes of Gaussian samples, referenced_ksg.h; only
  /// `rank-ksg` with choose_k.
  bool gaussian_reference = false;
  KsgVariant variant = KsgVariant::kAutomatic;
  /// Whether to estimate the standard error too, which takes several times as long.
  bool std_error = true;
};

/// The k of a chosen one where a side is discrete.
inline constexpr std::size_t kDiscreteNeighbours = 5;

/// `ksg:k=K|auto,variant=1|2|mixed,error=none`: mutual information by k nearest neighbours, max
/// norm.
///   variant 1:  psi(k) + psi(N) - mean_i[ psi(n_x + 1) + psi(n_y + 1) ]
///   variant 2:  psi(k) - 1/k + psi(N) - mean_i[ psi(n_x) + psi(n_y) ]
///   a discrete side:  psi(N) + mean_i[ psi(k_i) - psi(N_c) - psi(m) ]
///   mixed:  ln N + mean_i[ psi(k_i) - ln(n_x + 1) - ln(n_y + 1) ]
/// Source: Kraskov et al. 2004, PRE 69:066138, Eqs. (8) and (9); Ross 2014, PLoS ONE 9:e87357; Gao
/// et al. 2017, arXiv 1709.06212, Algorithm 1; docs/methods.md section 11 says what is counted.
/// Rows are taken as they are: neither standardised nor moved by noise. Layers: I(T;Y) by the
/// formula for a discrete side (mixed: by that), of the drawn classes where labels are soft; I(X;T)
/// where the inputs are known; no I(T_l;T_l+1).
/// k=auto: see KsgOptions::choose_k; Estimate::chosen is what was chosen, Estimate::why the reason.
/// Returns nats, which may be negative. Standard error and interval by disjoint subsamples
/// (uncertainty.h), empty where quarters are too small; of the smallest k where k is chosen.
/// Flags `ties`, but for mixed: a k-th neighbour at distance 0, or a column in which more than one
/// value in a hundred repeats another. `unresolved`: samples alone in their class were left out;
/// without a value, all were.
/// Throws InvalidArgument: k = 0, k >= N (where k is chosen: fewer than 4 samples, or 2 with a
/// discrete side), options that do not go together, sides that do not match, values that are not
/// finite.
/// Cost: up to about log2(N) - 4 joint dimensions O(N log N) and more the more dimensions, else
/// O(N^2 d); six times that for the longest ladder of k. The standard error takes four to nine
/// times as long as a value. Memory O(N d).
std::unique_ptr<const Estimator> make_ksg(const KsgOptions& options);

}  // namespace infoplane
