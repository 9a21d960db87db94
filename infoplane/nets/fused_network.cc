#include "infoplane/nets/fused_network.h"

#include <algorithm>
#include <cassert>

#include "infoplane/nets/batch_norm.h"

namespace infoplane {

FusedNetwork::FusedNetwork(const NetworkSpec& spec, const Kernels& kernels)
    : spec_(spec), layout_(spec), kernels_(kernels), buffers_(spec.layers.size()) {
  for (std::size_t l = 0; l < buffers_.size(); ++l) {
    has_batch_norm_ = has_batch_norm_ || spec.layers[l].batch_norm;
    buffers_[l].map.n_inputs = layout_.layers[l].n_inputs;
    buffers_[l].map.width = layout_.layers[l].width;
    if (is_wide(layout_.layers[l])) buffers_[l].wide.emplace();
  }
}

// points the affine maps at the parameters, or at a scaled copy of the weights
void FusedNetwork::set_parameters(std::span<const float> parameters) {
  assert(parameters.size() == layout_.n_parameters);
  for (std::size_t l = 0; l < buffers_.size(); ++l) {
    const LayerParameters& place = layout_.layers[l];
    LayerBuffers& layer = buffers_[l];
    layer.map.weights = parameters.data() + place.weights;
    layer.map.biases = spec_.layers[l].batch_norm ? nullptr : parameters.data() + place.biases;
    if (place.weight_scale == 1) continue;
    const auto weights = parameters.subspan(place.weights, place.width * place.n_inputs);
    layer.scaled_weights.resize(weights.size());
    const auto scale = static_cast<float>(place.weight_scale);
    std::ranges::transform(weights, layer.scaled_weights.begin(),
                           [=](float w) { return scale * w; });
    layer.map.weights = layer.scaled_weights.data();
  }
}

float* FusedNetwork::input_tile(std::size_t layer, std::size_t tile) {
  TileBuffer& below = layer == 0 ? inputs_ : buffers_[layer - 1].t;
  return below.data() + tile * layout_.layers[layer].n_inputs * kTile;
}

// [unit * n + sample] to tiles; nothing of nothing
void FusedNetwork::load_units(std::size_t layer, const std::vector<float>& values,
                              TileBuffer& tiles) const {
  if (values.empty()) return;
  const std::size_t width = buffers_[layer].map.width;
  tiles.reserve(n_tiles_ * width * kTile);
  for (std::size_t u = 0; u < width; ++u) {
    for (std::size_t i = 0; i < n_; ++i) {
      tiles.data()[i / kTile * width * kTile + u * kTile + i % kTile] = values[u * n_ + i];
    }
  }
}

// sizes the buffers for the batch and fills in inputs, labels and masks
void FusedNetwork::load_batch(const Batch& batch) {
  n_ = batch.rows.size();
  n_tiles_ = (n_ + kTile - 1) / kTile;
  inputs_.reserve(n_tiles_ * spec_.n_inputs * kTile);
  // labels are read by aligned vectors
  constexpr std::size_t kAlign = kTileAlignment / sizeof(std::uint32_t);
  if (labels_storage_.size() < n_tiles_ * kTile + kAlign) {
    labels_storage_.assign(n_tiles_ * kTile + kAlign, 0);
    const auto address = reinterpret_cast<std::uintptr_t>(labels_storage_.data());
    const std::size_t past = address % kTileAlignment / sizeof(std::uint32_t);
    labels_ = labels_storage_.data() + (kAlign - past) % kAlign;
  }
  for (std::size_t i = 0; i < n_; ++i) labels_[i] = batch.labels[batch.rows[i]];
  for (std::size_t l = 0; l < buffers_.size(); ++l) {
    const std::size_t size = n_tiles_ * buffers_[l].map.width * kTile;
    buffers_[l].t.reserve(size);
    buffers_[l].delta.reserve(size);
    if (spec_.layers[l].batch_norm) buffers_[l].normalised.reserve(size);
    if (!batch.masks.empty()) load_units(l, batch.masks[l], buffers_[l].mask);
    if (!batch.noise.empty()) load_units(l, batch.noise[l], buffers_[l].noise);
  }
  // samples of an earlier batch must not be left in the padding: 0 times their overflow is not 0
  std::fill_n(input_tile(0, n_tiles_ - 1), spec_.n_inputs * kTile, 0.0f);
  for (std::size_t tile = 0; tile < n_tiles_; ++tile) {
    const std::size_t first = tile * kTile;
    kernels_.load_rows(batch.x.data, batch.x.row_stride, spec_.n_inputs, &batch.rows[first],
                       std::min(kTile, n_ - first), input_tile(0, tile));
  }
}

// z = W a + b
void FusedNetwork::forward(std::size_t layer, std::size_t tile) {
  LayerBuffers& b = buffers_[layer];
  float* z = b.t.data() + tile * b.map.width * kTile;
  if (b.wide) return b.wide->affine(b.map, input_tile(layer, tile), z);
  kernels_.affine(b.map, input_tile(layer, tile), z);
}

// t = f(z) + noise with the slope of f, dropped out where asked
void FusedNetwork::activate(std::size_t layer, std::size_t tile) {
  LayerBuffers& b = buffers_[layer];
  const std::size_t size = b.map.width * kTile;
  float* t = b.t.data() + tile * size;
  float* slope = b.delta.data() + tile * size;
  if (spec_.layers[layer].activation == Activation::kSoftmax)
    return kernels_.softmax(b.map.width, t);
  kernels_.activate(spec_.layers[layer].activation, size, t, slope);
  if (b.noise.data() != nullptr) {
    const float* noise = b.noise.data() + tile * size;
    for (std::size_t i = 0; i < size; ++i) t[i] += noise[i];
  }
  if (b.mask.data() == nullptr) return;
  const float* mask = b.mask.data() + tile * size;
  for (std::size_t i = 0; i < size; ++i) {
    t[i] *= mask[i];
    slope[i] *= mask[i];
  }
}

void FusedNetwork::loss_gradient(std::size_t tile) {
  LayerBuffers& b = buffers_.back();
  const std::size_t place = tile * b.map.width * kTile;
  kernels_.loss_gradient(b.map.width, b.t.data() + place, labels_ + tile * kTile,
                         std::min(kTile, n_ - tile * kTile), 1 / static_cast<float>(n_),
                         b.delta.data() + place);
}

// delta of the layer below from delta of this one
void FusedNetwork::backward(std::size_t layer, std::size_t tile) {
  LayerBuffers& b = buffers_[layer];
  LayerBuffers& below = buffers_[layer - 1];
  const float* delta = b.delta.data() + tile * b.map.width * kTile;
  float* delta_below = below.delta.data() + tile * below.map.width * kTile;
  if (b.wide) return b.wide->backward(b.map, delta, delta_below);
  kernels_.backward(b.map, delta, delta_below);
}

// without batch norm a tile goes all the way up and down while it is in the cache
void FusedNetwork::pass_fused() {
  for (std::size_t tile = 0; tile < n_tiles_; ++tile) {
    for (std::size_t l = 0; l < buffers_.size(); ++l) {
      forward(l, tile);
      activate(l, tile);
    }
    loss_gradient(tile);
    for (std::size_t l = buffers_.size() - 1; l > 0; --l) backward(l, tile);
  }
}

// batch norm needs a layer of the whole batch before the next one can begin
void FusedNetwork::pass_by_layer(std::span<const float> parameters, std::span<float> statistics,
                                 std::span<float> gradient) {
  for (std::size_t l = 0; l < buffers_.size(); ++l) {
    LayerBuffers& b = buffers_[l];
    const LayerParameters& place = layout_.layers[l];
    for (std::size_t tile = 0; tile < n_tiles_; ++tile) forward(l, tile);
    if (spec_.layers[l].batch_norm) {
      batch_norm_forward({n_, place.width}, &parameters[place.gains], &parameters[place.biases],
                         statistics.subspan(place.statistics, 2 * place.width), b.t.data(),
                         b.normalised.data(), b.inverse_deviation);
    }
    for (std::size_t tile = 0; tile < n_tiles_; ++tile) activate(l, tile);
  }
  for (std::size_t tile = 0; tile < n_tiles_; ++tile) loss_gradient(tile);
  for (std::size_t l = buffers_.size(); l-- > 0;) {
    LayerBuffers& b = buffers_[l];
    const LayerParameters& place = layout_.layers[l];
    if (spec_.layers[l].batch_norm) {
      batch_norm_backward({n_, place.width}, &parameters[place.gains], b.normalised.data(),
                          b.inverse_deviation, b.delta.data(), &gradient[place.gains],
                          &gradient[place.biases]);
    }
    for (std::size_t tile = 0; l > 0 && tile < n_tiles_; ++tile) backward(l, tile);
  }
}

void FusedNetwork::gradient(std::span<const float> parameters, const Batch& batch,
                            std::span<float> statistics, std::span<float> gradient) {
  assert(gradient.size() == layout_.n_parameters && batch.x.column_stride == 1);
  set_parameters(parameters);
  load_batch(batch);
  if (has_batch_norm_) {
    pass_by_layer(parameters, statistics, gradient);
  } else {
    pass_fused();
  }
  std::vector<float> unused_bias;
  for (std::size_t l = 0; l < buffers_.size(); ++l) {
    const LayerParameters& place = layout_.layers[l];
    float* bias = &gradient[place.biases];
    if (spec_.layers[l].batch_norm) {
      unused_bias.resize(place.width);
      bias = unused_bias.data();
    }
    float* weights = &gradient[place.weights];
    const auto& wide = buffers_[l].wide;
    if (wide) {
      wide->weight_gradient(place.n_inputs, place.width, n_tiles_, input_tile(l, 0),
                            buffers_[l].delta.data(), weights, bias);
    } else {
      kernels_.weight_gradient(place.n_inputs, place.width, n_tiles_, input_tile(l, 0),
                               buffers_[l].delta.data(), weights, bias);
    }
    if (place.weight_scale == 1) continue;
    // with respect to the stored weights
    for (std::size_t i = 0; i < place.width * place.n_inputs; ++i) {
      weights[i] *= static_cast<float>(place.weight_scale);
    }
  }
}

// to the first n samples of the layer's only tile
void FusedNetwork::add_noise(std::size_t layer, std::size_t n, Stream& stream) {
  const std::size_t width = buffers_[layer].map.width;
  noise_words_.resize(width * n);
  noise_values_.resize(width * n);
  stream.fill(noise_words_);
  kernels_.normals(width * n, static_cast<float>(spec_.layers[layer].noise), noise_words_.data(),
                   noise_values_.data());
  float* t = buffers_[layer].t.data();
  for (std::size_t u = 0; u < width; ++u) {
    for (std::size_t s = 0; s < n; ++s) t[u * kTile + s] += noise_values_[u * n + s];
  }
}

void FusedNetwork::evaluate(std::span<const float> parameters, std::span<const float> statistics,
                            const MatrixView<float>& x, std::span<const std::uint32_t> rows,
                            Stream* noise, const std::function<void(const EvaluatedTile&)>& show) {
  set_parameters(parameters);
  inputs_.reserve(spec_.n_inputs * kTile);
  EvaluatedTile shown;
  for (LayerBuffers& b : buffers_) {
    b.t.reserve(b.map.width * kTile);
    b.z.reserve(b.map.width * kTile);
    shown.t.push_back(b.t.data());
    shown.z.push_back(b.z.data());
    shown.noiseless.push_back(b.t.data());
  }
  for (std::size_t l = 0; l < buffers_.size() && noise != nullptr; ++l) {
    if (spec_.layers[l].noise == 0) continue;
    buffers_[l].noiseless.reserve(buffers_[l].map.width * kTile);
    shown.noiseless[l] = buffers_[l].noiseless.data();
  }
  for (shown.first = 0; shown.first < rows.size(); shown.first += kTile) {
    shown.n_valid = std::min(kTile, rows.size() - shown.first);
    kernels_.load_rows(x.data, x.row_stride, spec_.n_inputs, &rows[shown.first], shown.n_valid,
                       inputs_.data());
    for (std::size_t l = 0; l < buffers_.size(); ++l) {
      LayerBuffers& b = buffers_[l];
      const LayerParameters& place = layout_.layers[l];
      float* t = b.t.data();
      forward(l, 0);
      if (spec_.layers[l].batch_norm) {
        batch_norm_evaluate(place.width, &parameters[place.gains], &parameters[place.biases],
                            statistics.subspan(place.statistics, 2 * place.width), t);
      }
      std::copy_n(t, place.width * kTile, b.z.data());
      if (spec_.layers[l].activation == Activation::kSoftmax) {
        kernels_.softmax(place.width, t);
      } else {
        kernels_.activate(spec_.layers[l].activation, place.width * kTile, t, nullptr);
      }
      if (noise != nullptr && spec_.layers[l].noise > 0) {
        std::copy_n(t, place.width * kTile, b.noiseless.data());
        add_noise(l, shown.n_valid, *noise);
      }
    }
    show(shown);
  }
}

}  // namespace infoplane
