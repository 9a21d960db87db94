#include "infoplane/weights/kendall.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

// two couples of equal x, two of equal y and one of three equal ones
const std::vector<double> gaps = {1.2, 3.4, 2.2, 5.1, 4.8, .3, 2.9, 3.3, 2.2, 4.8};
const std::vector<double> scores = {.95, .97, .96, .968, .981, .955, .949, .97, .96, .95};

// /usr/bin/python3 (SciPy 1.10.1), x and y as above, g the groups:
//   r = kendalltau(x, y).statistic; G = np.unique(g); n = len(G)
//   z = np.array([np.arctanh(kendalltau(x[g != k], y[g != k]).statistic) for k in G])
//   q = brentq(lambda q: t.cdf(q, n - 1) - .975, 1, 20, xtol=1e-15)    (t.ppf has ten digits)
//   h = q * np.sqrt((n - 1) / n * ((z - z.mean())**2).sum())
//   print(r, np.tanh(np.arctanh(r) - h), np.tanh(np.arctanh(r) + h))
TEST(KendallTau, IsThatOfSciPyWithTiesAndItsJackknife) {
  const auto alone = kendall_tau(gaps, scores);
  ASSERT_TRUE(alone && alone->interval);
  EXPECT_NEAR(alone->tau, 0.35296560400125876, 1e-14);
  EXPECT_NEAR(alone->interval->low, -0.17938495829499937, 1e-12);
  EXPECT_NEAR(alone->interval->high, 0.7254248868819063, 1e-12);
  const auto grouped = kendall_tau(gaps, scores, {{0, 1, 2, 3, 4, 0, 1, 2, 3, 4}});
  ASSERT_TRUE(grouped && grouped->interval);
  EXPECT_EQ(grouped->tau, alone->tau);
  EXPECT_NEAR(grouped->interval->low, -0.0873335135860891, 1e-12);
  EXPECT_NEAR(grouped->interval->high, 0.6778963268985536, 1e-12);
}

TEST(KendallTau, CountsOrderAlone) {
  // (1,2) (1,3) (2,3) alike or not: one couple of three is opposite
  EXPECT_NEAR(kendall_tau({{1, 2, 3}}, {{10, 30, 20}})->tau, 1.0 / 3, 1e-15);
  // couples told apart by x: 2, by y: 3, by both and alike: 2
  EXPECT_NEAR(kendall_tau({{1, 1, 2}}, {{1, 2, 3}})->tau, 2 / std::sqrt(6.0), 1e-15);
  EXPECT_EQ(kendall_tau({{-1e300, 0, 1e-300, 7}}, {{1, 2, 3, 4}})->tau, 1);
  EXPECT_EQ(kendall_tau({{1, 2, 3, 3}}, {{8, 6, 4, 4}})->tau, -1) << "equal in both is no disorder";
}

TEST(KendallTau, HasNoIntervalWhereNothingIsKnownOfHowItVaries) {
  EXPECT_FALSE(kendall_tau({{1, 2, 3, 4}}, {{1, 2, 3, 4}})->interval) << "tau is 1";
  EXPECT_FALSE(kendall_tau(gaps, scores, std::vector<std::uint32_t>(10, 3))->interval);
  // without the second pair the rest is ordered
  EXPECT_FALSE(kendall_tau({{1, 2, 3, 4}}, {{1, 9, 3, 4}})->interval);
}

TEST(KendallTau, IsNoneWhereNothingIsOrdered) {
  EXPECT_FALSE(kendall_tau({{1, 1, 1}}, {{1, 2, 3}}));
  EXPECT_FALSE(kendall_tau({{1, 2, 3}}, {{1, 1, 1}}));
  EXPECT_FALSE(kendall_tau({{1}}, {{1}}));
  EXPECT_FALSE(kendall_tau({}, {}));
}

TEST(KendallTau, RefusesWhatItCannotOrder) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] {
        kendall_tau({{1, 2}}, {{1}});
      },
      "2 numbers with 1 others in 2 groups"));
  EXPECT_THROW(kendall_tau({{1, 2}}, {{1, 2}}, {{0}}), InvalidArgument);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(kendall_tau({{1, nan}}, {{1, 2}}), InvalidArgument);
  EXPECT_THROW(kendall_tau({{1, 2}}, {{1, std::numeric_limits<double>::infinity()}}),
               InvalidArgument);
}

// how often intervals hold the truth, by groups of a replica each and by each network alone
struct Coverage {
  double grouped = 0;
  double alone = 0;
};

Coverage coverage(double correlation, std::uint32_t n_replicas, std::size_t n_conditions) {
  constexpr std::uint32_t kSamples = 500;
  // of two normal numbers with correlation r (Kendall 1949, Biometrika 36:177)
  const double truth = 2 / std::numbers::pi * std::asin(correlation);
  Coverage found;
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    Stream stream(2, s, Purpose::kTest);
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::uint32_t> replicas;
    for (std::uint32_t r = 0; r < n_replicas; ++r) {
      // nearly all of both is the replica's, the same in all its conditions
      const double a = stream.normal();
      const double b = correlation * a + std::sqrt(1 - correlation * correlation) * stream.normal();
      for (std::size_t c = 0; c < n_conditions; ++c) {
        x.push_back(a + 1e-6 * stream.normal());
        y.push_back(b + 1e-6 * stream.normal());
        replicas.push_back(r);
      }
    }
    const auto holds = [truth](const std::optional<KendallTau>& one) {
      return one->interval->low <= truth && truth <= one->interval->high ? 1.0 / kSamples : 0;
    };
    found.grouped += holds(kendall_tau(x, y, replicas));
    found.alone += holds(kendall_tau(x, y));
  }
  return found;
}

// the standard error of a share of .95 in 500 is .010
constexpr double kFourErrorsBelow = .95 - .04;

TEST(KendallTau, IntervalCoversTheTruth) {
  EXPECT_GT(coverage(0, 20, 1).alone, kFourErrorsBelow);
  EXPECT_GT(coverage(.5, 20, 1).alone, kFourErrorsBelow);
  EXPECT_GT(coverage(.5, 40, 1).alone, kFourErrorsBelow);
  // and not because it is endless: wider by half would hold it 99.6% of the time
  EXPECT_LT(coverage(.5, 40, 1).alone, .985);
}

TEST(KendallTau, IntervalNeedsGroupsWhereConditionsShareReplicas) {
  const Coverage found = coverage(.5, 20, 2);
  EXPECT_GT(found.grouped, kFourErrorsBelow);
  // too short by the root of 2 it would hold the truth .83 of the time
  EXPECT_LT(found.alone, .9);
}

}  // namespace
}  // namespace infoplane
