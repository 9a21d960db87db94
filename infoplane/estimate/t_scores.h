#pragma once

#include <cstddef>
#include <vector>

namespace infoplane {

/// Scores of ranks under Student's t, and their density.
struct TScoreTable {
  /// t_nu^-1((r + 1) / (N + 1)) of r = 0 ... N - 1, rising; mirrored ranks have exactly opposite
  /// ones.
  std::vector<double> scores;
  /// Sum of the log densities of all N, the same for every column.
  double log_density = 0;
};

/// Makes such tables for N ranks. r/(N + 1) is what pseudo-likelihoods of copulas take for the
/// value of the distribution function (Genest, Ghoudi & Rivest 1995, Biometrika 82:543); with the
/// middles of ranks, as in normal_scores.h, nu would come out too large, docs/methods.md
/// section 26. Quantiles of one nu are a smooth function of the normal ones:
///   t_nu^-1(Phi(w)) = sqrt(nu) sinh( w p(w^2) ),
/// with p a polynomial through the exact quantiles at 32 Chebyshev points. Right to 1e-10 of each
/// score for N <= 10^6. docs/methods.md (TC6).
class TScores {
 public:
  /// n >= 2.
  explicit TScores(std::size_t n);
  /// nu in [0.7, 200]. Cost: 32 quantiles, and some 40 ns a rank.
  [[nodiscard]] TScoreTable table(double nu) const;
  /// The same as nu goes to infinity: normal quantiles.
  [[nodiscard]] TScoreTable normal() const;

 private:
  template <class Score, class LogDensity>
  [[nodiscard]] TScoreTable mirrored(const Score& score, const LogDensity& log_density) const;

  std::size_t n_;
  /// Normal quantiles of the upper half of the ranks, without the one in the middle; rising.
  std::vector<double> upper_;
};

/// Log density of the multivariate t of d dimensions, identity as dispersion, at squared length q:
///   lnGamma((nu + d)/2) - lnGamma(nu/2) - d/2 ln(nu pi) - (nu + d)/2 ln(1 + q/nu).
class TLogDensity {
 public:
  TLogDensity(double nu, std::size_t d);
  [[nodiscard]] double operator()(double q) const;

 private:
  double nu_;
  double exponent_;
  double at_zero_;
};

/// Its entropy in nats, d = 0: 0. docs/methods.md (T3).
double t_entropy(double nu, std::size_t d);

}  // namespace infoplane
