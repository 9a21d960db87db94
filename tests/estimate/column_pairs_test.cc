#include "infoplane/estimate/column_pairs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

using Columns = std::vector<std::uint32_t>;

ColumnPairs pairs_of(const PointPair& pair, std::size_t n_threads = 1) {
  const ContinuousPair both = continuous_pair(pair.x, pair.y, threads(n_threads));
  return {both.x, both.y, threads(n_threads)};
}

// y's column j is a function of x's column i, with noise of .3, and nothing else
template <class Function>
void make_dependent(PointPair& pair, std::size_t i, std::size_t j, const Function& function) {
  const std::size_t n = pair.x.n;
  for (std::size_t k = 0; k < n; ++k) {
    double& y = pair.y.values[j * n + k];
    y = function(pair.x.values[i * n + k]) + 0.3 * y;
  }
}

TEST(ColumnPairs, FindsColumnsThatDependInAnyShape) {
  PointPair pair = normal_points(2000, 60, 3, 0);
  make_dependent(pair, 41, 2, [](double x) { return x * x; });
  make_dependent(pair, 7, 0, [](double x) { return std::sin(3 * x); });
  const ColumnPairs::Dependent got = pairs_of(pair).dependent(10);
  EXPECT_EQ(got.x, (Columns{7, 41}));
  EXPECT_EQ(got.y, (Columns{0, 2}));
  std::swap(pair.x, pair.y);
  const ColumnPairs::Dependent swapped = pairs_of(pair).dependent(10);
  EXPECT_EQ(swapped.x, got.y);
  EXPECT_EQ(swapped.y, got.x);
}

TEST(ColumnPairs, KeepsThoseThatDependMost) {
  PointPair pair = normal_points(1000, 5, 5, 0);
  for (const std::size_t j : {0, 1, 2, 3}) {
    const double strength = 1 + static_cast<double>(j);
    make_dependent(pair, j, 4 - j, [&](double x) { return strength * x; });
  }
  const ColumnPairs::Dependent got = pairs_of(pair).dependent(2);
  EXPECT_EQ(got.x, (Columns{2, 3}));
  EXPECT_EQ(got.y, (Columns{1, 2}));
}

TEST(ColumnPairs, FindsNothingWhereThereIsNothing) {
  // one in a hundred samples has a column that passes: more than 4 of 60 do once in 3,000 cases
  int found = 0;
  for (std::uint32_t index = 0; index < 60; ++index) {
    const ColumnPairs::Dependent got = pairs_of(normal_points(500, 8, 4, 0, index)).dependent(10);
    EXPECT_EQ(got.x.empty(), got.y.empty());
    found += got.x.empty() ? 0 : 1;
  }
  EXPECT_LE(found, 4);
}

TEST(ColumnPairs, SeldomDoubtsGaussianPairs) {
  // a binomial count of 60 with probability .05 is above 9 once in 1,200 cases
  for (const double rho : {0.0, 0.5, 0.9, 0.99}) {
    for (const std::size_t n : {100, 2000}) {
      int small = 0;
      for (std::uint32_t index = 0; index < 60; ++index) {
        const double p = pairs_of(normal_points(n, 3, 3, rho, index)).gaussian_p_value();
        EXPECT_GE(p, 0);
        EXPECT_LE(p, 1);
        small += p < 0.05 ? 1 : 0;
      }
      EXPECT_LE(small, 9) << n << " rows, correlation " << rho;
    }
  }
}

TEST(ColumnPairs, DoubtsWhatIsNotGaussian) {
  PointPair pair = normal_points(2000, 100, 2, 0);
  EXPECT_GT(pairs_of(pair).gaussian_p_value(), 0.01);
  make_dependent(pair, 50, 1, [](double x) { return std::sin(3 * x); });
  EXPECT_LT(pairs_of(pair).gaussian_p_value(), 1e-6);
}

TEST(ColumnPairs, SeesWhatCorrelationDoesNotSay) {
  // y = x by half of the rows, noise by the others: of correlation 1/2, and not normal
  PointPair pair = normal_points(2000, 1, 1, 0);
  for (std::size_t k = 0; k < 1000; ++k) pair.y.values[k] = pair.x.values[k];
  EXPECT_LT(pairs_of(pair).gaussian_p_value(), 1e-6);
}

// names by a function of column j
template <class Function>
Names names_by(const Points& x, std::size_t j, const Function& function) {
  Names out{5, {}};
  for (const double v : x.column(j)) out.classes.push_back(function(v));
  return out;
}

Columns dependent_on(const Names& names, const Points& x) {
  return columns_dependent_on(names, untied_ranks(x, 0, threads(1)), 10, threads(1));
}

TEST(ColumnsDependentOnNames, AreThoseInAnyShape) {
  const Points x = normal_points(1000, 40, 1, 0).x;
  // of the five names three come
  const auto by_size = [](double v) { return std::abs(v) < 0.4 ? 0U : std::abs(v) < 1 ? 2U : 4U; };
  EXPECT_EQ(dependent_on(names_by(x, 17, by_size), x), Columns{17});
  EXPECT_EQ(dependent_on(names_by(x, 5, [](double v) { return v > 0 ? 1U : 0U; }), x), Columns{5});
}

TEST(ColumnsDependentOnNames, AreNoneWithoutADependence) {
  // as above
  int found = 0;
  for (std::uint32_t index = 0; index < 60; ++index) {
    const PointPair pair = normal_points(500, 8, 1, 0, index);
    const Names names = names_by(pair.y, 0, [](double v) { return v < -1 ? 0U : v < 0 ? 1U : 2U; });
    found += dependent_on(names, pair.x).empty() ? 0 : 1;
  }
  EXPECT_LE(found, 4);
  const Points x = normal_points(100, 3, 1, 0).x;
  EXPECT_TRUE(dependent_on(names_by(x, 0, [](double) { return 3U; }), x).empty());
}

TEST(ColumnPairs, AreTheSameForRisingFunctionsAndThreads) {
  // 20 columns are two pieces of work
  PointPair pair = normal_points(1000, 20, 2, 0.4);
  make_dependent(pair, 18, 1, [](double x) { return 0.15 * x * x; });
  const ColumnPairs one = pairs_of(pair);
  const double p = one.gaussian_p_value();
  ASSERT_GT(p, 0);
  ASSERT_LT(p, 1);
  EXPECT_EQ(pairs_of(pair, 4).gaussian_p_value(), p);
  EXPECT_EQ(pairs_of(pair, 4).dependent(10).x, one.dependent(10).x);
  for (double& v : pair.x.values) v = std::exp(v);
  EXPECT_EQ(pairs_of(pair).gaussian_p_value(), p);
  EXPECT_EQ(pairs_of(pair).dependent(10).x, one.dependent(10).x);
}

TEST(ColumnPairs, AreDefinedForFewRowsAndCopies) {
  for (const std::size_t n : {10, 11, 25}) {
    const PointPair pair = normal_points(n, 2, 2, 0.5);
    const double p = pairs_of(pair).gaussian_p_value();
    EXPECT_GE(p, 0);
    EXPECT_LE(p, 1);
  }
  PointPair copy = normal_points(500, 1, 1, 0);
  copy.y = copy.x;
  // a Gaussian of correlation 1
  EXPECT_GT(pairs_of(copy).gaussian_p_value(), 0.05);
  EXPECT_EQ(pairs_of(copy).dependent(10).x, Columns{0});
}

}  // namespace
}  // namespace infoplane
