#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Functions of a side's columns, in linear combinations of which canonical variables are looked
/// for.
enum class Features {
  kLinear,      ///< the columns
  kPolynomial,  ///< products of Hermite polynomials, of bounded total degree
  kRadial,      ///< the columns and 1 times Legendre polynomials of the squared length
};

/// A dictionary of features of some columns of N rows, with mean 0 and standard deviation 1 over
/// them:
///   kPolynomial  prod_j He_(e_j)(x_j) / sqrt(e_j!), sum e_j <= degree, x_j clipped at +-3.5,
///   kRadial      x_j L_m(t) for m = 0 ... M, L_m(t) for m = 1 ... M,
/// L_m the Legendre polynomials on [0, 1], t the squared length over all columns of the side, not
/// the chosen ones alone, scaled from its quantiles .0005 and .999 to [0, 1] and clipped.
/// docs/methods.md section 28, (C1), (C2). Rows are evaluated block by block, so that memory is
/// that of the columns.
class FeatureMap {
 public:
  /// Of the chosen columns of `base`, one at least, with at most `most` features where the kind
  /// leaves a choice: the highest degree that keeps to it, up to 8, or the highest M with d (M + 1)
  /// of them, up to 4. Whatever `most` is, there are as many as columns: a map is at least linear.
  /// `base`, N >= 1 rows, must outlive it; its columns must be of the size of 1, as those of a
  /// ContinuousSide are: squares of 1e300 overflow. A feature that is constant is 0.
  FeatureMap(Features kind, const Points& base, std::vector<std::uint32_t> columns,
             std::size_t most, const Work& work);

  [[nodiscard]] std::size_t n_rows() const { return base_->n; }
  [[nodiscard]] std::size_t size() const { return inverse_sd_.size(); }
  /// Whether there is anything in it that is not a linear function of the columns.
  [[nodiscard]] bool is_nonlinear() const {
    return level_ > (kind_ == Features::kRadial ? 0U : 1U);
  }

  /// Writes the features of rows first ... end - 1, column after column.
  void fill(std::size_t first, std::size_t end, double* out) const;

 private:
  // a product of a feature before it (or 1) and He_degree of a column
  struct Factor {
    std::int32_t before = -1;
    std::uint32_t column = 0;
    std::uint32_t degree = 1;
  };
  void add_products(std::size_t column, std::size_t degree_left, std::int32_t before);
  void set_radial_scale();
  void fill_raw(std::size_t first, std::size_t end, double* out) const;
  void fill_polynomial(std::size_t first, std::size_t end, double* out) const;
  void fill_radial(std::size_t first, std::size_t end, double* out) const;
  void standardise(const Work& work);

  Features kind_;
  const Points* base_;
  std::vector<std::uint32_t> columns_;
  // total degree of polynomials, M of radial features
  std::size_t level_ = 1;
  std::vector<Factor> factors_;
  std::vector<double> squared_length_;
  std::vector<double> mean_;
  std::vector<double> inverse_sd_;
};

}  // namespace infoplane
