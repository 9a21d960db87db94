#include "infoplane/estimate/continuous_side.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

void add_column(Points& points, const std::vector<double>& column) {
  points.values.insert(points.values.end(), column.begin(), column.end());
  ++points.d;
}

template <class Change>
std::vector<double> changed(std::span<const double> column, const Change& change) {
  std::vector<double> out(column.size());
  std::ranges::transform(column, out.begin(), change);
  return out;
}

void expect_same(const ContinuousSide& a, const ContinuousSide& b) {
  EXPECT_EQ(a.ranks.values, b.ranks.values);
  EXPECT_EQ(a.scores.values, b.scores.values);
  EXPECT_EQ(a.untied.values, b.untied.values);
  EXPECT_EQ(a.standardised.values, b.standardised.values);
}

TEST(ContinuousPair, LeavesOutCopiesAndMonotoneFunctionsOfColumns) {
  const PointPair pair = normal_points(300, 2, 1, 0.5);
  const ContinuousPair plain = continuous_pair(pair.x, pair.y, threads(1));
  ASSERT_EQ(plain.x.d(), 2U);
  PointPair more = pair;
  add_column(more.x, changed(pair.x.column(0), [](double v) { return v; }));
  add_column(more.x, changed(pair.x.column(1), [](double v) { return std::exp(3 * v); }));
  add_column(more.x, changed(pair.x.column(0), [](double v) { return -v * v * v; }));
  const ContinuousPair got = continuous_pair(more.x, more.y, threads(1));
  EXPECT_EQ(got.x.d(), 2U);
  expect_same(got.x, plain.x);
}

TEST(ContinuousPair, LeavesOutWhatIsBetweenColumnsThatStay) {
  const PointPair pair = normal_points(300, 2, 1, 0.5);
  Points x{300, 1, changed(pair.x.column(0), [](double v) { return v; })};
  add_column(x, changed(pair.x.column(0), [](double v) { return 2 * v; }));
  add_column(x, changed(pair.x.column(1), [](double v) { return v; }));
  expect_same(continuous_pair(x, pair.y, threads(1)).x,
              continuous_pair(pair.x, pair.y, threads(1)).x);
}

TEST(ContinuousPair, KeepsNoMoreColumnsThanRowsSay) {
  const PointPair pair = normal_points(12, 30, 2, 0);
  const ContinuousPair got = continuous_pair(pair.x, pair.y, threads(1));
  EXPECT_EQ(got.x.d(), 11U);
  EXPECT_EQ(got.x.standardised.d, 11U);
  EXPECT_EQ(got.x.ranks.d, 11U);
  EXPECT_EQ(continuous_pair({1, 2, {4, 5}}, {1, 1, {6}}, threads(1)).x.d(), 0U);
}

TEST(ContinuousPair, PutsRowsInARandomOrderAndTermsBack) {
  PointPair pair = normal_points(200, 1, 1, 0);
  std::iota(pair.x.values.begin(), pair.x.values.end(), 0.0);
  const ContinuousPair got = continuous_pair(pair.x, pair.y, threads(1));
  std::vector<std::uint32_t> sorted = got.order;
  EXPECT_FALSE(std::ranges::is_sorted(sorted));
  std::ranges::sort(sorted);
  for (std::uint32_t i = 0; i < 200; ++i) EXPECT_EQ(sorted[i], i);
  // x was the number of the row: its rank is the row that is there now
  std::vector<double> terms;
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(got.x.ranks.values[i], got.order[i]);
    terms.push_back(static_cast<double>(got.x.ranks.values[i]));
  }
  LocalInformation information = local_information(terms);
  const double nats = information.nats;
  got.put_back(information);
  EXPECT_EQ(information.terms, pair.x.values);
  EXPECT_EQ(information.nats, nats);
  // both sides moved alike
  for (std::size_t i = 0; i < 200; ++i) {
    for (const std::size_t j : {std::size_t{0}, std::size_t{7}}) {
      EXPECT_EQ(got.y.ranks.values[i] < got.y.ranks.values[j],
                pair.y.values[got.order[i]] < pair.y.values[got.order[j]]);
    }
  }
}

// mean 0 and standard deviation 1, N below
std::vector<double> standardised(const std::vector<double>& column) {
  const auto n = static_cast<double>(column.size());
  const double mean = std::accumulate(column.begin(), column.end(), 0.0) / n;
  double variance = 0;
  for (const double v : column) variance += (v - mean) * (v - mean) / n;
  return changed(column, [&](double v) { return (v - mean) / std::sqrt(variance); });
}

TEST(ContinuousPair, StandardisesClipsAndStandardisesAgain) {
  PointPair pair = normal_points(1000, 1, 1, 0);
  for (double& v : pair.x.values) v = 100 + 5 * v;
  pair.x.values[3] = 200;
  const ContinuousPair got = continuous_pair(pair.x, pair.y, threads(1));
  const std::vector<double> expected = standardised(
      changed(standardised(pair.x.values), [](double v) { return std::clamp(v, -4.0, 4.0); }));
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_NEAR(got.x.standardised.values[i], expected[got.order[i]], 1e-10);
  }
}

TEST(ContinuousPair, TakesValuesOfAnySize) {
  // a power of two changes nothing at all, wherever it brings the values
  const PointPair pair = normal_points(300, 2, 1, 0.5);
  const ContinuousSide plain = continuous_pair(pair.x, pair.y, threads(1)).x;
  for (const double scale : {0x1p1020, 0x1p-1000}) {
    Points x = pair.x;
    for (double& v : x.values) v *= scale;
    const ContinuousSide got = continuous_pair(x, pair.y, threads(1)).x;
    EXPECT_EQ(got.ranks.values, plain.ranks.values);
    for (std::size_t k = 0; k < got.standardised.values.size(); ++k) {
      EXPECT_NEAR(got.standardised.values[k], plain.standardised.values[k], 1e-12);
    }
  }
  const ContinuousSide wide =
      continuous_pair({3, 1, {-1.7e308, 1.7e308, 0}}, {3, 1, {1, 2, 3}}, threads(1)).x;
  for (const double v : wide.standardised.values) {
    EXPECT_NEAR(std::abs(v), v == 0 ? 0 : std::sqrt(1.5), 1e-12);
  }
}

TEST(ContinuousPair, IsTheSameForAnyNumberOfThreads) {
  PointPair pair = normal_points(500, 6, 3, 0.5);
  for (double& v : pair.x.values) v = std::round(4 * v);
  const ContinuousPair one = continuous_pair(pair.x, pair.y, threads(1));
  const ContinuousPair four = continuous_pair(pair.x, pair.y, threads(4));
  expect_same(one.x, four.x);
  expect_same(one.y, four.y);
}

TEST(ContinuousPair, SharesRanksOfEqualValuesAndBreaksThemIndependentlyWhereAsked) {
  // two values on both sides: a common order of equal ones would be a copy
  Points coin{1000, 1, std::vector<double>(1000, 2.5)};
  for (std::size_t i = 0; i < 500; ++i) coin.values[i] = 3;
  const ContinuousPair got = continuous_pair(coin, coin, threads(1));
  // average ranks 250.5 and 750.5: Phi^-1 of 1/4 and 3/4
  for (const double z : got.x.scores.values) EXPECT_NEAR(std::abs(z), 0.6744897501960817, 1e-12);
  const Points& u = got.x.density_scores();
  const Points& v = got.y.density_scores();
  double sum = 0;
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(u.values[i] < 0, got.x.scores.values[i] < 0);
    // within each half
    sum += (std::abs(u.values[i]) - 0.8) * (std::abs(v.values[i]) - 0.8);
  }
  // |z| of a normal: mean .798, variance 1 - 2/pi = .363
  EXPECT_LT(std::abs(sum / 1000), 4 * 0.363 / std::sqrt(1000.0));
  // without ties there is one kind
  const PointPair pair = normal_points(50, 1, 1, 0);
  const ContinuousSide side = continuous_pair(pair.x, pair.y, threads(1)).x;
  EXPECT_EQ(side.untied.n, 0U);
  EXPECT_EQ(&side.density_scores(), &side.scores);
}

TEST(ContinuousPair, LeavesOutConstantsAndCopiesOfTiedColumns) {
  PointPair pair = normal_points(300, 1, 1, 0.5);
  for (double& v : pair.x.values) v = std::max(v, 0.0);
  const std::vector<double> relu = pair.x.values;
  const ContinuousPair plain = continuous_pair(pair.x, pair.y, threads(1));
  add_column(pair.x, relu);
  add_column(pair.x, std::vector<double>(300, 4.5));
  const ContinuousPair got = continuous_pair(pair.x, pair.y, threads(1));
  EXPECT_EQ(got.x.d(), 1U);
  EXPECT_EQ(got.x.untied.d, 1U);
  expect_same(got.x, plain.x);
  const Points constant{300, 2, std::vector<double>(600, -1.0)};
  EXPECT_EQ(continuous_pair(constant, pair.y, threads(1)).x.d(), 0U);
}

}  // namespace
}  // namespace infoplane
