// The three matrix products of a dense layer on tiles of samples, for whichever SIMD target
// includes this file. A block of units is kept in registers over the whole inner sum; samples run
// along the lanes, weights are broadcast.

#if defined(INFOPLANE_NETS_KERNELS_PRODUCTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INFOPLANE_NETS_KERNELS_PRODUCTS_INL_H_
#undef INFOPLANE_NETS_KERNELS_PRODUCTS_INL_H_
#else
#define INFOPLANE_NETS_KERNELS_PRODUCTS_INL_H_
#endif

#include <hwy/highway.h>

#include "infoplane/nets/kernels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace infoplane {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::CappedTag<float, 16>;
using FloatVector = hn::Vec<FloatTag>;
inline constexpr std::size_t kLanes = HWY_LANES(float) < 16 ? HWY_LANES(float) : 16;
// with 16 lanes there are 32 registers, otherwise 16
inline constexpr std::size_t kGroup = kLanes == 16 ? 4 : 2;
inline constexpr std::size_t kBlock = 4;
inline constexpr std::size_t kGradientRows = kLanes == 16 ? 4 : 2;

// calls body.template operator()<N>() with N = the smaller of `count` and kMost
template <std::size_t kMost, class Body>
HWY_INLINE void with_block(std::size_t count, const Body& body) {
  if constexpr (kMost == 1) {
    body.template operator()<1>();
  } else if (count >= kMost) {
    body.template operator()<kMost>();
  } else {
    with_block<kMost - 1>(count, body);
  }
}

// out[u][s] = start[u] + sum_k w[u * unit_stride + k * sum_stride] in[k][s] for kUnits units, then
// combined with what is in out by `finish(old, sum)`
template <std::size_t kUnits, class Start, class Finish>
HWY_INLINE void block_product(std::size_t n_sum, const float* HWY_RESTRICT w,
                              std::size_t unit_stride, std::size_t sum_stride,
                              const float* HWY_RESTRICT in, float* HWY_RESTRICT out,
                              const Start& start, const Finish& finish) {
  const FloatTag d;
  for (std::size_t s = 0; s < kTile; s += kGroup * kLanes) {
    FloatVector sum[kUnits][kGroup];
    for (std::size_t u = 0; u < kUnits; ++u) {
      for (std::size_t g = 0; g < kGroup; ++g) sum[u][g] = hn::Set(d, start(u));
    }
    for (std::size_t k = 0; k < n_sum; ++k) {
      FloatVector x[kGroup];
      for (std::size_t g = 0; g < kGroup; ++g) x[g] = hn::Load(d, in + k * kTile + s + g * kLanes);
      for (std::size_t u = 0; u < kUnits; ++u) {
        const FloatVector weight = hn::Set(d, w[u * unit_stride + k * sum_stride]);
        for (std::size_t g = 0; g < kGroup; ++g) sum[u][g] = hn::MulAdd(weight, x[g], sum[u][g]);
      }
    }
    for (std::size_t u = 0; u < kUnits; ++u) {
      for (std::size_t g = 0; g < kGroup; ++g) {
        float* HWY_RESTRICT place = out + u * kTile + s + g * kLanes;
        hn::Store(finish(d, place, sum[u][g]), d, place);
      }
    }
  }
}

// rows of a matrix, transposed; four rows and four columns at a time where there are as many
inline void load_rows_tile(const float* x, std::size_t row_stride, std::size_t n_columns,
                           const std::uint32_t* rows, std::size_t n_rows, float* tile) {
  std::size_t s = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::Full128<float> d;
  for (; s + 4 <= n_rows; s += 4) {
    const float* HWY_RESTRICT row[4];
    for (std::size_t k = 0; k < 4; ++k) row[k] = x + rows[s + k] * row_stride;
    std::size_t c = 0;
    for (; c + 4 <= n_columns; c += 4) {
      const auto r0 = hn::LoadU(d, row[0] + c);
      const auto r1 = hn::LoadU(d, row[1] + c);
      const auto r2 = hn::LoadU(d, row[2] + c);
      const auto r3 = hn::LoadU(d, row[3] + c);
      const auto low01 = hn::InterleaveLower(d, r0, r1);
      const auto low23 = hn::InterleaveLower(d, r2, r3);
      const auto high01 = hn::InterleaveUpper(d, r0, r1);
      const auto high23 = hn::InterleaveUpper(d, r2, r3);
      float* HWY_RESTRICT out = tile + c * kTile + s;
      hn::Store(hn::ConcatLowerLower(d, low23, low01), d, out);
      hn::Store(hn::ConcatUpperUpper(d, low23, low01), d, out + kTile);
      hn::Store(hn::ConcatLowerLower(d, high23, high01), d, out + 2 * kTile);
      hn::Store(hn::ConcatUpperUpper(d, high23, high01), d, out + 3 * kTile);
    }
    for (; c < n_columns; ++c) {
      for (std::size_t k = 0; k < 4; ++k) tile[c * kTile + s + k] = row[k][c];
    }
  }
#endif
  for (; s < n_rows; ++s) {
    const float* HWY_RESTRICT row = x + rows[s] * row_stride;
    for (std::size_t c = 0; c < n_columns; ++c) tile[c * kTile + s] = row[c];
  }
}

// z = W a + b
inline void affine_tile(const AffineMap& map, const float* a, float* z) {
  const auto plain = [](FloatTag, const float*, FloatVector sum) { return sum; };
  for (std::size_t j = 0; j < map.width; j += kBlock) {
    with_block<kBlock>(map.width - j, [&]<std::size_t kUnits>() {
      const auto bias = [&](std::size_t u) {
        return map.biases == nullptr ? 0.0f : map.biases[j + u];
      };
      block_product<kUnits>(map.n_inputs, map.weights + j * map.n_inputs, map.n_inputs, 1, a,
                            z + j * kTile, bias, plain);
    });
  }
}

// delta_below *= W' delta
inline void backward_tile(const AffineMap& map, const float* delta, float* delta_below) {
  const auto zero = [](std::size_t) { return 0.0f; };
  const auto times_slope = [](FloatTag d, const float* place, FloatVector sum) {
    return hn::Mul(hn::Load(d, place), sum);
  };
  for (std::size_t i = 0; i < map.n_inputs; i += kBlock) {
    with_block<kBlock>(map.n_inputs - i, [&]<std::size_t kUnits>() {
      block_product<kUnits>(map.width, map.weights + i, 1, map.n_inputs, delta,
                            delta_below + i * kTile, zero, times_slope);
    });
  }
}

// gradient[u][k] = sum over tiles and samples of delta[u] a[k] for a block of kRows x kCols
template <std::size_t kRows, std::size_t kCols>
HWY_INLINE void gradient_block(std::size_t n_inputs, std::size_t width, std::size_t n_tiles,
                               const float* HWY_RESTRICT a, const float* HWY_RESTRICT delta,
                               float* HWY_RESTRICT gradient) {
  const FloatTag d;
  FloatVector sum[kRows][kCols];
  for (std::size_t u = 0; u < kRows; ++u) {
    for (std::size_t k = 0; k < kCols; ++k) sum[u][k] = hn::Zero(d);
  }
  for (std::size_t tile = 0; tile < n_tiles; ++tile) {
    const float* HWY_RESTRICT a_tile = a + tile * n_inputs * kTile;
    const float* HWY_RESTRICT delta_tile = delta + tile * width * kTile;
    for (std::size_t s = 0; s < kTile; s += kLanes) {
      FloatVector x[kCols];
      for (std::size_t k = 0; k < kCols; ++k) x[k] = hn::Load(d, a_tile + k * kTile + s);
      for (std::size_t u = 0; u < kRows; ++u) {
        const FloatVector g = hn::Load(d, delta_tile + u * kTile + s);
        for (std::size_t k = 0; k < kCols; ++k) sum[u][k] = hn::MulAdd(g, x[k], sum[u][k]);
      }
    }
  }
  for (std::size_t u = 0; u < kRows; ++u) {
    for (std::size_t k = 0; k < kCols; ++k) {
      gradient[u * n_inputs + k] = hn::GetLane(hn::SumOfLanes(d, sum[u][k]));
    }
  }
}

inline void weight_gradient_tiles(std::size_t n_inputs, std::size_t width, std::size_t n_tiles,
                                  const float* a, const float* delta, float* gradient,
                                  float* bias_gradient) {
  for (std::size_t j = 0; j < width; j += kGradientRows) {
    for (std::size_t i = 0; i < n_inputs; i += kBlock) {
      with_block<kGradientRows>(width - j, [&]<std::size_t kRows>() {
        with_block<kBlock>(n_inputs - i, [&]<std::size_t kCols>() {
          gradient_block<kRows, kCols>(n_inputs, width, n_tiles, a + i * kTile, delta + j * kTile,
                                       gradient + j * n_inputs + i);
        });
      });
    }
  }
  const FloatTag d;
  for (std::size_t j = 0; j < width; ++j) {
    FloatVector sum = hn::Zero(d);
    for (std::size_t tile = 0; tile < n_tiles; ++tile) {
      const float* HWY_RESTRICT row = delta + (tile * width + j) * kTile;
      for (std::size_t s = 0; s < kTile; s += kLanes) sum = hn::Add(sum, hn::Load(d, row + s));
    }
    bias_gradient[j] = hn::GetLane(hn::SumOfLanes(d, sum));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane
HWY_AFTER_NAMESPACE();

#endif
