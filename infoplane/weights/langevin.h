#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "infoplane/weights/linear_regression.h"

namespace infoplane {

/// Where chains begin, whatever the data: N(mean, variance I).
struct LangevinStart {
  Eigen::VectorXd mean;
  /// 0: all at the mean.
  double variance = 0;
};

/// Langevin dynamics with steps of eta on the negative log posterior of a linear regression,
///   w <- w - eta A (w - m) + sqrt(2 eta) xi,   xi ~ N(0, I)                              (R7)
/// A = l I + Phi'Phi/s^2 and m the posterior's precision and mean. Every law is normal and exact,
/// in the directions of the regression, in which A is diagonal: a_i = l (1 + r_i).
/// Source: Roberts & Tweedie 1996, Bernoulli 2:341; docs/methods.md section 19.
/// Thread-safe.
class LangevinDynamics {
 public:
  /// Throws InvalidArgument unless 0 < eta < largest_step(regression): from there on the chain has
  /// no stationary law. Cost: a copy.
  LangevinDynamics(LinearRegression regression, double step);

  /// 2 / max_i a_i
  static double largest_step(const LinearRegression& regression);

  [[nodiscard]] const LinearRegression& regression() const { return regression_; }
  [[nodiscard]] double step() const { return step_; }

  /// Throws InvalidArgument unless the start has d finite numbers and a finite variance >= 0.
  void check_start(const LangevinStart& start) const;

  /// N(m, A^-1 (I - eta A/2)^-1): the mean of the posterior, with more variance (R8).
  /// Throws InvalidArgument unless the outputs are N finite numbers. Cost: O(d^3).
  NormalLaw stationary(const Eigen::VectorXd& outputs) const;

  /// The law after n_steps, with q_i = (1 - eta a_i)^n_steps in each direction:
  ///   mean m + q_i (start - m),   variance q_i^2 start + (1 - q_i^2) stationary           (R9)
  /// Throws as stationary() and check_start().
  NormalLaw after(std::size_t n_steps, const LangevinStart& start,
                  const Eigen::VectorXd& outputs) const;

  /// I(w_inf;D) = 1/2 sum_i ln(1 + r_i (1 - eta a_i/2))                                   (R10)
  /// Returns nats; less than the posterior's.
  [[nodiscard]] Nats stationary_information() const;

  /// I(w_T;D) after T = n_steps of chains that began at N(anywhere, start_variance I) (R11). From a
  /// point,
  ///   1/2 sum_i ln(1 + r_i (1 - eta a_i/2) (1 - q_i)/(1 + q_i)).
  /// Returns nats; 0 for T = 0. With eta a_i > 1 it can be above the stationary one: odd steps go
  /// beyond the posterior's mean.
  /// Throws InvalidArgument: a variance that is negative or not finite.
  Nats information_after(std::size_t n_steps, double start_variance = 0) const;

 private:
  // of each direction
  [[nodiscard]] Eigen::VectorXd stationary_variances() const;

  LinearRegression regression_;
  double step_;
  // a_i
  Eigen::VectorXd precisions_;
};

}  // namespace infoplane
