#pragma once

#include <cstddef>
#include <cstdint>

#include "infoplane/nets/network.h"

namespace infoplane {

/// Samples in a tile: the kernels' unit of work. A tile of a layer is [unit][sample], the samples
/// of a unit contiguous, aligned to kTileAlignment bytes; a tile that has fewer samples is padded.
inline constexpr std::size_t kTile = 64;
inline constexpr std::size_t kTileAlignment = 64;

/// One layer's affine map: weights row-major (width, n_inputs), already scaled; biases may be null.
struct AffineMap {
  std::size_t n_inputs = 0;
  std::size_t width = 0;
  const float* weights = nullptr;
  const float* biases = nullptr;
};

/// The operations of which forward and backward passes are made, for one SIMD target. All tiles are
/// [unit][kTile]. Different targets differ by rounding only.
struct Kernels {
  /// "AVX3", "AVX2", ...
  const char* target;

  /// Up to kTile rows of a matrix become a tile [column][sample]: tile[c * kTile + s] =
  /// x[rows[s] * row_stride + c]. Samples beyond n_rows keep what the tile had.
  void (*load_rows)(const float* x, std::size_t row_stride, std::size_t n_columns,
                    const std::uint32_t* rows, std::size_t n_rows, float* tile);
  /// z = W a + b.
  void (*affine)(const AffineMap& map, const float* a, float* z);
  /// z becomes f(z); slope, if not null, f'(z). n = units * kTile values. Not softmax.
  void (*activate)(Activation activation, std::size_t n, float* z, float* slope);
  /// Logits of `width` classes become probabilities.
  void (*softmax)(std::size_t width, float* z);
  /// Output a (after its activation) and labels of n_valid samples give delta = scale * dLoss/dz;
  /// zero for the padding. One output and two classes: the target is the label itself; else it is
  /// one-hot.
  void (*loss_gradient)(std::size_t width, const float* a, const std::uint32_t* labels,
                        std::size_t n_valid, float scale, float* delta);
  /// delta_below (holding f'(z) of the layer below) is multiplied by W' delta.
  void (*backward)(const AffineMap& map, const float* delta, float* delta_below);
  /// gradient (width, n_inputs) = sum over tiles and samples of delta a'; bias_gradient likewise of
  /// delta. Tile k of `delta` is at delta + k * width * kTile, of `a` at a + k * n_inputs * kTile.
  void (*weight_gradient)(std::size_t n_inputs, std::size_t width, std::size_t n_tiles,
                          const float* a, const float* delta, float* gradient,
                          float* bias_gradient);
  /// Normal numbers of the given standard deviation from n random words, by inverting the
  /// distribution function: error below 4e-7 deviations times max(1, |z|), within +-6.3 deviations.
  /// Source: Wichura 1988, Applied Statistics 37:477, AS 241, PPND7.
  void (*normals)(std::size_t n, float deviation, const std::uint32_t* words, float* out);
  /// Adam step over n parameters; rate is the learning rate with both bias corrections in it,
  /// epsilon that of the corrected second moment.
  void (*adam)(std::size_t n, float rate, float epsilon, const float* gradient, float* first,
               float* second, float* parameters);
  /// v = momentum v + g, p -= rate v. Without momentum v is left as it is.
  void (*sgd)(std::size_t n, float rate, float momentum, const float* gradient, float* velocity,
              float* parameters);
};

/// The kernels for the best target that this machine has and highway allows at the time of the
/// call.
Kernels best_kernels();

/// The name of that target.
const char* simd_target();

}  // namespace infoplane
