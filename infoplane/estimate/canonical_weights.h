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
/// S the moments by n. r is at most that of the smaller side.
/// Source: Hotelling 1936, Biometrika 28:321; the ridge: Vinod 1976, J. Econometrics 4:147.
/// docs/methods.md section 28, (C3).
/// Cost: O(F^3).
CanonicalWeights canonical_weights(const CrossMoments& moments, std::size_t r);

/// For each of the first columns of weights `r`, Wald's statistic of every feature of a side: the
/// square of its weight by the variance that it would have if it were 0, summed over the r
/// variables; about chi-squared with r degrees of freedom. docs/methods.md section 28, (C4).
struct WaldStatistics {
  Eigen::VectorXd x;
  Eigen::VectorXd y;
};
WaldStatistics wald_statistics(const CrossMoments& moments, const CanonicalWeights& weights,
                               std::size_t r);

/// So many variables are tested.
inline constexpr std::size_t kScreenedVariables = 2;

/// The weights again with those features alone whose Wald statistic, of the kScreenedVariables
/// leading ones, is above its quantile of 99%, twice over; those left out have weight 0. At least r
/// + 1 features stay on each side, if there are as many.
CanonicalWeights screened_weights(const CrossMoments& moments, const CanonicalWeights& all,
                                  std::size_t r);

}  // namespace infoplane
