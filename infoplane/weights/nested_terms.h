#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "infoplane/weights/packed_gaussians.h"

namespace infoplane {

/// A block of points of one input, pairs side by side: points 2 q and 2 q + 1 are the pair q.
struct NestedPoints {
  /// a[unit * kPointBlock + point], and its twin in the linearised network.
  std::vector<double> a;
  std::vector<double> linear;
  /// ln N(a; m_q, S_q) + d/2 ln 2 pi, a's own component.
  PointBlockArray own = PointBlockArray::Zero();
  /// |z|^2/2 - d/2 of each pair.
  std::array<double, kPointBlock / 2> radii{};
};

/// What a block of points adds to (V7).
struct NestedTerms {
  /// ln(1 + o/p), the mean of p with and without the point's own component, less what the noise of
  /// o adds.
  PointBlockArray value;
  /// Half of the difference of the two, and what was taken off.
  PointBlockArray half_width;
  /// Of each of the R draws of others: o_r / (p + o), o_r what this draw has in R o.
  std::vector<PointBlockArray> shares;
};

/// p: components of p(a|x_i). others: n_draws of p(a|x_j) for each j, one after another. Nothing is
/// checked; n_draws is even.
NestedTerms nested_terms(const NestedPoints& points, const PackedGaussians& p,
                         const PackedGaussians& others, std::size_t n_draws, std::size_t i);

/// ln sum_j p_j(a) / p_i(a) at the linearised twins; p: the linearised mixture.
PointBlockArray linearised_term(const NestedPoints& points, const PackedGaussians& p,
                                std::size_t i);

}  // namespace infoplane
