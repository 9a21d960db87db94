#include "infoplane/weights/gaussian_weights.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

void expect_size(std::string_view what, Eigen::Index found, Eigen::Index expected) {
  if (found == expected) return;
  throw InvalidArgument(fmt::format("gaussian weights: the number of {} is {}, but must be {}",
                                    what, found, expected));
}

void expect(bool holds, std::string_view what, double value, std::string_view must) {
  if (holds && std::isfinite(value)) return;
  throw InvalidArgument(
      fmt::format("gaussian weights: {} is {}, but must be {}", what, value, must));
}

}  // namespace

GaussianWeights GaussianWeights::isotropic(Vector mean, double s) {
  expect(s >= 0, "the standard deviation", s, "finite and not negative");
  const Eigen::Index n = mean.size();
  return {std::move(mean), CurvatureSpectrum::diagonal(Vector::Ones(n)), Vector::Constant(n, s)};
}

GaussianWeights GaussianWeights::diagonal(Vector mean, const Vector& variances) {
  expect_size("variances", variances.size(), mean.size());
  for (const double v : variances) expect(v >= 0, "a variance", v, "finite and not negative");
  return {std::move(mean), CurvatureSpectrum::diagonal(Vector::Ones(variances.size())),
          variances.cwiseSqrt()};
}

GaussianWeights GaussianWeights::inverse(Vector mean, CurvatureSpectrum k, double scale,
                                         double shift) {
  expect_size("parameters of the curvature", k.size(), mean.size());
  expect(scale > 0, "the scale", scale, "finite and above 0");
  expect(true, "the shift", shift, "finite");
  const double smallest = k.eigenvalues().minCoeff();
  if (!(smallest + shift > 0)) {
    throw InvalidArgument(fmt::format(
        "gaussian weights: the curvature's smallest eigenvalue is {}, but must be above "
        "{} for a covariance to exist",
        smallest, -shift));
  }
  Vector deviations = (scale / (k.eigenvalues().array() + shift)).sqrt();
  return {std::move(mean), std::move(k), std::move(deviations)};
}

GaussianWeights GaussianWeights::laplace(Vector mean, CurvatureSpectrum k, std::size_t n_samples,
                                         double temperature, double prior_precision) {
  const auto n = static_cast<double>(n_samples);
  expect(n > 0, "the number of samples", n, "at least 1");
  expect(temperature > 0, "the temperature", temperature, "finite and above 0");
  expect(prior_precision >= 0, "the prior's precision", prior_precision, "finite and not negative");
  return inverse(std::move(mean), std::move(k), temperature / n, prior_precision / n);
}

GaussianWeights GaussianWeights::low_rank(Vector mean, const Vector& variances, Matrix factor) {
  expect_size("rows of the low-rank factor", factor.rows(), mean.size());
  GaussianWeights law = diagonal(std::move(mean), variances);
  law.factor_ = std::move(factor);
  return law;
}

Vector GaussianWeights::draw(Stream& stream) const {
  Vector z(mean_.size());
  for (double& value : z) value = stream.normal();
  Vector w = mean_ + basis_.from_eigenbasis(deviations_.cwiseProduct(z));
  if (factor_.size() > 0) {
    Vector few(factor_.cols());
    for (double& value : few) value = stream.normal();
    w += factor_ * few;
  }
  return w;
}

Matrix GaussianWeights::covariance() const {
  // U diag(s), column by column
  Matrix root(size(), size());
  for (Eigen::Index i = 0; i < size(); ++i) {
    root.col(i) = basis_.from_eigenbasis(deviations_[i] * Vector::Unit(size(), i));
  }
  Matrix sigma = root * root.transpose();
  if (factor_.size() > 0) sigma += factor_ * factor_.transpose();
  return sigma;
}

}  // namespace infoplane
