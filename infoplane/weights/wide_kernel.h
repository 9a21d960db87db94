#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "infoplane/nets/activation.h"

namespace infoplane {

/// A fully connected network of infinite width with linear outputs, in the parametrisation of
/// Initialiser::kNtk (docs/methods.md section 6) by default: every layer computes
///   z = sigma_w W a / sqrt(fan_in) + b,   W ~ N(0, 1), b ~ N(0, bias_variance)
/// and W and b are trained by gradient descent.
struct WideNetwork {
  /// Hidden layers. 0 is a linear model of the inputs.
  std::size_t hidden = 1;
  /// kLinear, kErf, kRelu, kLeakyRelu or kGelu, whose kernels have closed forms.
  Activation activation = Activation::kErf;
  /// sigma_w^2. > 0.
  double weight_variance = 1;
  /// Of the biases at the beginning: 0 in this program's networks. >= 0.
  double bias_variance = 0;
  /// What a trained bias adds to the tangent kernel at its layer: the square of its rate, 1 in this
  /// program's networks, 0 if biases are not trained. >= 0.
  double bias_tangent = 1;
};

/// The two kernels of one output, (rows of a, rows of b).
struct WideKernels {
  /// K: the covariance of the initial outputs, whose mean is 0.
  Eigen::MatrixXd initial;
  /// Theta: the sum over all parameters of the products of the output's derivatives.
  Eigen::MatrixXd tangent;
};

/// Kernels between the rows of a and of b, in layers l = 1 to hidden + 1:
///   K_1 = sigma_w^2 a.b / d + bias_variance,
///   K_l+1 = sigma_w^2 E f(u) f(v) + bias_variance,     (u, v) ~ N(0, K_l)
///   Theta_1 = K_1 - bias_variance + bias_tangent,
///   Theta_l+1 = K_l+1 - bias_variance + bias_tangent + sigma_w^2 E f'(u) f'(v) Theta_l
/// Source: Jacot et al. 2018; Lee et al. 2019, arXiv 1902.06720; docs/methods.md (X1) to (X6).
/// a: (N, d), b: (M, d), rows are inputs. Deep layers of relu are not smooth where a and b fall
/// together: there Theta has errors of order 1e-8, the square root of the rounding.
/// Throws InvalidArgument: an activation without closed form, variances out of their range, no
/// columns or different numbers of them, an input that is not finite, and, where f has a kink and
/// there are no initial biases, an input of zeros, whose slope is not defined.
/// Cost: O(N M (d + hidden)).
WideKernels wide_kernels(const WideNetwork& network, const Eigen::MatrixXd& a,
                         const Eigen::MatrixXd& b);

/// The same of a with itself: exactly symmetric, with an exact diagonal.
WideKernels wide_kernels(const WideNetwork& network, const Eigen::MatrixXd& a);

/// The diagonal of K, the variance of the initial output at each row of a.
Eigen::VectorXd wide_variances(const WideNetwork& network, const Eigen::MatrixXd& a);

}  // namespace infoplane
