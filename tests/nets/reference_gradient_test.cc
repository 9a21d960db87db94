#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "infoplane/core/random.h"
#include "infoplane/nets/reference.h"

namespace infoplane {
namespace {

constexpr std::size_t kInputs = 3;
constexpr std::size_t kSamples = 6;

/// A small random network and batch, to which the gradient is compared with differences of the
/// loss.
struct Case {
  Case(const std::string& hidden, Activation activation, std::size_t n_classes, Loss loss,
       Initialiser init)
      : spec(
            make_network(kInputs, parse_hidden_layers(hidden, activation), n_classes, loss, init)) {
    for (std::size_t i = 0; i < kSamples; ++i) {
      labels.push_back(static_cast<std::uint32_t>(i % n_classes));
    }
    draw(0);
    // a step must not cross z = 0, where some activations have a kink
    for (std::uint32_t index = 1; smallest_preactivation() < 0.01; ++index) draw(index);
  }

  // everything that is random
  void draw(std::uint32_t index) {
    Stream stream(3, 0, Purpose::kTest, index);
    for (double& value : x) value = stream.normal();
    parameters.resize(ParameterLayout(spec).n_parameters);
    for (double& value : parameters) value = 0.7 * stream.normal();
    masks.clear();
    for (const LayerSpec& layer : spec.layers) {
      masks.emplace_back(layer.dropout > 0 ? layer.width * kSamples : 0);
      for (double& m : masks.back()) {
        m = stream.uniform() < layer.dropout ? 0 : 1 / (1 - layer.dropout);
      }
    }
  }

  [[nodiscard]] ReferenceBatch batch() const {
    return {.x = row_major(x.data(), kSamples, kInputs), .labels = labels, .masks = masks};
  }

  [[nodiscard]] double smallest_preactivation() const {
    const ReferenceForward forward = reference_forward(spec, parameters, {}, batch(), true);
    double smallest = 1;
    for (const std::vector<double>& layer : forward.preactivations) {
      for (const double z : layer) smallest = std::min(smallest, std::abs(z));
    }
    return smallest;
  }

  // the loss where parameter k is moved by a step
  [[nodiscard]] double loss(std::size_t k, double step) const {
    std::vector<double> moved = parameters;
    moved[k] += step;
    return reference_forward(spec, moved, {}, batch(), true).loss;
  }

  // central difference of fourth order
  [[nodiscard]] double difference(std::size_t k) const {
    const double h = 3e-4;
    return (8 * (loss(k, h) - loss(k, -h)) - (loss(k, 2 * h) - loss(k, -2 * h))) / (12 * h);
  }

  void expect_gradient_matches_differences() const {
    SCOPED_TRACE(std::string(activation_name(spec.layers[0].activation)) + ' ' +
                 std::string(loss_name(spec.loss)));
    const std::vector<double> gradient = reference_gradient(spec, parameters, batch());
    ASSERT_EQ(gradient.size(), parameters.size());
    double largest = 0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      // rounding: 1e-15 / h = 3e-12; truncation: h^4 / 30 times a fifth derivative of up to 1e6,
      // 3e-10
      EXPECT_NEAR(gradient[k], difference(k), 1e-9) << "parameter " << k;
      largest = std::max(largest, std::abs(gradient[k]));
    }
    EXPECT_GT(largest, 1e-2);
  }

  NetworkSpec spec;
  std::vector<double> x = std::vector<double>(kSamples * kInputs);
  std::vector<std::uint32_t> labels;
  std::vector<double> parameters;
  std::vector<std::vector<double>> masks;
};

// every activation with every loss; the logistic loss both with one output and with three
void check_all(const std::string& hidden, Initialiser init = Initialiser::kHeNormal) {
  for (const std::string& name : hidden_activation_names()) {
    const Activation activation = parse_activation(name);
    Case(hidden, activation, 3, Loss::kCrossEntropy, init).expect_gradient_matches_differences();
    Case(hidden, activation, 3, Loss::kLogistic, init).expect_gradient_matches_differences();
    Case(hidden, activation, 2, Loss::kLogistic, init).expect_gradient_matches_differences();
    Case(hidden, activation, 3, Loss::kSquaredError, init).expect_gradient_matches_differences();
  }
}

TEST(ReferenceGradient, MatchesDifferences) { check_all("4"); }

TEST(ReferenceGradient, MatchesDifferencesWithoutHiddenLayers) {
  for (const Loss loss : {Loss::kCrossEntropy, Loss::kLogistic, Loss::kSquaredError}) {
    Case test("1", Activation::kTanh, 3, loss, Initialiser::kHeNormal);
    test.spec.layers.erase(test.spec.layers.begin());
    test.masks.pop_back();
    test.parameters.assign(ParameterLayout(test.spec).n_parameters, 0.3);
    test.expect_gradient_matches_differences();
  }
}

TEST(ReferenceGradient, MatchesDifferencesInDeeperNetworks) { check_all("4-5-3"); }

TEST(ReferenceGradient, MatchesDifferencesWithBatchNorm) { check_all("4-BN-3-BN"); }

TEST(ReferenceGradient, MatchesDifferencesWithBatchNormInTheOutput) {
  for (const Loss loss : {Loss::kCrossEntropy, Loss::kLogistic, Loss::kSquaredError}) {
    Case test("4", Activation::kTanh, 3, loss, Initialiser::kHeNormal);
    test.spec.layers.back().batch_norm = true;
    test.parameters.insert(test.parameters.end(), {0.8, -1.1, 1.3});
    test.expect_gradient_matches_differences();
  }
}

TEST(ReferenceGradient, MatchesDifferencesWithDropout) { check_all("4-Dr.3-3-Dr.5"); }

TEST(ReferenceGradient, MatchesDifferencesInTheNtkParametrisation) {
  check_all("4-3", Initialiser::kNtk);
}

TEST(ReferenceGradient, MatchesDifferencesWithAllOfThemTogether) {
  check_all("4-BN-Dr.3-3-BN-Dr.5", Initialiser::kNtk);
}

TEST(ReferenceGradient, OfALinearUnitIsByHand) {
  // z = (w1 x + b1, w2 x + b2) for x = 3, squared error, class 1: dW = (z - (0, 1)) x
  const NetworkSpec spec = make_network(1, {}, 2, Loss::kSquaredError, Initialiser::kHeNormal);
  const std::vector<double> x{3};
  const std::vector<std::uint32_t> labels{1};
  const std::vector<double> gradient =
      reference_gradient(spec, std::vector<double>{2, 4, 1, -1},
                         {.x = row_major(x.data(), 1, 1), .labels = labels, .masks = {}});
  EXPECT_EQ(gradient, (std::vector<double>{7 * 3, 10 * 3, 7, 10}));
}

TEST(ReferenceGradient, OfBatchNormIsZeroForAOneSampleBatchExceptInTheBias) {
  // one sample normalises to 0 whatever the weight: z = b, and class 0 of (b, 0) gives -1 / (1 +
  // e^b)
  const NetworkSpec spec = make_network(1, parse_hidden_layers("1-linear-BN", Activation::kTanh), 2,
                                        Loss::kCrossEntropy, Initialiser::kHeNormal);
  const std::vector<double> x{3};
  const std::vector<std::uint32_t> labels{0};
  const std::vector<double> gradient =
      reference_gradient(spec, std::vector<double>{2, 0.5, 1.5, 1, 0, 0, 0},
                         {.x = row_major(x.data(), 1, 1), .labels = labels, .masks = {}});
  EXPECT_EQ(gradient[0], 0);
  EXPECT_DOUBLE_EQ(gradient[1], -1 / (1 + std::exp(0.5)));
  EXPECT_EQ(gradient[2], 0);
}

}  // namespace
}  // namespace infoplane
