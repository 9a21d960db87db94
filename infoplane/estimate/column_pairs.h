#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/continuous_side.h"
#include "infoplane/estimate/ksg_value.h"

namespace infoplane {

/// So many columns are kept of those that depend on others: with their squares and products they
/// are as many features as a dictionary has.
inline constexpr std::size_t kMostDependent = 10;

/// What each column of one side says of each column of the other, whatever the shape, by the means
///   r_ab = mean phi_a(u) phi_b(v),   phi_a(u) = sqrt 2 cos(pi a u),   a, b = 1 ... kCosines,
/// u and v the ranks + 1/2 by N. The phi_a are orthonormal on ranks, and bounded, so that the means
/// of few rows are close to normal. Source: the covariances of Neyman's smooth tests on ranks,
/// Kallenberg & Ledwina 1999, J. American Statistical Association 94:285; docs/methods.md section
/// 28, (C6), and section 29, (A7).
class ColumnPairs {
 public:
  static constexpr std::size_t kCosines = 6;

  /// Cost: O(kCosines^2 N d_x d_y). Memory: a number for each row, two for each pair of columns,
  /// and 2,000 for each column of y and thread. The same bits for any number of threads.
  ColumnPairs(const ContinuousSide& x, const ContinuousSide& y, const Work& work);

  /// Columns of either side, numbers rising.
  struct Dependent {
    std::vector<std::uint32_t> x;
    std::vector<std::uint32_t> y;
  };
  /// Those that depend on one of the other side: N sum_ab r_ab^2, about chi-squared with
  /// kCosines^2 degrees of freedom if they do not, is above the quantile 1 - .01 / (d_x d_y). At
  /// most `most` of each side, those with the largest.
  [[nodiscard]] Dependent dependent(std::size_t most) const;

  /// How unlikely what pairs of columns show would be if each were Gaussian on its normal scores:
  /// the largest deviation of an r_ab from what the correlation of the scores makes of it, by its
  /// standard deviation, times the number of them. At most 1.
  [[nodiscard]] double gaussian_p_value() const;

 private:
  /// (d_x, d_y): N sum_ab r_ab^2, and the largest square of a deviation by its variance.
  Eigen::MatrixXd dependence_;
  Eigen::MatrixXd deviation_;
};

/// The same for a side of names: the columns x_j with sum_(a,c) N_c (mean_c phi_a(u_j))^2, over
/// names c that come N_c times, above the quantile 1 - .01 / d_x of chi-squared with
/// kCosines (C - 1) degrees of freedom, C names that occur. At most `most`, those with the largest;
/// numbers rising. Paired rows. docs/methods.md section 29, (A5). Cost: O(kCosines N d_x).
std::vector<std::uint32_t> columns_dependent_on(const Names& names, const Ranks& x,
                                                std::size_t most, const Work& work);

}  // namespace infoplane
