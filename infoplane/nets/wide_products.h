#pragma once

#include <cstddef>
#include <string>

#include "infoplane/nets/kernels/kernels.h"
#include "infoplane/nets/network.h"
#include "infoplane/nets/tile_buffer.h"

namespace infoplane {

/// Whether a layer has so many weights that its products are OpenBLAS's, which blocks them for the
/// caches, and not the kernels'.
bool is_wide(const LayerParameters& layer);

/// The three matrix products of a wide layer, with the shapes and the meaning of the kernels of the
/// same names (nets/kernels/kernels.h), by OpenBLAS on one thread. Holds scratch memory: one object
/// serves one thread. Results depend on the machine's OpenBLAS core alone.
class WideProducts {
 public:
  WideProducts();

  void affine(const AffineMap& map, const float* a, float* z) const;
  void backward(const AffineMap& map, const float* delta, float* delta_below);
  void weight_gradient(std::size_t n_inputs, std::size_t width, std::size_t n_tiles, const float* a,
                       const float* delta, float* gradient, float* bias_gradient) const;

 private:
  TileBuffer sums_;
};

/// What decides the rounding of a network: the SIMD target, and with a wide layer OpenBLAS's core:
/// "AVX3", "AVX3 with OpenBLAS SkylakeX".
std::string network_target(const NetworkSpec& network);

}  // namespace infoplane
