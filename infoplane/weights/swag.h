#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <deque>
#include <span>

#include "infoplane/weights/gaussian_weights.h"

namespace infoplane {

/// The normal law of the iterates of a training, SWAG: with iterates w_1, w_2, ... and the running
/// means m_i of the first i,
///   N( m, 1/2 diag(v) + 1/(2 (K - 1)) D D' ),   D = (w_i - m_i) of the last K iterates (I11),
/// m and v mean and variance (n below) of all of them.
/// Source: Maddox et al. 2019, NeurIPS, Algorithm 1 and Eq. (1); docs/methods.md section 21.
class SwagIterates {
 public:
  /// K, the most columns of D. Throws InvalidArgument unless rank >= 2.
  explicit SwagIterates(std::size_t rank);

  /// The next iterate. Throws InvalidArgument unless it is finite and as long as the ones before.
  void add(std::span<const float> weights);

  [[nodiscard]] std::size_t count() const { return count_; }

  /// Throws InvalidArgument with fewer than two iterates. With fewer than `rank`, K is their
  /// number.
  [[nodiscard]] GaussianWeights law() const;

 private:
  std::size_t rank_;
  std::size_t count_ = 0;
  Eigen::VectorXd mean_;
  /// Sum of squared deviations from the mean.
  Eigen::VectorXd squares_;
  std::deque<Eigen::VectorXd> deviations_;
};

}  // namespace infoplane
