#include "infoplane/audit/network_tasks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

// h(T) - h(noise) of one unit: the pre-activation is N(b, |w|^2), so that p(t) is an integral over
// one number, here by rectangles, and so is h
double information_of_one_unit(const NetworkLayer& layer) {
  double square = 0;
  for (const double w : layer.w()) square += w * w;
  const double scale = std::sqrt(square);
  const double sigma = layer.sigma();
  constexpr int kInner = 4000;
  constexpr int kOuter = 1200;
  std::vector<double> weights(kInner);
  std::vector<double> values(kInner);
  for (int i = 0; i < kInner; ++i) {
    const double u = -8 + 16 * (i + 0.5) / kInner;
    weights[i] = std::exp(-u * u / 2) / std::sqrt(2 * std::numbers::pi) * 16 / kInner;
    values[i] = activate(layer.activation(), layer.b()[0] + scale * u);
  }
  const double low = values.front() - 8 * sigma;
  const double step = (values.back() + 8 * sigma - low) / kOuter;
  double h = 0;
  for (int g = 0; g < kOuter; ++g) {
    const double t = low + step * (g + 0.5);
    double p = 0;
    for (int i = 0; i < kInner; ++i) {
      const double z = (t - values[i]) / sigma;
      if (std::abs(z) < 9) p += weights[i] * std::exp(-z * z / 2);
    }
    p /= sigma * std::sqrt(2 * std::numbers::pi);
    if (p > 0) h -= step * p * std::log(p);
  }
  return h - 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * sigma * sigma);
}

TEST(NoisyNetworks, TruthsOfOneUnitAreTheIntegral) {
  std::size_t n_checked = 0;
  for (std::size_t i = 0; i < network_layers().size(); ++i) {
    if (network_layers()[i].width() > 1) continue;
    const PairTask& task = noisy_network_tasks()[i];
    EXPECT_NEAR(task.truth.value(), information_of_one_unit(network_layers()[i]),
                4 * task.truth_error.value())
        << task.name;
    ++n_checked;
  }
  EXPECT_EQ(n_checked, 2U);
}

// I = E ln(p(t|x) / p(t)) with p(t) by plain Monte Carlo over inputs of its own: n terms, each with
// m inputs. The mean over m is random: -ln of it is too high by half its relative variance, which
// is measured and taken off.
TEST(NoisyNetworks, TruthsAgreeWithPlainMonteCarlo) {
  constexpr std::size_t kTerms = 600;
  constexpr std::size_t kInputs = 20000;
  for (std::size_t i = 0; i < network_layers().size(); ++i) {
    const NetworkLayer& layer = network_layers()[i];
    const PairTask& task = noisy_network_tasks()[i];
    const std::size_t d = layer.width();
    const double scale = 1 / (2 * layer.sigma() * layer.sigma());
    Stream stream(5, 0, Purpose::kTest, static_cast<std::uint32_t>(i));
    std::vector<double> x(layer.n_inputs());
    std::vector<double> t(d);
    const auto draw = [&] {
      for (double& value : x) value = stream.normal();
      layer.activations(x, t);
    };
    std::vector<double> inputs(kInputs * d);
    for (std::size_t k = 0; k < kInputs; ++k) {
      draw();
      for (std::size_t j = 0; j < d; ++j) inputs[j * kInputs + k] = t[j];
    }
    double sum = 0;
    double square = 0;
    for (std::size_t n = 0; n < kTerms; ++n) {
      draw();
      double own = 0;
      for (std::size_t j = 0; j < d; ++j) {
        const double z = layer.sigma() * stream.normal();
        own += z * z;
        t[j] += z;
      }
      std::vector<double> distance(kInputs);
      for (std::size_t j = 0; j < d; ++j) {
        for (std::size_t k = 0; k < kInputs; ++k) {
          const double difference = t[j] - inputs[j * kInputs + k];
          distance[k] += difference * difference;
        }
      }
      double mean = 0;
      double mean_square = 0;
      for (const double one : distance) {
        if ((one - own) * scale > 30) continue;
        const double e = std::exp((own - one) * scale);
        mean += e / kInputs;
        mean_square += e * e / kInputs;
      }
      const double term = -std::log(mean) - (mean_square / (mean * mean) - 1) / (2.0 * kInputs);
      sum += term;
      square += term * term;
    }
    const double mean = sum / kTerms;
    const double error = std::sqrt((square / kTerms - mean * mean) / kTerms);
    EXPECT_NEAR(task.truth.value(), mean, 4 * error) << task.name;
    EXPECT_GT(error, 0) << task.name;
  }
}

TEST(NoisyNetworks, HaveErrorsOfAtMostTwoThousandthsOfANat) {
  ASSERT_EQ(noisy_network_tasks().size(), 9U);
  std::set<std::uint32_t> streams;
  for (const PairTask& task : noisy_network_tasks()) {
    EXPECT_GT(task.truth_error.value(), 0) << task.name;
    EXPECT_LE(task.truth_error.value(), 0.002) << task.name;
    streams.insert(task.stream);
  }
  EXPECT_EQ(streams.size(), 9U);
}

// the noise of the samples is what is left of t at its x; a variance of 20,000 has a standard error
// of 1%
TEST(NoisyNetworks, SamplesHaveTheNoiseOfTheirLayer) {
  const PairTask& task = noisy_network_tasks().back();
  const NetworkLayer& layer = network_layers().back();
  Stream stream(5, 0, Purpose::kTest);
  std::vector<double> x(task.dx);
  std::vector<double> t(task.dy);
  std::vector<double> expected(task.dy);
  double square = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    task.draw(stream, x, t);
    layer.activations(x, expected);
    square += std::pow(t[1] - expected[1], 2) / kDraws;
  }
  EXPECT_NEAR(square / (layer.sigma() * layer.sigma()), 1, 0.04);
}

}  // namespace
}  // namespace infoplane
