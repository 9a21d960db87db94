#include "infoplane/weights/hessian.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/weights/curvature.h"
#include "tests/core/throws_with.h"
#include "tests/weights/small_network.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// central differences of sixth order of the gradient, itself compared with the reference elsewhere
Matrix by_differences(const SmallNetwork& test) {
  const auto gradient = [&](Eigen::Index k, double step) {
    std::vector<double> theta = test.parameters;
    theta[static_cast<std::size_t>(k)] += step;
    return loss_gradient(test.network_at(theta), test.data(), {}).gradient;
  };
  const auto n = static_cast<Eigen::Index>(test.parameters.size());
  Matrix result(n, n);
  const double h = 1e-3;
  for (Eigen::Index k = 0; k < n; ++k) {
    result.col(k) =
        (45 * (gradient(k, h) - gradient(k, -h)) - 9 * (gradient(k, 2 * h) - gradient(k, -2 * h)) +
         (gradient(k, 3 * h) - gradient(k, -3 * h))) /
        (60 * h);
  }
  return result;
}

void expect_differences(const SmallNetwork& test) {
  SCOPED_TRACE(std::string(activation_name(test.spec.layers[0].activation)) + ' ' +
               std::string(loss_name(test.spec.loss)));
  const Matrix exact = hessian(test.network(), test.data(), {});
  // rounding: 1e-15 / h = 1e-12 and a few of them; truncation: h^6 / 140 times a seventh derivative
  // of the gradient of up to 1e8
  EXPECT_LT((exact - by_differences(test)).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_GT(exact.cwiseAbs().maxCoeff(), 0.05);
  EXPECT_EQ(exact, exact.transpose());
}

TEST(Hessian, MatchesDifferencesForEveryActivationAndLoss) {
  for (const std::string& name : hidden_activation_names()) {
    const Activation activation = parse_activation(name);
    expect_differences({"4-2", activation, 3, Loss::kCrossEntropy});
    expect_differences({"4-2", activation, 3, Loss::kLogistic});
    expect_differences({"4-2", activation, 2, Loss::kLogistic});
    expect_differences({"4-2", activation, 3, Loss::kSquaredError});
  }
}

TEST(Hessian, MatchesDifferencesInDeeperNetworks) {
  expect_differences({"4-5-3-2", Activation::kTanh, 3, Loss::kCrossEntropy});
  expect_differences({"4-5-3", Activation::kErf, 2, Loss::kCrossEntropy, Initialiser::kNtk});
}

TEST(Hessian, MatchesDifferencesWithBatchNorm) {
  expect_differences({"4-BN-3-BN", Activation::kTanh, 3, Loss::kCrossEntropy});
  expect_differences({"4-BN-3", Activation::kSoftplus, 2, Loss::kLogistic, Initialiser::kNtk});
  SmallNetwork test("3-BN", Activation::kGelu, 3, Loss::kSquaredError);
  test.spec.layers.back().batch_norm = true;
  test.parameters.insert(test.parameters.end(), {0.8, -1.1, 1.3});
  test.statistics.insert(test.statistics.end(), {0.1, -0.2, 0.3, 1.1, 0.6, 0.8});
  expect_differences(test);
  // a gain of 0 hides its weights from the loss but not from the gain
  test.parameters[ParameterLayout(test.spec).layers[0].gains] = 0;
  expect_differences(test);
}

TEST(Hessian, OfOneUnitIsByHand) {
  // l = (w x + b - 1)^2 / 2 + ... of two linear outputs: no mixed terms, x x' in each
  const NetworkSpec spec = make_network(1, {}, 2, Loss::kSquaredError, Initialiser::kHeNormal);
  const NetworkJacobian network(spec, std::vector<double>{2, 4, 1, -1}, std::vector<double>{});
  const std::vector<float> x{3, 1};
  const std::vector<std::uint32_t> labels{1, 0};
  Matrix expected(4, 4);
  // (w1, w2, b1, b2): E x^2 = 5, E x = 2
  expected << 5, 0, 2, 0, 0, 5, 0, 2, 2, 0, 1, 0, 0, 2, 0, 1;
  EXPECT_EQ(hessian(network, {row_major(x.data(), 2, 1), labels}, {}), expected);
}

TEST(Hessian, IsGaussNewtonsMatrixWhereTheOutputIsLinearInTheParameters) {
  for (const Loss loss : {Loss::kCrossEntropy, Loss::kLogistic, Loss::kSquaredError}) {
    SmallNetwork test("2", Activation::kTanh, 3, loss);
    test.spec.layers.erase(test.spec.layers.begin());
    test.parameters.resize(ParameterLayout(test.spec).n_parameters);
    const NetworkJacobian network = test.network();
    const Matrix difference =
        hessian(network, test.data(), {}) - gauss_newton(network, test.data().x, {});
    EXPECT_LT(difference.cwiseAbs().maxCoeff(), 1e-14);
  }
}

TEST(Hessian, IsTheSameForAnyNumberOfThreads) {
  const SmallNetwork test("4-3", Activation::kTanh, 3, Loss::kCrossEntropy, Initialiser::kHeNormal,
                          3, 2000);
  const NetworkJacobian network = test.network();
  EXPECT_EQ(hessian(network, test.data(), {1, {}, {}}), hessian(network, test.data(), {3, {}, {}}));
}

TEST(Hessian, RefusesDataThatDoNotFit) {
  const SmallNetwork test("4", Activation::kTanh, 3, Loss::kCrossEntropy);
  LabelledInputs data = test.data();
  const std::vector<std::uint32_t> labels(test.n, 3);
  data.labels = labels;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { hessian(test.network(), data, {}); },
                                           "hessian: a label is 3, but there are 3 classes"));
  data.labels = data.labels.first(2);
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { hessian(test.network(), data, {}); },
                                           "hessian: the number of labels is 2, but must be 7"));
}

}  // namespace
}  // namespace infoplane
