#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/estimate/noisy.h"
#include "tests/estimate/label_probability.h"

namespace infoplane {

inline constexpr double kSigma = 0.1;

inline LayerEstimate noisy_estimate(const Samples& t, const NoisyOptions& options,
                                    const Labels* labels, const Work& work = {}) {
  NetworkSample sample;
  sample.labels = labels;
  sample.layers.resize(1);
  sample.layers[0].t = t;
  return make_noisy(options)->network(sample, work).layers.at(0);
}

inline Labels random_labels(std::size_t n, std::size_t n_classes, bool soft) {
  Stream stream(11, 0, Purpose::kTest);
  Labels labels;
  labels.n_classes = n_classes;
  for (std::size_t i = 0; i < n; ++i) {
    labels.classes.push_back(stream.below(static_cast<std::uint32_t>(n_classes)));
    if (!soft) continue;
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t c = 0; c < n_classes; ++c) {
      weights.push_back(std::exp(2 * stream.normal()));
      sum += weights.back();
    }
    for (const double weight : weights) labels.probabilities.push_back(weight / sum);
  }
  return labels;
}

inline std::vector<double> normal_values(std::size_t n, double scale, std::uint32_t index) {
  Stream stream(12, 0, Purpose::kTest, index);
  std::vector<double> values(n);
  for (double& value : values) value = scale * stream.normal();
  return values;
}

}  // namespace infoplane
