#include "infoplane/nets/trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/nets/reference.h"

namespace infoplane {
namespace {

// 200 random points of three classes, 150 for training
struct Problem {
  std::vector<float> x = std::vector<float>(std::size_t{200} * 4);
  std::vector<std::uint32_t> labels = std::vector<std::uint32_t>(200);
  std::vector<std::uint32_t> train_rows = std::vector<std::uint32_t>(150);
  std::vector<std::uint32_t> test_rows = std::vector<std::uint32_t>(50);
  NetworkSpec network = network_of("6-5");

  Problem() {
    Stream stream(11, 0, Purpose::kTest);
    for (float& value : x) value = static_cast<float>(stream.normal());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      labels[i] = (x[4 * i] > 0 ? 1U : 0U) + (x[4 * i + 1] > 0 ? 1U : 0U);
    }
    std::iota(train_rows.begin(), train_rows.end(), 0U);
    std::iota(test_rows.begin(), test_rows.end(), 150U);
  }
  static NetworkSpec network_of(const char* hidden) {
    return make_network(4, parse_hidden_layers(hidden, Activation::kTanh), 3, Loss::kCrossEntropy,
                        Initialiser::kGlorotUniform);
  }
  [[nodiscard]] TrainData data() const {
    return {row_major(x.data(), 200, 4), labels, train_rows, test_rows};
  }
  [[nodiscard]] std::unique_ptr<Trainer> trainer(const TrainSpec& train,
                                                 const TrainSeeds& seeds = {}) const {
    return make_trainer(network, train, data(), seeds);
  }
};

TrainSpec train_spec(std::size_t batch) {
  TrainSpec train;
  train.learning_rate = 1e-2;
  train.batch = batch;
  return train;
}

TEST(Trainer, GoingOnFromAStateGivesTheSameBytesAsNeverStopping) {
  for (const char* hidden : {"6-5", "6-BN-Dr.3-5"}) {
    for (const Optimiser optimiser : {Optimiser::kAdam, Optimiser::kSgd, Optimiser::kSgld}) {
      Problem problem;
      problem.network = Problem::network_of(hidden);
      TrainSpec train = train_spec(40);
      train.temperature = 1e-3;
      train.optimiser = optimiser;
      train.momentum = 0.9;
      const auto whole = problem.trainer(train);
      const auto first = problem.trainer(train);
      for (int e = 0; e < 7; ++e) whole->run_epoch(false);
      for (int e = 0; e < 3; ++e) first->run_epoch(false);
      const auto second = problem.trainer(train);
      second->restore(first->state());
      for (int e = 3; e < 7; ++e) second->run_epoch(false);
      EXPECT_EQ(whole->state().parameters, second->state().parameters) << hidden;
      EXPECT_EQ(whole->state().statistics, second->state().statistics) << hidden;
      EXPECT_EQ(whole->state().moments, second->state().moments) << hidden;
    }
  }
}

TEST(Trainer, MeasuringChangesNothing) {
  const Problem problem;
  const auto plain = problem.trainer(train_spec(40));
  const auto measured = problem.trainer(train_spec(40));
  for (int e = 0; e < 5; ++e) {
    plain->run_epoch(false);
    measured->run_epoch(true);
    static_cast<void>(measured->metrics());
  }
  EXPECT_EQ(plain->state().parameters, measured->state().parameters);
}

TEST(Trainer, SeedsOfInitialisationAndBatchOrderAreIndependent) {
  const Problem problem;
  const auto a = problem.trainer(train_spec(40), {0, 0, 0});
  const auto b = problem.trainer(train_spec(40), {0, 0, 1});
  const auto c = problem.trainer(train_spec(40), {0, 1, 0});
  EXPECT_EQ(a->state().parameters, b->state().parameters);
  EXPECT_NE(a->state().parameters, c->state().parameters);
  a->run_epoch(false);
  b->run_epoch(false);
  EXPECT_NE(a->state().parameters, b->state().parameters);
}

// plain gradient descent in double on the whole training set
TEST(Trainer, FullBatchSgdWithMomentumAndL2MatchesTheReference) {
  Problem problem;
  TrainSpec train = train_spec(0);
  train.optimiser = Optimiser::kSgd;
  train.learning_rate = 0.1;
  train.momentum = 0.5;
  train.l2 = 0.01;
  const auto trainer = problem.trainer(train);
  std::vector<double> w(trainer->state().parameters.begin(), trainer->state().parameters.end());
  std::vector<double> velocity(w.size());
  const std::vector<double> x(problem.x.begin(), problem.x.begin() + 600);
  const std::span<const std::uint32_t> labels(problem.labels.data(), 150);
  const ParameterLayout layout(problem.network);
  for (int e = 0; e < 20; ++e) {
    trainer->run_epoch(false);
    std::vector<double> g =
        reference_gradient(problem.network, w, {row_major(x.data(), 150, 4), labels, {}});
    for (const LayerParameters& layer : layout.layers) {
      for (std::size_t i = 0; i < layer.width * layer.n_inputs; ++i) {
        g[layer.weights + i] += 0.01 * w[layer.weights + i];
      }
    }
    for (std::size_t i = 0; i < w.size(); ++i) {
      velocity[i] = 0.5 * velocity[i] + g[i];
      w[i] -= 0.1 * velocity[i];
    }
  }
  for (std::size_t i = 0; i < w.size(); ++i)
    EXPECT_NEAR(trainer->state().parameters[i], w[i], 1e-5);
}

TEST(Trainer, SgldWithoutTemperatureIsSgdWithoutMomentum) {
  const Problem problem;
  TrainSpec train = train_spec(40);
  train.optimiser = Optimiser::kSgd;
  const auto sgd = problem.trainer(train);
  train.optimiser = Optimiser::kSgld;
  train.momentum = 0.9;
  const auto sgld = problem.trainer(train);
  for (int e = 0; e < 3; ++e) {
    sgd->run_epoch(false);
    sgld->run_epoch(false);
  }
  EXPECT_EQ(sgd->state().parameters, sgld->state().parameters);
}

// One linear unit a class with the squared error has a quadratic loss, 1/2 sum a (w - m)^2 with a
// the mean of x^2 for weights and 1 for biases, as the inputs come in pairs +-x. Full-batch steps
// w <- w - eta a (w - m) + sqrt(2 eta T) e have the stationary variance T / (a (1 - eta a / 2)).
TEST(Trainer, SgldHasTheStationaryLawOfItsTemperature) {
  constexpr double kRate = 0.3;
  constexpr double kTemperature = 0.02;
  std::vector<float> x;
  std::vector<std::uint32_t> labels;
  std::vector<std::uint32_t> rows;
  Stream stream(3, 0, Purpose::kTest);
  double moment = 0;
  for (std::uint32_t i = 0; i < 64; ++i) {
    x.push_back(i % 2 == 0 ? static_cast<float>(stream.normal()) : -x.back());
    labels.push_back(stream.below(2));
    rows.push_back(i);
    moment += double{x.back()} * x.back() / 64;
  }
  TrainSpec train = train_spec(0);
  train.optimiser = Optimiser::kSgld;
  train.learning_rate = kRate;
  train.temperature = kTemperature;
  const auto trainer =
      make_trainer(make_network(1, {}, 2, Loss::kSquaredError, Initialiser::kGlorotUniform), train,
                   {row_major(x.data(), 64, 1), labels, rows, {}}, {});
  // squares correlate over (1 + r^2)/(1 - r^2) = 3 steps, r = 1 - eta a: two numbers of 30000 steps
  // each are worth 20000, and a variance has a standard error of sqrt(2/20000) = 1%
  constexpr int kSteps = 30000;
  for (int s = 0; s < 100; ++s) trainer->run_epoch(false);
  std::vector<double> sum(4);
  std::vector<double> squares(4);
  for (int s = 0; s < kSteps; ++s) {
    trainer->run_epoch(false);
    for (std::size_t i = 0; i < 4; ++i) {
      const double w = trainer->state().parameters[i];
      sum[i] += w / kSteps;
      squares[i] += w * w / kSteps;
    }
  }
  // both weights, then both biases
  const auto variance = [&](std::size_t i) { return squares[i] - sum[i] * sum[i]; };
  const auto exact = [&](double a) { return kTemperature / (a * (1 - kRate * a / 2)); };
  EXPECT_NEAR((variance(0) + variance(1)) / 2, exact(moment), 0.03 * exact(moment));
  EXPECT_NEAR((variance(2) + variance(3)) / 2, exact(1), 0.03 * exact(1));
}

TEST(Trainer, ShowsEveryStep) {
  const Problem problem;
  const auto trainer = problem.trainer(train_spec(40));
  std::vector<std::vector<float>> seen;
  std::vector<std::size_t> epochs;
  trainer->after_each_step([&] {
    seen.push_back(trainer->state().parameters);
    epochs.push_back(trainer->state().epoch);
  });
  trainer->run_epoch(false);
  trainer->run_epoch(false);
  EXPECT_EQ(epochs, (std::vector<std::size_t>{0, 0, 0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(seen.back(), trainer->state().parameters);
  EXPECT_NE(seen[2], seen[3]);
}

TEST(Trainer, LastIncompleteBatchIsUsed) {
  const Problem problem;
  // 150 rows in batches of 149 and 1: with SGD both must move the weights
  TrainSpec train = train_spec(149);
  train.optimiser = Optimiser::kSgd;
  train.shuffle = false;
  const auto trainer = problem.trainer(train);
  std::vector<double> w(trainer->state().parameters.begin(), trainer->state().parameters.end());
  const std::vector<double> x(problem.x.begin(), problem.x.begin() + 600);
  const auto descend = [&](std::size_t first, std::size_t n) {
    const auto labels = std::span<const std::uint32_t>(problem.labels).subspan(first, n);
    const std::vector<double> g =
        reference_gradient(problem.network, w, {row_major(x.data() + 4 * first, n, 4), labels, {}});
    for (std::size_t i = 0; i < w.size(); ++i) w[i] -= 1e-2 * g[i];
  };
  descend(0, 149);
  descend(149, 1);
  trainer->run_epoch(false);
  for (std::size_t i = 0; i < w.size(); ++i)
    EXPECT_NEAR(trainer->state().parameters[i], w[i], 1e-6);
}

TEST(Trainer, LearnsAndScoresTrainAndTestSets) {
  const Problem problem;
  const auto trainer = problem.trainer(train_spec(32));
  const TrainMetrics before = trainer->metrics();
  for (int e = 0; e < 100; ++e) trainer->run_epoch(false);
  const TrainMetrics after = trainer->metrics();
  EXPECT_LT(after.train_loss, 0.5 * before.train_loss);
  EXPECT_GT(after.train_accuracy, 0.9);
  EXPECT_GT(after.test_accuracy.value(), 0.8);
  const std::vector<double> wide(trainer->state().parameters.begin(),
                                 trainer->state().parameters.end());
  const std::vector<double> x(problem.x.begin(), problem.x.begin() + 600);
  const std::span<const std::uint32_t> labels(problem.labels.data(), 150);
  const double loss =
      reference_forward(problem.network, wide, {}, {row_major(x.data(), 150, 4), labels, {}}, false)
          .loss;
  EXPECT_NEAR(after.train_loss, loss, 1e-6);
}

// at learning rate 0 the weights stay, so an epoch's minibatch gradients can be had one by one
TEST(Trainer, GradientNormsAreThoseOfMeanAndDeviationOverMinibatches) {
  const Problem problem;
  TrainSpec train = train_spec(50);
  train.optimiser = Optimiser::kSgd;
  train.learning_rate = 1e-30;
  train.shuffle = false;
  const auto trainer = problem.trainer(train);
  trainer->run_epoch(true);
  const TrainMetrics metrics = trainer->metrics();
  const std::vector<double> w(trainer->state().parameters.begin(),
                              trainer->state().parameters.end());
  const std::vector<double> x(problem.x.begin(), problem.x.begin() + 600);
  std::vector<std::vector<double>> g;
  for (std::size_t b = 0; b < 3; ++b) {
    const auto labels = std::span<const std::uint32_t>(problem.labels).subspan(50 * b, 50);
    g.push_back(
        reference_gradient(problem.network, w, {row_major(x.data() + 200 * b, 50, 4), labels, {}}));
  }
  const LayerParameters layer = ParameterLayout(problem.network).layers[1];
  double mean_square = 0;
  double variance = 0;
  for (std::size_t i = layer.weights; i < layer.weights + layer.width * layer.n_inputs; ++i) {
    const double mean = (g[0][i] + g[1][i] + g[2][i]) / 3;
    mean_square += mean * mean;
    for (std::size_t b = 0; b < 3; ++b) variance += (g[b][i] - mean) * (g[b][i] - mean) / 2;
  }
  EXPECT_NEAR(metrics.gradient_mean_norm.at(1), std::sqrt(mean_square), 1e-6);
  EXPECT_NEAR(metrics.gradient_std_norm.at(1), std::sqrt(variance), 1e-6);
}

TEST(Trainer, FullBatchHasNoGradientNoise) {
  const Problem problem;
  const auto trainer = problem.trainer(train_spec(0));
  trainer->run_epoch(true);
  EXPECT_TRUE(trainer->metrics().gradient_std_norm.empty());
}

TEST(Trainer, SaysWhenItsParametersAreNotFinite) {
  const Problem problem;
  TrainSpec train = train_spec(40);
  train.optimiser = Optimiser::kSgd;
  train.learning_rate = 1e38;
  Problem linear = problem;
  linear.network = make_network(4, parse_hidden_layers("6-relu", Activation::kTanh), 3,
                                Loss::kSquaredError, Initialiser::kGlorotUniform);
  const auto trainer = linear.trainer(train);
  EXPECT_TRUE(trainer->finite());
  for (int e = 0; e < 3; ++e) trainer->run_epoch(false);
  EXPECT_FALSE(trainer->finite());
}

TEST(Trainer, RefusesDataThatDoNotFit) {
  Problem problem;
  problem.network.n_inputs = 5;
  EXPECT_THROW(problem.trainer(train_spec(40)), InvalidArgument);
  Problem empty;
  empty.train_rows.clear();
  EXPECT_THROW(empty.trainer(train_spec(40)), InvalidArgument);
  TrainState state = Problem().trainer(train_spec(40))->state();
  state.parameters.pop_back();
  EXPECT_THROW(Problem().trainer(train_spec(40))->restore(state), InvalidArgument);
}

TEST(Trainer, UnknownOptimizerNamesTheNearest) {
  EXPECT_EQ(parse_optimiser("sgd"), Optimiser::kSgd);
  try {
    parse_optimiser("adan");
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_NE(std::string(error.what()).find("'adam'"), std::string::npos);
  }
}

}  // namespace
}  // namespace infoplane
