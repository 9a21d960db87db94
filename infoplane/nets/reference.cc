#include "infoplane/nets/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/nets/reference_pass.h"

namespace infoplane {
namespace {

void expect_size(std::string_view what, std::size_t found, std::size_t expected) {
  if (found == expected) return;
  throw InvalidArgument(
      fmt::format("reference network: {} {}, but must be {}", what, found, expected));
}

void check_batch(const NetworkSpec& spec, const ReferenceBatch& batch) {
  if (batch.x.rows == 0) throw InvalidArgument("reference network: the batch has no rows");
  expect_size("the number of input columns is", batch.x.cols, spec.n_inputs);
  expect_size("the number of labels is", batch.labels.size(), batch.x.rows);
  const std::uint32_t largest = std::ranges::max(batch.labels);
  if (largest >= class_count(spec)) {
    throw InvalidArgument(fmt::format("reference network: a label is {}, but there are {} classes",
                                      largest, class_count(spec)));
  }
}

void check_masks(const NetworkSpec& spec, const ReferenceBatch& batch) {
  if (!batch.masks.empty()) {
    expect_size("the number of dropout masks is", batch.masks.size(), spec.layers.size());
  }
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    const bool drops = spec.layers[l].dropout > 0;
    expect_size(fmt::format("the size of the dropout mask of layer {} is", l + 1),
                batch.masks.empty() ? 0 : batch.masks[l].size(),
                drops ? spec.layers[l].width * batch.x.rows : 0);
  }
}

void check_noise(const NetworkSpec& spec, const ReferenceBatch& batch) {
  if (batch.noise.empty()) return;
  expect_size("the number of layers with noise is", batch.noise.size(), spec.layers.size());
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    if (batch.noise[l].empty()) continue;
    expect_size(fmt::format("the size of the noise of layer {} is", l + 1), batch.noise[l].size(),
                spec.layers[l].width * batch.x.rows);
  }
}

void check_arguments(const NetworkSpec& spec, const ParameterLayout& layout,
                     std::span<const double> parameters, std::span<const double> statistics,
                     const ReferenceBatch& batch, bool training) {
  check_network(spec);
  check_batch(spec, batch);
  check_noise(spec, batch);
  expect_size("the number of parameters is", parameters.size(), layout.n_parameters);
  if (training) {
    check_masks(spec, batch);
  } else {
    expect_size("the number of statistics is", statistics.size(), layout.n_statistics);
  }
}

// u = s W a
LayerValues apply_weights(const LayerParameters& layer, std::span<const double> parameters,
                          const LayerValues& a, std::size_t n) {
  LayerValues u(layer.width * n, 0);
  for (std::size_t j = 0; j < layer.width; ++j) {
    for (std::size_t k = 0; k < layer.n_inputs; ++k) {
      const double w = layer.weight_scale * parameters[layer.weights + j * layer.n_inputs + k];
      for (std::size_t i = 0; i < n; ++i) u[j * n + i] += w * a[k * n + i];
    }
  }
  return u;
}

// mean and biased variance of each unit over the batch
void batch_moments(LayerPass& pass, std::size_t width, std::size_t n) {
  const auto count = static_cast<double>(n);
  pass.mean.assign(width, 0);
  pass.variance.assign(width, 0);
  for (std::size_t j = 0; j < width; ++j) {
    const double* u = &pass.linear[j * n];
    for (std::size_t i = 0; i < n; ++i) pass.mean[j] += u[i] / count;
    for (std::size_t i = 0; i < n; ++i) {
      pass.variance[j] += (u[i] - pass.mean[j]) * (u[i] - pass.mean[j]) / count;
    }
  }
}

// z = u + b, or with batch norm z = g (u - mean) / sqrt(variance + eps) + b
void normalise_and_shift(LayerPass& pass, const LayerParameters& layer, bool batch_norm,
                         std::span<const double> parameters, std::size_t n) {
  pass.z = pass.linear;
  if (batch_norm) pass.normalised.resize(pass.linear.size());
  for (std::size_t j = 0; j < layer.width; ++j) {
    for (std::size_t i = j * n; i < (j + 1) * n; ++i) {
      if (batch_norm) {
        pass.normalised[i] =
            (pass.linear[i] - pass.mean[j]) / std::sqrt(pass.variance[j] + kBatchNormEpsilon);
        pass.z[i] = parameters[layer.gains + j] * pass.normalised[i];
      }
      pass.z[i] += parameters[layer.biases + j];
    }
  }
}

// ln sum_j exp(z_j) of one sample: the largest z is taken out, so that nothing overflows
double log_sum_exp(const LayerValues& z, std::size_t i, std::size_t n) {
  double largest = z[i];
  for (std::size_t at = i; at < z.size(); at += n) largest = std::max(largest, z[at]);
  double sum = 0;
  for (std::size_t at = i; at < z.size(); at += n) sum += std::exp(z[at] - largest);
  return largest + std::log(sum);
}

// t = f(z)
LayerValues apply_activation(Activation activation, const LayerValues& z, std::size_t n) {
  LayerValues t(z.size());
  for (std::size_t at = 0; at < z.size(); ++at) {
    t[at] = activation == Activation::kSoftmax ? std::exp(z[at] - log_sum_exp(z, at % n, n))
                                               : activate(activation, z[at]);
  }
  return t;
}

LayerValues columns(const MatrixView<double>& x) {
  LayerValues values;
  for (std::size_t k = 0; k < x.cols; ++k) {
    for (std::size_t i = 0; i < x.rows; ++i) values.push_back(x(i, k));
  }
  return values;
}

// mean over the batch
double mean_loss(const NetworkSpec& spec, const LayerPass& output, const ReferenceBatch& batch) {
  const std::size_t n = batch.x.rows;
  const std::size_t n_outputs = spec.layers.back().width;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    // -ln softmax(z)_y = ln sum_j exp(z_j) - z_y
    if (spec.loss == Loss::kCrossEntropy) sum += log_sum_exp(output.z, i, n);
    for (std::size_t j = 0; j < n_outputs; ++j) {
      const double z = output.z[j * n + i];
      const double y = output_target(spec, batch, j, i);
      switch (spec.loss) {
        case Loss::kCrossEntropy:
          sum -= y * z;
          break;
        case Loss::kLogistic:
          // -y ln sigmoid(z) - (1 - y) ln(1 - sigmoid(z)) = ln(1 + exp(z)) - y z
          sum += activate(Activation::kSoftplus, z) - y * z;
          break;
        case Loss::kSquaredError:
          sum += (z - y) * (z - y) / 2;
          break;
      }
    }
  }
  return sum / static_cast<double>(n);
}

}  // namespace

double output_target(const NetworkSpec& spec, const ReferenceBatch& batch, std::size_t j,
                     std::size_t i) {
  const std::size_t output_class = spec.layers.back().width == 1 ? 1 : j;
  return batch.labels[i] == output_class ? 1 : 0;
}

std::vector<LayerPass> reference_passes(const NetworkSpec& spec, const ParameterLayout& layout,
                                        std::span<const double> parameters,
                                        std::span<const double> statistics,
                                        const ReferenceBatch& batch, bool training) {
  check_arguments(spec, layout, parameters, statistics, batch, training);
  const std::size_t n = batch.x.rows;
  std::vector<LayerPass> passes;
  LayerValues a = columns(batch.x);
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    const LayerParameters& layer = layout.layers[l];
    const bool batch_norm = spec.layers[l].batch_norm;
    LayerPass pass;
    pass.input = std::move(a);
    pass.linear = apply_weights(layer, parameters, pass.input, n);
    if (batch_norm && training) {
      batch_moments(pass, layer.width, n);
    } else if (batch_norm) {
      const double* running = statistics.data() + layer.statistics;
      pass.mean.assign(running, running + layer.width);
      pass.variance.assign(running + layer.width, running + 2 * layer.width);
    }
    normalise_and_shift(pass, layer, batch_norm, parameters, n);
    pass.t = apply_activation(spec.layers[l].activation, pass.z, n);
    if (!batch.noise.empty()) {
      for (std::size_t at = 0; at < batch.noise[l].size(); ++at) pass.t[at] += batch.noise[l][at];
    }
    a = pass.t;
    if (training && spec.layers[l].dropout > 0) {
      for (std::size_t at = 0; at < a.size(); ++at) a[at] *= batch.masks[l][at];
    }
    passes.push_back(std::move(pass));
  }
  return passes;
}

ReferenceForward reference_forward(const NetworkSpec& spec, std::span<const double> parameters,
                                   std::span<const double> statistics, const ReferenceBatch& batch,
                                   bool training) {
  auto passes =
      reference_passes(spec, ParameterLayout(spec), parameters, statistics, batch, training);
  ReferenceForward result;
  result.loss = mean_loss(spec, passes.back(), batch);
  for (LayerPass& pass : passes) {
    result.preactivations.push_back(std::move(pass.z));
    result.activations.push_back(std::move(pass.t));
  }
  return result;
}

std::vector<double> reference_statistics(const NetworkSpec& spec,
                                         std::span<const double> parameters,
                                         std::span<const double> statistics,
                                         const ReferenceBatch& batch) {
  const ParameterLayout layout(spec);
  expect_size("the number of statistics is", statistics.size(), layout.n_statistics);
  const auto passes = reference_passes(spec, layout, parameters, {}, batch, true);
  const auto n = static_cast<double>(batch.x.rows);
  std::vector<double> updated(statistics.begin(), statistics.end());
  const auto move_towards = [](double& running, double newest) {
    running = (1 - kBatchNormMomentum) * running + kBatchNormMomentum * newest;
  };
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    if (!spec.layers[l].batch_norm) continue;
    const LayerParameters& layer = layout.layers[l];
    for (std::size_t j = 0; j < layer.width; ++j) {
      move_towards(updated[layer.statistics + j], passes[l].mean[j]);
      // the unbiased estimate, which one sample does not have
      if (n > 1) {
        move_towards(updated[layer.statistics + layer.width + j],
                     passes[l].variance[j] * n / (n - 1));
      }
    }
  }
  return updated;
}

}  // namespace infoplane
