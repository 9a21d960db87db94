#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/kde.h"
#include "tests/estimate/recorded.h"
#include "tests/estimate/slow_kde.h"
#include "tests/estimate/tanh_layers.h"
#include "tests/every_target.h"

namespace infoplane {
namespace {

void expect_twin_on_layers(std::size_t n, double scale, double variance) {
  SCOPED_TRACE(testing::Message() << n << " samples, scale " << scale << ", var " << variance);
  const TanhLayers network = tanh_layers(n, scale);
  const NetworkEstimate estimate = make_kde({variance})->network(network.sample(), {});
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    SCOPED_TRACE(testing::Message() << "layer " << l + 1);
    expect_slow_kde(estimate.layers[l], slow_kde(network.layers[l], n, variance, network.labels),
                    kTight);
  }
}

TEST(Kde, MatchesTheDoubleLoopOnTanhLayers) {
  for (const double scale : {1.0, 3.0, 10.0}) {
    for (const double variance : {1e-3, 0.1}) expect_twin_on_layers(512, scale, variance);
  }
}

TEST(Kde, MatchesTheDoubleLoopOnAllPatterns) {
  const TanhLayers network = tanh_layers(4096, 2);
  for (const std::size_t l : {1U, 4U}) {
    const auto& t = network.layers[l];
    expect_slow_kde(
        kde_estimate(column_major(t.data(), 4096, network.widths[l]), 1e-3, &network.labels),
        slow_kde(t, 4096, 1e-3, network.labels), kTight);
  }
}

TEST(Kde, MatchesTheDoubleLoopInAnyDimension) {
  // blocks that are full, partly filled and of one row
  const Labels labels = classes_of({129, 100, 70, 0});
  const std::size_t n = labels.size();
  for (const std::size_t d : {1, 3, 17, 40, 100, 1024}) {
    SCOPED_TRACE(testing::Message() << "d " << d);
    const auto floats = clustered_columns<float>(n, d, labels, 0.5);
    const auto doubles = clustered_columns<double>(n, d, labels, 0.5);
    for (const double variance : {0.02, 0.1}) {
      const double tolerance = d > 40 ? kWide : kTight;
      expect_slow_kde(kde_estimate(column_major(floats.data(), n, d), variance, &labels),
                      slow_kde(floats, n, variance, labels), tolerance);
      expect_slow_kde(kde_estimate(column_major(doubles.data(), n, d), variance, &labels),
                      slow_kde(doubles, n, variance, labels), tolerance);
    }
  }
}

TEST(Kde, KeepsItsPrecisionInManyDimensions) {
  // sums of squared differences lose nothing that float has: far better than is asked for. Classes
  // are so far apart that integers are too coarse
  const Labels labels = classes_of({100, 100});
  auto t = clustered_columns<float>(200, 1024, labels, 0.5);
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (labels.classes[i % 200] == 1) t[i] += 5;
  }
  expect_slow_kde(kde_estimate(column_major(t.data(), 200, 1024), 0.02, &labels),
                  slow_kde(t, 200, 0.02, labels), 10 * kTight);
}

TEST(Kde, BearsIntegersWhereTheirErrorIsLargest) {
  // few places, so that errors do not average out, and |t|^2 close to 500 variances, where
  // integers are given up for floats
  constexpr std::size_t kPlaces = 8;
  constexpr std::size_t kCount = 320;
  for (const std::size_t d : {100, 1024}) {
    Stream stream(10, 0, Purpose::kTest, static_cast<std::uint32_t>(d));
    std::vector<float> t(kCount * d);
    for (std::size_t k = 0; k < d; ++k) {
      std::array<double, kPlaces> places{};
      for (std::size_t p = 0; p < kPlaces; ++p) {
        // pairs of near places: a little more than the noise apart
        places[p] = p % 2 == 0 ? stream.normal() : places[p - 1] + 0.04 * stream.normal();
      }
      for (std::size_t i = 0; i < kCount; ++i)
        t[k * kCount + i] = static_cast<float>(places[i / 40]);
    }
    const Labels labels = classes_of({150, 170});
    for (const double share : {1.0, 3.0, 4.0, 4.5, 5.0, 5.5, 6.0, 8.0, 12.0}) {
      const double variance = share * static_cast<double>(d) / 2000;
      expect_slow_kde(kde_estimate(column_major(t.data(), kCount, d), variance, &labels),
                      slow_kde(t, kCount, variance, labels), kWide);
    }
  }
}

TEST(Kde, BearsColumnsOfTheSameFewValues) {
  // equal units and one-hot codes, whose differences all columns would round in the same way, in
  // the unit that one large row sets; at its coarsest, a little below and above
  constexpr std::size_t kCount = 300;
  constexpr std::size_t kColumns = 1000;
  const Labels labels = classes_of({150, 150});
  Stream stream(12, 0, Purpose::kTest);
  std::vector<float> equal(kCount * kColumns);
  std::vector<float> codes(kCount * kColumns);
  for (std::size_t i = 0; i < kCount; ++i) {
    const float unit = i == 0 ? 52.0F : static_cast<float>(stream.below(2));
    for (std::size_t k = 0; k < kColumns; ++k) equal[k * kCount + i] = unit;
    for (std::size_t k = 0; k < kColumns; k += 10) {
      codes[(k + stream.below(10)) * kCount + i] = 1;
    }
  }
  codes[0] = 100;
  const auto expect_twin = [&](const std::vector<float>& t, double variance) {
    SCOPED_TRACE(testing::Message() << "variance " << variance);
    expect_slow_kde(kde_estimate(column_major(t.data(), kCount, kColumns), variance, &labels),
                    slow_kde(t, kCount, variance, labels), kWide);
  };
  for (const double variance : {655.0, 700.0, 1300.0, 4000.0, 5300.0, 6000.0, 9000.0})
    expect_twin(equal, variance);
  for (const double variance : {15.0, 19.0, 25.0, 38.0, 39.0, 45.0, 60.0})
    expect_twin(codes, variance);
}

TEST(Kde, MatchesTheDoubleLoopWithClassesOfAnySize) {
  for (const auto& sizes : std::vector<std::vector<std::size_t>>{
           {1, 63, 64, 65, 5, 130, 2, 1}, {40, 30, 20, 50, 60, 10}, {300}, {1, 1, 1}}) {
    const Labels labels = classes_of(sizes);
    const auto t = clustered_columns<float>(labels.size(), 3, labels, 0.5);
    expect_slow_kde(kde_estimate(column_major(t.data(), labels.size(), 3), 0.05, &labels),
                    slow_kde(t, labels.size(), 0.05, labels), kTight);
  }
}

TEST(Kde, WeightsSoftLabels) {
  for (const auto& sizes : {std::vector<std::size_t>{150, 151}, {100, 50, 60}}) {
    const Labels hard = classes_of(sizes);
    const std::size_t n = hard.size();
    const auto t = clustered_columns<float>(n, 3, hard, 0.5);
    // sharpness 30: probabilities down to 1e-50, which float does not hold
    for (const double sharpness : {1.0, 30.0}) {
      const Labels soft = soften(hard, sharpness);
      expect_slow_kde(kde_estimate(column_major(t.data(), n, 3), 0.05, &soft),
                      slow_kde(t, n, 0.05, soft), kTight);
    }
  }
}

TEST(Kde, OfProbabilitiesZeroAndOneIsThatOfHardLabels) {
  const Labels hard = classes_of({150, 151});
  Labels soft = hard;
  for (const std::uint32_t c : hard.classes) {
    soft.probabilities.push_back(c == 0 ? 1 : 0);
    soft.probabilities.push_back(c == 1 ? 1 : 0);
  }
  const auto t = clustered_columns<float>(hard.size(), 4, hard, 0.5);
  const Samples view = column_major(t.data(), hard.size(), 4);
  const LayerEstimate a = kde_estimate(view, 0.05, &hard);
  const LayerEstimate b = kde_estimate(view, 0.05, &soft);
  EXPECT_NEAR(a.i_ty.value->value(), b.i_ty.value->value(), kTight);
  EXPECT_NEAR(a.i_ty.lower->value(), b.i_ty.lower->value(), kTight);
}

TEST(Kde, KeepsWhatDoublesHoldAndFloatsDoNot) {
  const Labels labels = classes_of({120, 130});
  const std::size_t n = labels.size();
  auto t = clustered_columns<double>(n, 5, labels, 1e-3);
  for (std::size_t i = 0; i < t.size(); ++i) {
    const std::size_t column = i / n;
    t[i] += 1e6 * (1 + static_cast<double>(column));
  }
  expect_slow_kde(kde_estimate(column_major(t.data(), n, 5), 2e-7, &labels),
                  slow_kde(t, n, 2e-7, labels), kTight);
}

TEST(Kde, KeepsItsPrecisionForAnyUnitOfMeasurement) {
  const Labels labels = classes_of({120, 130});
  const std::size_t n = labels.size();
  const auto t = clustered_columns<float>(n, 5, labels, 0.5);
  const SlowKde twin = slow_kde(t, n, 0.05, labels);
  for (const int exponent : {-480, -60, -10, 10, 60, 480}) {
    SCOPED_TRACE(testing::Message() << "2^" << exponent);
    std::vector<double> scaled;
    std::vector<float> floats;
    for (const float value : t) {
      scaled.push_back(std::ldexp(static_cast<double>(value), exponent));
      floats.push_back(static_cast<float>(scaled.back()));
    }
    const double variance = std::ldexp(0.05, 2 * exponent);
    expect_slow_kde(kde_estimate(column_major(scaled.data(), n, 5), variance, &labels), twin,
                    kTight);
    if (std::abs(exponent) > 60) continue;
    expect_slow_kde(kde_estimate(column_major(floats.data(), n, 5), variance, &labels), twin,
                    kTight);
  }
}

TEST(Kde, MatchesTheDoubleLoopAtEveryTarget) {
  const Labels labels = classes_of({129, 40, 31});
  const Labels soft = soften(labels, 1);
  const auto t = clustered_columns<float>(200, 7, labels, 0.5);
  const auto doubles = clustered_columns<double>(200, 7, labels, 0.5);
  at_every_target([&] {
    for (const Labels* any : {&labels, &soft}) {
      expect_slow_kde(kde_estimate(column_major(t.data(), 200, 7), 0.05, any),
                      slow_kde(t, 200, 0.05, *any), kTight);
      expect_slow_kde(kde_estimate(column_major(doubles.data(), 200, 7), 0.05, any),
                      slow_kde(doubles, 200, 0.05, *any), kTight);
    }
  });
}

}  // namespace
}  // namespace infoplane
