#include "infoplane/estimate/normal_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace infoplane {
namespace {

std::vector<double> scores_of(const std::vector<double>& values) {
  return normal_scores(values, values.size(), {});
}

TEST(NormalScores, AreNormalQuantilesOfTheMiddlesOfRanks) {
  const std::vector<double> scores = scores_of({3.5, -1, 100, 7});
  // python3: statistics.NormalDist().inv_cdf(p) for p = 3/8, 1/8, 7/8, 5/8
  const std::vector<double> expected = {-0.31863936396437514, -1.1503493803760079,
                                        1.1503493803760079, 0.31863936396437514};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(scores[i], expected[i], 1e-14);
}

TEST(NormalScores, InvertTheNormalDistribution) {
  std::vector<double> values(1001);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  const std::vector<double> scores = scores_of(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(0.5 * std::erfc(-scores[i] / std::sqrt(2.0)), (static_cast<double>(i) + 0.5) / 1001,
                1e-15);
  }
  EXPECT_EQ(scores[500], 0);
}

TEST(NormalScores, EqualValuesShareTheirAverageRank) {
  // ranks 1, 3, 3, 3, 5: -0 is 0
  const std::vector<double> scores = scores_of({0.0, 5, -2, -0.0, 0});
  EXPECT_EQ(scores[0], scores[3]);
  EXPECT_EQ(scores[0], scores[4]);
  EXPECT_EQ(scores[0], 0);
  EXPECT_NEAR(scores[1], 1.2815515655446008, 1e-14);  // NormalDist().inv_cdf(0.9)
  EXPECT_EQ(scores[2], -scores[1]);
}

TEST(NormalScores, OfTheReversedOrderAreOpposite) {
  std::vector<double> values = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
  const std::vector<double> scores = scores_of(values);
  for (double& value : values) value = -value;
  const std::vector<double> opposite = scores_of(values);
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(opposite[i], -scores[i]);
}

TEST(NormalScores, OfAConstantColumnAndOfOneSampleAreZero) {
  for (const double score : scores_of({2, 2, 2, 2})) EXPECT_EQ(score, 0);
  EXPECT_EQ(scores_of({7})[0], 0);
}

TEST(NormalScores, AreOfEachColumnByItself) {
  const std::vector<float> values = {3, 1, 2, -10, 20, 30};
  Columns columns;
  columns.load(column_major(values.data(), 3, 2), "x");
  const std::vector<double> scores = normal_scores(columns, {});
  ASSERT_EQ(scores.size(), 6U);
  const std::vector<double> first = scores_of({3, 1, 2});
  const std::vector<double> second = scores_of({-10, 20, 30});
  EXPECT_TRUE(std::equal(first.begin(), first.end(), scores.begin()));
  EXPECT_TRUE(std::equal(second.begin(), second.end(), scores.begin() + 3));
}

}  // namespace
}  // namespace infoplane
