#include "infoplane/estimate/adaptive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/kde.h"
#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

LayerEstimate first_layer(const std::string& spec, const NetworkSample& sample) {
  return make_estimator(spec)->network(sample, {}).layers.at(0);
}

double i_xt(const LayerEstimate& layer) { return layer.i_xt.value.value().value(); }

// the bin of t: how many of the edges u[floor(j U / n)] are <= t
std::vector<std::vector<int>> naive_bins(const std::vector<std::vector<float>>& rows, int n_bins) {
  std::set<float> distinct;
  for (const auto& row : rows) distinct.insert(row.begin(), row.end());
  const std::vector<float> u(distinct.begin(), distinct.end());
  std::vector<std::vector<int>> bins;
  for (const auto& row : rows) {
    auto& cell = bins.emplace_back();
    for (const float t : row) {
      int bin = 0;
      for (int j = 1; j < n_bins; ++j) {
        bin += static_cast<int>(
            u[static_cast<std::size_t>(j) * u.size() / static_cast<std::size_t>(n_bins)] <= t);
      }
      cell.push_back(bin);
    }
  }
  return bins;
}

TEST(AdaptiveBins, HoldEqualNumbersOfDistinctValuesOfTheWholeLayer) {
  // distinct values 0 ... 5, three bins of two: the second unit is always in the last
  const auto t = Rows<float>({{0, 4}, {0, 4}, {0, 5}, {1, 4}, {2, 4}, {3, 5}});
  const LayerEstimate layer = first_layer("adaptive:bins=3", one_layer(t));
  // rows 0 to 3 share the cell (0, 2), rows 4 and 5 (1, 2)
  EXPECT_EQ(layer.cells, 2U);
  EXPECT_NEAR(i_xt(layer), -(2 * std::log(2.0 / 3) + std::log(1.0 / 3)) / 3, 1e-14);
}

TEST(AdaptiveBins, EqualTheNaiveTwin) {
  auto rows = uniform_rows(300, 3, -1, 1, 4);
  // a rectifier: a third of all values is 0
  for (auto& row : rows) {
    for (float& t : row) t = t < -0.3F ? 0 : t;
  }
  for (const int n_bins : {1, 2, 7, 30, 255, 2000}) {
    const LayerEstimate layer =
        first_layer("adaptive:bins=" + std::to_string(n_bins), one_layer(Rows<float>(rows)));
    EXPECT_NEAR(i_xt(layer), naive_entropy(naive_bins(rows, n_bins)), 1e-12) << n_bins << " bins";
  }
}

TEST(AdaptiveBins, SeparateAllValuesIfThereAreNoMoreThanBins) {
  auto rows = uniform_rows(200, 2, 0, 30, 5);
  for (auto& row : rows) {
    for (float& t : row) t = std::floor(t);
  }
  const Rows<float> t(rows);
  EXPECT_EQ(i_xt(first_layer("adaptive:bins=30", one_layer(t))),
            i_xt(first_layer("exact", one_layer(t))));
  const Rows<float> constant(std::vector<std::vector<float>>(5, {2, 2}));
  EXPECT_EQ(i_xt(first_layer("adaptive", one_layer(constant))), 0);
}

TEST(AdaptiveBins, MoveWithTheCheckpoint) {
  const auto rows = uniform_rows(100, 2, -1, 1, 6);
  auto shrunk = rows;
  for (auto& row : shrunk) {
    for (float& t : row) t /= 1024;
  }
  EXPECT_EQ(i_xt(first_layer("adaptive", one_layer(Rows<float>(shrunk)))),
            i_xt(first_layer("adaptive", one_layer(Rows<float>(rows)))));
  EXPECT_EQ(make_estimator("adaptive")->fitted([](const auto&) {}), nullptr);
}

TEST(AdaptiveBins, GiveEachSideOfAPairItsOwnEdges) {
  const auto x = one_unit<float>({0, 1, 2, 3});
  const auto y = one_unit<float>({500, 700, 900, 1100});
  const PairEstimate pair =
      make_estimator("adaptive:bins=2")->pair({.x = x.column_major(), .y = y.column_major()}, {});
  EXPECT_NEAR(pair.information.value.value().value(), std::log(2.0), 1e-14);
  EXPECT_TRUE(pair.flags.empty());
}

TEST(AdaptiveBins, AreCalledBySpec) {
  EXPECT_EQ(make_estimator("adaptive")->spec(), "adaptive:bins=30");
  EXPECT_EQ(make_estimator("adaptive:7")->spec(), "adaptive:bins=7");
  EXPECT_EQ(make_estimator("adaptive:kde")->spec(), "adaptive:kde,var=0.001");
  EXPECT_EQ(make_estimator("adaptive:kde,var=0.1")->spec(), "adaptive:kde,var=0.1");
}

TEST(AdaptiveKde, AddsNoiseInProportionToTheLargestActivation) {
  const auto rows = uniform_rows(60, 2, -3, 1, 7);
  double largest = 0;
  std::vector<std::uint32_t> classes;
  for (const auto& row : rows) {
    for (const double t : row) largest = std::max(largest, std::abs(t));
    classes.push_back(row[0] > -1 ? 1 : 0);
  }
  const Labels labels = hard_labels(classes, 2);
  const Rows<float> t(rows);
  const LayerEstimate layer = first_layer("adaptive:kde,var=0.01", one_layer(t, &labels));
  const LayerEstimate kde = make_kde({.variance = 0.01 * largest * largest})
                                ->network(one_layer(t, &labels), {})
                                .layers.at(0);
  EXPECT_EQ(layer.i_xt.value, kde.i_xt.value);
  EXPECT_EQ(layer.i_xt.lower, kde.i_xt.lower);
  EXPECT_EQ(layer.i_ty.value, kde.i_ty.value);
  EXPECT_EQ(layer.h_y, kde.h_y);
}

TEST(AdaptiveKde, ScalesEveryLayerByItself) {
  const auto rows = uniform_rows(50, 2, -1, 1, 8);
  auto doubled = rows;
  for (auto& row : doubled) {
    for (float& t : row) t *= 64;
  }
  const Rows<float> small(rows);
  const Rows<float> large(doubled);
  NetworkSample sample = one_layer(small);
  sample.layers.push_back({.t = large.column_major()});
  const NetworkEstimate both = make_estimator("adaptive:kde")->network(sample, {});
  ASSERT_EQ(both.layers.size(), 2U);
  EXPECT_NEAR(i_xt(both.layers[0]), i_xt(both.layers[1]), 1e-6);
  EXPECT_EQ(both.between.size(), 1U);
}

TEST(AdaptiveKde, HasNoInformationInALayerOfZeros) {
  const Rows<float> zeros(std::vector<std::vector<float>>(6, {0, 0}));
  EXPECT_EQ(i_xt(first_layer("adaptive:kde", one_layer(zeros))), 0);
}

TEST(AdaptiveKde, ScalesBothSidesOfAPair) {
  const auto x = uniform_rows(40, 1, -1, 1, 9);
  auto y = x;
  auto far = x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i][0] = x[i][0] + x[(i + 1) % x.size()][0] / 2;
    far[i][0] = 1000 * y[i][0];
  }
  const Rows<float> a(x);
  const auto information = [&](const std::vector<std::vector<float>>& other) {
    const Rows<float> b(other);
    return make_estimator("adaptive:kde,var=0.01")
        ->pair({.x = a.column_major(), .y = b.column_major()}, {})
        .information.value.value()
        .value();
  };
  // to the rounding of the products in float32
  EXPECT_NEAR(information(far), information(y), 1e-4);
}

TEST(AdaptiveKde, RefusesScalesThatHaveNoSquare) {
  const auto t = one_unit<double>({1e200, 2e200});
  EXPECT_THROW((void)first_layer("adaptive:kde", one_layer(t)), InvalidArgument);
  const auto tiny = one_unit<double>({1e-200, 2e-200});
  EXPECT_THROW((void)first_layer("adaptive:kde", one_layer(tiny)), InvalidArgument);
  const auto nan = one_unit<float>({1, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_THROW((void)first_layer("adaptive:kde", one_layer(nan)), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
