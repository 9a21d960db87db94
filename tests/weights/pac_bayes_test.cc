#include "infoplane/weights/pac_bayes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/weights/curvature.h"
#include "tests/core/throws_with.h"
#include "tests/weights/newton.h"
#include "tests/weights/small_network.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double standard_error(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares) / static_cast<double>(values.size());
}

Vector initial_of(const NetworkJacobian& network) {
  Stream stream(6, 0, Purpose::kTest);
  Vector initial = network.parameters();
  for (double& value : initial) value += 0.5 * stream.normal();
  return initial;
}

TEST(PacBayes, DefinitionIsAQuadraticFormInTheEmpiricalFisher) {
  const SmallNetwork test("4-BN-3", Activation::kTanh, 3, Loss::kCrossEntropy, Initialiser::kNtk);
  const NetworkJacobian network = test.network();
  const Vector initial = initial_of(network);
  const Vector moved = network.parameters() - initial;
  const PacBayesInformation found =
      pac_bayes_information(network, initial, test.data(), {.batch = 2});
  const Matrix fisher = empirical_fisher(network, test.data(), {});
  const double expected = moved.dot(fisher * moved);
  EXPECT_NEAR(found.quadratic, expected, 1e-13 * expected);
  EXPECT_NEAR(found.information.value(), 3.5 * expected, 1e-12 * expected);
  // tensors: weights and gains of layer 0, then weights; their blocks alone
  ASSERT_EQ(found.tensors.size(), 4);
  EXPECT_TRUE(found.tensors[1].gains);
  const Vector gradient = loss_gradient(network, test.data(), {}).gradient;
  double sum = 0;
  const std::vector<std::pair<Eigen::Index, Eigen::Index>> at{{0, 12}, {16, 4}, {20, 12}, {35, 9}};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto [first, count] = at[k];
    const Vector dw = moved.segment(first, count);
    EXPECT_NEAR(found.tensors[k].quadratic, dw.dot(fisher.block(first, first, count, count) * dw),
                1e-14);
    EXPECT_NEAR(found.tensors[k].mean, dw.dot(gradient.segment(first, count)), 1e-14);
    sum += found.tensors[k].quadratic;
  }
  EXPECT_NEAR(found.tensor_quadratic, sum, 1e-14);
}

TEST(PacBayes, CodesQuantityIsThatOfBatchMeanGradients) {
  // the code's own way: mean gradients of batches added up, divided by ceil(n / B), squared after
  // the product with dw, tensor by tensor. n = 7, B = 3: 3 batches a pass
  const SmallNetwork test("4", Activation::kTanh, 3, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  const Vector initial = initial_of(network);
  const Vector moved = network.parameters() - initial;
  Stream stream(9, 2, Purpose::kWeightNoise, 0);
  Vector sum = Vector::Zero(moved.size());
  for (int b = 0; b < 4; ++b) {
    std::vector<float> x;
    std::vector<std::uint32_t> labels;
    for (int s = 0; s < 3; ++s) {
      const std::size_t i = stream.below(7);
      x.insert(x.end(), &test.x[3 * i], &test.x[3 * i] + 3);
      labels.push_back(test.labels[i]);
    }
    sum += loss_gradient(network, {row_major(x.data(), 3, 3), labels}, {}).gradient / 3;
  }
  const double first = moved.segment(0, 12).dot(sum.segment(0, 12));
  const double second = moved.segment(16, 12).dot(sum.segment(16, 12));
  const PacBayesInformation found =
      pac_bayes_information(network, initial, test.data(),
                            {.batch = 3, .n_batches = 4, .n_draws = 1, .seed = 9, .replica = 2});
  ASSERT_EQ(found.code_values.size(), 1);
  EXPECT_NEAR(found.code_values[0], first * first + second * second, 1e-14);
}

TEST(PacBayes, CodesMeanIsWhatItsDrawsHave) {
  const SmallNetwork test("4-3", Activation::kErf, 3, Loss::kLogistic, Initialiser::kHeNormal, 3,
                          50);
  const NetworkJacobian network = test.network();
  for (const std::size_t batch : {10, 16}) {
    const PacBayesInformation found =
        pac_bayes_information(network, initial_of(network), test.data(),
                              {.batch = batch, .n_batches = 10, .n_draws = 4000, .seed = 3});
    EXPECT_NEAR(mean_of(found.code_values), found.code_mean, 4 * standard_error(found.code_values));
    EXPECT_LT(found.code_noise, found.code_mean);
  }
}

TEST(PacBayes, CodesQuantityIsSamplingNoiseAtAStationaryPoint) {
  // labels drawn from the network's own law, so that the loss has a minimum close to its weights
  SmallNetwork test("2", Activation::kTanh, 2, Loss::kCrossEntropy, Initialiser::kHeNormal, 2,
                    2400);
  for (double& value : test.parameters) value *= 2;
  const std::vector<double> own = test.reference(test.parameters).activations[1];
  Stream stream(8, 0, Purpose::kTest);
  for (std::size_t i = 0; i < test.n; ++i) test.labels[i] = stream.uniform() < own[i] ? 0 : 1;
  const Vector theta =
      minimise(test.spec, test.data(), 0,
               Eigen::Map<const Vector>(test.parameters.data(),
                                        static_cast<Eigen::Index>(test.parameters.size())));
  const NetworkJacobian network = test.network_at({theta.begin(), theta.end()});
  ASSERT_LT(loss_gradient(network, test.data(), {}).gradient.norm(), 1e-11);
  const Vector initial = initial_of(network);
  const PacBayesInformation found = pac_bayes_information(
      network, initial, test.data(), {.batch = 24, .n_batches = 10, .n_draws = 4000, .seed = 4});
  // 10 B / n^2 times the quadratic forms of the tensors
  const double expected = 10.0 * 24 / (2400.0 * 2400) * found.tensor_quadratic;
  EXPECT_NEAR(found.code_mean, expected, 1e-10 * expected);
  EXPECT_NEAR(found.code_noise, expected, 1e-10 * expected);
  EXPECT_NEAR(mean_of(found.code_values), expected, 4 * standard_error(found.code_values));
  // twice the batch, twice the value, of the same weights and data; what is defined stays
  const PacBayesInformation twice =
      pac_bayes_information(network, initial, test.data(), {.batch = 48});
  EXPECT_NEAR(twice.code_mean, 2 * found.code_mean, 1e-10 * expected);
  EXPECT_EQ(twice.quadratic, found.quadratic);
  // tensors apart are not the whole: what is between them, and the biases, are missing
  EXPECT_GT(std::abs(found.tensor_quadratic / found.quadratic - 1), 0.1);
}

TEST(PacBayes, RefusesWhatDoesNotFit) {
  const SmallNetwork test("4", Activation::kTanh, 3, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  const Vector initial = initial_of(network);
  const auto call = [&](const Vector& from, const PacBayesOptions& options) {
    return [&, from, options] { pac_bayes_information(network, from, test.data(), options); };
  };
  EXPECT_TRUE(throws_with<InvalidArgument>(call(initial.head(3), {.batch = 2}),
                                           "there are 3 initial weights, but must be 31"));
  EXPECT_TRUE(throws_with<InvalidArgument>(call(initial, {}), "the batch is 0"));
  EXPECT_TRUE(throws_with<InvalidArgument>(call(initial, {.batch = 2, .n_batches = 0}),
                                           "number of batches is 0"));
  EXPECT_TRUE(throws_with<InvalidArgument>(call(NAN * initial, {.batch = 2}), "is not finite"));
}

}  // namespace
}  // namespace infoplane
