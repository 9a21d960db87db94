#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// Activations in float, unit after unit, of tanh layers of 10, 7, 5, 4, 3 and 2 units over n of
/// the patterns of 12 bits (every 4096/n-th), with random weights of standard deviation
/// scale / sqrt(inputs): at scale 10 most units are saturated. Two random classes.
struct TanhLayers {
  std::size_t n = 0;
  std::vector<std::size_t> widths = {10, 7, 5, 4, 3, 2};
  std::vector<std::vector<float>> layers;
  Labels labels;

  [[nodiscard]] NetworkSample sample() const {
    NetworkSample out;
    out.labels = &labels;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      LayerSample layer;
      layer.t = column_major(layers[l].data(), n, widths[l]);
      out.layers.push_back(layer);
    }
    return out;
  }
};

inline TanhLayers tanh_layers(std::size_t n, double scale) {
  TanhLayers out;
  out.n = n;
  Stream stream(3, 0, Purpose::kTest);
  std::vector<std::vector<double>> below(12, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < 12; ++j) {
      below[j][i] = static_cast<double>((i * (4096 / n) + i % (4096 / n)) >> (11 - j) & 1);
    }
  }
  for (const std::size_t width : out.widths) {
    std::vector<std::vector<double>> units;
    std::vector<float> stored;
    for (std::size_t u = 0; u < width; ++u) {
      std::vector<double> z(n, 0.1 * stream.normal());
      for (const std::vector<double>& input : below) {
        const double w = scale * stream.normal() / std::sqrt(static_cast<double>(below.size()));
        for (std::size_t i = 0; i < n; ++i) z[i] += w * input[i];
      }
      for (double& value : z) {
        stored.push_back(static_cast<float>(std::tanh(value)));
        value = stored.back();
      }
      units.push_back(z);
    }
    out.layers.push_back(stored);
    below = units;
  }
  out.labels.n_classes = 2;
  for (std::size_t i = 0; i < n; ++i) {
    out.labels.classes.push_back(static_cast<std::uint32_t>(stream.uniform() < 0.3));
  }
  return out;
}

}  // namespace infoplane
