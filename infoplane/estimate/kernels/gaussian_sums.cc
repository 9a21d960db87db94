#include "infoplane/estimate/kernels/gaussian_sums.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "infoplane/estimate/kernels/gaussian_sums.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace infoplane::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using Floats = hn::Vec<FloatTag>;
using DoubleTag = hn::ScalableTag<double>;

// rows at a time, as many as the registers hold
#if HWY_TARGET <= HWY_AVX3
constexpr std::size_t kRows = 4;
#else
constexpr std::size_t kRows = 2;
#endif

// below, 2^x would not be a normal number
constexpr float kLowest = -125;

// 2^x for kLowest <= x <= -kLowest: 2^n p(x - n) with n the nearest whole number. p is the
// polynomial of degree 5 with p(0) = 1 of least largest relative error, 9.3e-8 on [-1/2, 1/2] (a
// linear program, coefficients rounded to float one after another); as 2^0 is then exact, so is the
// sum of equal points.
HWY_INLINE Floats exp2_limited(FloatTag d, Floats x) {
  const hn::RebindToUnsigned<FloatTag> du;
  // adding 1.5 * 2^23 leaves n in the low bits
  const Floats magic = hn::Set(d, 0x1.8p23f);
  const Floats shifted = hn::Add(x, magic);
  const Floats r = hn::Sub(x, hn::Sub(shifted, magic));
  Floats p = hn::Set(d, 0x1.5bda40p-10f);
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.3ce8acp-7f));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.c6b6d8p-5f));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.ebf9c2p-3f));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.62e42ap-1f));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0f));
  const auto exponent = hn::ShiftLeft<23>(hn::BitCast(du, shifted));
  return hn::BitCast(d, hn::Add(hn::BitCast(du, p), exponent));
}

HWY_INLINE Floats exp2_negative(FloatTag d, Floats x) {
  return exp2_limited(d, hn::Max(x, hn::Set(d, kLowest)));
}

// e^4 without passing through numbers that are not normal, which some machines are slow with
HWY_INLINE Floats fourth_power(FloatTag d, Floats e) {
  const Floats limited = hn::Max(e, hn::Set(d, 0x1p-31f));
  const Floats square = hn::Mul(limited, limited);
  return hn::Mul(square, square);
}

// adds a vector of floats to kSumParts doubles, or as many as a vector of doubles has
HWY_INLINE void add_folded(Floats v, double* HWY_RESTRICT parts) {
#if HWY_TARGET == HWY_SCALAR
  parts[0] += hn::GetLane(v);
#else
  const DoubleTag dd;
  const hn::Half<FloatTag> half;
  const auto folded = hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v));
  hn::StoreU(hn::Add(hn::LoadU(dd, parts), hn::PromoteTo(dd, folded)), dd, parts);
#endif
}

// adds floats to doubles, one by one; n is a multiple of kPointLanes
HWY_INLINE void add_each(std::size_t n, const float* HWY_RESTRICT from, double* HWY_RESTRICT to) {
  const DoubleTag dd;
  const hn::Rebind<float, DoubleTag> df;
  for (std::size_t j = 0; j < n; j += hn::Lanes(dd)) {
    const auto values = hn::PromoteTo(dd, hn::LoadU(df, from + j));
    hn::StoreU(hn::Add(hn::LoadU(dd, to + j), values), dd, to + j);
  }
}

// Sums over the columns of a tile, in float.
struct ColumnSums {
  HWY_ALIGN float wide[kMaxBlockPoints];
  HWY_ALIGN float narrow[kMaxBlockPoints];
};

// kN rows of a tile
template <std::size_t kN>
HWY_INLINE void sum_rows(const float* HWY_RESTRICT x, std::size_t row, std::size_t n_columns,
                         std::size_t width, ColumnSums& columns, const TileSums& sums) {
  const FloatTag d;
  const std::size_t lanes = hn::Lanes(d);
  Floats wide[kN];
  Floats narrow[kN];
  for (std::size_t r = 0; r < kN; ++r) wide[r] = narrow[r] = hn::Zero(d);
  const auto add_vector = [&](std::size_t j, auto keep) HWY_ATTR {
    Floats column_wide = hn::Load(d, columns.wide + j);
    Floats column_narrow = hn::Load(d, columns.narrow + j);
    for (std::size_t r = 0; r < kN; ++r) {
      const Floats e = keep(exp2_negative(d, hn::LoadU(d, x + (row + r) * width + j)));
      const Floats e4 = keep(fourth_power(d, e));
      wide[r] = hn::Add(wide[r], e);
      narrow[r] = hn::Add(narrow[r], e4);
      column_wide = hn::Add(column_wide, e);
      column_narrow = hn::Add(column_narrow, e4);
    }
    hn::Store(column_wide, d, columns.wide + j);
    hn::Store(column_narrow, d, columns.narrow + j);
  };
  std::size_t j = 0;
  for (; j + lanes <= n_columns; j += lanes) {
    add_vector(j, [](Floats e) HWY_ATTR { return e; });
  }
  if (j < n_columns) {
    const auto inside = hn::FirstN(d, n_columns - j);
    add_vector(j, [&](Floats e) HWY_ATTR { return hn::IfThenElseZero(inside, e); });
  }
  for (std::size_t r = 0; r < kN; ++r) {
    add_folded(wide[r], sums.rows_wide + (row + r) * kSumParts);
    add_folded(narrow[r], sums.rows_narrow + (row + r) * kSumParts);
  }
}

void sum_tile(const float* x, std::size_t n_rows, std::size_t n_columns, std::size_t width,
              const TileSums& sums) {
  const FloatTag d;
  ColumnSums columns;
  for (std::size_t j = 0; j < width; j += hn::Lanes(d)) {
    hn::Store(hn::Zero(d), d, columns.wide + j);
    hn::Store(hn::Zero(d), d, columns.narrow + j);
  }
  std::size_t row = 0;
  for (; row + kRows <= n_rows; row += kRows) {
    sum_rows<kRows>(x, row, n_columns, width, columns, sums);
  }
  for (; row < n_rows; ++row) sum_rows<1>(x, row, n_columns, width, columns, sums);
  if (sums.columns_wide == nullptr) return;
  add_each(width, columns.wide, sums.columns_wide);
  add_each(width, columns.narrow, sums.columns_narrow);
}

void kernels_of_tile(std::size_t n, float* HWY_RESTRICT x, float* HWY_RESTRICT fourth) {
  const FloatTag d;
  for (std::size_t j = 0; j < n; j += hn::Lanes(d)) {
    const Floats e = exp2_negative(d, hn::LoadU(d, x + j));
    hn::StoreU(e, d, x + j);
    hn::StoreU(fourth_power(d, e), d, fourth + j);
  }
}

void sum_weighted(const float* HWY_RESTRICT kernels, std::size_t n_rows, std::size_t width,
                  const float* HWY_RESTRICT row_weights, const float* HWY_RESTRICT column_weights,
                  double* HWY_RESTRICT rows, double* HWY_RESTRICT columns) {
  const FloatTag d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN float column_sums[kMaxBlockPoints];
  for (std::size_t j = 0; j < width; j += lanes) hn::Store(hn::Zero(d), d, column_sums + j);
  for (std::size_t i = 0; i < n_rows; ++i) {
    Floats sum = hn::Zero(d);
    const Floats weight = hn::Set(d, row_weights[i]);
    for (std::size_t j = 0; j < width; j += lanes) {
      const Floats e = hn::LoadU(d, kernels + i * width + j);
      sum = hn::MulAdd(e, hn::LoadU(d, column_weights + j), sum);
      hn::Store(hn::MulAdd(e, weight, hn::Load(d, column_sums + j)), d, column_sums + j);
    }
    rows[i] += hn::GetLane(hn::SumOfLanes(d, sum));
  }
  if (columns != nullptr) add_each(width, column_sums, columns);
}

HWY_INLINE Floats exp2_both_signs(FloatTag d, Floats x) {
  return exp2_limited(d, hn::Min(hn::Max(x, hn::Set(d, kLowest)), hn::Set(d, -kLowest)));
}

void sum_draws(const float* HWY_RESTRICT x, std::size_t n_draws, std::size_t n_columns,
               std::size_t width, double* HWY_RESTRICT sums) {
  const FloatTag d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t p = 0; p < n_draws; ++p) {
    const float* HWY_RESTRICT products = x + (1 + p) * width;
    Floats plus = hn::Zero(d);
    Floats minus = hn::Zero(d);
    for (std::size_t j = 0; j < n_columns; j += lanes) {
      const Floats distance = hn::LoadU(d, x + j);
      const Floats product = hn::LoadU(d, products + j);
      const auto inside = hn::FirstN(d, n_columns - j);
      const Floats e_plus = exp2_both_signs(d, hn::Add(distance, product));
      const Floats e_minus = exp2_both_signs(d, hn::Sub(distance, product));
      plus = hn::Add(plus, hn::IfThenElseZero(inside, e_plus));
      minus = hn::Add(minus, hn::IfThenElseZero(inside, e_minus));
    }
    sums[2 * p] += hn::GetLane(hn::SumOfLanes(d, plus));
    sums[2 * p + 1] += hn::GetLane(hn::SumOfLanes(d, minus));
  }
}

void kernels_of_draws(const float* HWY_RESTRICT x, std::size_t n_draws, std::size_t width,
                      float* HWY_RESTRICT kernels) {
  const FloatTag d;
  for (std::size_t p = 0; p < n_draws; ++p) {
    for (std::size_t j = 0; j < width; j += hn::Lanes(d)) {
      const Floats distance = hn::LoadU(d, x + j);
      const Floats product = hn::LoadU(d, x + (1 + p) * width + j);
      hn::StoreU(exp2_both_signs(d, hn::Add(distance, product)), d, kernels + 2 * p * width + j);
      hn::StoreU(exp2_both_signs(d, hn::Sub(distance, product)), d,
                 kernels + (2 * p + 1) * width + j);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace infoplane::kernels {

HWY_EXPORT(sum_tile);
HWY_EXPORT(kernels_of_tile);
HWY_EXPORT(sum_weighted);
HWY_EXPORT(sum_draws);
HWY_EXPORT(kernels_of_draws);

void tile_sums(const float* x, std::size_t n_rows, std::size_t n_columns, std::size_t width,
               const TileSums& sums) {
  HWY_DYNAMIC_DISPATCH(sum_tile)(x, n_rows, n_columns, width, sums);
}

void tile_kernels(std::size_t n, float* x, float* fourth) {
  HWY_DYNAMIC_DISPATCH(kernels_of_tile)(n, x, fourth);
}

void weighted_sums(const float* kernels, std::size_t n_rows, std::size_t width,
                   const float* row_weights, const float* column_weights, double* rows,
                   double* columns) {
  HWY_DYNAMIC_DISPATCH(sum_weighted)
  (kernels, n_rows, width, row_weights, column_weights, rows, columns);
}

void draw_sums(const float* x, std::size_t n_draws, std::size_t n_columns, std::size_t width,
               double* sums) {
  HWY_DYNAMIC_DISPATCH(sum_draws)(x, n_draws, n_columns, width, sums);
}

void draw_kernels(const float* x, std::size_t n_draws, std::size_t width, float* kernels) {
  HWY_DYNAMIC_DISPATCH(kernels_of_draws)(x, n_draws, width, kernels);
}

}  // namespace infoplane::kernels
#endif  // HWY_ONCE
