#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stop_token>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/kde.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/recorded.h"
#include "tests/estimate/slow_kde.h"
#include "tests/estimate/tanh_layers.h"

namespace infoplane {
namespace {

TEST(Kde, TakesTheLargestNumbers) {
  const double huge = std::numeric_limits<double>::max();
  const auto doubles = one_unit<double>({-huge, huge, 0, huge});
  const float huge_float = std::numeric_limits<float>::max();
  const auto floats = one_unit<float>({-huge_float, huge_float, 0, huge_float});
  // three places, one of them twice
  const double expected = std::log(4) - std::log(2) / 2;
  for (const double variance : {1e-300, 0.1, 1e300}) {
    const LayerEstimate layer = kde_estimate(doubles.column_major(), variance, nullptr);
    EXPECT_DOUBLE_EQ(layer.i_xt.value->value(), expected);
    EXPECT_DOUBLE_EQ(layer.i_xt.lower->value(), expected);
  }
  const LayerEstimate layer = kde_estimate(floats.column_major(), 0.1, nullptr);
  EXPECT_DOUBLE_EQ(layer.i_xt.value->value(), expected);
}

TEST(Kde, OfDistinctRowsAndLittleNoiseIsExactlyLnN) {
  for (const std::size_t n : {2U, 500U, 1000U}) {
    std::vector<float> t;
    for (std::size_t i = 0; i < n; ++i) t.push_back(static_cast<float>(i) / 8);
    const Labels labels = classes_of({n / 2, n - n / 2});
    for (const double variance : {1e-300, 1e-30, 1e-6}) {
      const LayerEstimate layer = kde_estimate(column_major(t.data(), n, 1), variance, &labels);
      EXPECT_EQ(layer.i_xt.value->value(), std::log(static_cast<double>(n)));
      EXPECT_EQ(layer.i_xt.lower->value(), std::log(static_cast<double>(n)));
      EXPECT_NEAR(layer.i_ty.value->value(), layer.h_y.value(), 1e-12);
    }
  }
}

TEST(Kde, OfEqualRowsIsExactlyZero) {
  const std::vector<float> t(300, 0.7F);
  const Labels labels = classes_of({200, 100});
  const LayerEstimate layer = kde_estimate(column_major(t.data(), 300, 1), 0.1, &labels);
  for (const Estimate& estimate : {layer.i_xt, layer.i_ty}) {
    EXPECT_EQ(estimate.value->value(), 0);
    EXPECT_EQ(estimate.lower->value(), 0);
    EXPECT_EQ(estimate.upper->value(), 0);
  }
}

TEST(Kde, IsNotMovedByAConstantColumn) {
  const Labels labels = classes_of({120, 130});
  auto t = clustered_columns<float>(250, 3, labels, 0.5);
  const LayerEstimate before = kde_estimate(column_major(t.data(), 250, 3), 0.1, &labels);
  t.insert(t.end(), 250, 12345.0F);
  const LayerEstimate after = kde_estimate(column_major(t.data(), 250, 4), 0.1, &labels);
  EXPECT_EQ(before.i_xt.value, after.i_xt.value);
  EXPECT_EQ(before.i_ty.lower, after.i_ty.lower);
}

TEST(Kde, OfOneSampleIsZero) {
  const Labels labels = classes_of({1});
  const std::vector<float> t = {0.5F, -1.0F};
  const LayerEstimate layer = kde_estimate(column_major(t.data(), 1, 2), 0.1, &labels);
  EXPECT_EQ(layer.i_xt.value->value(), 0);
  EXPECT_EQ(layer.i_ty.value->value(), 0);
}

TEST(Kde, OfOneClassHasNoInformationAboutIt) {
  const Labels labels = classes_of({300});
  const auto t = clustered_columns<float>(300, 3, labels, 0.5);
  const LayerEstimate layer = kde_estimate(column_major(t.data(), 300, 3), 0.1, &labels);
  EXPECT_EQ(layer.i_ty.value->value(), 0);
  EXPECT_LT(layer.i_ty.lower->value(), 0);
  EXPECT_GT(layer.i_ty.upper->value(), 0);
}

TEST(Kde, OfTwoFarClustersIsLn2) {
  const Labels labels = classes_of({200, 200});
  std::vector<float> t;
  for (const std::uint32_t c : labels.classes) t.push_back(c == 0 ? -100.0F : 100.0F);
  const LayerEstimate layer = kde_estimate(column_major(t.data(), 400, 1), 0.1, &labels);
  for (const Estimate& estimate : {layer.i_xt, layer.i_ty}) {
    EXPECT_NEAR(estimate.value->value(), std::numbers::ln2, 1e-12);
    EXPECT_NEAR(estimate.lower->value(), std::numbers::ln2, 1e-12);
    EXPECT_NEAR(estimate.upper->value(), std::numbers::ln2, 1e-12);
  }
}

TEST(Kde, BracketsAGaussianCloud) {
  // T ~ N(0, s^2) and noise v: with u = v or 4v in the kernel its mean over T is
  // sqrt(u/(u + s^2)) exp(-t^2/2(u + s^2)), so that h - h(Z) tends to
  // 1/2 ln(1 + s^2/u) + s^2/2(u + s^2), on both sides of 1/2 ln(1 + s^2/v)
  constexpr std::size_t kCount = 4096;
  constexpr double kVariance = 0.1;
  std::vector<float> t;
  Stream stream(9, 0, Purpose::kTest);
  for (std::size_t i = 0; i < kCount; ++i) t.push_back(static_cast<float>(stream.normal()));
  const LayerEstimate layer = kde_estimate(column_major(t.data(), kCount, 1), kVariance, nullptr);
  const auto limit = [](double u) { return 0.5 * std::log(1 + 1 / u) + 1 / (2 * (u + 1)); };
  // t^2/2(u + s^2) has a standard deviation below 1/sqrt 2; four standard errors
  const double tolerance = 4 * std::sqrt(0.5 / kCount);
  EXPECT_NEAR(layer.i_xt.upper->value(), limit(kVariance), tolerance);
  EXPECT_NEAR(layer.i_xt.lower->value(), limit(4 * kVariance), tolerance);
  const double truth = 0.5 * std::log(1 + 1 / kVariance);
  EXPECT_LT(layer.i_xt.lower->value(), truth);
  EXPECT_GT(layer.i_xt.upper->value(), truth);
  EXPECT_FALSE(layer.i_ty.value.has_value());
}

TEST(Kde, HasTheSameBitsForAnyNumberOfThreads) {
  const TanhLayers network = tanh_layers(1024, 2);
  const Labels soft = soften(network.labels, 1);
  for (const Labels* labels : {&network.labels, &soft}) {
    NetworkSample sample = network.sample();
    sample.labels = labels;
    const auto kde = make_kde({0.01});
    const NetworkEstimate one = kde->network(sample, threads(1));
    for (const std::size_t n : {2, 5}) {
      const NetworkEstimate many = kde->network(sample, threads(n));
      for (std::size_t l = 0; l < one.layers.size(); ++l) {
        EXPECT_EQ(one.layers[l].i_xt.value, many.layers[l].i_xt.value);
        EXPECT_EQ(one.layers[l].i_xt.lower, many.layers[l].i_xt.lower);
        EXPECT_EQ(one.layers[l].i_ty.value, many.layers[l].i_ty.value);
        EXPECT_EQ(one.layers[l].i_ty.upper, many.layers[l].i_ty.upper);
      }
    }
  }
}

TEST(KdePair, IsTheSumOfEntropiesWithTheSidesCrossed) {
  constexpr std::size_t kCount = 300;
  const Labels one_class = classes_of({kCount});
  const auto x = clustered_columns<float>(kCount, 2, one_class, 1);
  auto y = clustered_columns<double>(kCount, 3, one_class, 1);
  std::vector<double> joint(x.begin(), x.end());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += 0.5 * joint[i % joint.size()];
  joint.insert(joint.end(), y.begin(), y.end());
  PairSample sample;
  sample.x = column_major(x.data(), kCount, 2);
  sample.y = column_major(y.data(), kCount, 3);
  const PairEstimate pair = make_kde({0.1})->pair(sample, {});
  const SlowKde h_x = slow_kde(x, kCount, 0.1, one_class);
  const SlowKde h_y = slow_kde(y, kCount, 0.1, one_class);
  const SlowKde h_xy = slow_kde(joint, kCount, 0.1, one_class);
  expect_nats(pair.information.value, h_x.upper + h_y.upper - h_xy.upper, kTight);
  expect_nats(pair.information.lower, h_x.lower + h_y.lower - h_xy.upper, kTight);
  expect_nats(pair.information.upper, h_x.upper + h_y.upper - h_xy.lower, kTight);
}

TEST(KdePair, TakesADiscreteSideAsLabels) {
  const Labels labels = classes_of({80, 90, 1});
  const std::size_t n = labels.size();
  const auto t = clustered_columns<float>(n, 2, labels, 1);
  std::vector<double> names;
  for (const std::uint32_t c : labels.classes) names.push_back(100.5 - c);
  const LayerEstimate layer = kde_estimate(column_major(t.data(), n, 2), 0.1, &labels);
  PairSample sample;
  sample.x = column_major(t.data(), n, 2);
  sample.y = column_major(names.data(), n, 1);
  sample.y_discrete = true;
  PairSample swapped;
  swapped.x = sample.y;
  swapped.y = sample.x;
  swapped.x_discrete = true;
  for (const PairSample& either : {sample, swapped}) {
    const PairEstimate pair = make_kde({0.1})->pair(either, {});
    // the classes stand in another order
    EXPECT_NEAR(pair.information.value->value(), layer.i_ty.value->value(), kTight);
    EXPECT_NEAR(pair.information.lower->value(), layer.i_ty.lower->value(), kTight);
    EXPECT_NEAR(pair.information.upper->value(), layer.i_ty.upper->value(), kTight);
  }
}

TEST(KdePair, RefusesTwoDiscreteSides) {
  const auto side = one_unit<float>({0, 1, 1});
  PairSample sample;
  sample.x = side.column_major();
  sample.y = side.column_major();
  sample.x_discrete = sample.y_discrete = true;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { (void)make_kde({0.1})->pair(sample, {}); },
                                           "kde:var=0.1: both sides are discrete"));
}

TEST(Kde, RefusesAVarianceThatIsNone) {
  for (const double variance : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(throws_with<InvalidArgument>([&] { (void)make_kde({variance}); },
                                             "but must be above 0 and finite"));
  }
}

TEST(Kde, RefusesWhatIsNotFinite) {
  const auto rows = one_unit<float>({0, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { (void)make_kde({0.1})->network(one_layer(rows), {}); }, "layer 1"));
}

TEST(Kde, StopsWhenAskedTo) {
  const TanhLayers network = tanh_layers(1024, 1);
  std::stop_source source;
  source.request_stop();
  Work work;
  work.stop = source.get_token();
  EXPECT_THROW((void)make_kde({0.1})->network(network.sample(), work), Interrupted);
}

TEST(Kde, NamesItself) { EXPECT_EQ(make_kde({1e-3})->spec(), "kde:var=0.001"); }

}  // namespace
}  // namespace infoplane
