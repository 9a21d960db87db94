#include "infoplane/weights/langevin.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

void check_variance(double variance) {
  if (std::isfinite(variance) && variance >= 0) return;
  throw InvalidArgument(fmt::format(
      "langevin: the start's variance is {}, but must be finite and not negative", variance));
}

// q = (1 - x)^n of 0 < x < 2, and 1 - q without losing what a small n x leaves of it
struct Decay {
  double left;
  double gone;
};

Decay decay(double x, std::size_t n_steps) {
  const auto n = static_cast<double>(n_steps);
  if (n_steps == 0) return {1, 0};
  if (x < 1) {
    const double log = n * std::log1p(-x);
    return {std::exp(log), -std::expm1(log)};
  }
  const double left = std::pow(1 - x, n);
  return {left, 1 - left};
}

}  // namespace

LangevinDynamics::LangevinDynamics(LinearRegression regression, double step)
    : regression_(std::move(regression)), step_(step) {
  precisions_ = regression_.prior_precision() * (1 + regression_.signal_to_noise().array());
  if (!(step > 0 && step / 2 * precisions_.maxCoeff() < 1)) {
    throw InvalidArgument(
        fmt::format("langevin: the step is {}, but must be in (0, {}) for a stationary law", step,
                    largest_step(regression_)));
  }
}

double LangevinDynamics::largest_step(const LinearRegression& regression) {
  return 2 / (regression.prior_precision() * (1 + regression.signal_to_noise().maxCoeff()));
}

Vector LangevinDynamics::stationary_variances() const {
  return (precisions_.array() * (1 - step_ / 2 * precisions_.array())).inverse();
}

void LangevinDynamics::check_start(const LangevinStart& start) const {
  check_variance(start.variance);
  if (start.mean.size() != regression_.n_weights() || !start.mean.allFinite()) {
    throw InvalidArgument(fmt::format("langevin: a start of {} numbers, but must be {} finite ones",
                                      start.mean.size(), regression_.n_weights()));
  }
}

NormalLaw LangevinDynamics::stationary(const Vector& outputs) const {
  const Matrix& v = regression_.directions();
  return {regression_.posterior_mean(outputs),
          v * stationary_variances().asDiagonal() * v.transpose()};
}

NormalLaw LangevinDynamics::after(std::size_t n_steps, const LangevinStart& start,
                                  const Vector& outputs) const {
  const Matrix& v = regression_.directions();
  check_start(start);
  // in the directions of the regression
  Vector mean = v.transpose() * regression_.posterior_mean(outputs);
  const Vector begin = v.transpose() * start.mean;
  Vector variances = stationary_variances();
  for (Eigen::Index i = 0; i < mean.size(); ++i) {
    const auto [left, gone] = decay(step_ * precisions_(i), n_steps);
    mean(i) = gone * mean(i) + left * begin(i);
    variances(i) = left * left * start.variance + gone * (1 + left) * variances(i);
  }
  return {v * mean, v * variances.asDiagonal() * v.transpose()};
}

Nats LangevinDynamics::stationary_information() const {
  return Nats((regression_.signal_to_noise().array() * (1 - step_ / 2 * precisions_.array()))
                  .log1p()
                  .sum() /
              2);
}

Nats LangevinDynamics::information_after(std::size_t n_steps, double start_variance) const {
  check_variance(start_variance);
  if (n_steps == 0) return {};
  const Vector& r = regression_.signal_to_noise();
  const Vector stationary = stationary_variances();
  double sum = 0;
  for (Eigen::Index i = 0; i < r.size(); ++i) {
    const auto [left, gone] = decay(step_ * precisions_(i), n_steps);
    // variance of the mean over data sets, over that of the chains of one, both divided by 1 - q
    const double signal = gone * r(i) / precisions_(i);
    const double noise = (1 + left) * stationary(i) + left * left * start_variance / gone;
    sum += std::log1p(signal / noise);
  }
  return Nats(sum / 2);
}

}  // namespace infoplane
