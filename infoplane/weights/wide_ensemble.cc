#include "infoplane/weights/wide_ensemble.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Decomposition = Eigen::SelfAdjointEigenSolver<Matrix>;

constexpr double kRounding = std::numeric_limits<double>::epsilon();

void check_training_set(const Matrix& x, const Vector& y) {
  if (x.rows() == 0 || x.rows() != y.size()) {
    throw InvalidArgument(
        fmt::format("wide-ensemble: {} inputs and {} targets, but must be as many and at least 1",
                    x.rows(), y.size()));
  }
  if (!y.allFinite()) throw InvalidArgument("wide-ensemble: a target is not finite");
}

}  // namespace

double descent_gain(double eigenvalue, const DescentTime& time) {
  const double l = eigenvalue;
  if (time.step == 0) return l == 0 ? time.tau : -std::expm1(-time.tau * l) / l;
  const double n = std::round(time.tau / time.step);
  if (l == 0) return n * time.step;
  const double left = 1 - time.step * l;
  if (left <= 0) return (1 - std::pow(left, n)) / l;
  return -std::expm1(n * std::log1p(-time.step * l)) / l;
}

WideEnsemble::WideEnsemble(const WideNetwork& network, const Matrix& x, const Vector& y)
    : network_(network), x_(x) {
  check_training_set(x, y);
  const WideKernels kernels = wide_kernels(network, x);
  const Decomposition tangent(kernels.tangent);
  eigenvalues_ = tangent.eigenvalues().cwiseMax(0);
  vectors_ = tangent.eigenvectors();
  targets_ = vectors_.transpose() * y;

  // K(X,X) = U S U', from the first eigenvalue on that is not just rounding
  const Decomposition initial(kernels.initial);
  const Vector& s = initial.eigenvalues();
  const double floor = kRounding * static_cast<double>(s.size()) * std::max(s[s.size() - 1], 0.0);
  Eigen::Index first = 0;
  while (first < s.size() && s[first] <= floor) ++first;
  const Eigen::Index rank = s.size() - first;
  const Vector roots = s.tail(rank).cwiseSqrt();
  const auto u = initial.eigenvectors().rightCols(rank);
  whitening_ = u * roots.cwiseInverse().asDiagonal();
  initial_root_ = vectors_.transpose() * u * roots.asDiagonal();
}

WideInputs WideEnsemble::inputs(const Matrix& x) const {
  const WideKernels kernels = wide_kernels(network_, x, x_);
  const Vector variances = wide_variances(network_, x);
  WideInputs out{x, kernels.tangent * vectors_, kernels.initial * whitening_, {}};
  out.unexplained = variances - out.explained.rowwise().squaredNorm();
  // what is below the rounding of the difference is nothing
  const double rounding = kRounding * static_cast<double>(x_.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    if (out.unexplained[i] <= rounding * variances[i]) out.unexplained[i] = 0;
  }
  return out;
}

Vector WideEnsemble::gains(const DescentTime& time) const {
  if (!std::isfinite(time.tau) || time.tau < 0 || !std::isfinite(time.step) || time.step < 0) {
    throw InvalidArgument(
        fmt::format("wide-ensemble: tau is {} and the step {}, but must be finite and not negative",
                    time.tau, time.step));
  }
  const double largest = eigenvalues_[eigenvalues_.size() - 1];
  if (time.step * largest > 2) {
    throw InvalidArgument(
        fmt::format("wide-ensemble: step {} times the largest eigenvalue {} is above 2, where "
                    "gradient descent diverges",
                    time.step, largest));
  }
  return eigenvalues_.unaryExpr([&](double l) { return descent_gain(l, time); });
}

Matrix WideEnsemble::root(const WideInputs& inputs, const Vector& gains) const {
  return inputs.explained - inputs.tangent * (gains.asDiagonal() * initial_root_);
}

GaussianLaws WideEnsemble::laws(const WideInputs& inputs, const DescentTime& time) const {
  const Vector g = gains(time);
  return {inputs.tangent * g.cwiseProduct(targets_),
          inputs.unexplained + root(inputs, g).rowwise().squaredNorm()};
}

JointLaw WideEnsemble::joint(const WideInputs& inputs, const DescentTime& time) const {
  const Vector g = gains(time);
  const Matrix left = root(inputs, g);
  JointLaw law{inputs.tangent * g.cwiseProduct(targets_), left * left.transpose()};
  law.covariance +=
      wide_kernels(network_, inputs.x).initial - inputs.explained * inputs.explained.transpose();
  law.covariance.diagonal() = inputs.unexplained + left.rowwise().squaredNorm();
  return law;
}

double WideEnsemble::train_loss(const DescentTime& time) const {
  const Vector left = 1 - eigenvalues_.array() * gains(time).array();
  return left.cwiseProduct(targets_).squaredNorm() / (2 * static_cast<double>(targets_.size()));
}

}  // namespace infoplane
