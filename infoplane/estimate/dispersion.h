#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// A correlation matrix S of d columns, positive definite, with its Cholesky decomposition S = L
/// L'. Matrices are (d, d), column after column.
class Dispersion {
 public:
  /// `s` symmetric, of ones on the diagonal; only its lower triangle is read. Empty where it is
  /// singular: a column of which those before leave no more variance than kCollinear.
  static std::optional<Dispersion> of(std::vector<double> s, std::size_t d);

  [[nodiscard]] std::size_t d() const { return d_; }
  [[nodiscard]] const std::vector<double>& matrix() const { return s_; }
  /// L; zeros above the diagonal.
  [[nodiscard]] const std::vector<double>& factor() const { return factor_; }
  /// ln|S|.
  [[nodiscard]] double log_determinant() const { return log_determinant_; }
  /// S^-1.
  [[nodiscard]] std::vector<double> inverse() const;
  /// Of the columns first ... first + d - 1 alone.
  [[nodiscard]] Dispersion block(std::size_t first, std::size_t d) const;

 private:
  Dispersion(std::vector<double> s, std::size_t d);

  std::size_t d_;
  std::vector<double> s_;
  std::vector<double> factor_;
  double log_determinant_ = 0;
  bool singular_ = false;
};

/// Correlations of d columns (of none that is constant), (d, d). Cost: O(N d^2).
/// This and what follows: the same bits for any number of threads.
std::vector<double> correlations(const Points& z, const Work& work);

/// z_i' S^-1 z_i of each of N points. z.d = s.d(). Cost: O(N d^2).
std::vector<double> quadratic_forms(const Points& z, const Dispersion& s, const Work& work);

/// Quadratic forms q_i as above, and the sum of weight(q_i) z_i z_i', (d, d).
struct WeightedMoments {
  std::vector<double> forms;
  std::vector<double> moments;
};
/// Weights are not negative. Cost: twice that of the forms.
WeightedMoments weighted_moments(const Points& z, const Dispersion& s,
                                 const std::function<double(double form)>& weight,
                                 const Work& work);

/// S_ij / sqrt(S_ii S_jj), with ones on the diagonal exactly; (d, d), S_ii > 0.
void normalise(std::span<double> s, std::size_t d);

}  // namespace infoplane
