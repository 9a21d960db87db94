#include "infoplane/nets/jacobian.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/nets/reference.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr std::size_t kInputs = 3;
constexpr std::size_t kRows = 5;

std::vector<double> wide(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

/// A small random network and inputs: Jacobians are compared with differences of reference_forward.
struct Case {
  explicit Case(const std::string& hidden, Activation activation = Activation::kTanh,
                Initialiser init = Initialiser::kHeNormal, Loss loss = Loss::kCrossEntropy)
      : spec(make_network(kInputs, parse_hidden_layers(hidden, activation), 3, loss, init)) {
    draw(0);
    // a step must not cross z = 0, where some activations have a kink
    for (std::uint32_t index = 1; smallest_preactivation() < 0.01; ++index) draw(index);
  }

  // everything that is random
  void draw(std::uint32_t index) {
    const ParameterLayout layout(spec);
    Stream stream(5, 0, Purpose::kTest, index);
    x.resize(kRows * kInputs);
    for (float& value : x) value = static_cast<float>(stream.normal());
    parameters.resize(layout.n_parameters);
    for (float& value : parameters) value = static_cast<float>(0.7 * stream.normal());
    statistics.resize(layout.n_statistics);
    for (float& value : statistics) value = static_cast<float>(0.5 + stream.uniform());
  }

  [[nodiscard]] MatrixView<float> inputs() const { return row_major(x.data(), kRows, kInputs); }

  [[nodiscard]] ReferenceForward reference(const std::vector<double>& theta) const {
    const std::vector<double> values = wide(x);
    return reference_forward(
        spec, theta, wide(statistics),
        {.x = row_major(values.data(), kRows, kInputs), .labels = labels, .masks = {}}, false);
  }

  [[nodiscard]] double smallest_preactivation() const {
    double smallest = 1;
    for (const std::vector<double>& layer : reference(wide(parameters)).preactivations) {
      for (const double z : layer) smallest = std::min(smallest, std::abs(z));
    }
    return smallest;
  }

  // pre-activation of [unit * kRows + row], parameter k moved by a step
  [[nodiscard]] Vector moved(std::size_t l, std::size_t k, double step) const {
    std::vector<double> theta = wide(parameters);
    theta[k] += step;
    const std::vector<double> z = reference(theta).preactivations[l];
    return Eigen::Map<const Vector>(z.data(), static_cast<Eigen::Index>(z.size()));
  }

  // central difference of fourth order
  [[nodiscard]] Vector difference(std::size_t l, std::size_t k) const {
    const double h = 3e-4;
    return (8 * (moved(l, k, h) - moved(l, k, -h)) - (moved(l, k, 2 * h) - moved(l, k, -2 * h))) /
           (12 * h);
  }

  void expect_jacobians_match_differences() const {
    const NetworkJacobian network(spec, parameters, statistics);
    for (std::size_t l = 0; l < spec.layers.size(); ++l) {
      SCOPED_TRACE("layer " + std::to_string(l));
      Matrix jacobian;
      Matrix z;
      network.layer(l, inputs(), jacobian, z);
      ASSERT_EQ(jacobian.rows(), z.size());
      EXPECT_LT((moved(l, 0, 0) - z.reshaped()).cwiseAbs().maxCoeff(), 1e-13);
      for (std::size_t k = 0; k < parameters.size(); ++k) {
        // rounding: 1e-15 / h = 3e-12; truncation: h^4 / 30 times a fifth derivative of up to 1e6
        const Vector error = difference(l, k) - jacobian.col(static_cast<Eigen::Index>(k));
        EXPECT_LT(error.cwiseAbs().maxCoeff(), 1e-9) << "parameter " << k;
      }
      EXPECT_GT(jacobian.cwiseAbs().maxCoeff(), 1e-2);
    }
  }

  NetworkSpec spec;
  std::vector<float> x;
  std::vector<std::uint32_t> labels = {0, 1, 2, 0, 1};
  std::vector<float> parameters;
  std::vector<float> statistics;
};

TEST(Jacobian, MatchesDifferencesForEveryActivation) {
  for (const std::string& name : hidden_activation_names()) {
    SCOPED_TRACE(name);
    Case("4-2", parse_activation(name)).expect_jacobians_match_differences();
  }
}

TEST(Jacobian, MatchesDifferencesInTheNtkParametrisation) {
  Case("4-5-2", Activation::kErf, Initialiser::kNtk).expect_jacobians_match_differences();
}

TEST(Jacobian, MatchesDifferencesWithBatchNormsRunningStatistics) {
  Case("4-BN-3-BN").expect_jacobians_match_differences();
  Case("4-3-BN", Activation::kElu, Initialiser::kNtk).expect_jacobians_match_differences();
}

TEST(Jacobian, DoesNotSeeDropout) {
  const Case with("4-Dr.3-3");
  const Case without("4-3");
  ASSERT_EQ(with.parameters, without.parameters);
  with.expect_jacobians_match_differences();
}

TEST(Jacobian, TimesTheLosssDerivativeIsTheGradient) {
  const Case test("4-5-3", Activation::kGelu, Initialiser::kNtk);
  const NetworkJacobian network(test.spec, test.parameters, test.statistics);
  const ReferenceForward forward = test.reference(wide(test.parameters));
  const std::vector<double> x = wide(test.x);
  const std::vector<double> expected = reference_gradient(
      test.spec, wide(test.parameters),
      {.x = row_major(x.data(), kRows, kInputs), .labels = test.labels, .masks = {}});
  Vector gradient = Vector::Zero(network.n_parameters());
  for (std::size_t i = 0; i < kRows; ++i) {
    Matrix jacobian;
    Vector z;
    network.layer(3, std::span(test.x).subspan(i * kInputs, kInputs), jacobian, z);
    for (std::size_t j = 0; j < 3; ++j) {
      const double target = test.labels[i] == j ? 1 : 0;
      const double delta = (forward.activations[3][j * kRows + i] - target) / kRows;
      gradient += delta * jacobian.row(static_cast<Eigen::Index>(j)).transpose();
    }
  }
  for (std::size_t k = 0; k < expected.size(); ++k) {
    EXPECT_NEAR(gradient[static_cast<Eigen::Index>(k)], expected[k], 1e-14);
  }
}

TEST(Jacobian, OfAnInputIsTheSameAloneAsInABlock) {
  const Case test("4-BN-3");
  const NetworkJacobian network(test.spec, test.parameters, test.statistics);
  for (std::size_t l = 0; l < 3; ++l) {
    Matrix block;
    Matrix z;
    network.layer(l, test.inputs(), block, z);
    for (std::size_t i = 0; i < kRows; ++i) {
      Matrix alone;
      Vector z_alone;
      network.layer(l, std::span(test.x).subspan(i * kInputs, kInputs), alone, z_alone);
      for (Eigen::Index u = 0; u < z.cols(); ++u) {
        const auto row = static_cast<Eigen::Index>(i);
        EXPECT_LT((alone.row(u) - block.row(u * kRows + row)).cwiseAbs().maxCoeff(), 1e-14);
        EXPECT_NEAR(z_alone[u], z(row, u), 1e-14);
      }
    }
  }
}

TEST(Jacobian, OfALinearUnitIsByHand) {
  // z1 = 2 x + 0.5, z2 = 3 z1 + 1, at x = 4: order of the parameters (w1, b1, w2, b2)
  const NetworkSpec spec{.n_inputs = 1,
                         .layers = {{.width = 1, .activation = Activation::kLinear},
                                    {.width = 1, .activation = Activation::kSigmoid}},
                         .loss = Loss::kLogistic};
  const NetworkJacobian network(spec, std::vector<double>{2, 0.5, 3, 1}, std::vector<double>{});
  const std::vector<float> x{4};
  Matrix jacobian;
  Vector z;
  network.layer(1, x, jacobian, z);
  EXPECT_EQ(z[0], 26.5);
  EXPECT_EQ(jacobian, (Matrix(1, 4) << 12, 3, 8.5, 1).finished());
  network.layer(0, x, jacobian, z);
  EXPECT_EQ(z[0], 8.5);
  EXPECT_EQ(jacobian, (Matrix(1, 4) << 4, 1, 0, 0).finished());
}

TEST(Jacobian, RefusesWhatItCannotDo) {
  const Case test("4-BN-3");
  const auto make = [&](const NetworkSpec& spec, const std::vector<float>& parameters,
                        const std::vector<float>& statistics) {
    return [&] { NetworkJacobian(spec, parameters, statistics); };
  };
  NetworkSpec noisy = test.spec;
  noisy.layers[1].noise = 0.1;
  EXPECT_TRUE(throws_with<InvalidArgument>(make(noisy, test.parameters, test.statistics),
                                           "layer 2 has noise 0.1"));
  EXPECT_TRUE(throws_with<InvalidArgument>(make(test.spec, {1, 2}, test.statistics),
                                           "parameters is 2, but must be"));
  EXPECT_TRUE(throws_with<InvalidArgument>(make(test.spec, test.parameters, {}),
                                           "statistics is 0, but must be 8"));
  std::vector<float> diverged = test.parameters;
  diverged[2] = std::nanf("");
  EXPECT_TRUE(throws_with<InvalidArgument>(make(test.spec, diverged, test.statistics),
                                           "parameter 2 is nan, but must be finite"));
  const NetworkJacobian network(test.spec, test.parameters, test.statistics);
  Matrix jacobian;
  Matrix z;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { network.layer(3, test.inputs(), jacobian, z); },
                                           "index is 3, but must be in [0, 3)"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { network.layer(0, row_major(test.x.data(), 5, 2), jacobian, z); },
      "input columns is 2, but must be 3"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { network.layer(0, row_major(test.x.data(), 0, 3), jacobian, z); }, "no inputs"));
}

}  // namespace
}  // namespace infoplane
