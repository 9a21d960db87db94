#include "infoplane/weights/gaussian_information.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

void check(const InformationPrice& price, const CurvatureSpectrum& k, Eigen::Index n_parameters) {
  const auto expect_positive = [](const char* what, double value) {
    if (value > 0 && std::isfinite(value)) return;
    throw InvalidArgument(
        fmt::format("gaussian information: {} is {}, but must be finite and above 0", what, value));
  };
  expect_positive("beta", price.beta);
  expect_positive("the prior's variance", price.prior_variance);
  if (k.size() != n_parameters) {
    throw InvalidArgument(fmt::format(
        "gaussian information: the curvature is of {} parameters, but there are {} weights",
        k.size(), n_parameters));
  }
  const double shift = price.beta / price.prior_variance;
  const double smallest = k.eigenvalues().minCoeff();
  if (smallest + shift > 0) return;
  throw InvalidArgument(fmt::format(
      "gaussian information: the curvature's smallest eigenvalue is {}, but must be above {} "
      "(-beta / prior variance) for the best covariance to exist",
      smallest, -shift));
}

}  // namespace

GaussianInformation gaussian_information(double loss, const Eigen::VectorXd& weights,
                                         const CurvatureSpectrum& k,
                                         const InformationPrice& price) {
  check(price, k, weights.size());
  const double distance = weights.squaredNorm() / price.prior_variance;
  double log_determinant = 0;
  double removed = 0;
  for (const double h : k.eigenvalues()) {
    const double r = price.prior_variance * h / price.beta;
    log_determinant += std::log1p(r);
    removed += r / (1 + r);
  }
  // 1/2 tr K Sigma* = beta/2 sum_i r_i / (1 + r_i)
  return {.information = Nats((distance + log_determinant - removed) / 2),
          .expected_loss = loss + price.beta / 2 * removed,
          .objective = loss + price.beta / 2 * (distance + log_determinant)};
}

GaussianInformation gaussian_information(const NetworkJacobian& network, const LabelledInputs& data,
                                         const InformationPrice& price, const Work& work,
                                         CurvatureKind kind) {
  return gaussian_information(loss_gradient(network, data, work).loss, network.parameters(),
                              curvature_spectrum(network, data, kind, work), price);
}

GaussianWeights information_optimal_weights(Eigen::VectorXd weights, CurvatureSpectrum k,
                                            const InformationPrice& price) {
  check(price, k, weights.size());
  return GaussianWeights::inverse(std::move(weights), std::move(k), price.beta,
                                  price.beta / price.prior_variance);
}

}  // namespace infoplane
