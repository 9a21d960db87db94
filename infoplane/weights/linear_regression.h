#pragma once

#include <Eigen/Core>

#include "infoplane/core/random.h"
#include "infoplane/core/units.h"

namespace infoplane {

/// A normal law of d weights.
struct NormalLaw {
  Eigen::VectorXd mean;
  /// (d, d)
  Eigen::MatrixXd covariance;
};

/// KL(N(m, C) || N(0, I/l)) = 1/2 [ l tr C + l |m|^2 - d - ln|l C| ]                      (R4)
/// Returns nats.
/// Throws InvalidArgument: l not positive and finite, shapes that do not match, a covariance that
/// is not positive definite (the divergence is infinite where it is singular).
/// Cost: O(d^3).
Nats prior_divergence(const NormalLaw& law, double prior_precision);

/// Bayesian linear regression, all of it exact: N outputs y = Phi w + s e of d weights w ~ N(0,
/// I/l), with e ~ N(0, I). Phi is known and fixed, the data set D is y. By the singular values s_i
/// of Phi and its right singular vectors, in which all matrices are diagonal; with N < d the last d
/// - N of them are 0. docs/methods.md section 19.
/// Cost: O(N d^2 + d^3) once. Thread-safe.
class LinearRegression {
 public:
  /// design: Phi, (N, d), N, d >= 1, finite; prior_precision: l > 0; noise: s > 0, a standard
  /// deviation. Throws InvalidArgument otherwise, and if s_i^2 / (l s^2) overflows.
  LinearRegression(Eigen::MatrixXd design, double prior_precision, double noise);

  [[nodiscard]] const Eigen::MatrixXd& design() const { return design_; }
  [[nodiscard]] double prior_precision() const { return prior_precision_; }
  [[nodiscard]] double noise() const { return noise_; }
  [[nodiscard]] Eigen::Index n_outputs() const { return design_.rows(); }
  [[nodiscard]] Eigen::Index n_weights() const { return design_.cols(); }

  /// r_i = s_i^2 / (l s^2), d of them, the largest first: variance that a direction of the prior
  /// brings to the outputs over that of the noise (R2).
  [[nodiscard]] const Eigen::VectorXd& signal_to_noise() const { return signal_to_noise_; }
  /// V, (d, d): the directions, one a column.
  [[nodiscard]] const Eigen::MatrixXd& directions() const { return directions_; }

  /// I(w;D) = 1/2 ln|I + Phi Phi'/(l s^2)| = 1/2 sum_i ln(1 + r_i)                        (R3)
  /// Returns nats. >= 0.
  [[nodiscard]] Nats information() const;

  /// Throws InvalidArgument unless y has N finite numbers.
  void check_outputs(const Eigen::VectorXd& outputs) const;

  /// The law of w given y: covariance (l I + Phi'Phi/s^2)^-1, mean that times Phi'y/s^2 (R1).
  /// Throws as check_outputs(). Cost: O(d^3 + N d).
  NormalLaw posterior(const Eigen::VectorXd& outputs) const;
  Eigen::VectorXd posterior_mean(const Eigen::VectorXd& outputs) const;

  /// KL(posterior || prior) = 1/2 sum_i [ ln(1 + r_i) - r_i/(1 + r_i) ] + l/2 |mean|^2     (R5)
  /// Returns nats. Throws as check_outputs(). Cost: O(N d + d^2).
  Nats divergence(const Eigen::VectorXd& outputs) const;
  /// Its mean over data sets, the first term plus l/2 E|mean|^2 by Cov(mean) of (R6):
  /// information().
  [[nodiscard]] Nats expected_divergence() const;

  /// y of weights from the prior, the numbers drawn in the order w, e.
  Eigen::VectorXd draw_outputs(Stream& stream) const;

 private:
  [[nodiscard]] Nats complexity() const;

  Eigen::MatrixXd design_;
  double prior_precision_;
  double noise_;
  Eigen::VectorXd singular_values_;
  Eigen::VectorXd signal_to_noise_;
  // U, (N, min(N, d))
  Eigen::MatrixXd output_directions_;
  Eigen::MatrixXd directions_;
};

}  // namespace infoplane
