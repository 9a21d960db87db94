#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/random.h"
#include "infoplane/nets/kernels/kernels.h"
#include "infoplane/nets/network.h"
#include "infoplane/nets/tile_buffer.h"
#include "infoplane/nets/wide_products.h"

namespace infoplane {

/// A minibatch: which rows of the data, and what dropout does to them.
struct Batch {
  /// All data, (N, n_inputs), each row contiguous.
  MatrixView<float> x;
  /// The class of every row of x.
  std::span<const std::uint32_t> labels;
  /// The rows of this batch, B of them.
  std::span<const std::uint32_t> rows;
  /// masks[l][u * B + i] is 0 or 1/(1 - p) for unit u of layer l and the batch's i-th sample; empty
  /// for a layer without dropout, or altogether.
  std::span<const std::vector<float>> masks;
  /// Likewise noise[l]: what is added to the layer's f(z).
  std::span<const std::vector<float>> noise = {};
};

/// One tile of evaluated samples: t[l] and z[l] are [unit][kTile] (after and before the activation)
/// of layer l for the rows from `first` on, n_valid of which mean something. noiseless[l] is f(z),
/// t without the layer's own noise; the same as t where it has none.
struct EvaluatedTile {
  std::size_t first = 0;
  std::size_t n_valid = 0;
  std::vector<const float*> t;
  std::vector<const float*> z;
  std::vector<const float*> noiseless;
};

/// Forward and backward passes of a fully connected network in float32 on tiles of samples: the
/// tile's activations stay in the L1 cache from the input to the loss and back. Holds scratch
/// memory, so one object serves one thread; the results depend on the SIMD target alone. Its
/// meaning is that of nets/reference.h, against which it is tested.
class FusedNetwork {
 public:
  explicit FusedNetwork(const NetworkSpec& spec, const Kernels& kernels = best_kernels());

  [[nodiscard]] const NetworkSpec& spec() const { return spec_; }
  [[nodiscard]] const ParameterLayout& layout() const { return layout_; }

  /// Gradient of the mean loss over the batch with respect to all parameters, without L2. Moves the
  /// running batch-norm statistics on. `gradient` has layout().n_parameters entries.
  void gradient(std::span<const float> parameters, const Batch& batch, std::span<float> statistics,
                std::span<float> gradient);

  /// Evaluates the given rows of x (each contiguous) and shows them tile after tile, in order. The
  /// noise of layers that have some is drawn from `noise`, tile after tile, in each layer after
  /// layer and unit after unit; null: there is none.
  void evaluate(std::span<const float> parameters, std::span<const float> statistics,
                const MatrixView<float>& x, std::span<const std::uint32_t> rows, Stream* noise,
                const std::function<void(const EvaluatedTile&)>& show);

 private:
  struct LayerBuffers {
    AffineMap map;
    TileBuffer t;
    TileBuffer delta;  // first f'(z), then dLoss/dz
    TileBuffer mask;   // dropout
    TileBuffer noise;
    TileBuffer noiseless;   // evaluation
    TileBuffer normalised;  // batch norm
    TileBuffer z;           // evaluation
    std::optional<WideProducts> wide;
    std::vector<float> scaled_weights;
    std::vector<double> inverse_deviation;
  };

  void set_parameters(std::span<const float> parameters);
  void load_batch(const Batch& batch);
  void load_units(std::size_t layer, const std::vector<float>& values, TileBuffer& tiles) const;
  void add_noise(std::size_t layer, std::size_t n, Stream& stream);
  void forward(std::size_t layer, std::size_t tile);
  void activate(std::size_t layer, std::size_t tile);
  void loss_gradient(std::size_t tile);
  void backward(std::size_t layer, std::size_t tile);
  void pass_fused();
  void pass_by_layer(std::span<const float> parameters, std::span<float> statistics,
                     std::span<float> gradient);
  float* input_tile(std::size_t layer, std::size_t tile);

  NetworkSpec spec_;
  ParameterLayout layout_;
  Kernels kernels_;
  bool has_batch_norm_ = false;
  std::vector<LayerBuffers> buffers_;
  TileBuffer inputs_;
  std::vector<std::uint32_t> labels_storage_;
  std::uint32_t* labels_ = nullptr;
  std::vector<std::uint32_t> noise_words_;
  std::vector<float> noise_values_;
  std::size_t n_ = 0;
  std::size_t n_tiles_ = 0;
};

}  // namespace infoplane
