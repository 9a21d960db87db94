#include "infoplane/weights/linear_regression.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/SVD>
#include <cmath>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

void check_positive(const char* where, const char* what, double value) {
  if (std::isfinite(value) && value > 0) return;
  throw InvalidArgument(
      fmt::format("{}: {} is {}, but must be positive and finite", where, what, value));
}

// the share of a direction's prior variance that the data explain: r / (1 + r)
Vector explained(const Vector& signal_to_noise) {
  return signal_to_noise.array() / (1 + signal_to_noise.array());
}

}  // namespace

Nats prior_divergence(const NormalLaw& law, double prior_precision) {
  check_positive("prior-divergence", "the prior's precision", prior_precision);
  const Eigen::Index d = law.mean.size();
  if (law.covariance.rows() != d || law.covariance.cols() != d) {
    throw InvalidArgument(fmt::format("prior-divergence: a covariance of {} x {} for {} weights",
                                      law.covariance.rows(), law.covariance.cols(), d));
  }
  const Eigen::LLT<Matrix> llt(law.covariance);
  if (!law.mean.allFinite() || !law.covariance.allFinite() || llt.info() != Eigen::Success) {
    throw InvalidArgument("prior-divergence: the covariance is not positive definite");
  }
  const double log_determinant = 2 * llt.matrixLLT().diagonal().array().log().sum();
  const auto dims = static_cast<double>(d);
  return Nats((prior_precision * (law.covariance.trace() + law.mean.squaredNorm()) - dims -
               dims * std::log(prior_precision) - log_determinant) /
              2);
}

LinearRegression::LinearRegression(Matrix design, double prior_precision, double noise)
    : design_(std::move(design)), prior_precision_(prior_precision), noise_(noise) {
  check_positive("linear-regression", "the prior's precision", prior_precision);
  check_positive("linear-regression", "the noise", noise);
  if (design_.size() == 0 || !design_.allFinite()) {
    throw InvalidArgument(
        fmt::format("linear-regression: the design is {} x {}, but must hold finite numbers",
                    design_.rows(), design_.cols()));
  }
  // Phi = U S V', V with all d columns: those beyond the rank of Phi belong to the prior
  const Eigen::JacobiSVD<Matrix> svd(design_, Eigen::ComputeThinU | Eigen::ComputeFullV);
  singular_values_ = svd.singularValues();
  output_directions_ = svd.matrixU();
  directions_ = svd.matrixV();
  signal_to_noise_ = Vector::Zero(n_weights());
  signal_to_noise_.head(singular_values_.size()) =
      (singular_values_ / noise_).array().square() / prior_precision_;
  if (!signal_to_noise_.allFinite()) {
    throw InvalidArgument("linear-regression: the design is too large for this noise and prior");
  }
}

Nats LinearRegression::information() const {
  return Nats(signal_to_noise_.array().log1p().sum() / 2);
}

void LinearRegression::check_outputs(const Vector& outputs) const {
  if (outputs.size() != n_outputs() || !outputs.allFinite()) {
    throw InvalidArgument(
        fmt::format("linear-regression: {} outputs, but there must be {} finite ones",
                    outputs.size(), n_outputs()));
  }
}

Vector LinearRegression::posterior_mean(const Vector& outputs) const {
  check_outputs(outputs);
  // V diag( s_i/s / (l (1 + r_i)) ) U'y / s
  const Eigen::Index rank = singular_values_.size();
  const Vector gain = singular_values_.array() / noise_ /
                      (prior_precision_ * (1 + signal_to_noise_.head(rank).array()));
  return directions_.leftCols(rank) *
         gain.cwiseProduct(output_directions_.transpose() * outputs / noise_);
}

NormalLaw LinearRegression::posterior(const Vector& outputs) const {
  // V diag(1 / (l (1 + r))) V'
  const Vector variances = (prior_precision_ * (1 + signal_to_noise_.array())).inverse();
  return {posterior_mean(outputs), directions_ * variances.asDiagonal() * directions_.transpose()};
}

Nats LinearRegression::complexity() const {
  return Nats((signal_to_noise_.array().log1p().sum() - explained(signal_to_noise_).sum()) / 2);
}

Nats LinearRegression::divergence(const Vector& outputs) const {
  return complexity() + Nats(prior_precision_ * posterior_mean(outputs).squaredNorm() / 2);
}

Nats LinearRegression::expected_divergence() const {
  // l Cov(mean) = r / (1 + r), direction by direction
  return complexity() + Nats(explained(signal_to_noise_).sum() / 2);
}

Vector LinearRegression::draw_outputs(Stream& stream) const {
  Vector weights(n_weights());
  Vector errors(n_outputs());
  for (double& weight : weights) weight = stream.normal();
  for (double& error : errors) error = stream.normal();
  return design_ * weights / std::sqrt(prior_precision_) + noise_ * errors;
}

}  // namespace infoplane
