#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/work.h"

namespace infoplane {

/// N points in d dimensions, one after another, between which the kernel is
///   k(a, b) = exp(-|a - b|^2).
struct KernelPoints {
  std::size_t n = 0;
  std::size_t d = 0;
  std::vector<double> values;

  /// Some of them.
  [[nodiscard]] KernelPoints select(std::span<const std::uint32_t> rows) const;
};

/// Numbers that the factor of a kernel matrix may have, 256 MiB.
inline constexpr std::size_t kMaxFactor = std::size_t{1} << 25;

/// Eigenvalues of the N x N matrix k(a_i, a_j), those that matter, in ascending order: they are the
/// eigenvalues of a matrix that is below it (in the order of positive semidefinite ones) and whose
/// trace is less by at most `residual` N. So no eigenvalue is too large (but for rounding, some
/// 1e-14 N), and all together lack at most `residual` N.
/// By Cholesky decomposition with the largest pivots first, to rank r: K ~ L L', whose eigenvalues
/// other than 0 are those of the r x r matrix L' L. Source: Harbrecht, Peters & Schneider 2012,
/// Applied Numerical Mathematics 62:428.
/// max_factor: N r may not exceed it. Throws InvalidArgument if it does.
/// Cost: O(N r (r + d) + r^3). The same bits for any number of threads.
std::vector<double> rbf_eigenvalues(const KernelPoints& points, double residual, const Work& work,
                                    std::size_t max_factor = kMaxFactor);

/// sum_ij k(a_i, a_j)^2. Cost: O(N^2 d), no memory. The same bits for any number of threads.
double rbf_sum_of_squares(const KernelPoints& points, const Work& work);

}  // namespace infoplane
