#include "infoplane/weights/noisy_weights.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/data/sphere12.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/nets/trainer.h"
#include "infoplane/weights/nested_weights.h"
#include "tests/weights/test_networks.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// One linear layer is linear in its weights, so that a|x ~ N(W x + b, A Sigma A') exactly, with A
// the block matrix of x' (row by row) and 1.
TEST(NoisyWeights, OfALinearLayerAllAgreeWithTheClosedForm) {
  TestNetwork c = random_network(3, "2", Initialiser::kHeNormal, 20);
  c.spec = make_network(3, {}, 2, Loss::kSquaredError, Initialiser::kHeNormal);
  c.parameters.resize(8);
  for (const NoiseCovariance& law : laws(8)) {
    GaussianMixture exact{Matrix(2, 20), {}};
    for (Eigen::Index i = 0; i < 20; ++i) {
      Matrix a = Matrix::Zero(2, 8);
      for (Eigen::Index k = 0; k < 3; ++k) {
        a(0, k) = c.x[static_cast<std::size_t>(3 * i + k)];
        a(1, 3 + k) = a(0, k);
      }
      a(0, 6) = 1;
      a(1, 7) = 1;
      exact.means.col(i) = a * Eigen::Map<Eigen::VectorXf>(c.parameters.data(), 8).cast<double>();
      exact.covariances.push_back(a * covariance(law, 8) * a.transpose());
    }
    const MixtureOptions mixture{.n_pairs = 8, .seed = 0, .stream = kMixturePoints};
    const double truth = mixture_information(exact, mixture, {}).value.value();
    const NoisyLayer found =
        noisy_weights_information(c.with(law), c.inputs(), {.n_draws = 20}, {})[0];
    EXPECT_GT(truth, 0.5);
    EXPECT_NEAR(found.linearised.value.value(), truth, 1e-9) << law_name(law);
    EXPECT_NEAR(found.drawn->value.value(), truth, 1e-9) << law_name(law);
    EXPECT_NEAR(found.drawn_lower->value(), truth, 1e-9) << law_name(law);
    EXPECT_NEAR(found.drawn_upper->value(), truth, 1e-9) << law_name(law);
    EXPECT_NEAR(found.gaussian.value.value(), truth, 1e-9) << law_name(law);
    EXPECT_NEAR(found.mean_difference, 0, 1e-9);
    EXPECT_NEAR(found.covariance_difference, 0, 1e-9);
    EXPECT_NEAR(found.information_difference.std_error.value(), 0, 1e-9);
    EXPECT_FALSE(found.linearisation_fails);
    EXPECT_FALSE(found.unresolved);
  }
}

TEST(NoisyWeights, OfTwoUnitsIsTheIntegral) {
  const TwoUnits units;
  const TestNetwork c = units.network();
  const double truth = units.information();
  const NoisyLayer found = noisy_weights_information(c.with(IsotropicNoise{units.s}), c.inputs(),
                                                     {.n_draws = 1000, .n_pairs = 2000}, {})[1];
  // 4 standard errors, of 12000 points
  EXPECT_NEAR(found.drawn->value.value(), truth, 4 * found.drawn->std_error.value());
  EXPECT_LT(found.drawn->std_error.value(), 0.01);
  EXPECT_LT(found.drawn_lower->value(), truth + 3 * found.drawn->std_error.value());
  EXPECT_GT(found.drawn_upper->value(), truth - 3 * found.drawn->std_error.value());
  // the linearisation does not see that tanh saturates
  EXPECT_GT(found.linearised.value.value(), (1 + kInformationLimit) * truth);
  EXPECT_TRUE(found.linearisation_fails);
  EXPECT_GT(found.information_difference.value.value(), 0);
}

TEST(NoisyWeights, HasAnHonestStandardError) {
  const TwoUnits units;
  const TestNetwork c = units.network();
  const double truth = units.information();
  constexpr int kRepetitions = 200;
  double squares = 0;
  double variance = 0;
  for (int seed = 0; seed < kRepetitions; ++seed) {
    const NoisyLayer found = noisy_weights_information(
        c.with(IsotropicNoise{units.s}), c.inputs(),
        {.n_draws = 400, .n_pairs = 24, .seed = static_cast<std::uint64_t>(seed), .bounds = false},
        {})[1];
    squares += std::pow(found.drawn->value.value() - truth, 2);
    variance += std::pow(found.drawn->std_error.value(), 2);
  }
  // a mean of 200 squared normal numbers deviates by sqrt(2/200) = 10%: 4 of these
  EXPECT_NEAR(squares / variance, 1, 0.4);
}

TEST(NoisyWeights, AgreesWithNearestNeighbours) {
  const TestNetwork c = random_network(3, "4", Initialiser::kGlorotNormal, 6);
  const NoiseCovariance law = IsotropicNoise{0.3};
  const NoisyLayer found =
      noisy_weights_information(c.with(law), c.inputs(), {.n_draws = 1000, .n_pairs = 500}, {})[1];
  // 2000 samples of a for each of the 6 inputs, each with weights of its own
  constexpr std::size_t kSamples = 2000;
  const PerturbedNetworks networks(c.spec, c.parameters, c.statistics, law, 1, 0);
  Stream stream(5, 0, Purpose::kTest);
  std::vector<double> a;
  std::vector<double> names;
  for (std::size_t i = 0; i < 6; ++i) {
    MatrixView<float> x = c.inputs();
    x.data += i * x.row_stride;
    x.rows = 1;
    for (std::size_t k = 0; k < kSamples; ++k) {
      const Matrix z = networks.perturbed(networks.noise().draw(stream)).forward(1, x)[1].z;
      a.insert(a.end(), {z(0, 0), z(0, 1)});
      names.push_back(static_cast<double>(i));
    }
  }
  PairSample pair;
  pair.x = row_major(names.data(), names.size(), 1);
  pair.y = row_major(a.data(), names.size(), 2);
  pair.x_discrete = true;
  const Estimate near = make_estimator("ksg:k=5")->pair(pair, {}).information;
  // both standard errors, and 0.02 nats for what neighbours take for uniform
  EXPECT_NEAR(found.drawn->value.value(), near.value->value(),
              0.02 + 3 * std::hypot(near.std_error->value(), found.drawn->std_error.value()));
  EXPECT_GT(near.value->value(), 0.2);
}

// The 12-3-2 tanh network of docs/methods.md section 23, table (V9).
TEST(NoisyWeights, PartsFromTheLinearisationAsTheNoiseGrows) {
  const Dataset data = sphere12({}, 0);
  TestNetwork c;
  c.spec = make_network(12, parse_hidden_layers("3", Activation::kTanh), 2, Loss::kCrossEntropy,
                        Initialiser::kTruncatedNormalFanIn);
  TrainSpec train;
  train.batch = 256;
  train.epochs = 300;
  train.learning_rate = 1e-3;
  std::vector<std::uint32_t> rows(data.size());
  std::iota(rows.begin(), rows.end(), 0U);
  const auto trainer =
      make_trainer(c.spec, train, {data.inputs(), data.labels.classes, rows, {}}, {});
  for (std::size_t epoch = 0; epoch < train.epochs; ++epoch) trainer->run_epoch(false);
  c.parameters = trainer->state().parameters;
  // every sixteenth pattern
  MatrixView<float> x = data.inputs();
  x.rows /= 16;
  x.row_stride *= 16;
  const auto output = [&](double s) {
    return noisy_weights_information(c.with(IsotropicNoise{s}), x, {}, {})[1];
  };
  const auto share = [](const NoisyLayer& layer) {
    return layer.information_difference.value.value() / layer.drawn->value.value();
  };
  const NoisyLayer small = output(0.05);
  EXPECT_FALSE(small.linearisation_fails);
  EXPECT_LT(std::abs(share(small)), 0.03);
  const NoisyLayer large = output(0.5);
  EXPECT_TRUE(large.linearisation_fails);
  EXPECT_GT(share(large), 0.25);
  EXPECT_LT(large.variance_difference, -0.3) << "tanh saturates: less moves than it would";
  EXPECT_GT(large.covariance_difference, output(0.2).covariance_difference);
}

TEST(NoisyWeights, WithoutNoiseInALayersOwnWeightsHasNoDrawnInformation) {
  const TestNetwork c = random_network(3, "4", Initialiser::kGlorotNormal, 12);
  const ParameterLayout layout(c.spec);
  Vector variances = Vector::Zero(static_cast<Eigen::Index>(layout.n_parameters));
  variances.head(static_cast<Eigen::Index>(layout.layers[1].weights)).setConstant(0.04);
  const std::vector<NoisyLayer> found =
      noisy_weights_information(c.with(DiagonalNoise{variances}), c.inputs(), {}, {});
  EXPECT_TRUE(found[0].drawn.has_value());
  EXPECT_FALSE(found[1].drawn.has_value());
  EXPECT_GT(found[1].gaussian.value.value(), 0.2);
  EXPECT_EQ(found[1].linearised.n_supports, 1U) << "four units move two";

  // a single bias moves one unit of the first layer: the others tell the input
  variances.setZero();
  variances(static_cast<Eigen::Index>(layout.layers[0].biases)) = 0.04;
  const NoisyLayer first =
      noisy_weights_information(c.with(DiagonalNoise{variances}), c.inputs(), {}, {})[0];
  EXPECT_EQ(first.linearised.n_supports, 12U);
  EXPECT_EQ(first.linearised.smallest_rank, 1U);
  EXPECT_EQ(first.linearised.value.value(), std::log(12.0));
}

TEST(NoisyWeights, IsTheSameForAnyNumberOfThreads) {
  const TestNetwork c = random_network(3, "4-BN-3", Initialiser::kNtk, 40);
  const NoiseCovariance law =
      DenseNoise{random_covariance(ParameterLayout(c.spec).n_parameters, 0.2)};
  Work work;
  work.n_threads = 1;
  const auto one = noisy_weights_information(c.with(law), c.inputs(), {.n_draws = 20}, work);
  work.n_threads = 3;
  const auto three = noisy_weights_information(c.with(law), c.inputs(), {.n_draws = 20}, work);
  for (std::size_t l = 0; l < one.size(); ++l) {
    EXPECT_EQ(one[l].linearised.value, three[l].linearised.value);
    EXPECT_EQ(one[l].drawn->value, three[l].drawn->value);
    EXPECT_EQ(*one[l].drawn_lower, *three[l].drawn_lower);
    EXPECT_EQ(one[l].gaussian.value, three[l].gaussian.value);
    EXPECT_EQ(one[l].covariance_difference, three[l].covariance_difference);
  }
}

TEST(NoisyWeights, RefusesWhatDoesNotSuit) {
  const TestNetwork c = random_network(3, "4", Initialiser::kGlorotNormal, 5);
  const auto run = [&](const NoiseCovariance& law, const NoisyWeightsOptions& options) {
    return noisy_weights_information(c.with(law), c.inputs(), options, {});
  };
  const NoiseCovariance law = IsotropicNoise{0.1};
  EXPECT_THROW(run(IsotropicNoise{0}, {}), InvalidArgument);
  EXPECT_THROW(run(DiagonalNoise{Vector::Ones(3)}, {}), InvalidArgument);
  EXPECT_THROW(run(DiagonalNoise{Vector::Zero(26)}, {}), InvalidArgument);
  EXPECT_THROW(run(DenseNoise{-Matrix::Identity(26, 26)}, {}), InvalidArgument);
  EXPECT_THROW(run(DenseNoise{Matrix::Identity(25, 26)}, {}), InvalidArgument);
  EXPECT_THROW(run(law, {.n_draws = 13}), InvalidArgument) << "14 for 4 units";
  EXPECT_NO_THROW(run(law, {.n_draws = 14, .n_pairs = 2}));
  EXPECT_THROW(run(law, {.n_pairs = 1}), InvalidArgument);
  MatrixView<float> none = c.inputs();
  none.rows = 0;
  EXPECT_THROW(noisy_weights_information(c.with(law), none, {}, {}), InvalidArgument);
  MatrixView<float> narrow = c.inputs();
  narrow.cols = 2;
  EXPECT_THROW(noisy_weights_information(c.with(law), narrow, {}, {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
