#include "infoplane/estimate/ksg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "infoplane/estimate/digamma.h"
#include "tests/estimate/ksg_cases.h"
#include "tests/estimate/slow_ksg.h"

namespace infoplane {
namespace {

void expect_twins(const Pair& pair, std::size_t k) {
  EXPECT_NEAR(value_of(estimate(*ksg(k), pair.x, pair.y)), slow_ksg_1(pair.x, pair.y, k), kNats);
  EXPECT_NEAR(value_of(estimate(*ksg(k, KsgVariant::kOne), pair.x, pair.y)),
              slow_ksg_1(pair.x, pair.y, k), kNats);
  EXPECT_NEAR(value_of(estimate(*ksg(k, KsgVariant::kTwo), pair.x, pair.y)),
              slow_ksg_2(pair.x, pair.y, k), kNats);
  EXPECT_NEAR(value_of(estimate(*ksg(k, KsgVariant::kMixed), pair.x, pair.y)),
              slow_mixed(pair.x, pair.y, k), kNats);
}

TEST(DigammaTable, IsRightToTheLastBits) {
  const DigammaTable psi(200000);
  EXPECT_EQ(psi(1), -0.57721566490153286061);  // minus Euler's constant
  for (std::size_t n = 1; n <= 200000; n = n < 100 ? n + 1 : n + 997) {
    const double expected = boost::math::digamma(static_cast<double>(n));
    EXPECT_NEAR(psi(n), expected, 4e-16 * std::max(std::abs(expected), 1.0));
  }
}

TEST(Ksg, EqualsTheSlowTwinsOnContinuousData) {
  expect_twins(normals(1003, 1, 1, 0.75), 3);
  expect_twins(normals(603, 1, 1, 0.75), 1);
  expect_twins(normals(1000, 2, 2, 0.5), 3);
  expect_twins(normals(500, 3, 1, 0.5), 4);
  expect_twins(normals(500, 5, 5, 0.5), 3);
  expect_twins(normals(250, 25, 25, 0.5), 3);
  expect_twins(normals(250, 1, 40, 0.5), 10);
}

TEST(Ksg, EqualsTheSlowTwinsWhereNeighboursAreMany) {
  expect_twins(normals(300, 2, 1, 0.5), 100);
  expect_twins(normals(65, 2, 12, 0.5), 64);
}

TEST(Ksg, EqualsTheSlowTwinsOnTinySamples) {
  for (const std::size_t n : {2, 3, 4, 5, 8, 31, 32, 33, 34, 63, 64, 65, 66, 97}) {
    SCOPED_TRACE(n);
    expect_twins(normals(n, 2, 2, 0.5), std::min<std::size_t>(3, n - 1));
    expect_twins(normals(n, 1, 9, 0.5), 1);
  }
}

TEST(Ksg, EqualsTheSlowTwinsOnTies) {
  // from a few repeated values to nothing else
  for (const double step : {0.01, 0.25, 1.0}) {
    SCOPED_TRACE(step);
    expect_twins(rounded(normals(400, 1, 1, 0.75), step), 3);
    expect_twins(rounded(normals(400, 2, 2, 0.75), step), 3);
    expect_twins(rounded(normals(250, 5, 5, 0.75), step), 3);
    expect_twins(rounded(normals(200, 12, 3, 0.75), step), 3);
  }
}

TEST(Ksg, EqualsTheSlowTwinsFarFromZero) {
  // offsets that leave few bits, with coordinates of very different size beside them
  const auto far = [](double v) { return v + 1e12; };
  expect_twins(changed(normals(300, 2, 2, 0.75), far), 3);
  expect_twins(changed(normals(200, 8, 8, 0.75), far), 3);
  Pair one = normals(250, 3, 9, 0.75);
  for (auto& row : one.x) row[0] = 1e15 + 1e-3 * row[0];
  for (auto& row : one.y) row[1] = 1e-290 * row[1];
  expect_twins(one, 3);
}

TEST(Ksg, EqualsTheSlowTwinsOnHeavyTails) {
  const auto tail = [](double v) { return std::exp(6 * v); };
  expect_twins(changed(normals(400, 1, 1, 0.75), tail), 3);
  expect_twins(changed(normals(300, 2, 2, 0.75), tail), 3);
  expect_twins(changed(normals(300, 8, 8, 0.75), tail), 3);
  expect_twins(changed(normals(200, 2, 2, 0.75), [](double v) { return 1e300 * v; }), 3);
}

TEST(Ksg, ReadsFloatsAsTheDoublesTheyAre) {
  for (const std::size_t d : {1, 2, 12}) {
    const Pair pair = as_floats(normals(300, d, d, 0.75));
    EXPECT_EQ(value_of(estimate<float>(*ksg(), pair.x, pair.y)),
              value_of(estimate<double>(*ksg(), pair.x, pair.y)));
    EXPECT_NEAR(value_of(estimate<float>(*ksg(), pair.x, pair.y)), slow_ksg_1(pair.x, pair.y, 3),
                kNats);
  }
}

TEST(Ksg, EqualsTheSlowTwinsWithClasses) {
  for (const std::size_t d : {1, 2, 5, 20}) {
    SCOPED_TRACE(d);
    for (const double step : {1e-9, 0.5, 2.0}) {
      const Table x = rounded(normals(300, d, 1, 0), step).x;
      const Classes y = classes_of(x, 3);
      EXPECT_NEAR(value_of(with_classes(*ksg(), x, y)), slow_ross(x, y, 3), kNats);
      EXPECT_NEAR(value_of(with_classes(*ksg(3, KsgVariant::kMixed), x, y)), slow_mixed(x, y, 3),
                  kNats);
    }
  }
}

TEST(Ksg, TakesFewerNeighboursInSmallClassesAndLeavesLoneSamplesOut) {
  const Table x = normals(60, 2, 1, 0).x;
  // classes of 1, 2, 3 and many samples, and a second one of 1
  Classes y(60, 7);
  y[3] = 0;
  for (const std::size_t i : {5, 40}) y[i] = 1;
  for (const std::size_t i : {6, 7, 50}) y[i] = 2;
  y[59] = 9;
  for (const KsgVariant variant : {KsgVariant::kAutomatic, KsgVariant::kMixed}) {
    const PairEstimate got = with_classes(*ksg(5, variant), x, y);
    EXPECT_NEAR(value_of(got),
                variant == KsgVariant::kMixed ? slow_mixed(x, y, 5) : slow_ross(x, y, 5), kNats);
    EXPECT_THAT(got.flags, testing::Contains(Flag::kUnresolved));
  }
}

TEST(Ksg, HasNoValueIfAllSamplesAreAloneInTheirClass) {
  const Table x = normals(20, 2, 1, 0).x;
  Classes y(20);
  std::iota(y.begin(), y.end(), 0U);
  for (const KsgVariant variant : {KsgVariant::kAutomatic, KsgVariant::kMixed}) {
    const PairEstimate got = with_classes(*make_ksg({.variant = variant}), x, y);
    EXPECT_FALSE(got.information.value.has_value());
    EXPECT_FALSE(got.information.std_error.has_value());
    EXPECT_THAT(got.flags, testing::Contains(Flag::kUnresolved));
  }
}

TEST(Ksg, OfOneClassIsZeroButForBias) {
  // psi(N) - psi(N) + psi(k) - psi(k): each point's k-th neighbour in its class is that of all
  const Table x = normals(50, 2, 1, 0).x;
  EXPECT_NEAR(value_of(with_classes(*ksg(), x, Classes(50, 4))), 0, 1e-14);
}

TEST(Ksg, TakesVariantsOneAndTwoOfDiscreteSidesAsNumbers) {
  const Table x = normals(300, 1, 1, 0).x;
  const Classes y = classes_of(x, 5);
  EXPECT_NEAR(value_of(with_classes(*ksg(3, KsgVariant::kOne), x, y)),
              slow_ksg_1(x, column_of(y), 3), kNats);
  EXPECT_NEAR(value_of(with_classes(*ksg(3, KsgVariant::kTwo), x, y)),
              slow_ksg_2(x, column_of(y), 3), kNats);
}

TEST(Ksg, OfTwoDiscreteSidesIsMixed) {
  const Table x = rounded(normals(500, 1, 1, 0), 1).x;
  const Classes y = classes_of(x, 3);
  const Block<double> block_x(x);
  const Block<double> block_y(column_of(y));
  const PairSample sample{block_x.view(), block_y.view(), true, true};
  // cells of two samples at least: mean of psi(n_xy - 1) + ln N - ln n_x - ln n_y over them
  Classes names_x;
  for (const auto& row : x) names_x.push_back(static_cast<std::uint32_t>(row[0] + 100));
  double sum = 0;
  double n = 0;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::size_t same = 0;
    for (std::size_t j = 0; j < x.size(); ++j) same += names_x[i] == names_x[j] && y[i] == y[j];
    if (same > 1) kept.push_back(i);
  }
  for (const std::size_t i : kept) {
    double n_x = 0;
    double n_y = 0;
    double n_xy = 0;
    for (const std::size_t j : kept) {
      n_x += names_x[i] == names_x[j];
      n_y += y[i] == y[j];
      n_xy += names_x[i] == names_x[j] && y[i] == y[j];
    }
    // psi(n) = H_(n-1) - gamma
    double psi = -0.57721566490153286061;
    for (int m = 1; m < static_cast<int>(n_xy) - 1; ++m) psi += 1.0 / m;
    sum += psi - std::log(n_x) - std::log(n_y);
    n += 1;
  }
  ASSERT_LT(kept.size(), x.size());
  const PairEstimate got = ksg()->pair(sample, {});
  EXPECT_NEAR(value_of(got), std::log(n) + sum / n, kNats);
  EXPECT_THAT(got.flags, testing::Contains(Flag::kUnresolved));
  EXPECT_EQ(value_of(ksg(3, KsgVariant::kMixed)->pair(sample, {})), value_of(got));
}

TEST(Ksg, EqualsTheSlowTwinOfManySamples) {
  const Pair pair = normals(4000, 2, 2, 0.5);
  EXPECT_NEAR(value_of(estimate(*ksg(), pair.x, pair.y)), slow_ksg_1(pair.x, pair.y, 3), kNats);
}

TEST(Ksg, IsTheSameWithItsSidesSwapped) {
  for (const KsgVariant variant : {KsgVariant::kOne, KsgVariant::kTwo, KsgVariant::kMixed}) {
    const Pair pair = normals(500, 3, 1, 0.5);
    EXPECT_NEAR(value_of(estimate(*ksg(3, variant), pair.x, pair.y)),
                value_of(estimate(*ksg(3, variant), pair.y, pair.x)), 1e-13);
  }
  const Table x = normals(500, 3, 1, 0.5).x;
  const Classes y = classes_of(x, 4);
  const Block<double> block_x(x);
  const Block<double> block_y(column_of(y));
  EXPECT_EQ(value_of(ksg()->pair({block_x.view(), block_y.view(), false, true}, {})),
            value_of(ksg()->pair({block_y.view(), block_x.view(), true, false}, {})));
}

TEST(Ksg, DoesNotChangeWithAPowerOfTwoOrTheOrderOfColumns) {
  for (const std::size_t d : {2, 10}) {
    const Pair pair = normals(500, d, d, 0.5);
    const double value = value_of(estimate(*ksg(), pair.x, pair.y));
    const Pair scaled = changed(pair, [](double v) { return v * 0x1p-30; });
    EXPECT_EQ(value_of(estimate(*ksg(), scaled.x, scaled.y)), value);
    Pair reversed = pair;
    for (auto& row : reversed.x) std::ranges::reverse(row);
    EXPECT_EQ(value_of(estimate(*ksg(), reversed.x, reversed.y)), value);
    // of one side alone it does change
    EXPECT_GT(std::abs(value_of(estimate(*ksg(), scaled.x, pair.y)) - value), 1e-3);
  }
}

TEST(Ksg, DoesNotDependOnTheOrderOfRows) {
  Pair pair = rounded(normals(500, 2, 2, 0.5), 0.25);
  for (const KsgVariant variant : {KsgVariant::kOne, KsgVariant::kTwo, KsgVariant::kMixed}) {
    const double value = value_of(estimate(*ksg(3, variant), pair.x, pair.y));
    std::ranges::reverse(pair.x);
    std::ranges::reverse(pair.y);
    EXPECT_NEAR(value_of(estimate(*ksg(3, variant), pair.x, pair.y)), value, 1e-12);
  }
}

TEST(Ksg, IsTheSameForAnyNumberOfThreads) {
  // one small enough for its parts to be estimated side by side, one not
  for (const auto& [n, d] : {std::pair{700, 3}, {700, 20}, {20000, 1}}) {
    const Pair pair = normals(n, d, d, 0.5);
    const auto estimator = make_ksg({});
    const auto with_threads = [&](std::size_t n_threads) {
      return estimate(*estimator, pair.x, pair.y,
                      {.n_threads = n_threads, .progress = {}, .stop = {}});
    };
    const PairEstimate one = with_threads(1);
    const PairEstimate four = with_threads(4);
    EXPECT_EQ(one.information.value->value(), four.information.value->value());
    EXPECT_EQ(one.information.std_error->value(), four.information.std_error->value());
  }
}

}  // namespace
}  // namespace infoplane
