#include "infoplane/nets/initialise.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace infoplane {
namespace {

// takes out of v what lies along each of `basis`, and makes it of length 1
void orthonormalise(std::vector<double>& v, std::span<const std::vector<double>> basis) {
  // one pass leaves what rounding and cancellation put back; a second removes it
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::vector<double>& b : basis) {
      const double along = std::inner_product(v.begin(), v.end(), b.begin(), 0.0);
      for (std::size_t i = 0; i < v.size(); ++i) v[i] -= along * b[i];
    }
  }
  const double length = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
  for (double& value : v) value /= length;
}

// n_vectors orthonormal vectors of n numbers: Gram-Schmidt of normal vectors. This is the QR
// decomposition with a positive diagonal of R, whose Q is Haar distributed.
std::vector<std::vector<double>> orthonormal_vectors(std::size_t n_vectors, std::size_t n,
                                                     Stream& stream) {
  std::vector<std::vector<double>> vectors;
  for (std::size_t k = 0; k < n_vectors; ++k) {
    std::vector<double> v(n);
    for (double& value : v) value = stream.normal();
    orthonormalise(v, vectors);
    vectors.push_back(std::move(v));
  }
  return vectors;
}

// a wide matrix has orthonormal rows, a tall one orthonormal columns
void fill_orthogonal(std::span<float> weights, std::size_t width, std::size_t n_inputs,
                     Stream& stream) {
  const bool wide = width <= n_inputs;
  const auto vectors =
      orthonormal_vectors(std::min(width, n_inputs), std::max(width, n_inputs), stream);
  for (std::size_t row = 0; row < width; ++row) {
    for (std::size_t col = 0; col < n_inputs; ++col) {
      weights[row * n_inputs + col] =
          static_cast<float>(wide ? vectors[row][col] : vectors[col][row]);
    }
  }
}

void fill_truncated_normal(std::span<float> weights, double sigma, Stream& stream) {
  for (float& w : weights) w = static_cast<float>(sigma * stream.truncated_normal(2));
}

void fill_normal(std::span<float> weights, double sigma, Stream& stream) {
  for (float& w : weights) w = static_cast<float>(sigma * stream.normal());
}

// uniform on (-limit, limit)
void fill_uniform(std::span<float> weights, double limit, Stream& stream) {
  for (float& w : weights) w = static_cast<float>(limit * (2 * stream.uniform() - 1));
}

void fill_weights(Initialiser init, const LayerParameters& layer, std::span<float> weights,
                  Stream& stream) {
  const auto fan_in = static_cast<double>(layer.n_inputs);
  const auto fan_out = static_cast<double>(layer.width);
  switch (init) {
    case Initialiser::kTruncatedNormalFanIn:
      return fill_truncated_normal(weights, std::sqrt(1 / fan_in), stream);
    case Initialiser::kTruncatedNormalFanOut:
      return fill_truncated_normal(weights, std::sqrt(1 / fan_out), stream);
    case Initialiser::kGlorotUniform:
      return fill_uniform(weights, std::sqrt(6 / (fan_in + fan_out)), stream);
    case Initialiser::kGlorotNormal:
      return fill_normal(weights, std::sqrt(2 / (fan_in + fan_out)), stream);
    case Initialiser::kHeUniform:
      return fill_uniform(weights, std::sqrt(6 / fan_in), stream);
    case Initialiser::kHeNormal:
      return fill_normal(weights, std::sqrt(2 / fan_in), stream);
    case Initialiser::kOrthogonal:
      return fill_orthogonal(weights, layer.width, layer.n_inputs, stream);
    case Initialiser::kNtk:
      return fill_normal(weights, 1, stream);
  }
}

}  // namespace

std::vector<float> initial_parameters(const NetworkSpec& spec, Stream& stream) {
  check_network(spec);
  const ParameterLayout layout(spec);
  // biases stay 0
  std::vector<float> parameters(layout.n_parameters, 0);
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    const LayerParameters& layer = layout.layers[l];
    const std::span<float> all(parameters);
    fill_weights(spec.init, layer, all.subspan(layer.weights, layer.width * layer.n_inputs),
                 stream);
    if (spec.layers[l].batch_norm) std::ranges::fill(all.subspan(layer.gains, layer.width), 1.0F);
  }
  return parameters;
}

std::vector<float> initial_statistics(const NetworkSpec& spec) {
  check_network(spec);
  const ParameterLayout layout(spec);
  std::vector<float> statistics(layout.n_statistics, 0);
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    if (!spec.layers[l].batch_norm) continue;
    const LayerParameters& layer = layout.layers[l];
    std::ranges::fill(std::span(statistics).subspan(layer.statistics + layer.width, layer.width),
                      1.0F);
  }
  return statistics;
}

}  // namespace infoplane
