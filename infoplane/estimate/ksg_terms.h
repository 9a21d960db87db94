#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// The terms of KSG-1, one for each pair, for each of several k by one search for neighbours:
///   psi(k) + psi(N) - psi(n_x(i) + 1) - psi(n_y(i) + 1)
/// Source: Kraskov et al. 2004, PRE 69:066138, Eq. (8); docs/methods.md (S1).
/// x, y: N points each, row i of one paired with row i of the other. ks: increasing.
/// Returns nats, in the order of ks; nothing if ks is empty.
/// Ties as in `ksg`: what is exactly as far as the k-th neighbour is not counted.
/// Throws InvalidArgument unless both sides have as many rows and all k are in [1, N) and increase.
/// Cost: one search with the largest k, and the counts of `ksg` for each k. The same bits for any
/// number of threads.
std::vector<LocalInformation> ksg_terms(const Points& x, const Points& y,
                                        std::span<const std::size_t> ks, const Work& work);

/// Whether some pair's nearest k are all equally far from it, as they are where it is repeated k
/// times: a density gives no such pairs for k >= 2. Its term is then the largest that there can be,
/// psi(k) + psi(N) - 2 psi(1), as no other is nearer on either side.
bool has_repeated_pairs(const LocalInformation& terms, std::size_t k);

}  // namespace infoplane
