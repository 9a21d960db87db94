#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

#include "infoplane/nets/initialise.h"
#include "infoplane/weights/noisy_weights.h"

// What the tests of noise on the weights look at.
namespace infoplane {

/// A network, its parameters and inputs.
struct TestNetwork {
  NetworkSpec spec;
  std::vector<float> parameters;
  std::vector<float> statistics;
  std::vector<float> x;

  [[nodiscard]] MatrixView<float> inputs() const {
    return row_major(x.data(), x.size() / spec.n_inputs, spec.n_inputs);
  }
  [[nodiscard]] NoisyWeights with(NoiseCovariance law) const {
    return {spec, parameters, statistics, std::move(law)};
  }
};

inline TestNetwork random_network(std::size_t n_inputs, std::string_view hidden, Initialiser init,
                                  std::size_t n) {
  TestNetwork out;
  out.spec = make_network(n_inputs, parse_hidden_layers(hidden, Activation::kTanh), 2,
                          Loss::kCrossEntropy, init);
  Stream stream(3, 0, Purpose::kTest);
  out.parameters = initial_parameters(out.spec, stream);
  for (float& p : out.parameters) p += static_cast<float>(0.3 * stream.normal());
  out.statistics = initial_statistics(out.spec);
  for (std::size_t i = 0; i < n * n_inputs; ++i) {
    out.x.push_back(static_cast<float>(stream.normal()));
  }
  return out;
}

inline Eigen::MatrixXd random_covariance(std::size_t n_parameters, double deviation) {
  const auto n = static_cast<Eigen::Index>(n_parameters);
  Stream stream(4, 0, Purpose::kTest);
  Eigen::MatrixXd a(n, n + 5);
  for (double& number : a.reshaped()) number = stream.normal();
  return deviation * deviation * a * a.transpose() / static_cast<double>(n + 5);
}

inline std::vector<NoiseCovariance> laws(std::size_t n_parameters) {
  const Eigen::MatrixXd dense = random_covariance(n_parameters, 0.2);
  return {IsotropicNoise{0.2}, DiagonalNoise{dense.diagonal()}, DenseNoise{dense}};
}

inline Eigen::MatrixXd covariance(const NoiseCovariance& law, std::size_t n_parameters) {
  const auto n = static_cast<Eigen::Index>(n_parameters);
  if (const auto* isotropic = std::get_if<IsotropicNoise>(&law)) {
    return std::pow(isotropic->deviation, 2) * Eigen::MatrixXd::Identity(n, n);
  }
  if (const auto* diagonal = std::get_if<DiagonalNoise>(&law)) {
    return diagonal->variances.asDiagonal();
  }
  return std::get<DenseNoise>(law).covariance;
}

/// One unit after one unit of tanh, weights with noise s, by integrals: z|x ~ N(w x + b, s^2 (1 +
/// x^2)), a|z ~ N(v tanh z + c, s^2 (1 + tanh^2 z)).
struct TwoUnits {
  double w = 1.5;
  double b = 0.2;
  double v = 2;
  double c = -0.3;
  double s = 0.5;
  std::vector<double> x{-1, 0, 1.2};

  [[nodiscard]] TestNetwork network() const {
    TestNetwork out;
    out.spec = make_network(1, parse_hidden_layers("1", Activation::kTanh), 2, Loss::kLogistic,
                            Initialiser::kHeNormal);
    for (const double p : {w, b, v, c}) out.parameters.push_back(static_cast<float>(p));
    for (const double x_i : x) out.x.push_back(static_cast<float>(x_i));
    return out;
  }

  /// E f(mean and deviation of a given z) over z|x
  template <class Function>
  double mean(double x_i, const Function& f) const {
    const double deviation = s * std::sqrt(1 + x_i * x_i);
    constexpr int kSteps = 400;
    double sum = 0;
    double weights = 0;
    for (int k = -kSteps; k <= kSteps; ++k) {
      const double e = 7.0 * k / kSteps;
      const double t = std::tanh(w * x_i + b + deviation * e);
      const double weight = std::exp(-e * e / 2);
      weights += weight;
      sum += weight * f(v * t + c, s * std::sqrt(1 + t * t));
    }
    return sum / weights;
  }

  [[nodiscard]] double information() const {
    constexpr int kSteps = 2000;
    const double width = std::abs(v) + std::abs(c) + 7 * 1.5 * s;
    const auto n = static_cast<double>(x.size());
    double sum = 0;
    for (int k = -kSteps; k <= kSteps; ++k) {
      const double a = width * k / kSteps;
      double all = 0;
      double own = 0;
      for (const double x_i : x) {
        const double p = mean(x_i, [a](double m, double d) {
          return std::exp(-std::pow((a - m) / d, 2) / 2) / d / std::sqrt(2 * std::numbers::pi);
        });
        all += p / n;
        if (p > 0) own += p * std::log(p) / n;
      }
      if (all > 0) sum += own - all * std::log(all);
    }
    return sum * width / kSteps;
  }
};

}  // namespace infoplane
