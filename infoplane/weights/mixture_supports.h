#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/weights/packed_gaussians.h"

namespace infoplane {

/// N Gaussians in d dimensions, each with probability 1/N. Covariances may be singular.
struct GaussianMixture {
  /// (d, N), one column a component.
  Eigen::MatrixXd means;
  /// N of (d, d), symmetric; only lower triangles are read.
  std::vector<Eigen::MatrixXd> covariances;
};

/// Components that live on the same affine subspace, m + range(S), in coordinates of it in which
/// all covariances are positive definite.
struct MixtureSupport {
  std::vector<std::uint32_t> components;
  PackedGaussians gaussians;
};

/// An eigenvalue below this share of the largest one is 0.
inline constexpr double kZeroVariance = 1e-12;
/// Supports are the same if no direction of one leaves the other by more than this angle, and if
/// means are no farther from the other's subspace than this share both of their distance and of the
/// widest standard deviation, or than rounding (1e-13 of the means).
inline constexpr double kSameSupport = 1e-6;

/// Sorts the components by their supports. Two different affine subspaces cut each other in sets
/// that have no probability under at least one of any two Gaussians that fill them, so that a point
/// tells which support it came from, with probability 1: docs/methods.md (V3).
/// First the units are divided by the root of their mean variance (1 if that is 0). In order of the
/// supports' first components. If no covariance is singular there is one support.
/// Throws InvalidArgument: no component, no dimension, sizes that do not match, a number that is
/// not finite, a covariance with a negative eigenvalue; Interrupted.
/// Cost: O(N d^3), and O(N d r) for every support of the same dimension r < d.
std::vector<MixtureSupport> find_supports(const GaussianMixture& mixture, const Work& work);

}  // namespace infoplane
