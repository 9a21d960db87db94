#pragma once

#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/weights/mixture_supports.h"

namespace infoplane {

/// Bounds of I(X;A) in nats.
struct MixtureBounds {
  double lower_nats = 0;
  double upper_nats = 0;
};

/// From the distances between components:
///   -1/N sum_i ln( 1/N sum_j exp(-D_ij) )                                                   (V2)
/// is a lower bound with D_ij the Bhattacharyya distance, an upper one with KL(p_i||p_j); both are
/// infinite between components of different supports. Pairs with D > kNegligible count as
/// infinitely far: beside the 1 of j = i they are nothing. Source: Kolchinsky & Tracey 2017, arXiv
/// 1706.02419, Eqs. (10) and (11). Cost: N^2 d^3 / 3 at the most. The same bits for any number of
/// threads. Throws Interrupted.
MixtureBounds mixture_bounds(const std::vector<MixtureSupport>& supports, const Work& work);

}  // namespace infoplane
