#include "infoplane/estimate/feature_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

using Column = std::vector<double>;
using Columns32 = std::vector<std::uint32_t>;

Columns32 first_columns(std::size_t d) {
  Columns32 out(d);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

FeatureMap map_of(Features kind, const Points& base, std::size_t most) {
  return {kind, base, first_columns(base.d), most, threads(1)};
}

std::vector<Column> features_of(const FeatureMap& map) {
  std::vector<double> all(map.n_rows() * map.size());
  map.fill(0, map.n_rows(), all.data());
  std::vector<Column> out;
  for (std::size_t k = 0; k < map.size(); ++k) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(k * map.n_rows());
    out.emplace_back(first, first + static_cast<std::ptrdiff_t>(map.n_rows()));
  }
  return out;
}

// mean 0 and standard deviation 1, N below
Column standardised(Column column) {
  const auto n = static_cast<double>(column.size());
  const double mean = std::accumulate(column.begin(), column.end(), 0.0) / n;
  double squares = 0;
  for (const double v : column) squares += (v - mean) * (v - mean);
  for (double& v : column) v = (v - mean) / std::sqrt(squares / n);
  return column;
}

bool near(const Column& a, const Column& b) {
  return std::ranges::equal(a, b, [](double u, double v) { return std::abs(u - v) < 1e-10; });
}

// that the features are these, standardised, in some order
void expect_features(const FeatureMap& map, const std::vector<Column>& expected) {
  const std::vector<Column> got = features_of(map);
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const Column wanted = standardised(expected[k]);
    EXPECT_EQ(std::ranges::count_if(got, [&](const Column& g) { return near(g, wanted); }), 1) << k;
  }
}

template <class Function>
Column of_rows(const Points& points, const Function& f) {
  Column out;
  for (std::size_t i = 0; i < points.n; ++i) {
    out.push_back(f(points.values[i], points.d > 1 ? points.column(1)[i] : 0));
  }
  return out;
}

TEST(FeatureMap, OfOneColumnIsHermitePolynomials) {
  const Points x = normal_points(700, 1, 1, 0).x;
  // He_2 = x^2 - 1, He_3 = x^3 - 3 x, He_4 = x^4 - 6 x^2 + 3, of x within [-3.5, 3.5]
  const auto of = [&](double c4, double c3, double c2, double c1) {
    return of_rows(x, [&](double v, double) {
      v = std::clamp(v, -3.5, 3.5);
      return (((c4 * v + c3) * v + c2) * v + c1) * v;
    });
  };
  expect_features(map_of(Features::kPolynomial, x, 4),
                  {of(0, 0, 0, 1), of(0, 0, 1, 0), of(0, 1, 0, -3), of(1, 0, -6, 0)});
}

TEST(FeatureMap, ClipsWhatIsBeyondThreeAndAHalf) {
  Points x = normal_points(300, 1, 1, 0).x;
  x.values[7] = 3.5;
  x.values[8] = -3.5;
  const std::vector<Column> within = features_of(map_of(Features::kPolynomial, x, 8));
  x.values[7] = 40;
  x.values[8] = -1e6;
  EXPECT_EQ(features_of(map_of(Features::kPolynomial, x, 8)), within);
}

TEST(FeatureMap, OfTwoColumnsIsProductsUpToTheDegree) {
  const Points x = normal_points(400, 2, 1, 0).x;
  // those of x and y within the clip; sizes: binomial(2 + 3, 3) - 1 = 9
  const auto product = [&](auto f) {
    return of_rows(x, [&](double a, double b) {
      return f(std::clamp(a, -3.5, 3.5), std::clamp(b, -3.5, 3.5));
    });
  };
  expect_features(
      map_of(Features::kPolynomial, x, 9),
      {product([](double a, double) { return a; }), product([](double, double b) { return b; }),
       product([](double a, double) { return a * a; }),
       product([](double, double b) { return b * b; }),
       product([](double a, double b) { return a * b; }),
       product([](double a, double) { return a * a * a - 3 * a; }),
       product([](double, double b) { return b * b * b - 3 * b; }),
       product([](double a, double b) { return (a * a - 1) * b; }),
       product([](double a, double b) { return a * (b * b - 1); })});
}

TEST(FeatureMap, TakesTheHighestDegreeThatKeepsToTheMost) {
  struct Case {
    std::size_t d;
    std::size_t most;
    std::size_t size;
  };
  // binomial(d + degree, degree) - 1: of degree 8 (1, 8), (2, 44); of 5 (3, 55), of 6 (3, 83); of 3
  // (5, 55), of 4 (5, 125); of 2 (25, 350)
  for (const Case c : {Case{1, 66, 8},
                       {1, 2, 2},
                       {2, 66, 44},
                       {3, 66, 55},
                       {3, 55, 55},
                       {3, 54, 34},
                       {5, 66, 55},
                       {25, 66, 25},
                       {25, 350, 350},
                       {4, 0, 4}}) {
    const Points x = normal_points(20, c.d, 1, 0).x;
    const FeatureMap map = map_of(Features::kPolynomial, x, c.most);
    EXPECT_EQ(map.size(), c.size) << c.d << " columns, at most " << c.most;
    EXPECT_EQ(map.is_nonlinear(), c.size > c.d);
  }
  // M + 1 blocks of d, and M, where d (M + 1) keeps to the most
  for (const Case c : {Case{2, 130, 14},
                       {25, 130, 129},
                       {50, 130, 101},
                       {70, 130, 70},
                       {3, 10, 11},
                       {3, 5, 3},
                       {3, 0, 3}}) {
    const Points x = normal_points(20, c.d, 1, 0).x;
    const FeatureMap map = map_of(Features::kRadial, x, c.most);
    EXPECT_EQ(map.size(), c.size) << c.d << " columns, at most " << c.most;
    EXPECT_EQ(map.is_nonlinear(), c.size > c.d);
  }
  const Points x = normal_points(20, 3, 1, 0).x;
  EXPECT_EQ(map_of(Features::kLinear, x, 0).size(), 3U);
  EXPECT_FALSE(map_of(Features::kLinear, x, 100).is_nonlinear());
}

TEST(FeatureMap, OfRadialFeaturesIsLegendrePolynomialsOfTheLength) {
  // the chosen column is the second, but the length is of both; of 2001 sorted rows, .0005 and .999
  // fall on those after 1 and 1998 others
  const Points x = normal_points(2001, 2, 1, 0).x;
  const Column length = of_rows(x, [](double a, double b) { return a * a + b * b; });
  Column sorted = length;
  std::ranges::sort(sorted);
  std::vector<Column> expected;
  for (unsigned m = 0; m <= 4; ++m) {
    Column with;
    Column without;
    for (std::size_t i = 0; i < x.n; ++i) {
      const double share = (length[i] - sorted[1]) / (sorted[1998] - sorted[1]);
      without.push_back(std::legendre(m, 2 * std::clamp(share, 0.0, 1.0) - 1));
      with.push_back(x.column(1)[i] * without.back());
    }
    expected.push_back(with);
    if (m > 0) expected.push_back(without);
  }
  expect_features(FeatureMap(Features::kRadial, x, {1}, 5, threads(1)), expected);
}

TEST(FeatureMap, HasMeanZeroAndDeviationOne) {
  const Points x = normal_points(1500, 3, 1, 0).x;
  for (const Features kind : {Features::kLinear, Features::kPolynomial, Features::kRadial}) {
    for (const Column& f : features_of(map_of(kind, x, 50))) {
      double sum = 0;
      double squares = 0;
      for (const double v : f) {
        sum += v;
        squares += v * v;
      }
      EXPECT_NEAR(sum / 1500, 0, 1e-12);
      EXPECT_NEAR(squares / 1500, 1, 1e-10);
    }
  }
}

TEST(FeatureMap, GivesARowTheSameFeaturesWhateverIsAskedForWithIt) {
  const Points x = normal_points(1100, 2, 1, 0).x;
  for (const Features kind : {Features::kLinear, Features::kPolynomial, Features::kRadial}) {
    const FeatureMap map = map_of(kind, x, 27);
    const std::vector<Column> all = features_of(map);
    for (const auto& [first, end] :
         {std::pair<std::size_t, std::size_t>{0, 1}, {500, 527}, {3, 1100}}) {
      std::vector<double> part((end - first) * map.size());
      map.fill(first, end, part.data());
      for (std::size_t k = 0; k < map.size(); ++k) {
        for (std::size_t i = first; i < end; ++i) {
          EXPECT_EQ(part[k * (end - first) + i - first], all[k][i]);
        }
      }
    }
  }
}

TEST(FeatureMap, IsZeroWhereAFeatureIsConstant) {
  // a column of -1 and 1: its square, and all functions of its length, are constant
  Points x{50, 1, std::vector<double>(50, 1.0)};
  for (std::size_t i = 0; i < 50; i += 2) x.values[i] = -1;
  const std::vector<Column> products = features_of(map_of(Features::kPolynomial, x, 3));
  ASSERT_EQ(products.size(), 3U);
  EXPECT_TRUE(near(products[0], x.values));
  EXPECT_EQ(products[1], Column(50, 0.0));
  for (const Column& f : features_of(map_of(Features::kRadial, x, 5))) {
    // x, or its opposite, times a constant, or the constant less its mean
    for (std::size_t i = 0; i < 50; ++i) {
      EXPECT_TRUE(f[i] == 0 || std::abs(std::abs(f[i]) - 1) < 1e-12) << f[i];
    }
  }
}

TEST(FeatureMap, IsTheSameForAnyNumberOfThreads) {
  const Points x = normal_points(3000, 2, 1, 0).x;
  const FeatureMap four(Features::kRadial, x, {0, 1}, 10, threads(4));
  EXPECT_EQ(features_of(four), features_of(map_of(Features::kRadial, x, 10)));
}

}  // namespace
}  // namespace infoplane
