#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace infoplane {

/// Sums of products of the centred features of two sides over some rows.
struct CrossMoments {
  /// (F_x, F_x) and (F_y, F_y), of which the lower triangles count, and (F_x, F_y).
  Eigen::MatrixXd xx;
  Eigen::MatrixXd yy;
  Eigen::MatrixXd xy;
  double n = 0;

  CrossMoments(std::size_t f_x, std::size_t f_y);
  CrossMoments& operator+=(const CrossMoments& more);
  CrossMoments& operator-=(const CrossMoments& less);
};

/// Weights of the leading canonical variables u = features . x, v = features . y, which have
/// variance 1 (less what the ridge takes), and their correlations in falling order.
struct CanonicalWeights {
  /// (F_x, r), (F_y, r)
  Eigen::MatrixXd x;
  Eigen::MatrixXd y;
  Eigen::VectorXd correlations;
};

/// The r leading canonical variables, from the singular vectors of
///   L_x^-1 S_xy L_y'^-1,   L L' = S + kRidge I,
/// S the moments by n > 0; fewer than r if a side has fewer features. With more than 40 features on
/// both sides by subspace iteration: those that others follow closely are mixed with them. Signs
/// are arbitrary.
/// Source: Hotelling 1936, Biometrika 28:321; the ridge: Vinod 1976, J. Econometrics 4:147.
/// docs/methods.md section 28, (C3).
/// Cost: O(F^3).
CanonicalWeights canonical_weights(const CrossMoments& moments, std::size_t r);

/// Wald's statistic of every feature of a side: the square of its weight in each of the r leading
/// variables by the variance that the weight would have if it were 0, summed over them:
///   sum_k n rho_k^2 / (1 - rho_k^2) w_k^2 / (S^-1)_jj,
/// each rho^2 within [.01, .999]. docs/methods.md section 28, (C4).
/// Of a feature that no variable needs it is about chi-squared with r degrees of freedom, where the
/// variables are clear. Where the sides have nothing to do with each other it is several times as
/// large, as the variables are then the largest of many by chance.
struct WaldStatistics {
  Eigen::VectorXd x;
  Eigen::VectorXd y;
};
WaldStatistics wald_statistics(const CrossMoments& moments, const CanonicalWeights& weights,
                               std::size_t r);

/// So many variables are tested.
inline constexpr std::size_t kScreenedVariables = 2;

/// The weights of r <= kScreenedVariables variables again with those features alone whose Wald
/// statistic, of the kScreenedVariables leading ones of `all` (as many as it has), is above its
/// quantile of 99%, twice over; those left out have weight 0. One feature more than variables that
/// are tested stays on each side, if there are as many.
CanonicalWeights screened_weights(const CrossMoments& moments, const CanonicalWeights& all,
                                  std::size_t r);

}  // namespace infoplane
