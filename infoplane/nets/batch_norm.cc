#include "infoplane/nets/batch_norm.h"

#include <algorithm>
#include <cmath>

#include "infoplane/nets/kernels/kernels.h"
#include "infoplane/nets/network.h"

namespace infoplane {
namespace {

// calls visit(offset) for every sample of one unit, in order
template <class Visit>
void each_sample(const BatchNormTiles& tiles, std::size_t unit, const Visit& visit) {
  for (std::size_t first = 0; first < tiles.n; first += kTile) {
    const std::size_t offset = first * tiles.width + unit * kTile;
    const std::size_t n_valid = std::min(kTile, tiles.n - first);
    for (std::size_t s = 0; s < n_valid; ++s) visit(offset + s);
  }
}

}  // namespace

void batch_norm_forward(const BatchNormTiles& tiles, const float* gains, const float* biases,
                        std::span<float> statistics, float* u, float* normalised,
                        std::vector<double>& inverse_deviation) {
  inverse_deviation.resize(tiles.width);
  const auto n = static_cast<double>(tiles.n);
  for (std::size_t unit = 0; unit < tiles.width; ++unit) {
    double sum = 0;
    each_sample(tiles, unit, [&](std::size_t i) { sum += u[i]; });
    const double mean = sum / n;
    double squares = 0;
    each_sample(tiles, unit, [&](std::size_t i) { squares += (u[i] - mean) * (u[i] - mean); });
    const double scale = 1 / std::sqrt(squares / n + kBatchNormEpsilon);
    inverse_deviation[unit] = scale;
    each_sample(tiles, unit, [&](std::size_t i) {
      normalised[i] = static_cast<float>((u[i] - mean) * scale);
      u[i] = gains[unit] * normalised[i] + biases[unit];
    });
    // the running variance is of the unbiased estimate; a single sample says nothing about it
    float& running_mean = statistics[unit];
    float& running_variance = statistics[tiles.width + unit];
    const double variance = tiles.n > 1 ? squares / (n - 1) : running_variance;
    running_mean += static_cast<float>(kBatchNormMomentum * (mean - running_mean));
    running_variance += static_cast<float>(kBatchNormMomentum * (variance - running_variance));
  }
}

void batch_norm_backward(const BatchNormTiles& tiles, const float* gains, const float* normalised,
                         const std::vector<double>& inverse_deviation, float* delta,
                         float* gain_gradient, float* bias_gradient) {
  const auto n = static_cast<double>(tiles.n);
  for (std::size_t unit = 0; unit < tiles.width; ++unit) {
    double sum = 0;
    double projection = 0;
    each_sample(tiles, unit, [&](std::size_t i) {
      sum += delta[i];
      projection += static_cast<double>(delta[i]) * normalised[i];
    });
    // du = g/sigma (delta - mean delta - normalised mean(delta normalised))
    const double factor = gains[unit] * inverse_deviation[unit];
    each_sample(tiles, unit, [&](std::size_t i) {
      delta[i] = static_cast<float>(factor * (delta[i] - sum / n - normalised[i] * projection / n));
    });
    gain_gradient[unit] = static_cast<float>(projection);
    bias_gradient[unit] = static_cast<float>(sum);
  }
}

void batch_norm_evaluate(std::size_t width, const float* gains, const float* biases,
                         std::span<const float> statistics, float* u) {
  for (std::size_t unit = 0; unit < width; ++unit) {
    const double deviation = std::sqrt(statistics[width + unit] + kBatchNormEpsilon);
    const auto scale = static_cast<float>(gains[unit] / deviation);
    for (std::size_t s = 0; s < kTile; ++s) {
      float& value = u[unit * kTile + s];
      value = (value - statistics[unit]) * scale + biases[unit];
    }
  }
}

}  // namespace infoplane
