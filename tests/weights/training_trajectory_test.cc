#include "infoplane/weights/training_trajectory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

constexpr double kStep = 0.05;
constexpr double kTemperature = 0.002;
// sphere12: 3277 of 4096 rows for training, in batches of 1024: three and one of 205
constexpr std::size_t kTraining = 3277;
constexpr std::size_t kLastBatch = 205;
// 12-5-2
constexpr double kDimension = 12 * 5 + 5 + 5 * 2 + 2;

Config sgld_config() {
  Config config;
  config.hidden = "5";
  config.train.optimiser = Optimiser::kSgld;
  config.train.learning_rate = kStep;
  config.train.temperature = kTemperature;
  config.train.batch = 1024;
  config.train.epochs = 4;
  config.record_epochs = "[0,1,4]";
  return config;
}

// a step's share of (J1)
double term(double deviation) {
  return kDimension / 2 * std::log1p(kStep / kTemperature * deviation / (2 * kDimension));
}

// (Z1) of kTraining samples by hand
double deviation(double bias, double variance, double batch) {
  const auto n = static_cast<double>(kTraining);
  return bias + (n - batch) / (n - 1) * variance / batch;
}

TEST(TrainingTrajectory, AddsUpTheStepsOfAnEpochWithTheirBatchSizes) {
  const Task task = make_task(sgld_config());
  const GradientSpread spread{kTraining, 0.02, 7};
  const TrajectoryInformation found =
      training_trajectory(task, {0, 1, 4}, {spread, spread, spread});
  EXPECT_EQ(found.absent, "");
  const double epoch = 3 * term(deviation(0.02, 7, 1024)) + term(deviation(0.02, 7, kLastBatch));
  ASSERT_EQ(found.bounds.size(), 3U);
  EXPECT_EQ(found.bounds[0].mean, 0);
  EXPECT_NEAR(found.bounds[1].mean, epoch, 1e-10);
  EXPECT_NEAR(found.bounds[2].mean, 4 * epoch, 1e-10);
  EXPECT_FALSE(found.bounds[2].low) << "of one replica";
  // python3: math.log(math.comb(4096, 3277))
  EXPECT_NEAR(found.all_nats, 2045.209491269824, 1e-7);
}

TEST(TrainingTrajectory, InterpolatesLinearlyInTheStep) {
  const Task task = make_task(sgld_config());
  // no variance: all batches alike. From 1 to 3 in the 4 steps of the first epoch, then 3
  const TrajectoryInformation found = training_trajectory(
      task, {0, 1, 4}, {{kTraining, 1, 0}, {kTraining, 3, 0}, {kTraining, 3, 0}});
  const double first = term(1) + term(1.5) + term(2) + term(2.5);
  EXPECT_NEAR(found.bounds[1].mean, first, 1e-10);
  EXPECT_NEAR(found.bounds[2].mean, first + 12 * term(3), 1e-9);
}

TEST(TrainingTrajectory, MeansDeviationsOverReplicasAndLeavesEachOut) {
  const Task task = make_task(sgld_config());
  const auto replica = [](double bias) { return GradientSpread{kTraining, bias, 0}; };
  const TrajectoryInformation found = training_trajectory(
      task, {0, 1}, {replica(1), replica(1), replica(2), replica(2), replica(6), replica(6)});
  EXPECT_NEAR(found.bounds[1].mean, 4 * term(3), 1e-10);
  ASSERT_EQ(found.last_left_out.size(), 3U);
  EXPECT_NEAR(found.last_left_out[0], 4 * term(4), 1e-10);
  EXPECT_NEAR(found.last_left_out[1], 4 * term(3.5), 1e-10);
  EXPECT_NEAR(found.last_left_out[2], 4 * term(1.5), 1e-10);
  const MeanInterval expected =
      jackknife_interval(4 * term(3), std::vector{4 * term(4), 4 * term(3.5), 4 * term(1.5)});
  EXPECT_NEAR(*found.bounds[1].low, *expected.low, 1e-9);
  EXPECT_NEAR(*found.bounds[1].high, *expected.high, 1e-9);
}

TEST(TrainingTrajectory, TakesAFullBatchAsOneStepAnEpoch) {
  Config config = sgld_config();
  config.train.batch = 0;
  const GradientSpread spread{kTraining, 0.5, 100};
  const TrajectoryInformation found =
      training_trajectory(make_task(config), {0, 4}, {spread, spread});
  // over minibatches there is no variance, over training sets there is
  EXPECT_NEAR(found.bounds[1].mean, 4 * term(0.5), 1e-10);
}

TEST(TrainingTrajectory, SaysWhyThereIsNone) {
  const auto obstacle = [](const std::function<void(Config&)>& change) {
    Config config = sgld_config();
    change(config);
    return trajectory_obstacle(make_task(config), {0, 1});
  };
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  EXPECT_EQ(obstacle([](Config&) {}), "");
  EXPECT_TRUE(has(obstacle([](Config& c) { c.train.optimiser = Optimiser::kAdam; }), "by adam"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.train.temperature = 0; }), "temperature is 0"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.hidden = "5-Dr.2"; }), "dropout"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.hidden = "5-BN"; }), "batch norm"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.vary.split = false; }), "same training set"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.random_split = false; }), "same training set"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.train_fraction = 1; }), "same training set"));
  EXPECT_TRUE(has(obstacle([](Config& c) { c.vary.batch = false; }), "same batches"));
  const Task task = make_task(sgld_config());
  EXPECT_TRUE(has(trajectory_obstacle(task, {1, 4}), "epoch 0"));
  EXPECT_TRUE(has(training_trajectory(task, {1, 4}, {}).absent, "epoch 0"));
}

TEST(TrainingTrajectory, RefusesSpreadsThatAreNotOneForEachReplicaAndEpoch) {
  const Task task = make_task(sgld_config());
  const GradientSpread spread{kTraining, 1, 1};
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        training_trajectory(task, {0, 1}, {spread, spread, spread});
      },
      "3 spreads of gradients for 2 epochs"));
  EXPECT_THROW(training_trajectory(task, {0, 1}, {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
