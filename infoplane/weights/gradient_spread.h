#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// How the gradients of a training set's samples lie around a centre c, at one weight vector.
struct GradientSpread {
  /// Training samples.
  std::size_t n = 0;
  /// |m - c|^2, m = 1/n sum_i g_i.
  double squared_bias = 0;
  /// 1/n sum_i |g_i - m|^2.
  double variance = 0;

  friend bool operator==(const GradientSpread&, const GradientSpread&) = default;
};

/// E|F - c|^2, F the mean gradient of `batch` of the n samples, drawn without replacement:
///   |m - c|^2 + (n - B) / (n - 1) variance / B                                             (Z1)
/// exactly. docs/methods.md section 25. Throws InvalidArgument unless 1 <= batch <= n.
double mean_squared_deviation(const GradientSpread& spread, std::size_t batch);

/// Of the loss without L2, as evaluation sees the network; centre: c (P). Throws InvalidArgument if
/// sizes do not match, and what for_each_gradient_block throws. Cost: O(n P).
GradientSpread gradient_spread(const NetworkJacobian& network, const LabelledInputs& training,
                               const Eigen::VectorXd& centre);

}  // namespace infoplane
