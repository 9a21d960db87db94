#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/work.h"
#include "infoplane/estimate/columns.h"

namespace infoplane {

/// Smallest share of variance that is told from none, in double precision.
inline constexpr double kCollinear = 1e-13;

/// N samples of one variable as the Gaussian model sees them. Linear maps change none of its
/// informations, so the columns are brought to mean 0 and covariance 1, and those that carry
/// nothing (constants, and linear functions of the columns before them) are left out.
///
/// A column counts as a linear function of others if no more of its variance is left than
///   kCollinear + 16 max_j (u max|v_j| / sd_j)^2,
/// u the rounding of the numbers it came in (2^-24 for float, 2^-53 for double): what is less is
/// noise of the arithmetic.
class ModelSample {
 public:
  /// Of the columns' values.
  ModelSample(const Columns& columns, const Work& work);
  /// Of n rows in double precision, column after column; finite. n >= 1.
  ModelSample(std::vector<double> values, std::size_t n, const Work& work);

  /// Some of the rows, with mean 0 again but not covariance 1.
  [[nodiscard]] ModelSample select(std::span<const std::uint32_t> rows) const;

  [[nodiscard]] std::size_t n_rows() const { return n_; }
  /// Columns that are left.
  [[nodiscard]] std::size_t rank() const { return rank_; }
  /// Which of the columns these were, increasing.
  [[nodiscard]] const std::vector<std::uint32_t>& columns() const { return columns_; }
  /// Column after column.
  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  /// Variance below which a column is nothing.
  [[nodiscard]] double floor() const { return floor_; }

 private:
  ModelSample() = default;
  void standardise(double rounding, const Work& work);
  void whiten(const Work& work);

  std::size_t n_ = 0;
  std::size_t rank_ = 0;
  std::vector<std::uint32_t> columns_;
  double floor_ = 0;
  std::vector<double> values_;
};

/// By how much 1/2 ln(|S_x| |S_y| / |S|) of n Gaussian samples is too high in the mean:
///   1/2 [b(d_x) + b(d_y) - b(d_x + d_y)],   b(d) = sum_(i=1..d) psi((n - i) / 2).
/// docs/methods.md (G1), (G2). n > d_x + d_y.
double log_determinants_bias(double n, std::size_t dx, std::size_t dy);

/// I(X;Y) in nats of jointly Gaussian X and Y, corrected for the bias of N samples:
///   1/2 ln(|S_x| |S_y| / |S|) - 1/2 [b(d_x) + b(d_y) - b(d_x + d_y)],
///   b(d) = sum_(i=1..d) psi((N - i) / 2),
/// d_x and d_y the columns that are left. docs/methods.md (G1), (G2).
/// 0 if a side has no columns left.
/// Empty with fewer than 2 or d_x + d_y + 1 samples, and where one side determines a linear
/// function of the other, as the information is then infinite.
/// Cost: O(N (d_x + d_y)^2). The same bits for any number of threads.
std::optional<double> gaussian_information(const ModelSample& x, const ModelSample& y,
                                           const Work& work);

/// I(T;Y) in nats of a T that is Gaussian within each class, and taken for Gaussian as a whole:
///   1/2 [ln|S| - beta(N)] - 1/2 sum_c p_c [ln|S_c| - beta(N_c)],
///   beta(n) = sum_(i=1..d) psi((n - i) / 2) + d ln(2 / (n - 1)).
/// docs/methods.md (G4) to (G6). With soft labels every sample counts in class c, with weight
/// w_i = p(c|x_i), and N_c is (sum w)^2 / sum w^2.
/// 0 if T has no columns left.
/// Empty with fewer than 2 or d + 1 samples, with a class of no more than d (N_c <= d), and with a
/// class in which T is constant along some direction.
/// Cost: O(N d^2), times the classes if soft.
std::optional<double> gaussian_information(const ModelSample& t, const Labels& labels,
                                           const Work& work);

}  // namespace infoplane
