#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/estimate/kde.h"
#include "tests/estimate/label_probability.h"
#include "tests/estimate/recorded.h"

namespace infoplane {

// 1e-6 and 1e-3 bits
inline constexpr double kTight = 1e-6 * std::numbers::ln2;
inline constexpr double kWide = 1e-3 * std::numbers::ln2;

// h - d/2 ln(2 pi e v) by the wide and the narrow kernel, and the same of T given Y.
struct SlowKde {
  double lower = 0;
  double upper = 0;
  double lower_given_y = 0;
  double upper_given_y = 0;
};

// -1/N sum_i ln(sum_j k_ij / N) and -1/N sum_i sum_c p_ic ln(sum_j p_jc k_ij / P_c)
struct SlowKdeSums {
  std::vector<double> in_class;
  double all = 0;
};

template <class T>
SlowKde slow_kde(const std::vector<T>& t, std::size_t n, double variance, const Labels& labels) {
  const std::size_t d = t.size() / n;
  std::vector<SlowKdeSums> wide(n, {std::vector<double>(labels.n_classes, 0.0), 0.0});
  std::vector<SlowKdeSums> narrow = wide;
  const auto add = [&](SlowKdeSums& row, std::size_t j, double e) {
    row.all += e;
    if (!labels.soft()) {
      row.in_class[labels.classes[j]] += e;
      return;
    }
    for (std::size_t c = 0; c < labels.n_classes; ++c) {
      row.in_class[c] += label_probability(labels, j, c) * e;
    }
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double square = 0;
      for (std::size_t k = 0; k < d; ++k) {
        const double difference =
            static_cast<double>(t[k * n + i]) - static_cast<double>(t[k * n + j]);
        square += difference * difference;
      }
      const double e = std::exp(-square / (8 * variance));
      const double e4 = std::exp(-square / (2 * variance));
      add(wide[i], j, e);
      add(narrow[i], j, e4);
      if (i == j) continue;
      add(wide[j], i, e);
      add(narrow[j], i, e4);
    }
  }
  std::vector<double> sizes(labels.n_classes, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < labels.n_classes; ++c) sizes[c] += label_probability(labels, i, c);
  }
  SlowKde out;
  const auto total = static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i) {
    out.lower -= std::log(wide[i].all / total) / total;
    out.upper -= std::log(narrow[i].all / total) / total;
    for (std::size_t c = 0; c < labels.n_classes; ++c) {
      const double p = label_probability(labels, i, c);
      if (p == 0) continue;
      out.lower_given_y -= p * std::log(wide[i].in_class[c] / sizes[c]) / total;
      out.upper_given_y -= p * std::log(narrow[i].in_class[c] / sizes[c]) / total;
    }
  }
  return out;
}

inline void expect_nats(const std::optional<Nats>& found, double expected, double tolerance) {
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->value(), expected, tolerance);
}

inline void expect_slow_kde(const LayerEstimate& layer, const SlowKde& twin, double tolerance) {
  expect_nats(layer.i_xt.value, twin.upper, tolerance);
  expect_nats(layer.i_xt.lower, twin.lower, tolerance);
  expect_nats(layer.i_xt.upper, twin.upper, tolerance);
  expect_nats(layer.i_ty.value, twin.upper - twin.upper_given_y, tolerance);
  expect_nats(layer.i_ty.lower, twin.lower - twin.upper_given_y, tolerance);
  expect_nats(layer.i_ty.upper, twin.upper - twin.lower_given_y, tolerance);
}

inline LayerEstimate kde_estimate(const Samples& t, double variance, const Labels* labels,
                                  const Work& work = {}) {
  NetworkSample sample;
  sample.labels = labels;
  sample.layers.resize(1);
  sample.layers[0].t = t;
  return make_kde({variance})->network(sample, work).layers.at(0);
}

// Columns one after another, of class centres plus noise; the spread shrinks with the dimension so
// that distances stay within a few standard deviations of the noise.
template <class T>
std::vector<T> clustered_columns(std::size_t n, std::size_t d, const Labels& labels,
                                 double spread) {
  Stream stream(6, 0, Purpose::kTest, static_cast<std::uint32_t>(d));
  const double scale = spread / std::sqrt(static_cast<double>(d));
  std::vector<T> t;
  for (std::size_t k = 0; k < d; ++k) {
    std::vector<double> centres;
    for (std::size_t c = 0; c < labels.n_classes; ++c) centres.push_back(stream.normal());
    for (std::size_t i = 0; i < n; ++i) {
      t.push_back(static_cast<T>(scale * (centres[labels.classes[i]] + stream.normal())));
    }
  }
  return t;
}

// Classes of the given sizes, mixed.
inline Labels classes_of(const std::vector<std::size_t>& sizes) {
  std::vector<std::uint32_t> classes;
  for (std::uint32_t c = 0; c < sizes.size(); ++c) classes.insert(classes.end(), sizes[c], c);
  Stream stream(7, 0, Purpose::kTest);
  shuffle(classes, stream);
  return hard_labels(classes, sizes.size());
}

inline Labels soften(const Labels& hard, double sharpness) {
  Labels labels = hard;
  Stream stream(8, 0, Purpose::kTest);
  for (std::size_t i = 0; i < hard.size(); ++i) {
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t c = 0; c < hard.n_classes; ++c) {
      weights.push_back(std::exp(sharpness * stream.normal()));
      sum += weights.back();
    }
    for (const double weight : weights) labels.probabilities.push_back(weight / sum);
  }
  return labels;
}

}  // namespace infoplane
