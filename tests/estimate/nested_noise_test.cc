#include "infoplane/estimate/nested_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/kde.h"
#include "infoplane/estimate/noisy.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/noisy_cases.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

// passes[p] is what every input's row is in pass p; row p * n + i is input i's
struct Passes {
  std::vector<double> values;
  std::vector<std::uint32_t> ids;

  [[nodiscard]] NestedInformation information(double sigma, std::size_t n_pairs = 1,
                                              const Work& work = {}) const {
    Columns columns;
    columns.load(column_major(values.data(), ids.size(), values.size() / ids.size()), "s");
    return nested_information(columns, ids, sigma, n_pairs, work);
  }
};

// S = x + spread e, x on a grid of n inputs of the given distance
Passes line(std::size_t n, double distance, double spread, std::size_t n_passes) {
  Passes out;
  Stream stream(21, 0, Purpose::kTest);
  for (std::size_t p = 0; p < n_passes; ++p) {
    for (std::size_t i = 0; i < n; ++i) {
      out.values.push_back(distance * static_cast<double>(i) + spread * stream.normal());
      out.ids.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return out;
}

// Entropy in nats of normals of deviation s around distance * i, first <= i < last, equally
// probable: the trapezoidal rule in steps of s / 100.
double mixture_entropy(std::size_t first, std::size_t last, double distance, double s) {
  const double step = s / 100;
  const auto n = static_cast<double>(last - first);
  const double begin = distance * static_cast<double>(first) - 9 * s;
  const double end = distance * static_cast<double>(last - 1) + 9 * s;
  double entropy = 0;
  for (int k = 0; begin + k * step < end; ++k) {
    double p = 0;
    for (std::size_t i = first; i < last; ++i) {
      const double u = (begin + k * step - distance * static_cast<double>(i)) / s;
      p += std::exp(-u * u / 2) / (s * std::sqrt(2 * std::numbers::pi) * n);
    }
    if (p > 0) entropy -= p * std::log(p) * step;
  }
  return entropy;
}

// I(X;S + Z): S + Z given x is normal with variance spread^2 + sigma^2
double line_truth(std::size_t n, double distance, double spread, double sigma) {
  const double s = std::hypot(spread, sigma);
  return mixture_entropy(0, n, distance, s) -
         0.5 * std::log(2 * std::numbers::pi * std::numbers::e * s * s);
}

// With 400 passes in one dimension what is left of the bias is less than a few thousandths.
TEST(NestedNoise, EqualsTheIntegralInOneDimension) {
  for (const double spread : {0.05, 0.1, 0.3}) {
    SCOPED_TRACE(spread);
    const auto found = line(200, 0.05, spread, 400).information(0.1, 4);
    EXPECT_NEAR(found.value_nats, line_truth(200, 0.05, spread, 0.1),
                3 * found.std_error_nats + 0.005);
  }
}

TEST(NestedNoise, IsTheOrdinaryEstimateWhereNothingIsRandomBelow) {
  Passes passes = line(300, 0.02, 0, 3);
  const auto nested = passes.information(0.1, 6);
  passes.values.resize(300);
  const auto plain = noisy_estimate(column_major(passes.values.data(), 300, 1), {0.1, 24}, nullptr);
  const double error = std::hypot(nested.std_error_nats, plain.i_xt.std_error->value());
  EXPECT_NEAR(nested.value_nats, plain.i_xt.value->value(), 4 * error);
  // half of equal passes says the same
  EXPECT_NEAR(*nested.half_passes_nats, nested.value_nats, 1e-9);
}

TEST(NestedNoise, HalfOfThePassesShowsTheBias) {
  const double truth = line_truth(200, 0.05, 1, 0.02);
  const auto few = line(200, 0.05, 1, 16).information(0.02, 4);
  const auto many = line(200, 0.05, 1, 128).information(0.02, 4);
  // too high, by less with more passes, and from half of them by more
  EXPECT_GT(few.value_nats, many.value_nats + 0.1);
  EXPECT_GT(many.value_nats, truth - 3 * many.std_error_nats);
  EXPECT_GT(*few.half_passes_nats, few.value_nats + 0.1);
  EXPECT_LT(*many.half_passes_nats - many.value_nats, *few.half_passes_nats - few.value_nats);
}

// 40 inputs on a line, after others that are far from everything and so have exactly ln N each.
// Noise belongs to a row's number: behind other numbers of rows the estimates are independent.
std::pair<double, double> estimate_behind(std::uint32_t n_far) {
  constexpr std::uint32_t kNear = 40;
  Passes passes;
  Stream stream(22, 0, Purpose::kTest, n_far);
  for (std::uint32_t i = 0; i < n_far + kNear; ++i) {
    for (int pass = 0; pass < 10; ++pass) {
      const double near = 0.05 * i + 0.1 * stream.normal();
      passes.values.push_back(i < n_far ? -1000.0 * (i + 1) : near);
      passes.ids.push_back(i);
    }
  }
  const auto found = passes.information(0.1, 1);
  const double n = n_far + kNear;
  return {(n * found.value_nats - n_far * std::log(n)) / kNear - std::log(n / kNear),
          found.std_error_nats * n / kNear};
}

TEST(NestedNoise, HasAnHonestStandardError) {
  std::vector<double> values;
  double expected = 0;
  for (std::uint32_t repetition = 0; repetition < 40; ++repetition) {
    const auto [value, error] = estimate_behind(40 * repetition);
    values.push_back(value);
    expected += error * error / 40;
  }
  double mean = 0;
  for (const double value : values) mean += value / 40;
  double variance = 0;
  for (const double value : values) variance += (value - mean) * (value - mean) / 39;
  // chi-squared with 39 degrees of freedom is within a factor of 2 in more than 99.9%
  EXPECT_GT(variance, expected / 2);
  EXPECT_LT(variance, expected * 2);
}

TEST(NestedNoise, EqualInputsAreOne) {
  // inputs 0 and 1 are the same one, which is then twice as probable
  Passes passes = line(2, 50, 0.1, 40);
  for (std::size_t i = 0; i < 40; ++i) {
    passes.values.push_back(passes.values[2 * i] + 0.001);
    passes.ids.push_back(0);
  }
  const double p = 2.0 / 3;
  EXPECT_NEAR(passes.information(0.1).value_nats, -p * std::log(p) - (1 - p) * std::log(1 - p),
              1e-9);
  EXPECT_EQ((Passes{{1, 2, 3}, {7, 7, 7}}).information(0.1).value_nats, 0);
}

TEST(NestedNoise, HasTheSameBitsForAnyNumberOfThreads) {
  const Passes passes = line(150, 0.05, 0.1, 10);
  const auto one = passes.information(0.1, 3, threads(1));
  for (const std::size_t n : {2, 5}) {
    const auto several = passes.information(0.1, 3, threads(n));
    EXPECT_EQ(one.value_nats, several.value_nats);
    EXPECT_EQ(one.std_error_nats, several.std_error_nats);
    EXPECT_EQ(one.half_passes_nats, several.half_passes_nats);
  }
}

// a network of two layers: noise, and a second layer that doubles what it gets
class NoisyNetwork : public testing::Test {
 protected:
  static constexpr std::size_t kInputs = 100;
  static constexpr std::size_t kPasses = 200;

  void SetUp() override {
    Stream stream(23, 0, Purpose::kTest);
    for (std::size_t row = 0; row < kInputs * kPasses; ++row) {
      const std::size_t input = row % kInputs;
      ids_.push_back(static_cast<std::uint32_t>(input));
      labels_.classes.push_back(input < kInputs / 2 ? 0 : 1);
      s1_.push_back(0.05 * static_cast<double>(input));
      t1_.push_back(s1_.back() + 0.1 * stream.normal());
      s2_.push_back(2 * t1_.back());
      t2_.push_back(s2_.back() + 0.1 * stream.normal());
    }
    labels_.n_classes = 2;
    sample_.input_ids = ids_;
    sample_.labels = &labels_;
    for (const auto* values : {&t1_, &t2_}) {
      LayerSample layer;
      layer.t = look_at(*values);
      layer.noise = 0.1;
      sample_.layers.push_back(layer);
    }
    sample_.layers[0].noiseless = look_at(s1_);
    sample_.layers[1].noiseless = look_at(s2_);
  }

  static Samples look_at(const std::vector<double>& values) {
    return column_major(values.data(), values.size(), 1);
  }

  std::vector<double> s1_, t1_, s2_, t2_;
  std::vector<std::uint32_t> ids_;
  Labels labels_;
  NetworkSample sample_;
};

TEST_F(NoisyNetwork, EveryLayerIsWhatTheIntegralSays) {
  const NetworkEstimate found = make_noisy({0.1, 24})->network(sample_, {});
  const auto& first = found.layers.at(0);
  EXPECT_NEAR(first.i_xt.value->value(), line_truth(kInputs, 0.05, 0, 0.1),
              3 * first.i_xt.std_error->value());
  // 2 (x + .1 e) + .1 z
  const auto& second = found.layers.at(1);
  EXPECT_NEAR(second.i_xt.value->value(), line_truth(kInputs, 0.1, 0.2, 0.1),
              3 * second.i_xt.std_error->value() + 0.01);
  EXPECT_GT(*second.i_xt_half_passes, *second.i_xt.value);
  const auto label_truth = [](double distance, double s) {
    return mixture_entropy(0, 100, distance, s) -
           (mixture_entropy(0, 50, distance, s) + mixture_entropy(50, 100, distance, s)) / 2;
  };
  EXPECT_NEAR(first.i_ty.value->value(), label_truth(0.05, 0.1), 3 * first.i_ty.std_error->value());
  EXPECT_NEAR(second.i_ty.value->value(), label_truth(0.1, std::hypot(0.2, 0.1)),
              3 * second.i_ty.std_error->value() + 0.01);
}

TEST_F(NoisyNetwork, SaysWhatDoesNotSuitIt) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        make_noisy({0.2, 4})->network(sample_, {});
      },
      "sigma is 0.2, but must be 0.1, as layer 1"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { make_kde({.variance = 0.01})->network(sample_, {}); }, "layer 1 has noise of its own"));
  sample_.layers[1].noiseless.reset();
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        make_noisy({0.1, 4})->network(sample_, {});
      },
      "layer 2 was recorded with its noise only"));
}

}  // namespace
}  // namespace infoplane
