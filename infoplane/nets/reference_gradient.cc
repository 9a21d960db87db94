#include <cmath>
#include <utility>

#include "infoplane/nets/reference.h"
#include "infoplane/nets/reference_pass.h"

namespace infoplane {
namespace {

// d loss / d z of the output: (t - target) / n, for each loss with its own output activation
LayerValues output_delta(const NetworkSpec& spec, const LayerPass& output,
                         const ReferenceBatch& batch) {
  const std::size_t n = batch.x.rows;
  const std::size_t n_outputs = spec.layers.back().width;
  LayerValues delta(n_outputs * n);
  for (std::size_t j = 0; j < n_outputs; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      delta[j * n + i] =
          (output.t[j * n + i] - output_target(spec, batch, j, i)) / static_cast<double>(n);
    }
  }
  return delta;
}

// From d loss / d z to d loss / d u, through the gain and the batch's own mean and variance: with v
// the normalised u and r = g delta,
//   du_i = (r_i - mean(r) - v_i mean(r v)) / sqrt(variance + eps)
LayerValues through_batch_norm(const LayerPass& pass, const LayerParameters& layer,
                               std::span<const double> parameters, const LayerValues& delta,
                               std::size_t n) {
  LayerValues du(delta.size());
  const auto count = static_cast<double>(n);
  for (std::size_t j = 0; j < layer.width; ++j) {
    const double g = parameters[layer.gains + j];
    double mean_r = 0;
    double mean_rv = 0;
    for (std::size_t i = j * n; i < (j + 1) * n; ++i) {
      mean_r += g * delta[i] / count;
      mean_rv += g * delta[i] * pass.normalised[i] / count;
    }
    const double deviation = std::sqrt(pass.variance[j] + kBatchNormEpsilon);
    for (std::size_t i = j * n; i < (j + 1) * n; ++i) {
      du[i] = (g * delta[i] - mean_r - pass.normalised[i] * mean_rv) / deviation;
    }
  }
  return du;
}

// d loss / d b = sum_i delta_i and d loss / d g = sum_i delta_i v_i
void add_unit_gradients(const LayerPass& pass, const LayerParameters& layer, bool batch_norm,
                        const LayerValues& delta, std::size_t n, LayerValues& gradient) {
  for (std::size_t j = 0; j < layer.width; ++j) {
    for (std::size_t i = j * n; i < (j + 1) * n; ++i) {
      gradient[layer.biases + j] += delta[i];
      if (batch_norm) gradient[layer.gains + j] += delta[i] * pass.normalised[i];
    }
  }
}

// d loss / d W_jk = s sum_i du_ji a_ki; returns d loss / d a_ki = s sum_j W_jk du_ji
LayerValues through_weights(const LayerPass& pass, const LayerParameters& layer,
                            std::span<const double> parameters, const LayerValues& du,
                            std::size_t n, LayerValues& gradient) {
  LayerValues da(layer.n_inputs * n, 0);
  const double s = layer.weight_scale;
  for (std::size_t j = 0; j < layer.width; ++j) {
    for (std::size_t k = 0; k < layer.n_inputs; ++k) {
      const std::size_t weight = layer.weights + j * layer.n_inputs + k;
      for (std::size_t i = 0; i < n; ++i) {
        gradient[weight] += s * du[j * n + i] * pass.input[k * n + i];
        da[k * n + i] += s * parameters[weight] * du[j * n + i];
      }
    }
  }
  return da;
}

}  // namespace

std::vector<double> reference_gradient(const NetworkSpec& spec, std::span<const double> parameters,
                                       const ReferenceBatch& batch) {
  const ParameterLayout layout(spec);
  const auto passes = reference_passes(spec, layout, parameters, {}, batch, true);
  const std::size_t n = batch.x.rows;
  LayerValues gradient(layout.n_parameters, 0);
  // delta is d loss / d z of layer l
  LayerValues delta = output_delta(spec, passes.back(), batch);
  for (std::size_t l = spec.layers.size(); l-- > 0;) {
    const LayerParameters& layer = layout.layers[l];
    const bool batch_norm = spec.layers[l].batch_norm;
    add_unit_gradients(passes[l], layer, batch_norm, delta, n, gradient);
    if (batch_norm) delta = through_batch_norm(passes[l], layer, parameters, delta, n);
    LayerValues da = through_weights(passes[l], layer, parameters, delta, n, gradient);
    if (l == 0) break;
    // a = mask f(z) of the layer before
    const LayerSpec& before = spec.layers[l - 1];
    for (std::size_t at = 0; at < da.size(); ++at) {
      if (before.dropout > 0) da[at] *= batch.masks[l - 1][at];
      da[at] *= activation_slope(before.activation, passes[l - 1].z[at]);
    }
    delta = std::move(da);
  }
  return gradient;
}

}  // namespace infoplane
