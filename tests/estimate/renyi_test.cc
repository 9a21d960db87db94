#include "infoplane/estimate/renyi.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/rbf_spectrum.h"
#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

using Table = std::vector<std::vector<double>>;

PairEstimate estimate(const Table& x, const Table& y, const RenyiOptions& options = {},
                      bool y_discrete = false, std::size_t n_threads = 1) {
  const Rows<double> a(x);
  const Rows<double> b(y);
  return make_renyi(options)->pair(
      {.x = a.row_major(), .y = b.row_major(), .y_discrete = y_discrete},
      {.n_threads = n_threads, .progress = {}, .stop = {}});
}

double value(const PairEstimate& pair) { return pair.information.value.value().value(); }

// i = 0 ... 499: x = (sin i, cos 1.7 i), y = sin i + 0.3 cos 2.3 i, class i % 3
struct Waves {
  Waves() {
    for (int i = 0; i < 500; ++i) {
      x.push_back({std::sin(i), std::cos(i * 1.7)});
      y.push_back({std::sin(i) + 0.3 * std::cos(i * 2.3)});
      c.push_back({static_cast<double>(i % 3)});
    }
  }
  Table x;
  Table y;
  Table c;
};

TEST(Renyi, MatchesNumPyWithAllEigenvalues) {
  // w = sqrt(x.var(0).sum()) * 500**(-1 / (4 + d)), A = exp(-D / 2 / w**2) / 500 for squared
  // distances D, S = lambda A: log((eigvalsh(A)**alpha).sum()) / (1 - alpha),
  // S(A) + S(B) - S(A * B * 500)
  struct Known {
    double alpha;
    double with_y;
    double with_class;
  };
  const Waves waves;
  for (const Known& known : {Known{1.01, 1.1595339352502783, 0.059336537580438},
                             Known{2, 1.1205156894620352, 0.04952147683999364},
                             Known{5, 1.082079164774926, 0.038233808453671525}}) {
    const RenyiOptions options{.alpha = known.alpha};
    EXPECT_NEAR(value(estimate(waves.x, waves.y, options)), known.with_y, 1e-6) << known.alpha;
    EXPECT_NEAR(value(estimate(waves.x, waves.c, options, true)), known.with_class, 1e-6)
        << known.alpha;
  }
  // below 1 the eigenvalues that rounding hides matter
  EXPECT_NEAR(value(estimate(waves.x, waves.y, {.alpha = 0.5})), 1.2348753052146284, 1e-4);
}

TEST(Renyi, MatchesTwoPointsByHand) {
  // K = [1 k; k 1]: eigenvalues of A (1 +- k) / 2, of the joint (1 +- k^2) / 2
  const RenyiOptions options{.alpha = 1.01, .width = 0.8};
  const auto entropy = [](double k) {
    return std::log(std::pow((1 + k) / 2, 1.01) + std::pow((1 - k) / 2, 1.01)) / (1 - 1.01);
  };
  const double k = std::exp(-1 / (2 * 0.8 * 0.8));
  EXPECT_NEAR(value(estimate({{0}, {1}}, {{5}, {6}}, options)), 2 * entropy(k) - entropy(k * k),
              1e-11);
}

TEST(Renyi, OfNamesIsTheirEntropy) {
  const Table names = {{1}, {2}, {2}, {3}, {3}, {3}};
  const Rows<double> rows(names);
  const PairEstimate pair = make_renyi({.alpha = 2})
                                ->pair({.x = rows.row_major(),
                                        .y = rows.row_major(),
                                        .x_discrete = true,
                                        .y_discrete = true},
                                       {});
  EXPECT_NEAR(value(pair), -std::log((1.0 + 4 + 9) / 36), 1e-14);
}

TEST(Renyi, IsAlwaysFlagged) {
  const Waves waves;
  EXPECT_TRUE(estimate(waves.x, waves.y, {.alpha = 2}).flags.contains(Flag::kNotShannon));
  const Rows<double> t(waves.x);
  const NetworkEstimate all = make_renyi({.alpha = 2})->network(one_layer(t), {});
  EXPECT_TRUE(all.layers.at(0).flags.contains(Flag::kNotShannon));
  EXPECT_FALSE(all.layers.at(0).i_xt.value);
}

TEST(Renyi, HasNothingToSayOfConstants) {
  const Waves waves;
  const Table constant(500, {4});
  EXPECT_NEAR(value(estimate(waves.x, constant)), 0, 1e-12);
  EXPECT_NEAR(value(estimate(waves.x, constant, {}, true)), 0, 1e-12);
  EXPECT_NEAR(value(estimate(constant, constant)), 0, 1e-12);
  const PairEstimate one = estimate({{1}}, {{2}});
  EXPECT_FALSE(one.information.value);
  EXPECT_TRUE(one.flags.contains(Flag::kUnresolved));
}

TEST(Renyi, ChoosesItsWidthInUnitsOfTheData) {
  const Waves waves;
  Table scaled = waves.x;
  for (auto& row : scaled) {
    for (double& v : row) v = 7 - 1e5 * v;
  }
  EXPECT_NEAR(value(estimate(scaled, waves.y)), value(estimate(waves.x, waves.y)), 1e-6);
  EXPECT_NEAR(value(estimate(waves.y, waves.x)), value(estimate(waves.x, waves.y)), 2e-6);
}

TEST(Renyi, ComparesLayersWithInputsAndLabels) {
  const Waves waves;
  const Rows<double> x(waves.x);
  const Rows<double> t(waves.y);
  std::vector<std::uint32_t> classes;
  for (const auto& row : waves.c) classes.push_back(static_cast<std::uint32_t>(row[0]));
  const Labels labels = hard_labels(classes, 3);
  NetworkSample sample = one_layer(t, &labels);
  sample.inputs = x.row_major();
  const LayerEstimate layer = make_renyi({})->network(sample, {}).layers.at(0);
  EXPECT_NEAR(layer.i_xt.value.value().value(), value(estimate(waves.x, waves.y)), 2e-6);
  EXPECT_NEAR(layer.i_ty.value.value().value(), value(estimate(waves.y, waves.c, {}, true)), 1e-12);
}

KernelPoints points_of(const Table& rows) {
  KernelPoints points{rows.size(), rows[0].size(), {}};
  for (const auto& row : rows) {
    points.values.insert(points.values.end(), row.begin(), row.end());
  }
  return points;
}

TEST(RbfSpectrum, LeavesOutNoMoreThanAskedFor) {
  const KernelPoints points = points_of(Waves().x);
  for (const double residual : {1e-2, 1e-5, 1e-9}) {
    const std::vector<double> values = rbf_eigenvalues(points, residual, {});
    // the trace of the whole matrix is N
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    EXPECT_LE(sum, 500 * (1 + 1e-12));
    EXPECT_GE(sum, 500 * (1 - residual - 1e-12));
    EXPECT_TRUE(std::ranges::is_sorted(values));
  }
  EXPECT_LT(rbf_eigenvalues(points, 1e-2, {}).size(), 100U);
}

TEST(RbfSpectrum, FindsTheRankOfRepeatedPoints) {
  // four points, 25 times each: the eigenvalues of distant ones are 25
  Table rows;
  for (int i = 0; i < 100; ++i) rows.push_back({100.0 * (i % 4)});
  const std::vector<double> values = rbf_eigenvalues(points_of(rows), 1e-9, {});
  ASSERT_EQ(values.size(), 4U);
  for (const double v : values) EXPECT_NEAR(v, 25, 1e-11);
}

TEST(RbfSpectrum, SumOfSquaresIsThatOfTheEigenvalues) {
  const KernelPoints points = points_of(Waves().x);
  double squares = 0;
  for (const double v : rbf_eigenvalues(points, 1e-10, {})) squares += v * v;
  EXPECT_NEAR(rbf_sum_of_squares(points, {}) / squares, 1, 1e-8);
}

TEST(RbfSpectrum, RefusesFactorsThatDoNotFit) {
  EXPECT_THROW((void)rbf_eigenvalues(points_of(Waves().x), 1e-9, {}, std::size_t{500} * 60),
               InvalidArgument);
}

TEST(Renyi, GivesTheSameBitsForAnyNumberOfThreads) {
  const Waves waves;
  for (const double alpha : {1.01, 2.0}) {
    const RenyiOptions options{.alpha = alpha};
    EXPECT_EQ(value(estimate(waves.x, waves.y, options, false, 1)),
              value(estimate(waves.x, waves.y, options, false, 4)));
  }
}

TEST(Renyi, RefusesWhatItCannotCalculate) {
  EXPECT_THROW((void)make_estimator("renyi:alpha=1"), InvalidArgument);
  Table x = Waves().x;
  EXPECT_THROW((void)estimate(x, {{1}}), InvalidArgument);
  x[7][1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((void)estimate(x, x), InvalidArgument);
  EXPECT_EQ(make_estimator("renyi")->spec(), "renyi:alpha=1.01");
  EXPECT_EQ(make_estimator("renyi:2,width=0.5")->spec(), "renyi:alpha=2,width=0.5");
}

}  // namespace
}  // namespace infoplane
