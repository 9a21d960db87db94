#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "infoplane/core/units.h"
#include "infoplane/core/work.h"
#include "infoplane/weights/mixture_supports.h"

namespace infoplane {

struct MixtureOptions {
  /// Antithetic pairs of draws z, -z of each component. >= 2.
  std::size_t n_pairs = 8;
  /// Draws are of the streams (seed, stream, noisy weights, component): with the same ones, two
  /// mixtures differ by less noise than each of them has.
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
  /// Whether to calculate the pairwise bounds too.
  bool bounds = true;
};

struct MixtureInformation {
  Nats value;
  /// Of the Monte Carlo alone.
  Nats std_error;
  /// Pairwise bounds, exact; empty if not asked for.
  std::optional<Nats> lower{};
  std::optional<Nats> upper{};
  /// Different affine subspaces that components live on: 1 if no covariance is singular.
  std::size_t n_supports = 1;
  /// Dimensions of the smallest of them.
  std::size_t smallest_rank = 0;
};

/// I(X;A) of A ~ N(m_X, S_X), X uniform over the N components:
///   ln N - 1/N sum_i E_z ln sum_j exp(ln p_j(m_i + L_i z) - ln p_i(m_i + L_i z)),  z ~ N(0, I)
///   (V1)
/// by Monte Carlo, stratified over components, with the control variate of (M4). The term j = i is
/// 1: components that are all equal have 0 exactly, components that are far apart ln N exactly.
/// Source: Goldfeld et al. 2019, arXiv 1810.05728, for one common covariance; docs/methods.md
/// section 23.
/// Singular covariances: a point tells with probability 1 on which support it is, so j runs over
/// the components on that of i, in coordinates of it. I(X;A) is at most ln N and never infinite.
/// `lower`, `upper`: from Bhattacharyya distances and Kullback-Leibler divergences (V2).
/// Returns nats; may be negative by chance where the truth is near 0: never clipped. Invariant
/// under invertible affine maps of A to rounding, with draws that correspond.
/// Throws InvalidArgument: fewer than 2 pairs, and what find_supports() throws; Interrupted.
/// Cost: N^2 n_pairs (d^2 + 2 exp()), the less the more of the components are far apart; the bounds
/// N^2 d^3 / 3. The same bits for any number of threads.
MixtureInformation mixture_information(const GaussianMixture& mixture,
                                       const MixtureOptions& options, const Work& work);

}  // namespace infoplane
