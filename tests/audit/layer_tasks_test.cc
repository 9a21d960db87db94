#include "infoplane/audit/layer_tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "infoplane/audit/sample_tasks.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/data/sphere12.h"

namespace infoplane {
namespace {

constexpr double kN = kPatterns;

// activations of one layer, all patterns, and their labels
struct Population {
  explicit Population(const LayerTask& task)
      : d(task.layer.width), t(pattern_activations(task.layer)), labels(sphere12({}, 0).labels) {}

  std::size_t d;
  std::vector<double> t;
  Labels labels;
};

double entropy(const std::vector<double>& weights) {
  double all = 0;
  for (const double w : weights) all += w;
  double h = 0;
  for (const double w : weights) {
    if (w > 0) h -= w / all * std::log(w / all);
  }
  return h;
}

std::vector<double> counts(const std::unordered_map<std::size_t, double>& of_cell) {
  std::vector<double> out;
  out.reserve(of_cell.size());
  for (const auto& [cell, n] : of_cell) out.push_back(n);
  return out;
}

// h(T + Z) and h(T + Z | Y) of one or two units on a grid of half a standard deviation, where the
// rule of rectangles is exact to well below the digits compared
struct Densities {
  double h = 0;
  double h_given_y = 0;
};
Densities integrate(const Population& population, double sigma) {
  const auto [low, high] = std::ranges::minmax(population.t);
  const double step = sigma / 2;
  const auto n = static_cast<std::size_t>((high - low + 14 * sigma) / step);
  const bool plane = population.d == 2;
  double p_one = 0;
  for (const std::uint32_t y : population.labels.classes) p_one += y / kN;
  // each unit's kernel at each grid point, for each pattern
  std::vector<std::vector<double>> kernels;
  for (const double value : population.t) {
    std::vector<double> at(n);
    for (std::size_t g = 0; g < n; ++g) {
      const double z = (low - 7 * sigma + static_cast<double>(g) * step - value) / sigma;
      at[g] = std::exp(-z * z / 2) / (sigma * std::sqrt(2 * std::numbers::pi));
    }
    kernels.push_back(at);
  }
  Densities out;
  const double area = plane ? step * step : step;
  for (std::size_t a = 0; a < n; ++a) {
    std::vector<double> joint[2] = {std::vector<double>(plane ? n : 1),
                                    std::vector<double>(plane ? n : 1)};
    for (std::size_t i = 0; i < kPatterns; ++i) {
      const double first = kernels[i][a];
      // too far to matter
      if (first < 1e-12) continue;
      std::vector<double>& sums = joint[population.labels.classes[i]];
      for (std::size_t b = 0; b < sums.size(); ++b) {
        sums[b] += first * (plane ? kernels[kPatterns + i][b] : 1) / kN;
      }
    }
    for (std::size_t b = 0; b < joint[0].size(); ++b) {
      const double p0 = joint[0][b];
      const double p1 = joint[1][b];
      if (p0 + p1 > 0) out.h -= area * (p0 + p1) * std::log(p0 + p1);
      // -sum_y p(y, t) ln p(t|y)
      if (p0 > 0) out.h_given_y -= area * p0 * std::log(p0 / (1 - p_one));
      if (p1 > 0) out.h_given_y -= area * p1 * std::log(p1 / p_one);
    }
  }
  return out;
}

TEST(NoisyLayers, TruthsOfOneAndTwoUnitsAreTheIntegrals) {
  std::size_t n_checked = 0;
  for (const LayerTask& task : noisy_layer_tasks()) {
    if (task.layer.width > 2) continue;
    const double sigma = task.sigma.value();
    const Densities densities = integrate(Population(task), sigma);
    const double h_noise = static_cast<double>(task.layer.width) / 2 *
                           std::log(2 * std::numbers::pi * std::numbers::e * sigma * sigma);
    EXPECT_NEAR(task.i_xt.value(), densities.h - h_noise, 4 * task.i_xt_error.value()) << task.name;
    EXPECT_NEAR(task.i_ty.value(), densities.h - densities.h_given_y, 4 * task.i_ty_error.value())
        << task.name;
    ++n_checked;
  }
  EXPECT_EQ(n_checked, 3U);
}

// Kolchinsky & Tracey 2017: with distances exp(-D/8 s^2) below the truth, with exp(-D/2 s^2) above
TEST(NoisyLayers, TruthsAreBetweenThePairwiseBounds) {
  for (const LayerTask& task : noisy_layer_tasks()) {
    const Population population(task);
    const double scale = 1 / (8 * task.sigma.value() * task.sigma.value());
    std::vector<double> wide(kPatterns, 1);
    std::vector<double> narrow(kPatterns, 1);
    std::vector<double> square(kPatterns);
    for (std::size_t i = 0; i < kPatterns; ++i) {
      std::ranges::fill(square, 0.0);
      for (std::size_t k = 0; k < population.d; ++k) {
        const double* unit = &population.t[k * kPatterns];
        for (std::size_t j = 0; j < i; ++j) square[j] += (unit[i] - unit[j]) * (unit[i] - unit[j]);
      }
      for (std::size_t j = 0; j < i; ++j) {
        const double e = std::exp(-square[j] * scale);
        const double e4 = e * e * e * e;
        wide[i] += e;
        wide[j] += e;
        narrow[i] += e4;
        narrow[j] += e4;
      }
    }
    double low = 0;
    double high = 0;
    for (std::size_t i = 0; i < kPatterns; ++i) {
      low -= std::log(wide[i] / kN) / kN;
      high -= std::log(narrow[i] / kN) / kN;
    }
    EXPECT_GT(task.i_xt.value(), low) << task.name;
    EXPECT_LT(task.i_xt.value(), high) << task.name;
    EXPECT_LT(task.i_xt.value(), std::log(kN)) << task.name;
  }
}

// a short Monte Carlo calculation with other noise than the long one; its standard error is taken
// from its own terms
TEST(NoisyLayers, TruthsAgreeWithFreshNoise) {
  for (const LayerTask& task : noisy_layer_tasks()) {
    const Population population(task);
    const double scale = 1 / (2 * task.sigma.value() * task.sigma.value());
    Stream stream(77, 0, Purpose::kTest, task.layer.weights);
    double sum[2] = {0, 0};
    double square[2] = {0, 0};
    constexpr int kTerms = 1000;
    const double h_y = 0.999157 * std::numbers::ln2;
    for (int n = 0; n < kTerms; ++n) {
      const std::size_t i = stream.below(kPatterns);
      std::vector<double> noisy(population.d);
      double own = 0;
      for (std::size_t k = 0; k < population.d; ++k) {
        const double z = task.sigma.value() * stream.normal();
        own += z * z;
        noisy[k] = population.t[k * kPatterns + i] + z;
      }
      std::vector<double> of_class(2);
      for (std::size_t j = 0; j < kPatterns; ++j) {
        double distance = 0;
        for (std::size_t k = 0; k < population.d; ++k) {
          distance += std::pow(noisy[k] - population.t[k * kPatterns + j], 2);
        }
        of_class[population.labels.classes[j]] += std::exp((own - distance) * scale);
      }
      const double terms[2] = {-std::log((of_class[0] + of_class[1]) / kN),
                               h_y - entropy(of_class)};
      for (int q = 0; q < 2; ++q) {
        sum[q] += terms[q];
        square[q] += terms[q] * terms[q];
      }
    }
    const double truths[2] = {task.i_xt.value(), task.i_ty.value()};
    for (int q = 0; q < 2; ++q) {
      const double mean = sum[q] / kTerms;
      const double error = std::sqrt((square[q] / kTerms - mean * mean) / kTerms);
      EXPECT_NEAR(truths[q], mean, 4 * error + 1e-6) << task.name << " " << q;
    }
  }
}

TEST(NoisyLayers, HaveErrorsBelowAThousandthOfABit) {
  ASSERT_GE(noisy_layer_tasks().size(), 10U);
  for (const LayerTask& task : noisy_layer_tasks()) {
    EXPECT_GT(task.i_xt_error.value(), 0) << task.name;
    EXPECT_LE(Bits(task.i_xt_error).value(), 0.001) << task.name;
    EXPECT_LE(Bits(task.i_ty_error).value(), 0.001) << task.name;
  }
}

TEST(NoisyLayers, AreAllPatternsInAnOrderThatTheSeedDecides) {
  const LayerTask& task = noisy_layer_tasks().front();
  const LayerDraw one = task.sample(10, 1);
  const LayerDraw two = task.sample(20, 2);
  EXPECT_EQ(one.labels.size(), kPatterns);
  EXPECT_NE(one.input_ids, two.input_ids);
  std::vector<std::uint32_t> sorted = one.input_ids;
  std::ranges::sort(sorted);
  for (std::uint32_t i = 0; i < kPatterns; ++i) ASSERT_EQ(sorted[i], i);
}

TEST(LayerDraw, RowsArePatternsWithTheirLabelsAndActivations) {
  const Dataset data = sphere12({}, 0);
  for (const LayerTask& task : {noisy_layer_tasks().back(), quantised_layer_tasks().back()}) {
    const LayerDraw draw = task.sample(200, 3);
    const NetworkSample sample = draw.view();
    ASSERT_EQ(sample.layers.size(), 1U);
    const auto inputs = std::get<MatrixView<double>>(sample.inputs.value());
    const auto t = std::get<MatrixView<double>>(sample.layers[0].t);
    EXPECT_EQ(t.cols, task.layer.width);
    const std::vector<double> all = pattern_activations(task.layer);
    for (std::size_t i = 0; i < t.rows; ++i) {
      const std::uint32_t pattern = draw.input_ids[i];
      EXPECT_EQ(draw.labels.classes[i], data.labels.classes[pattern]);
      for (std::size_t k = 0; k < kPatternBits; ++k)
        EXPECT_EQ(inputs(i, k), data.inputs()(pattern, k));
      const double quantum = task.n_bits ? std::ldexp(1.0, -static_cast<int>(*task.n_bits)) : 0;
      EXPECT_LE(std::abs(t(i, 0) - all[pattern]), quantum * 1.0000001) << task.name;
    }
  }
}

// the levels of a row as the digits of one number, counted by it
TEST(QuantisedLayers, TruthsAreTheCountsOverAllPatterns) {
  const Labels labels = sphere12({}, 0).labels;
  for (const LayerTask& task : quantised_layer_tasks()) {
    const std::vector<double> t = pattern_activations(task.layer);
    const std::size_t n_levels = std::size_t{1} << task.n_bits.value();
    std::unordered_map<std::size_t, double> all;
    std::unordered_map<std::size_t, double> of_class[2];
    for (std::size_t i = 0; i < kPatterns; ++i) {
      std::size_t cell = 0;
      for (std::size_t k = 0; k < task.layer.width; ++k) {
        const double share = (t[k * kPatterns + i] + 1) / 2;
        cell = n_levels * cell + static_cast<std::size_t>(share * static_cast<double>(n_levels));
      }
      ++all[cell];
      ++of_class[labels.classes[i]][cell];
    }
    double p_one = 0;
    for (const std::uint32_t y : labels.classes) p_one += y / kN;
    const double h_t = entropy(counts(all));
    EXPECT_NEAR(task.i_xt.value(), h_t, 1e-11) << task.name;
    EXPECT_NEAR(
        task.i_ty.value(),
        h_t - (1 - p_one) * entropy(counts(of_class[0])) - p_one * entropy(counts(of_class[1])),
        1e-11)
        << task.name;
    EXPECT_LT(task.i_xt.value(), std::log(kN)) << task.name;
  }
}

TEST(NoisySamples, HaveTheNoiseOfTheirLayerAndNamesThatAreDiscrete) {
  std::set<std::uint32_t> streams;
  std::size_t n_xt = 0;
  for (const PairTask& task : noisy_sample_tasks()) {
    streams.insert(task.stream);
    EXPECT_NE(task.x_discrete, task.y_discrete) << task.name;
    n_xt += task.x_discrete ? 1 : 0;
  }
  EXPECT_EQ(streams.size(), noisy_sample_tasks().size());
  EXPECT_GE(n_xt, 2U);

  const auto named = [](const char* name) {
    return *std::ranges::find(noisy_sample_tasks(), name, &PairTask::name);
  };
  const PairTask task = named("noisy-sample-tanh-1-0.1-xt");
  const LayerTask& layer = noisy_layer_tasks().front();
  const std::vector<double> t = pattern_activations(layer.layer);
  Stream stream(5, 0, Purpose::kTest);
  std::vector<double> x(task.dx);
  std::vector<double> y(task.dy);
  double square = 0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    task.draw(stream, x, y);
    std::size_t pattern = 0;
    for (const double bit : x) pattern = 2 * pattern + (bit == 1 ? 1 : 0);
    square += std::pow(y[0] - t[pattern], 2) / kDraws;
  }
  // the standard error of a variance is sqrt(2/N) of it, 1%
  EXPECT_NEAR(square, 0.01, 4 * 0.01 * 0.01);
  // labels stay what they are
  const PairDraw draw = named("noisy-sample-tanh-1-0.1-ty").sample(100, 0);
  for (const double label : std::get<std::vector<double>>(draw.y.columns)) {
    EXPECT_TRUE(label == 0 || label == 1);
  }
}

TEST(LayerTask, RefusesNoSamples) {
  EXPECT_THROW(static_cast<void>(quantised_layer_tasks().front().sample(0, 0)), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
