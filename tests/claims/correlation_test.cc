#include "infoplane/claims/correlation.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

const std::vector<double> drops = {1.2, 3.4, 2.2, 5.1, 4.8, 0.3, 2.9, 3.3};
const std::vector<double> scores = {0.95, 0.97, 0.96, 0.968, 0.981, 0.955, 0.949, 0.97};

// /usr/bin/python3 -c "from scipy.stats import *; x = [1.2, 3.4, 2.2, 5.1, 4.8, 0.3, 2.9, 3.3];
//   y = [0.95, 0.97, 0.96, 0.968, 0.981, 0.955, 0.949, 0.97]; r = pearsonr(x, y);
//   print(r.statistic, r.confidence_interval(.95), spearmanr(x, y).statistic)"  (SciPy 1.10.1)
TEST(Correlation, IsThatOfSciPyWithItsInterval) {
  const Correlation found = correlation(drops, scores);
  ASSERT_TRUE(found.value);
  EXPECT_NEAR(found.value->mean, 0.74423407456063, 1e-12);
  EXPECT_NEAR(*found.value->low, 0.08318882921820257, 1e-12);
  EXPECT_NEAR(*found.value->high, 0.9504509706833578, 1e-12);
  EXPECT_NEAR(*rank_correlation(drops, scores), 0.6826469692905576, 1e-12) << "with a tie";
}

// With x, y as above: g = np.array([0, 1, 2, 3, 0, 1, 2, 3]); z = np.array([np.arctanh(np.corrcoef(
//   x[g != k], y[g != k])[0, 1]) for k in range(4)]); h = t.ppf(.975, 3) * np.sqrt(3 / 4 *
//   ((z - z.mean())**2).sum()); print(np.tanh(np.arctanh(r) + np.array([-h, h])))
TEST(ClusteredCorrelation, IsTheJackknifeOfAnIndependentCalculation) {
  const Correlation found = clustered_correlation(drops, scores, {{0, 1, 2, 3, 0, 1, 2, 3}});
  ASSERT_TRUE(found.value);
  EXPECT_NEAR(found.value->mean, 0.74423407456063, 1e-12);
  EXPECT_NEAR(*found.value->low, -0.2428455024756328, 1e-12);
  EXPECT_NEAR(*found.value->high, 0.9741404334036482, 1e-12);
}

TEST(Correlation, SaysWhyThereIsNone) {
  const std::vector<double> same(8, 0.97);
  EXPECT_FALSE(correlation(drops, same).value);
  EXPECT_EQ(correlation(drops, same).reason, "all test accuracies are equal");
  EXPECT_EQ(correlation(same, scores).reason, "all drops are equal");
  std::vector<double> rounded = same;
  rounded[3] += 1e-15;
  EXPECT_EQ(correlation(rounded, scores).reason, "all drops are equal");
  EXPECT_EQ(correlation({{1, 2, 3}}, {{1, 3, 2}}).reason, "fewer than 4 networks");
  EXPECT_FALSE(clustered_correlation(drops, same, {{0, 1, 2, 3, 0, 1, 2, 3}}).value);
  EXPECT_FALSE(rank_correlation(drops, same));
  EXPECT_THROW(correlation(drops, {{1, 2}}), InvalidArgument);
  EXPECT_THROW(clustered_correlation(drops, scores, {{1, 2}}), InvalidArgument);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(correlation({{1, 2, nan, 4}}, {{1, 2, 3, 4}}), InvalidArgument);
}

TEST(Correlation, OfALineHasNoSpread) {
  const Correlation line = correlation({{1, 2, 3, 4}}, {{8, 6, 4, 2}});
  EXPECT_EQ(line.value->mean, -1);
  EXPECT_EQ(*line.value->low, -1);
  EXPECT_EQ(*line.value->high, -1);
  // 0.1, 0.2, ... are no line to the last digit
  EXPECT_EQ(correlation({{0.1, 0.2, 0.3, 0.7}}, {{0.3, 0.6, 0.9, 2.1}}).value->mean, 1);
  // nothing is known of how it would vary
  EXPECT_FALSE(clustered_correlation({{1, 2, 3, 4}}, {{8, 6, 4, 2}}, {{0, 1, 0, 1}}).value->low);
}

TEST(ClusteredCorrelation, NeedsClustersThatCanBeLeftOut) {
  EXPECT_FALSE(clustered_correlation(drops, scores, std::vector<std::uint32_t>(8, 5)).value->low);
  // without cluster 1 all x are equal
  const Correlation found =
      clustered_correlation({{1, 1, 1, 2, 3}}, {{1, 2, 3, 5, 4}}, {{0, 0, 2, 1, 1}});
  EXPECT_TRUE(found.value);
  EXPECT_FALSE(found.value->low);
}

// Networks of three conditions with means of their own in x and y; what the replicas have in common
// counts x_shared times in x and y_shared times in y, and noise of variance 1 comes to both.
struct Conditions {
  std::array<double, 3> x_means;
  std::array<double, 3> y_means;
  double x_shared = 0;
  double y_shared = 0;
};

// the correlation of infinitely many replicas
double true_correlation(const Conditions& of) {
  const auto covariance = [](const std::array<double, 3>& a, const std::array<double, 3>& b) {
    const double a_mean = (a[0] + a[1] + a[2]) / 3;
    const double b_mean = (b[0] + b[1] + b[2]) / 3;
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) sum += (a[c] - a_mean) * (b[c] - b_mean);
    return sum / 3;
  };
  const double xx = covariance(of.x_means, of.x_means) + of.x_shared * of.x_shared + 1;
  const double yy = covariance(of.y_means, of.y_means) + of.y_shared * of.y_shared + 1;
  return (covariance(of.x_means, of.y_means) + of.x_shared * of.y_shared) / std::sqrt(xx * yy);
}

// how often intervals of 20 replicas hold it, by (C7) and by (C8)
struct Coverage {
  double plain = 0;
  double clustered = 0;
};

Coverage coverage(const Conditions& of) {
  constexpr std::uint32_t kSamples = 1000;
  Coverage found;
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    Stream stream(0, s, Purpose::kTest);
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::uint32_t> replicas;
    for (std::uint32_t r = 0; r < 20; ++r) {
      const double of_replica = stream.normal();
      for (std::size_t c = 0; c < 3; ++c) {
        x.push_back(of.x_means[c] + of.x_shared * of_replica + stream.normal());
        y.push_back(of.y_means[c] + of.y_shared * of_replica + stream.normal());
        replicas.push_back(r);
      }
    }
    const auto holds = [&](const Correlation& one) {
      const double truth = true_correlation(of);
      return *one.value->low <= truth && truth <= *one.value->high ? 1.0 / kSamples : 0.0;
    };
    found.plain += holds(correlation(x, y));
    found.clustered += holds(clustered_correlation(x, y, replicas));
  }
  return found;
}

TEST(ClusteredCorrelation, CoversWhatReplicasShareAndConditionsDifferIn) {
  // the standard error of a share of .95 in 1000 is .007
  constexpr double kFourErrors = 0.028;
  EXPECT_NEAR(coverage({{0, 0, 0}, {0, 0, 0}, 2, 2}).clustered, 0.95, kFourErrors);
  EXPECT_NEAR(coverage({{-2, 0, 2}, {-1, 0, 1}, 1, 1}).clustered, 0.95, kFourErrors);
  EXPECT_NEAR(coverage({{-3, 0, 3}, {-3, 0, 3}, 0, 0}).clustered, 0.95, kFourErrors);
  EXPECT_NEAR(coverage({{-1, -1, 4}, {0, 0.5, 1}, 0.5, 1}).clustered, 0.95, kFourErrors);
}

TEST(ClusteredCorrelation, IsNeededWhereFishersIntervalTakesReplicasAsIndependent) {
  EXPECT_LT(coverage({{0, 0, 0}, {0, 0, 0}, 2, 2}).plain, 0.88);
  EXPECT_GT(coverage({{-3, 0, 3}, {-3, 0, 3}, 0, 0}).plain, 0.97) << "far too wide";
}

TEST(Correlation, OfIndependentPairsIsCoveredByFishersInterval) {
  constexpr int kSamples = 2000;
  int n_held = 0;
  Stream stream(1, 0, Purpose::kTest);
  for (int s = 0; s < kSamples; ++s) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < 20; ++i) {
      const double common = stream.normal();
      x.push_back(common + stream.normal());
      y.push_back(common + stream.normal());
    }
    const MeanInterval value = *correlation(x, y).value;
    n_held += *value.low <= 0.5 && 0.5 <= *value.high ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(n_held) / kSamples, 0.95, 0.02) << "four standard errors";
}

// two replicas, the second of which drops by more; layer 1 alone
Plane two_networks() {
  Plane plane;
  plane.estimator = "bins:30";
  plane.replicas = {0, 3};
  plane.epochs = {0, 9};
  plane.n_layers = 1;
  for (const double value : {2.0, 1.0, 5.0, 1.0}) {
    LayerEstimate point;
    point.i_xt.value = Nats(Bits(value));
    plane.points.push_back(point);
  }
  return plane;
}

TrainingRow row(std::uint32_t replica, std::size_t epoch, std::optional<double> accuracy) {
  TrainingRow out{replica, epoch, {}};
  out.metrics.test_accuracy = accuracy;
  return out;
}

TEST(MeasureCorrelation, PairsEachDropWithTheLastTestAccuracy) {
  const Quantity quantity{Quantity::Kind::kCorrelation, "1"};
  // replica 1 diverged: it is not in the plane
  const std::vector<TrainingRow> training = {row(0, 0, 0.5), row(0, 9, 0.9), row(1, 0, 0.4),
                                             row(3, 0, 0.6), row(3, 9, 0.8)};
  const Measurement found = measure_correlation(quantity, two_networks(), training);
  EXPECT_EQ(found.replicas, (std::vector<std::uint32_t>{0, 3}));
  EXPECT_NEAR(found.values[0], 1, 1e-12);
  EXPECT_NEAR(found.values[1], 4, 1e-12);
  EXPECT_EQ(found.accuracies, (std::vector<double>{0.9, 0.8}));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        measure_correlation(quantity, two_networks(), {row(0, 9, 0.9), row(3, 9, std::nullopt)});
      },
      "replica 3 has no test accuracy"));
  EXPECT_THROW(measure_correlation({Quantity::Kind::kDrop, "1"}, two_networks(), training),
               InvalidArgument);
}

TEST(Pooled, KeepsWhichNetworkIsOfWhichCondition) {
  Measurement one{"a", "bins:30", 64, {0, 1}, {1, 2}};
  one.accuracies = {0.7, 0.8};
  Measurement two{"b", "bins:30", 64, {0, 2}, {3, 4}};
  two.accuracies = {0.9, 0.6};
  const Measurement both = pooled({one, two});
  EXPECT_EQ(both.run, "a, b");
  EXPECT_EQ(both.replicas, (std::vector<std::uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(both.values, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(both.accuracies, (std::vector<double>{0.7, 0.8, 0.9, 0.6}));
  EXPECT_EQ(both.conditions, (std::vector<std::uint32_t>{0, 0, 1, 1}));
  // three clusters, the first of two networks
  EXPECT_EQ(*correlation_of(both).value->low,
            *clustered_correlation(both.values, both.accuracies, {{0, 1, 0, 2}}).value->low);
  EXPECT_THROW(pooled({}), InvalidArgument);
}

TEST(JudgedCorrelation, IsOpenWhereAllNetworksScoreTheSame) {
  Claim claim;
  claim.quantity.kind = Quantity::Kind::kCorrelation;
  claim.rule = {Rule::Kind::kExceed, 0, 0.5};
  claim.variants.resize(2);
  Measurement good{"a", "bins:30", 64, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 5}};
  good.accuracies = {0.1, 0.21, 0.29, 0.4, 0.5};
  Measurement same = good;
  same.accuracies = std::vector<double>(5, 0.97);
  const ClaimResult result = judge(claim, false, {good, same});
  EXPECT_EQ(result.variants[0].outcome, Outcome::kYes);
  EXPECT_EQ(result.variants[1].outcome, Outcome::kOpen);
  EXPECT_FALSE(result.variants[1].value);
  EXPECT_EQ(result.variants[1].reason, "all test accuracies are equal");
  EXPECT_EQ(result.verdict, ClaimVerdict::kUnresolved);
  Measurement worse = good;
  worse.accuracies = {0.5, 0.4, 0.29, 0.21, 0.1};
  EXPECT_EQ(judge(claim, false, {good, worse}).verdict, ClaimVerdict::kDepends);
  EXPECT_EQ(judge(claim, false, {worse, worse}).verdict, ClaimVerdict::kDoesNotHold);
}

}  // namespace
}  // namespace infoplane
