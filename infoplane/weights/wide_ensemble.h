#pragma once

#include <Eigen/Core>

#include "infoplane/weights/line_mixture.h"
#include "infoplane/weights/wide_kernel.h"

namespace infoplane {

/// How far gradient descent has gone.
struct DescentTime {
  /// Rate times number of steps, of descent on 1/2 sum_i (f(x_i) - y_i)^2. >= 0.
  double tau = 0;
  /// The rate: tau is rounded to a whole number of steps, each of which multiplies what is left of
  /// an eigenvector's error by 1 - step lambda. 0 is gradient flow, exp(-tau lambda).
  double step = 0;
};

/// g(lambda) = (1 - e) / lambda, e what is left of the error along an eigenvector of Theta:
/// exp(-tau lambda), or (1 - step lambda)^(tau / step). tau where lambda is 0; 0 at tau = 0,
/// exactly. Precise for the smallest lambda. docs/methods.md (X8), (X9). Nothing is checked.
double descent_gain(double eigenvalue, const DescentTime& time);

/// Inputs as an ensemble sees them; to be used with that ensemble alone.
struct WideInputs {
  Eigen::MatrixXd x;
  /// Theta(x,X) Q, (M, N).
  Eigen::MatrixXd tangent;
  /// K(x,X) in coordinates in which K(X,X) is the unit matrix, (M, rank of K(X,X)), ...
  Eigen::MatrixXd explained;
  /// ... and the part of the initial variance K(x,x) that the outputs at X say nothing of.
  Eigen::VectorXd unexplained;
};

/// Outputs at several inputs together.
struct JointLaw {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};

/// All networks of infinite width that gradient descent on 1/2 sum_i (f(x_i) - y_i)^2 makes of one
/// training set. Their outputs are Gaussian at any time; with
///   G = Theta(x,X) Theta^-1 (I - exp(-tau Theta)),   Theta = Theta(X,X)
/// the mean is G y and the covariance K(x,x') + G K(X,X) G' - G K(X,x') - K(x,X) G': the initial
/// outputs are kept, not taken off.
/// Source: Lee et al. 2019, arXiv 1902.06720, Eqs. 14 to 16; docs/methods.md (X7) to (X10).
/// Theta is decomposed once for all times. An eigenvalue that rounding makes negative is 0, and so
/// is one of K(X,X) below N times the rounding of the largest: variances are sums of squares.
/// Outputs are independent: a network with several has one ensemble for each.
/// Thread-safe. Cost: O(N^3) to make.
class WideEnsemble {
 public:
  /// x: (N, d), y: (N), N >= 1. Throws InvalidArgument as wide_kernels() does, if the numbers of
  /// rows differ or are 0, and if a target is not finite.
  WideEnsemble(const WideNetwork& network, const Eigen::MatrixXd& x, const Eigen::VectorXd& y);

  /// Of Theta(X,X), ascending, none negative.
  [[nodiscard]] const Eigen::VectorXd& eigenvalues() const { return eigenvalues_; }
  /// y in the eigenvectors of Theta(X,X).
  [[nodiscard]] const Eigen::VectorXd& targets() const { return targets_; }

  /// Throws InvalidArgument as wide_kernels() does. Cost: O(M N^2).
  [[nodiscard]] WideInputs inputs(const Eigen::MatrixXd& x) const;

  /// Mean and variance at each input. Throws InvalidArgument if tau or the step is negative or not
  /// finite, and if step times the largest eigenvalue is above 2, where descent diverges. Cost:
  /// O(M N^2).
  [[nodiscard]] GaussianLaws laws(const WideInputs& inputs, const DescentTime& time) const;

  /// With all covariances. Throws as laws() does. Cost: O(M N (M + N)).
  [[nodiscard]] JointLaw joint(const WideInputs& inputs, const DescentTime& time) const;

  /// 1/(2N) sum_i (mean(x_i) - y_i)^2 over the training set. Throws as laws() does.
  [[nodiscard]] double train_loss(const DescentTime& time) const;

 private:
  [[nodiscard]] Eigen::VectorXd gains(const DescentTime& time) const;
  // what is left of the covariance's root, apart from what is not explained
  [[nodiscard]] Eigen::MatrixXd root(const WideInputs& inputs, const Eigen::VectorXd& gains) const;

  WideNetwork network_;
  Eigen::MatrixXd x_;
  Eigen::VectorXd eigenvalues_;
  // of Theta(X,X), columns
  Eigen::MatrixXd vectors_;
  Eigen::VectorXd targets_;
  // U S^-1/2 of K(X,X) = U S U', without the eigenvalues that are 0
  Eigen::MatrixXd whitening_;
  // Q' U S^1/2
  Eigen::MatrixXd initial_root_;
};

}  // namespace infoplane
