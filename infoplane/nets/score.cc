#include "infoplane/nets/score.h"

#include <algorithm>
#include <cmath>

namespace infoplane {
namespace {

// -ln p(y) for logits z with stride kTile
double cross_entropy(const float* z, std::size_t width, std::uint32_t y) {
  double largest = z[0];
  for (std::size_t c = 1; c < width; ++c) largest = std::max<double>(largest, z[c * kTile]);
  double total = 0;
  for (std::size_t c = 0; c < width; ++c) total += std::exp(z[c * kTile] - largest);
  return largest + std::log(total) - z[y * kTile];
}

// ln(1 + exp(z)) - target z
double logistic(double z, bool target) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - (target ? z : 0.0);
}

bool is_target(std::size_t width, std::size_t c, std::uint32_t y) {
  return width == 1 ? y == 1 : c == y;
}

double sample_loss(Loss loss, const float* z, std::size_t width, std::uint32_t y) {
  if (loss == Loss::kCrossEntropy) return cross_entropy(z, width, y);
  double sum = 0;
  for (std::size_t c = 0; c < width; ++c) {
    const double value = z[c * kTile];
    const bool target = is_target(width, c, y);
    const double error = value - (target ? 1.0 : 0.0);
    sum += loss == Loss::kLogistic ? logistic(value, target) : 0.5 * error * error;
  }
  return sum;
}

std::uint32_t predicted_class(const float* z, std::size_t width) {
  if (width == 1) return z[0] > 0 ? 1 : 0;
  std::uint32_t best = 0;
  for (std::uint32_t c = 1; c < width; ++c) {
    if (z[c * kTile] > z[best * kTile]) best = c;
  }
  return best;
}

}  // namespace

Score score(FusedNetwork& network, std::span<const float> parameters,
            std::span<const float> statistics, const TrainData& data,
            std::span<const std::uint32_t> rows, Stream* noise) {
  const std::size_t width = network.spec().layers.back().width;
  double loss = 0;
  std::size_t n_right = 0;
  network.evaluate(parameters, statistics, data.x, rows, noise, [&](const EvaluatedTile& tile) {
    for (std::size_t s = 0; s < tile.n_valid; ++s) {
      const float* z = tile.z.back() + s;
      const std::uint32_t y = data.labels[rows[tile.first + s]];
      loss += sample_loss(network.spec().loss, z, width, y);
      if (predicted_class(z, width) == y) ++n_right;
    }
  });
  const auto n = static_cast<double>(rows.size());
  return {loss / n, static_cast<double>(n_right) / n};
}

}  // namespace infoplane
