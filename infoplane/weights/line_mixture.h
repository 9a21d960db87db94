#pragma once

#include <Eigen/Core>
#include <vector>

#include "infoplane/core/range.h"
#include "infoplane/core/units.h"

namespace infoplane {

/// Laws p(z|i) = N(mean_i, variance_i) on the line, i = 1 ... K.
struct GaussianLaws {
  Eigen::VectorXd mean;
  Eigen::VectorXd variance;
};

/// What z says of which of K equally likely laws it came from. The same vectors without a law's own
/// part are for I(X;Z) of a population that the K inputs are drawn from, and bound it in the mean.
struct LineInformation {
  /// KL(p_i || 1/K sum_j p_j). Their mean is the information, at most ln K, and for the population
  /// a lower bound.
  Eigen::VectorXd own_nats;
  /// KL(p_i || 1/(K - 1) sum_(j != i) p_j). Their mean is an upper bound for the population, and
  /// grows without bound where the laws are apart.
  Eigen::VectorXd others_nats;
  /// The pieces of the line, in order, on each of which 15 Gauss-Kronrod nodes resolve every law.
  std::vector<Range> cells;

  [[nodiscard]] Nats value() const { return Nats(own_nats.mean()); }
  [[nodiscard]] Nats upper() const { return Nats(others_nats.mean()); }
};

/// Least standard deviation of a law over the largest |mean|: below it, double precision does not
/// tell where in a law z is.
inline constexpr double kLineResolution = 1e-6;

/// Whether every law has a variance above 0 and a standard deviation of at least kLineResolution of
/// the largest |mean|. Where one has not, z gives it away: I(X;Z) is that of laws without noise.
bool resolves(const GaussianLaws& laws);

/// Both informations by adaptive quadrature over z, to 1e-8 nat (the second: of its
/// size).
/// Source: Poole et al. 2019, arXiv 1905.06922, Eqs. 12 and 13 with the conditional known, where
/// the mean over draws of z is an integral here; docs/methods.md (X11), (X12).
/// Throws InvalidArgument: fewer than two laws, different numbers of means and variances, one that
/// is not finite, laws that are not resolved (resolves()).
/// Cost: O(K) a node; some 1000 nodes where the standard deviations are alike.
LineInformation line_information(const GaussianLaws& laws);

/// Nodes and weights of the 15-point Gauss-Kronrod rule on a cell.
struct LineNodes {
  Eigen::VectorXd z;
  Eigen::VectorXd weight;
};
LineNodes line_nodes(const Range& cell);

/// p_i(z) is taken for nothing beyond so many standard deviations: 1.9e-17 of its mass.
inline constexpr double kLineReach = 8.5;

/// The laws that reach into a cell.
std::vector<Eigen::Index> laws_in(const GaussianLaws& laws, const Range& cell);

}  // namespace infoplane
