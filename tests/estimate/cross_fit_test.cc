#include "infoplane/estimate/cross_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

FeatureMap columns_of(const Points& base) {
  std::vector<std::uint32_t> columns(base.d);
  std::iota(columns.begin(), columns.end(), 0U);
  return {Features::kLinear, base, columns, 0, threads(1)};
}

// A fit of the columns themselves, with what it needs.
struct Fit {
  explicit Fit(const PointPair& the_pair)
      : pair(the_pair), x(columns_of(pair.x)), y(columns_of(pair.y)), fit(x, y, threads(1)) {}
  Fit(const Fit&) = delete;
  Fit& operator=(const Fit&) = delete;

  PointPair pair;
  FeatureMap x;
  FeatureMap y;
  CrossFit fit;
};

Matrix features_of(const FeatureMap& map) {
  Matrix out(static_cast<Eigen::Index>(map.n_rows()), static_cast<Eigen::Index>(map.size()));
  map.fill(0, map.n_rows(), out.data());
  return out;
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const Eigen::Map<const Eigen::ArrayXd> u(a.data(), static_cast<Eigen::Index>(a.size()));
  const Eigen::Map<const Eigen::ArrayXd> v(b.data(), static_cast<Eigen::Index>(b.size()));
  const Eigen::ArrayXd du = u - u.mean();
  const Eigen::ArrayXd dv = v - v.mean();
  return (du * dv).sum() / std::sqrt(du.square().sum() * dv.square().sum());
}

TEST(CrossFit, HasTheMomentsOfAllRows) {
  const Fit of(normal_points(333, 3, 4, 0.7));
  const Matrix x = features_of(of.x);
  const Matrix y = features_of(of.y);
  const CrossMoments& got = of.fit.moments();
  EXPECT_EQ(got.n, 333);
  // sums of 333 products of the size of 1: rounding is some 1e-13
  EXPECT_LT((got.xy - x.transpose() * y).cwiseAbs().maxCoeff(), 1e-11);
  const Matrix xx = got.xx.triangularView<Eigen::Lower>();
  const Matrix expected = Matrix(x.transpose() * x).triangularView<Eigen::Lower>();
  EXPECT_LT((xx - expected).cwiseAbs().maxCoeff(), 1e-11);
}

TEST(CrossFit, MakesNextToNoDependenceOutOfNothing) {
  // Each pair's variables come from weights that know nothing of it: if x and y are independent,
  // the mean of their products is 0 but for the signs, which follow the fit to all rows (.020 with
  // a standard error of .004 over 100 such sets, .0002 nats). With the same five folds on both
  // sides there would be more: the variables of a fold have their own weights on both sides, and
  // which fold a pair is in would be seen on both.
  constexpr int kSets = 20;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t index = 0; index < kSets; ++index) {
    const Fit of(normal_points(1000, 20, 20, 0, index));
    const CrossFit::Variables got = of.fit.variables(1, false, threads(1)).at(0);
    const double r = correlation(got.x.column(0), got.y.column(0));
    sum += r;
    squares += r * r;
    // in the sample that was fitted to, about 2 sqrt(20 / 1000) = .28
    EXPECT_GT(canonical_weights(of.fit.moments(), 1).correlations(0), 0.2);
  }
  const double mean = sum / kSets;
  const double error = std::sqrt((squares / kSets - mean * mean) / (kSets - 1));
  EXPECT_LT(error, 0.012);
  // Student's t with 19 degrees of freedom is beyond 3.9 in one of a thousand cases
  EXPECT_LT(std::abs(mean), 0.02 + 3.9 * error);
}

TEST(CrossFit, FindsTheCorrelationThatThereIs) {
  // three pairs of columns of correlation .7, and three columns of x that say nothing
  const Fit of(normal_points(3000, 6, 3, 0.7));
  const CrossFit::Variables got = of.fit.variables(3, false, threads(1)).at(0);
  ASSERT_EQ(got.x.d, 3U);
  ASSERT_EQ(got.y.d, 3U);
  for (std::size_t k = 0; k < 3; ++k) {
    // standard error (1 - .49) / sqrt N = .01
    EXPECT_NEAR(correlation(got.x.column(k), got.y.column(k)), 0.7, 0.05);
    double squares = 0;
    for (const double u : got.x.column(k)) squares += u * u;
    EXPECT_NEAR(squares / 3000, 1, 0.1);  // sqrt(2 / 3000) = .026
  }
}

// rows of a fold of x, or of y, of 25 blocks
std::vector<std::size_t> rows_of_fold(std::size_t n, std::size_t fold, bool of_x) {
  std::vector<std::size_t> rows;
  for (std::size_t block = 0; block < 25; ++block) {
    if ((of_x ? block / 5 : block % 5) != fold) continue;
    for (std::size_t i = n * block / 25; i < n * (block + 1) / 25; ++i) rows.push_back(i);
  }
  return rows;
}

TEST(CrossFit, TurnsTheVariablesOfAllFoldsTheSameWay) {
  // all canonical correlations are the same, so that each fold's fit finds another basis
  const Fit of(normal_points(2000, 3, 3, 0.8));
  const CrossFit::Variables got = of.fit.variables(3, false, threads(1)).at(0);
  const CanonicalWeights all = canonical_weights(of.fit.moments(), 3);
  const Matrix u = features_of(of.x) * all.x;
  const Matrix v = features_of(of.y) * all.y;
  for (std::size_t fold = 0; fold < 5; ++fold) {
    for (const bool of_x : {true, false}) {
      for (std::size_t k = 0; k < 3; ++k) {
        const Points& side = of_x ? got.x : got.y;
        std::vector<double> crossed;
        std::vector<double> whole;
        for (const std::size_t i : rows_of_fold(2000, fold, of_x)) {
          crossed.push_back(side.column(k)[i]);
          whole.push_back(
              (of_x ? u : v)(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)));
        }
        EXPECT_GT(correlation(crossed, whole), 0.9) << fold << of_x << k;
      }
    }
  }
}

TEST(CrossFit, DoesNotUseARowForItsOwnVariables) {
  // another y in one row changes the weights of all folds of x but the row's own, where it is left
  // out: there only the mean and the deviation of y change, by which it is standardised
  const PointPair pair = normal_points(500, 2, 1, 0.8);
  PointPair changed = pair;
  const std::size_t row = 3;
  changed.y.values[row] += 4;
  const Fit one(pair);
  const Fit two(changed);
  const Points u = one.fit.variables(1, false, threads(1)).at(0).x;
  const Points other = two.fit.variables(1, false, threads(1)).at(0).x;
  const std::vector<std::size_t> fold = rows_of_fold(500, 0, true);
  ASSERT_TRUE(std::ranges::binary_search(fold, row));
  double own_fold = 0;
  double others = 0;
  for (std::size_t i = 0; i < 500; ++i) {
    // the sign is arbitrary
    const double change = std::abs(std::abs(u.values[i]) - std::abs(other.values[i]));
    double& most = std::ranges::binary_search(fold, i) ? own_fold : others;
    most = std::max(most, change);
  }
  EXPECT_GT(others, 1e-3);
  EXPECT_LT(own_fold, 0.05 * others);
}

TEST(CrossFit, AddsScreenedVariables) {
  const Fit of(normal_points(2000, 30, 30, 0.0));
  const auto three = of.fit.variables(3, true, threads(1));
  ASSERT_EQ(three.size(), 2U);
  EXPECT_EQ(three[0].x.d, 3U);
  EXPECT_EQ(three[1].x.d, kScreenedVariables);
  EXPECT_EQ(three[1].y.d, kScreenedVariables);
  EXPECT_EQ(three[1].x.n, 2000U);
  EXPECT_NE(three[0].x.values[0], three[1].x.values[0]);
  const auto one = of.fit.variables(1, true, threads(1));
  EXPECT_EQ(one.at(1).x.d, 1U);
  EXPECT_EQ(of.fit.variables(2, false, threads(1)).size(), 1U);
}

TEST(CrossFit, TakesAsManyVariablesAsThereAreAndAsFewRowsAsTen) {
  for (const std::size_t n : {10, 11, 24, 25, 26, 60}) {
    const Fit of(normal_points(n, 4, 2, 0.9));
    for (const CrossFit::Variables& got : of.fit.variables(3, true, threads(1))) {
      EXPECT_EQ(got.x.d, 2U);
      EXPECT_EQ(got.y.d, 2U);
      for (const Points* side : {&got.x, &got.y}) {
        EXPECT_TRUE(std::ranges::all_of(side->values, [](double v) { return std::isfinite(v); }));
      }
    }
  }
}

TEST(CrossFit, IsTheSameForAnyNumberOfThreads) {
  const PointPair pair = normal_points(3000, 45, 3, 0.5);
  const FeatureMap x = columns_of(pair.x);
  const FeatureMap y = columns_of(pair.y);
  const CrossFit one(x, y, threads(1));
  const CrossFit four(x, y, threads(4));
  EXPECT_EQ(one.moments().xy, four.moments().xy);
  const auto a = one.variables(2, true, threads(1));
  const auto b = four.variables(2, true, threads(4));
  for (std::size_t way = 0; way < 2; ++way) {
    EXPECT_EQ(a[way].x.values, b[way].x.values);
    EXPECT_EQ(a[way].y.values, b[way].y.values);
  }
}

}  // namespace
}  // namespace infoplane
