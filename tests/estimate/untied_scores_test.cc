#include "infoplane/estimate/untied_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/estimate/normal_scores.h"
#include "tests/estimate/copula_cases.h"

namespace infoplane {
namespace {

using Numbers = std::vector<std::uint32_t>;

Ranks ranks_of(const std::vector<double>& column, std::size_t number = 0) {
  return untied_ranks({column.size(), 1, column}, number, threads(1));
}

// of ranks 0 ... n - 1: standard deviation of n^-1/2 if one order knows nothing of the other
double correlation(const Numbers& a, const Numbers& b) {
  const auto n = static_cast<double>(a.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - (n - 1) / 2) * (b[i] - (n - 1) / 2);
  return sum / (n * (n * n - 1) / 12);
}

TEST(UntiedRanks, AreTheOrderOfEachColumn) {
  const Points points{4, 2, {3.5, -1, 100, 7, 0, -2, -1, -3}};
  EXPECT_EQ(untied_ranks(points, 0, {}).values, (Numbers{1, 0, 3, 2, 3, 1, 2, 0}));
}

TEST(UntiedRanks, PutEqualValuesInARandomOrderAmongThemselves) {
  constexpr std::size_t kN = 2000;
  std::vector<double> column(kN);
  for (std::size_t i = 0; i < kN; ++i) column[i] = i % 2 == 0 ? 0.0 : 1.0;
  // -0 is 0
  for (std::size_t i = 0; i < kN; i += 4) column[i] = -0.0;
  const Numbers ranks = ranks_of(column).values;
  Numbers zeros;
  Numbers negative_zeros;
  for (std::size_t i = 0; i < kN; ++i) {
    EXPECT_EQ(ranks[i] < kN / 2, column[i] == 0);
    if (column[i] == 0) zeros.push_back(ranks[i]);
    if (i % 4 == 0) negative_zeros.push_back(ranks[i]);
  }
  Numbers order(zeros.size());
  std::iota(order.begin(), order.end(), 0U);
  EXPECT_LT(std::abs(correlation(zeros, order)), 4 / std::sqrt(1000.0));
  // mean rank of half of the zeros: 999/2, with a standard deviation of 1000/sqrt(12 * 1000) = 9
  const double mean = std::accumulate(negative_zeros.begin(), negative_zeros.end(), 0.0) / 500;
  EXPECT_NEAR(mean, 499.5, 36);
  std::ranges::sort(zeros);
  EXPECT_EQ(zeros, order);
}

TEST(UntiedRanks, BreakTiesByTheNumberOfTheColumnAlone) {
  const std::vector<double> constant(1000, 4.5);
  const std::vector<double> other(1000, -7);
  EXPECT_EQ(ranks_of(constant, 3).values, ranks_of(other, 3).values);
  const Points two{1000, 2, std::vector<double>(2000, 1)};
  const Ranks both = untied_ranks(two, 7, {});
  EXPECT_TRUE(std::ranges::equal(both.column(1), ranks_of(constant, 8).values));
  // columns know nothing of each other
  EXPECT_LT(std::abs(correlation(ranks_of(constant, 0).values, ranks_of(constant, 1).values)),
            4 / std::sqrt(1000.0));
}

TEST(UntiedRanks, AreTheSameForAnyNumberOfThreads) {
  PointPair pair = copula_pairs(500, {.dx = 5}, 1);
  for (double& v : pair.x.values) v = std::round(4 * v);
  EXPECT_EQ(untied_ranks(pair.x, 2, threads(1)).values, untied_ranks(pair.x, 2, threads(4)).values);
}

TEST(UntiedRanks, KnowOfEqualValues) {
  Points points{4, 2, {3.5, -1, 100, 7, 0, -2, -1, -3}};
  EXPECT_FALSE(has_equal_values(points, untied_ranks(points, 0, {})));
  points.values[7] = -1;
  EXPECT_TRUE(has_equal_values(points, untied_ranks(points, 0, {})));
}

TEST(UntiedScores, AreTheNormalScoresWhereNothingIsTied) {
  for (const std::size_t n : {1, 2, 501, 600}) {
    const Points x = copula_pairs(n, {.dx = 3}, 2).x;
    EXPECT_EQ(normal_scores(untied_ranks(x, 0, {}), {}).values, normal_scores(x.values, n, {}));
  }
}

TEST(UntiedScores, OfTheReversedOrderAreOpposite) {
  Points x = copula_pairs(301, {.dx = 2}, 3).x;
  const Points scores = normal_scores(untied_ranks(x, 0, {}), {});
  for (double& v : x.values) v = -v;
  const Points opposite = normal_scores(untied_ranks(x, 0, {}), {});
  for (std::size_t k = 0; k < scores.values.size(); ++k) {
    EXPECT_EQ(opposite.values[k], -scores.values[k]);
  }
}

}  // namespace
}  // namespace infoplane
