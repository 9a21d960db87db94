#include "infoplane/nets/initialise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

constexpr std::size_t kFanIn = 300;
constexpr std::size_t kFanOut = 200;

Stream test_stream(std::uint32_t index = 0) { return {1, 0, Purpose::kTest, index}; }

// the 200 x 300 weights of a first layer; a second one follows it
std::vector<double> first_weights(Initialiser init) {
  const NetworkSpec spec = make_network(kFanIn, {{kFanOut}}, 2, Loss::kCrossEntropy, init);
  Stream stream = test_stream();
  const std::vector<float> parameters = initial_parameters(spec, stream);
  return {parameters.begin(), parameters.begin() + kFanIn * kFanOut};
}

double mean_power(std::span<const double> values, int power) {
  double sum = 0;
  for (const double v : values) sum += std::pow(v, power);
  return sum / static_cast<double>(values.size());
}

// Moments of a symmetric law with E w^2 = m2, E w^4 = m4, E w^8 = m8: each mean over n values is
// within 5 of its standard errors (chance 6e-7 each, and the seed is fixed).
void expect_moments(Initialiser init, double m2, double m4, double m8) {
  const std::vector<double> w = first_weights(init);
  const auto n = static_cast<double>(w.size());
  EXPECT_NEAR(mean_power(w, 1), 0, 5 * std::sqrt(m2 / n));
  EXPECT_NEAR(mean_power(w, 2), m2, 5 * std::sqrt((m4 - m2 * m2) / n));
  EXPECT_NEAR(mean_power(w, 4), m4, 5 * std::sqrt((m8 - m4 * m4) / n));
}

// N(0, v): 1, 3, 105 times v, v^2, v^4
void expect_normal(Initialiser init, double v) {
  expect_moments(init, v, 3 * v * v, 105 * std::pow(v, 4));
}

// U(-a, a): a^k / (k + 1), and nothing beyond a
void expect_uniform(Initialiser init, double a) {
  expect_moments(init, a * a / 3, std::pow(a, 4) / 5, std::pow(a, 8) / 9);
  for (const double w : first_weights(init)) EXPECT_LE(std::abs(w), a * (1 + 1e-7));
}

// N(0, s^2) on |w| <= 2 s: E z^k = (k - 1) E z^(k-2) - 2^(k-1) 2 phi(2) / (2 Phi(2) - 1)
void expect_truncated_normal(Initialiser init, double s) {
  const double phi = std::exp(-2.0) / std::sqrt(2 * std::numbers::pi);
  const double edge = 2 * phi / std::erf(std::numbers::sqrt2);
  const double z2 = 1 - 2 * edge;
  const double z4 = 3 * z2 - 8 * edge;
  const double z6 = 5 * z4 - 32 * edge;
  const double z8 = 7 * z6 - 128 * edge;
  EXPECT_NEAR(z2, 0.7737, 5e-5);
  expect_moments(init, z2 * s * s, z4 * std::pow(s, 4), z8 * std::pow(s, 8));
  const std::vector<double> w = first_weights(init);
  const double largest = std::max(-std::ranges::min(w), std::ranges::max(w));
  EXPECT_LE(largest, 2 * s * (1 + 1e-7));
  EXPECT_GT(largest, 1.99 * s);
}

TEST(InitialParameters, TruncatedNormalFanInHasItsMoments) {
  expect_truncated_normal(Initialiser::kTruncatedNormalFanIn, std::sqrt(1.0 / kFanIn));
}

TEST(InitialParameters, TruncatedNormalFanOutHasItsMoments) {
  expect_truncated_normal(Initialiser::kTruncatedNormalFanOut, std::sqrt(1.0 / kFanOut));
}

TEST(InitialParameters, GlorotUniformHasItsMoments) {
  expect_uniform(Initialiser::kGlorotUniform, std::sqrt(6.0 / (kFanIn + kFanOut)));
}

TEST(InitialParameters, GlorotNormalHasItsMoments) {
  expect_normal(Initialiser::kGlorotNormal, 2.0 / (kFanIn + kFanOut));
}

TEST(InitialParameters, HeUniformHasItsMoments) {
  expect_uniform(Initialiser::kHeUniform, std::sqrt(6.0 / kFanIn));
}

TEST(InitialParameters, HeNormalHasItsMoments) {
  expect_normal(Initialiser::kHeNormal, 2.0 / kFanIn);
}

TEST(InitialParameters, NtkHasItsMoments) { expect_normal(Initialiser::kNtk, 1); }

// largest |v_a . v_b - (a == b)| over the rows (or columns) of a row-major matrix
double worst_product(std::span<const float> w, std::size_t rows, std::size_t cols, bool of_rows) {
  const std::size_t n_vectors = of_rows ? rows : cols;
  const std::size_t n = of_rows ? cols : rows;
  const auto at = [&](std::size_t vector, std::size_t i) -> double {
    return of_rows ? w[vector * cols + i] : w[i * cols + vector];
  };
  double worst = 0;
  for (std::size_t a = 0; a < n_vectors; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      double product = a == b ? -1 : 0;
      for (std::size_t i = 0; i < n; ++i) product += at(a, i) * at(b, i);
      worst = std::max(worst, std::abs(product));
    }
  }
  return worst;
}

TEST(InitialParameters, OrthogonalHasOrthonormalRowsOrColumns) {
  // square, wide and tall layers one after another
  const NetworkSpec spec =
      make_network(40, {{40}, {30}, {50}}, 2, Loss::kCrossEntropy, Initialiser::kOrthogonal);
  Stream stream = test_stream();
  const std::vector<float> parameters = initial_parameters(spec, stream);
  for (const LayerParameters& layer : ParameterLayout(spec).layers) {
    const auto w = std::span(parameters).subspan(layer.weights, layer.width * layer.n_inputs);
    // 50 products of floats rounded to 2^-24 each stay far below 1e-6
    EXPECT_LT(worst_product(w, layer.width, layer.n_inputs, layer.width <= layer.n_inputs), 1e-6);
  }
}

TEST(InitialParameters, OrthogonalIsHaarDistributed) {
  // The trace of a Haar orthogonal matrix has mean 0, second moment 1 and fourth moment at most 3
  // (Diaconis & Shahshahani 1994). A QR decomposition by reflections whose signs are left as they
  // come has a negative mean.
  const NetworkSpec spec = make_network(5, {{5}}, 2, Loss::kCrossEntropy, Initialiser::kOrthogonal);
  Stream stream = test_stream();
  constexpr int kDraws = 4000;
  std::vector<double> traces;
  std::vector<double> last;
  for (int draw = 0; draw < kDraws; ++draw) {
    const std::vector<float> w = initial_parameters(spec, stream);
    traces.push_back(double{w[0]} + w[6] + w[12] + w[18] + w[24]);
    last.push_back(w[24]);
  }
  EXPECT_NEAR(mean_power(traces, 1), 0, 5 * std::sqrt(1.0 / kDraws));
  EXPECT_NEAR(mean_power(traces, 2), 1, 5 * std::sqrt(2.0 / kDraws));
  // an entry is a coordinate of a uniform point on the sphere: E w^2 = 1/n, E w^4 = 3 / (n (n + 2))
  EXPECT_NEAR(mean_power(last, 1), 0, 5 * std::sqrt(0.2 / kDraws));
  EXPECT_NEAR(mean_power(last, 2), 0.2, 5 * std::sqrt((3.0 / 35 - 0.04) / kDraws));
}

TEST(InitialParameters, BiasesAre0AndGains1) {
  const NetworkSpec spec = make_network(6, parse_hidden_layers("5-BN-4", Activation::kTanh), 3,
                                        Loss::kCrossEntropy, Initialiser::kHeNormal);
  Stream stream = test_stream();
  const std::vector<float> parameters = initial_parameters(spec, stream);
  const ParameterLayout layout(spec);
  ASSERT_EQ(parameters.size(), layout.n_parameters);
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    const LayerParameters& layer = layout.layers[l];
    for (std::size_t j = 0; j < layer.width; ++j) {
      EXPECT_EQ(parameters[layer.biases + j], 0);
      EXPECT_TRUE(!spec.layers[l].batch_norm || parameters[layer.gains + j] == 1);
    }
    for (std::size_t k = layer.weights; k < layer.biases; ++k) EXPECT_NE(parameters[k], 0);
  }
}

TEST(InitialParameters, DependOnTheStreamAlone) {
  for (const Initialiser init : {Initialiser::kTruncatedNormalFanIn, Initialiser::kOrthogonal}) {
    const NetworkSpec spec = make_network(6, {{5}, {4}}, 3, Loss::kCrossEntropy, init);
    Stream a = test_stream();
    Stream b = test_stream();
    Stream other = test_stream(1);
    const std::vector<float> first = initial_parameters(spec, a);
    EXPECT_EQ(first, initial_parameters(spec, b));
    EXPECT_NE(first, initial_parameters(spec, other));
    // the stream goes on
    EXPECT_NE(first, initial_parameters(spec, a));
  }
}

TEST(InitialParameters, RefuseANetworkThatCannotBeComputed) {
  Stream stream = test_stream();
  EXPECT_THROW(initial_parameters(NetworkSpec{}, stream), InvalidArgument);
}

TEST(InitialStatistics, AreMean0AndVariance1) {
  const NetworkSpec spec = make_network(6, parse_hidden_layers("2-BN-4-1-BN", Activation::kTanh), 3,
                                        Loss::kCrossEntropy, Initialiser::kHeNormal);
  EXPECT_EQ(initial_statistics(spec), (std::vector<float>{0, 0, 1, 1, 0, 1}));
}

TEST(InitialStatistics, AreEmptyWithoutBatchNorm) {
  EXPECT_TRUE(
      initial_statistics(make_network(6, {{4}}, 3, Loss::kCrossEntropy, Initialiser::kHeNormal))
          .empty());
}

TEST(InitialStatistics, RefuseANetworkThatCannotBeComputed) {
  EXPECT_THROW(initial_statistics(NetworkSpec{}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
