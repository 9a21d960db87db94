#include "infoplane/nets/wide_products.h"

#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace infoplane {
namespace {

// 256 KiB of weights, a share of an L2 cache: up to here the kernels are as fast (bench/README.md)
constexpr std::size_t kWideWeights = 1U << 16U;

// C = A B + beta C, all row-major, A and B as they are or transposed
struct Product {
  CBLAS_TRANSPOSE transpose_a;
  CBLAS_TRANSPOSE transpose_b;
  std::size_t rows;
  std::size_t cols;
  std::size_t inner;
};

// a_step, b_step, c_step: from row to row in memory
void multiply(const Product& p, const float* a, std::size_t a_step, const float* b,
              std::size_t b_step, float beta, float* c, std::size_t c_step) {
  const auto n = [](std::size_t size) { return static_cast<blasint>(size); };
  cblas_sgemm(CblasRowMajor, p.transpose_a, p.transpose_b, n(p.rows), n(p.cols), n(p.inner), 1, a,
              n(a_step), b, n(b_step), beta, c, n(c_step));
}

}  // namespace

bool is_wide(const LayerParameters& layer) { return layer.width * layer.n_inputs >= kWideWeights; }

// replicas are what runs in parallel
WideProducts::WideProducts() { openblas_set_num_threads(1); }

// z = W a + b
void WideProducts::affine(const AffineMap& map, const float* a, float* z) const {
  for (std::size_t u = 0; u < map.width; ++u) {
    std::fill_n(z + u * kTile, kTile, map.biases == nullptr ? 0.0f : map.biases[u]);
  }
  multiply({CblasNoTrans, CblasNoTrans, map.width, kTile, map.n_inputs}, map.weights, map.n_inputs,
           a, kTile, 1, z, kTile);
}

// delta_below *= W' delta
void WideProducts::backward(const AffineMap& map, const float* delta, float* delta_below) {
  const std::size_t size = map.n_inputs * kTile;
  sums_.reserve(size);
  multiply({CblasTrans, CblasNoTrans, map.n_inputs, kTile, map.width}, map.weights, map.n_inputs,
           delta, kTile, 0, sums_.data(), kTile);
  const float* sums = sums_.data();
  for (std::size_t i = 0; i < size; ++i) delta_below[i] *= sums[i];
}

// gradient = sum over tiles of delta a'
void WideProducts::weight_gradient(std::size_t n_inputs, std::size_t width, std::size_t n_tiles,
                                   const float* a, const float* delta, float* gradient,
                                   float* bias_gradient) const {
  std::fill_n(bias_gradient, width, 0.0f);
  for (std::size_t tile = 0; tile < n_tiles; ++tile) {
    const float* delta_tile = delta + tile * width * kTile;
    multiply({CblasNoTrans, CblasTrans, width, n_inputs, kTile}, delta_tile, kTile,
             a + tile * n_inputs * kTile, kTile, tile == 0 ? 0.0f : 1.0f, gradient, n_inputs);
    for (std::size_t u = 0; u < width; ++u) {
      const float* row = delta_tile + u * kTile;
      bias_gradient[u] += std::accumulate(row, row + kTile, 0.0f);
    }
  }
}

std::string network_target(const NetworkSpec& network) {
  if (std::ranges::none_of(ParameterLayout(network).layers, is_wide)) return simd_target();
  return fmt::format("{} with OpenBLAS {}", simd_target(), openblas_get_corename());
}

}  // namespace infoplane
