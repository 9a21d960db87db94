#include "infoplane/estimate/noisy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/estimate/kde.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/noisy_cases.h"
#include "tests/estimate/recorded.h"
#include "tests/estimate/tanh_layers.h"

namespace infoplane {
namespace {

struct Truth {
  double i_xt = 0;
  double i_ty = 0;
};

// In one dimension by the trapezoid rule, whose error for sums of Gaussians is below 1e-12 with
// steps of a twentieth of sigma (Trefethen & Weideman 2014, SIAM Review 56:385).
Truth integrate(const std::vector<double>& t, const Labels& labels) {
  constexpr double kStep = kSigma / 20;
  const auto [low, high] = std::ranges::minmax(t);
  const auto n = static_cast<double>(t.size());
  const double norm = 1 / (kSigma * std::sqrt(2 * std::numbers::pi));
  Truth out;
  const auto plus_p_log_p = [](double p) { return p > 0 ? p * std::log(p) * kStep : 0; };
  std::vector<double> sizes(labels.n_classes, 0.0);
  for (std::size_t i = 0; i < t.size(); ++i) {
    for (std::size_t c = 0; c < labels.n_classes; ++c)
      sizes[c] += label_probability(labels, i, c) / n;
  }
  const double h_z = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * kSigma * kSigma);
  const auto n_steps = static_cast<std::size_t>((high - low + 20 * kSigma) / kStep);
  for (std::size_t step = 0; step < n_steps; ++step) {
    const double q = low - 10 * kSigma + static_cast<double>(step) * kStep;
    double density = 0;
    std::vector<double> in_class(labels.n_classes, 0.0);
    for (std::size_t i = 0; i < t.size(); ++i) {
      const double e = norm * std::exp(-(q - t[i]) * (q - t[i]) / (2 * kSigma * kSigma)) / n;
      density += e;
      for (std::size_t c = 0; c < labels.n_classes; ++c) {
        in_class[c] += label_probability(labels, i, c) * e;
      }
    }
    out.i_xt -= plus_p_log_p(density);
    out.i_ty -= plus_p_log_p(density);
    for (const double p : in_class) out.i_ty += plus_p_log_p(p);
  }
  for (const double p : sizes) out.i_ty -= p > 0 ? p * std::log(p) : 0;
  out.i_xt -= h_z;
  return out;
}

void expect_within_errors(const Estimate& found, double truth, double n_errors) {
  ASSERT_TRUE(found.value && found.std_error);
  EXPECT_NEAR(found.value->value(), truth, n_errors * found.std_error->value());
}

TEST(Noisy, EqualsTheIntegralInOneDimension) {
  // from apart to on top of each other; draws so many that three errors are below 0.01
  for (const double spread : {1.0, 0.2, 0.05}) {
    for (const bool soft : {false, true}) {
      const std::vector<double> t = normal_values(12, spread, 1);
      const Labels labels = random_labels(12, 3, soft);
      const Truth truth = integrate(t, labels);
      const LayerEstimate layer =
          noisy_estimate(column_major(t.data(), 12, 1), {kSigma, 4000}, &labels);
      EXPECT_LT(layer.i_xt.std_error->value(), 0.0035);
      expect_within_errors(layer.i_xt, truth.i_xt, 3);
      expect_within_errors(layer.i_ty, truth.i_ty, 3);
    }
  }
}

TEST(Noisy, AgreesWithPlainMonteCarlo) {
  // components drawn at random, no control, no pairs, log-sum-exp in double, other random numbers
  constexpr std::size_t kCount = 40;
  constexpr std::size_t kDimension = 3;
  constexpr std::size_t kDraws = 60000;
  const std::vector<double> t = normal_values(kCount * kDimension, 0.15, 2);
  Stream stream(13, 0, Purpose::kTest);
  double sum = 0;
  double squares = 0;
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    const std::uint32_t i = stream.below(kCount);
    std::array<double, kDimension> q{};
    for (std::size_t k = 0; k < kDimension; ++k)
      q[k] = t[k * kCount + i] + kSigma * stream.normal();
    std::array<double, kCount> logs{};
    for (std::size_t j = 0; j < kCount; ++j) {
      for (std::size_t k = 0; k < kDimension; ++k) {
        logs[j] -= std::pow((q[k] - t[k * kCount + j]) / kSigma, 2) / 2;
      }
    }
    const double most = *std::ranges::max_element(logs);
    double mixture = 0;
    for (const double log : logs) mixture += std::exp(log - most);
    // -ln(1/N sum_j exp(...)) less d/2, the entropy of the noise without its constant
    const double term = -(most + std::log(mixture / kCount)) - kDimension / 2.0;
    sum += term;
    squares += term * term;
  }
  const double mean = sum / kDraws;
  const double error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
  const LayerEstimate layer =
      noisy_estimate(column_major(t.data(), kCount, kDimension), {kSigma, 400}, nullptr);
  const double both = std::hypot(error, layer.i_xt.std_error->value());
  EXPECT_LT(both, 0.01);
  EXPECT_NEAR(layer.i_xt.value->value(), mean, 3 * both);
}

TEST(Noisy, HasAnHonestStandardError) {
  // the same values in another order meet other random numbers
  constexpr std::size_t kCount = 30;
  constexpr std::size_t kRepeats = 200;
  const std::vector<double> t = normal_values(kCount, 0.3, 6);
  const Labels labels = random_labels(kCount, 2, false);
  const Truth truth = integrate(t, labels);
  Stream stream(14, 0, Purpose::kTest);
  double sum = 0;
  double squares = 0;
  double variances = 0;
  std::size_t n_covered = 0;
  std::vector<std::uint32_t> order(kCount);
  for (std::uint32_t i = 0; i < kCount; ++i) order[i] = i;
  for (std::size_t repeat = 0; repeat < kRepeats; ++repeat) {
    shuffle(order, stream);
    std::vector<double> shuffled;
    shuffled.reserve(kCount);
    for (const std::uint32_t row : order) shuffled.push_back(t[row]);
    const Labels classes = select_rows(labels, order);
    const LayerEstimate layer =
        noisy_estimate(column_major(shuffled.data(), kCount, 1), {kSigma, 8}, &classes);
    const double off = layer.i_xt.value->value() - truth.i_xt;
    sum += off;
    squares += off * off;
    variances += std::pow(layer.i_xt.std_error->value(), 2);
    if (layer.i_ty.ci95->low.value() < truth.i_ty && truth.i_ty < layer.i_ty.ci95->high.value()) {
      ++n_covered;
    }
  }
  // 200 squared errors have a relative standard deviation of 0.1; three of them
  EXPECT_NEAR(squares / variances, 1, 0.3);
  EXPECT_NEAR(sum / kRepeats, 0, 3 * std::sqrt(squares) / kRepeats);
  // binomial: 0.95 +- 3 * 0.0154
  EXPECT_NEAR(static_cast<double>(n_covered) / kRepeats, 0.95, 0.046);
}

TEST(Noisy, LiesBetweenTheBoundsOfKde) {
  for (const double scale : {1.0, 3.0, 10.0}) {
    const TanhLayers network = tanh_layers(512, scale);
    for (const double sigma : {0.03, 0.1, 0.5}) {
      const NetworkEstimate inside = make_noisy({sigma, 8})->network(network.sample(), {});
      const NetworkEstimate bounds = make_kde({sigma * sigma})->network(network.sample(), {});
      for (std::size_t l = 0; l < network.layers.size(); ++l) {
        SCOPED_TRACE(testing::Message() << scale << " " << sigma << " layer " << l + 1);
        const auto expect_inside = [](const Estimate& value, const Estimate& kde) {
          // 1e-6 is the rounding of bounds that meet
          const Nats slack = 3 * *value.std_error + Nats(1e-6);
          EXPECT_GE(*value.value + slack, *kde.lower);
          EXPECT_LE(*value.value - slack, *kde.upper);
        };
        expect_inside(inside.layers[l].i_xt, bounds.layers[l].i_xt);
        expect_inside(inside.layers[l].i_ty, bounds.layers[l].i_ty);
      }
    }
  }
}

TEST(Noisy, HasAStandardErrorBelow5MillibitsByDefault) {
  // at scale 1, half of the components overlap: the layer whose error is largest
  TanhLayers network = tanh_layers(4096, 1);
  network.layers = {network.layers[1]};
  network.widths = {7};
  const NoisyOptions options;
  const NetworkEstimate found = make_noisy(options)->network(network.sample(), {});
  const Estimate& i_xt = found.layers[0].i_xt;
  EXPECT_LT(Bits(*i_xt.std_error).value(), 0.005);
  // it is not because there is nothing to estimate
  EXPECT_LT(Bits(*i_xt.value).value(), 11);
  EXPECT_GT(Bits(*i_xt.value).value(), 1);
}

TEST(Noisy, OfRowsFarApartIsExactlyLnN) {
  const std::vector<float> t = {0, 100, 200, 300, 400};
  const Labels labels = hard_labels({0, 1, 0, 1, 1}, 2);
  const LayerEstimate layer = noisy_estimate(column_major(t.data(), 5, 1), {kSigma, 4}, &labels);
  EXPECT_EQ(layer.i_xt.value->value(), std::log(5.0));
  EXPECT_EQ(layer.i_xt.std_error->value(), 0);
  EXPECT_NEAR(layer.i_ty.value->value(), layer.h_y.value(), 1e-12);
}

TEST(Noisy, OfEqualRowsIsExactlyZero) {
  const std::vector<float> t(400, 0.25F);
  const Labels labels = random_labels(200, 2, false);
  const LayerEstimate layer = noisy_estimate(column_major(t.data(), 200, 2), {kSigma, 4}, &labels);
  EXPECT_EQ(layer.i_xt.value->value(), 0);
  EXPECT_EQ(layer.i_xt.std_error->value(), 0);
  EXPECT_NEAR(layer.i_ty.value->value(), 0, 1e-12);
}

TEST(Noisy, OfOneSampleIsZero) {
  const std::vector<float> t = {0.25F};
  const LayerEstimate layer = noisy_estimate(column_major(t.data(), 1, 1), {kSigma, 1}, nullptr);
  EXPECT_EQ(layer.i_xt.value->value(), 0);
  EXPECT_FALSE(layer.i_xt.std_error.has_value());
  EXPECT_FALSE(layer.i_ty.value.has_value());
}

TEST(Noisy, HasAnErrorOnTheSafeSideWithOnePairOfDraws) {
  const std::vector<double> t = normal_values(400, 0.2, 7);
  const Samples view = column_major(t.data(), 400, 1);
  const double one = noisy_estimate(view, {kSigma, 1}, nullptr).i_xt.std_error->value();
  // 32 draws, brought to two
  const double many = 4 * noisy_estimate(view, {kSigma, 32}, nullptr).i_xt.std_error->value();
  EXPECT_GT(one, 0.9 * many);
  // an odd number is rounded up
  EXPECT_EQ(noisy_estimate(view, {kSigma, 1}, nullptr).i_xt.value,
            noisy_estimate(view, {kSigma, 2}, nullptr).i_xt.value);
}

TEST(Noisy, KeepsWhatDoublesHoldAndFloatsDoNot) {
  const std::vector<double> t = normal_values(300, 0.2, 8);
  std::vector<double> far;
  far.reserve(t.size());
  for (const double value : t) far.push_back(value + 1048576);
  const Labels labels = random_labels(100, 2, false);
  const LayerEstimate near_zero =
      noisy_estimate(column_major(t.data(), 100, 3), {kSigma, 4}, &labels);
  const LayerEstimate offset =
      noisy_estimate(column_major(far.data(), 100, 3), {kSigma, 4}, &labels);
  EXPECT_NEAR(offset.i_xt.value->value(), near_zero.i_xt.value->value(), 1e-6);
  EXPECT_NEAR(offset.i_ty.value->value(), near_zero.i_ty.value->value(), 1e-6);
}

TEST(Noisy, TakesTheLargestNumbers) {
  const double huge = std::numeric_limits<double>::max();
  const auto t = one_unit<double>({-huge, huge, 0, huge});
  for (const double sigma : {1e-150, 0.1, 1e150}) {
    const LayerEstimate layer = noisy_estimate(t.column_major(), {sigma, 4}, nullptr);
    EXPECT_DOUBLE_EQ(layer.i_xt.value->value(), std::log(4) - std::log(2) / 2);
  }
}

TEST(Noisy, HasTheSameBitsForAnyNumberOfThreads) {
  const TanhLayers network = tanh_layers(256, 2);
  const Labels soft = random_labels(256, 3, true);
  for (const Labels* labels : {&network.labels, &soft}) {
    NetworkSample sample = network.sample();
    sample.labels = labels;
    const auto noisy = make_noisy({kSigma, 6});
    const NetworkEstimate one = noisy->network(sample, threads(1));
    for (const std::size_t n : {2, 5}) {
      const NetworkEstimate many = noisy->network(sample, threads(n));
      for (std::size_t l = 0; l < one.layers.size(); ++l) {
        EXPECT_EQ(one.layers[l].i_xt.value, many.layers[l].i_xt.value);
        EXPECT_EQ(one.layers[l].i_xt.std_error, many.layers[l].i_xt.std_error);
        EXPECT_EQ(one.layers[l].i_ty.value, many.layers[l].i_ty.value);
      }
    }
  }
}

TEST(NoisyPair, IsTheInformationAboutADiscreteSide) {
  const std::vector<double> t = normal_values(90, 0.2, 9);
  const Labels labels = random_labels(90, 2, false);
  std::vector<float> names;
  for (const std::uint32_t c : labels.classes) names.push_back(c == 0 ? -7.0F : 3.0F);
  PairSample sample;
  sample.x = column_major(names.data(), 90, 1);
  sample.y = column_major(t.data(), 90, 1);
  sample.x_discrete = true;
  const PairEstimate pair = make_noisy({kSigma, 100})->pair(sample, {});
  expect_within_errors(pair.information, integrate(t, labels).i_ty, 3);
}

TEST(NoisyPair, SaysWhereItBelongs) {
  const auto side = one_unit<float>({0, 1, 1});
  PairSample sample;
  sample.x = side.column_major();
  sample.y = side.column_major();
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { (void)make_noisy({})->pair(sample, {}); },
                                           "both sides are numbers"));
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { (void)make_noisy({})->pair(sample, {}); },
                                           "belongs to `layer` and `plane`"));
  sample.x_discrete = sample.y_discrete = true;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { (void)make_noisy({})->pair(sample, {}); },
                                           "both sides are discrete"));
}

TEST(Noisy, RefusesOptionsThatMakeNoSense) {
  for (const double sigma : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(throws_with<InvalidArgument>(
        [&] {
          (void)make_noisy({sigma, 4});
        },
        "but must be above 0 and finite"));
  }
  EXPECT_TRUE(throws_with<InvalidArgument>([] { (void)make_noisy({0.1, 0}); }, "draws is 0"));
}

TEST(Noisy, NamesItself) { EXPECT_EQ(make_noisy({0.05, 4})->spec(), "noisy:sigma=0.05,draws=4"); }

}  // namespace
}  // namespace infoplane
