#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "infoplane/core/random.h"
#include "infoplane/core/units.h"

namespace infoplane {

/// Draws one pair: fills x and y, whose lengths are the task's dimensions.
using DrawPair = std::function<void(Stream& stream, std::span<double> x, std::span<double> y)>;

/// Pairs of variables with the formula of what they know of each other. docs/methods.md, "Known
/// truth", has the equations.
struct PairDistribution {
  DrawPair draw;
  Nats truth;
};

/// Standard normals, all pairs of the dx + dy columns correlated by rho in [0, 1).
PairDistribution dense_normal(std::size_t dx, std::size_t dy, double rho);
/// Standard normals; the first n_pairs columns of x and of y are correlated by rho, column by
/// column, the others with nothing. n_pairs at most dx and dy; |rho| < 1.
PairDistribution paired_normal(std::size_t n_pairs, double rho);
/// The multivariate Student distribution with nu degrees of freedom and the identity as dispersion,
/// of which x is the first dx coordinates: x and y share nothing but how far out they are. nu >= 1.
PairDistribution student(std::size_t dx, std::size_t dy, std::size_t nu);
/// Two such distributions of their own, one for x and one for y: independent.
PairDistribution independent_students(std::size_t nu);
/// All columns Cauchy and independent of each other.
PairDistribution independent_cauchys();
/// X uniform on (0, 1), Y = X + uniform noise on (-e, e). One column each. e > 0.
PairDistribution additive_uniform(double e);

/// The network of a linear Gaussian task.
struct LinearGaussian {
  std::size_t dx = 0;
  std::size_t dt = 0;
  /// Standard deviation of the noise on every unit.
  double sigma = 1;
  /// Which stream the weights come from.
  std::uint32_t weights = 0;
};
/// X normal with covariances S_ij = 2^-|i - j|, T = W X + noise, W ~ N(0, 1/dx) drawn once.
PairDistribution linear_gaussian(const LinearGaussian& network);

/// ln det of a symmetric, positive definite matrix (n, n), row-major, by Cholesky's decomposition.
double log_determinant(std::span<const double> matrix, std::size_t n);

}  // namespace infoplane
