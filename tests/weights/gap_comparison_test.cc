#include "infoplane/weights/gap_comparison.h"

#include <gtest/gtest.h>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

// one epoch; the other measures are functions of the Gaussian one
TrainingInformation run_of(const std::vector<double>& gaussian, const std::vector<double>& gaps) {
  TrainingInformation run;
  run.epochs = {100};
  for (std::size_t r = 0; r < gaps.size(); ++r) {
    run.replicas.push_back(static_cast<std::uint32_t>(r));
    NetworkInformation network;
    network.train_accuracy = 1;
    network.test_accuracy = 1 - gaps[r];
    network.gaussian = Nats(gaussian[r]);
    network.pac_bayes = Nats(-gaussian[r]);
    network.code_mean = 5;
    network.code_draws = {gaussian[r] * gaussian[r], 0};
    network.train_loss = gaps[r];
    run.networks.push_back(network);
  }
  run.trajectory.absent = "none";
  return run;
}

std::vector<TrainingInformation> two_runs() {
  return {run_of({1, 2, 3, 5, 4}, {.01, .02, .05, .03, .04}),
          run_of({6, 9, 7, 8, 3.5}, {.1, .3, .2, .15, .045})};
}

TEST(GapComparison, IsKendallsTauOfAllNetworksOfMeansAndWithinRuns) {
  // SciPy 1.10, scipy.stats.kendalltau on the ten networks, the two means and the five of each run;
  // intervals tanh(atanh(tau) -+ t_4(.975) s), s^2 = 4/5 sum (z - mean z)^2 over the five replicas
  // left out, of all networks and of the mean of the two taus
  const std::vector<GapTau> taus = compare_with_gap(two_runs());
  ASSERT_EQ(taus.size(), 5U);
  const GapTau& gaussian = taus.front();
  EXPECT_EQ(measure_name(gaussian.measure), "gaussian");
  EXPECT_NEAR(gaussian.pooled->tau, 0.6888888888888888, 1e-14);
  EXPECT_NEAR(gaussian.pooled->interval->low, -0.6685046519989353, 1e-10);
  EXPECT_NEAR(gaussian.pooled->interval->high, 0.9866066019102282, 1e-10);
  EXPECT_EQ(gaussian.between->tau, 1);
  EXPECT_FALSE(gaussian.between->interval) << "a perfect order has none";
  ASSERT_EQ(gaussian.within.size(), 2U);
  EXPECT_NEAR(gaussian.within[0]->tau, 0.4, 1e-14);
  EXPECT_NEAR(gaussian.within[1]->tau, 0.8, 1e-14);
  EXPECT_NEAR(gaussian.within_mean->tau, 0.6, 1e-14);
  EXPECT_NEAR(gaussian.within_mean->interval->low, -0.890589189887844, 1e-10);
  EXPECT_NEAR(gaussian.within_mean->interval->high, 0.9927921608423348, 1e-10);
}

TEST(GapComparison, TakesEachMeasureForItself) {
  const std::vector<GapTau> taus = compare_with_gap(two_runs());
  EXPECT_EQ(taus[1].measure, WeightMeasure::kPacBayes);
  EXPECT_NEAR(taus[1].pooled->tau, -taus[0].pooled->tau, 1e-14);
  EXPECT_EQ(taus[2].measure, WeightMeasure::kPacBayesCode);
  EXPECT_FALSE(taus[2].pooled) << "all are equal";
  EXPECT_FALSE(taus[2].between);
  EXPECT_FALSE(taus[2].within_mean);
  EXPECT_EQ(taus[3].measure, WeightMeasure::kPacBayesDraw);
  EXPECT_EQ(taus[3].pooled->tau, taus[0].pooled->tau) << "squares order alike";
  EXPECT_EQ(taus[4].measure, WeightMeasure::kTrainLoss);
  EXPECT_NEAR(taus[4].pooled->tau, 1, 1e-14);
}

TEST(GapComparison, HoldsTheBoundsAgainstTheRunsMeanGaps) {
  std::vector<TrainingInformation> runs = two_runs();
  runs.push_back(run_of({1, 1, 2, 2, 3}, {.06, .07, .05, .08, .09}));
  for (TrainingInformation& run : runs) run.trajectory.absent = "";
  // mean gaps .03, .159, .07; without the second replica .0325, .12375, .07
  runs[0].trajectory.bounds = {{10, {}, {}}};
  runs[1].trajectory.bounds = {{20, {}, {}}};
  runs[2].trajectory.bounds = {{30, {}, {}}};
  for (TrainingInformation& run : runs) {
    run.trajectory.last_left_out.assign(5, run.trajectory.bounds[0].mean);
  }
  const std::vector<GapTau> taus = compare_with_gap(runs);
  ASSERT_EQ(taus.size(), 6U);
  EXPECT_EQ(taus[5].measure, WeightMeasure::kTrajectoryBound);
  // of three couples one is the other way round
  EXPECT_NEAR(taus[5].between->tau, 1.0 / 3, 1e-14);
  ASSERT_TRUE(taus[5].between->interval) << "1/3 without any replica";
  EXPECT_NEAR(taus[5].between->interval->low, 1.0 / 3, 1e-12);
  EXPECT_FALSE(taus[5].pooled);
  // without the second replica the bounds of the last two runs change places, and all agree
  runs[1].trajectory.last_left_out[1] = 40;
  EXPECT_FALSE(compare_with_gap(runs)[5].between->interval);
  runs[0].trajectory.absent = "none";
  EXPECT_EQ(compare_with_gap(runs).size(), 5U) << "not all have one";
}

TEST(GapComparison, OfOneRunIsWithinIt) {
  const std::vector<GapTau> taus = compare_with_gap({two_runs().front()});
  EXPECT_FALSE(taus[0].between);
  EXPECT_NEAR(taus[0].within_mean->tau, taus[0].within[0]->tau, 1e-14);
}

TEST(GapComparison, RefusesWhatCannotBeCompared) {
  EXPECT_TRUE(
      throws_with<InvalidArgument>([] { compare_with_gap({}); }, "there are no runs to compare"));
  std::vector<TrainingInformation> runs = two_runs();
  runs[1].replicas[4] = 7;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { compare_with_gap(runs); }, "the same replicas"));
  runs = two_runs();
  runs[1].networks[2].test_accuracy.reset();
  EXPECT_TRUE(
      throws_with<InvalidArgument>([&] { compare_with_gap(runs); }, "without test samples"));
  EXPECT_THROW(measure_of(runs[0].networks[0], WeightMeasure::kTrajectoryBound), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
