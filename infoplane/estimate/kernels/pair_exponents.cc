#include "infoplane/estimate/kernels/pair_exponents.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "infoplane/estimate/kernels/pair_exponents.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace infoplane::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// vectors of columns at a time, so that the sums of kRowGroup rows fit into the registers
#if HWY_TARGET <= HWY_AVX3
constexpr std::size_t kVectors = 4;
#else
constexpr std::size_t kVectors = 2;
#endif

// coordinates at a time: those of two blocks are 300 kB and stay in the second-level cache
constexpr std::size_t kSlice = kManyCoordinates;

template <class D>
HWY_INLINE auto to_floats(D /*d*/, hn::Vec<D> v) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(float)) {
    return v;
  } else {
    return hn::DemoteTo(hn::Rebind<float, D>(), v);
  }
}

// sums on their way, of whatever type they are
template <class D>
HWY_INLINE hn::Vec<D> load_sum(D /*d*/, const float* HWY_RESTRICT x) {
  return hn::BitCast(D(), hn::LoadU(hn::Rebind<float, D>(), x));
}
template <class D>
HWY_INLINE void store_sum(D /*d*/, hn::Vec<D> sum, float* HWY_RESTRICT x) {
  const hn::Rebind<float, D> float_d;
  hn::StoreU(hn::BitCast(float_d, sum), float_d, x);
}

// What is added up over the coordinates of pairs, and what their exponents are. factor |a - b|^2:
template <class D>
struct Differences {
  using T = hn::TFromD<D>;
  using V = hn::Vec<D>;

  static HWY_INLINE V add(V a, V b, V sum) {
    const V difference = hn::Sub(b, a);
    return hn::MulAdd(difference, difference, sum);
  }
  HWY_INLINE auto finish(D d, V sum, std::size_t /*row*/, std::size_t /*column*/) const {
    return to_floats(d, hn::Mul(sum, hn::Set(d, factor)));
  }

  T factor;
};

// factor (|a|^2 + |b|^2 - 2 a.b) of pairs of 16-bit integers:
template <class D>
struct Products {
  using V = hn::Vec<D>;

  static HWY_INLINE V add(V a, V b, V sum) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
    const auto low = [](V v) { return hn::ShiftRight<16>(hn::ShiftLeft<16>(v)); };
    const auto high = [](V v) { return hn::ShiftRight<16>(v); };
    return hn::Add(sum, hn::Add(hn::Mul(low(a), low(b)), hn::Mul(high(a), high(b))));
#else
    const hn::Repartition<std::int16_t, D> d16;
    const D d;
    V none = hn::Zero(d);
    return hn::ReorderWidenMulAccumulate(d, hn::BitCast(d16, a), hn::BitCast(d16, b), sum, none);
#endif
  }
  // half of |a - b|^2 is less than 2^32; a quarter of it is a signed number
  HWY_INLINE auto finish(D d, V sum, std::size_t row, std::size_t column) const {
    const hn::RebindToUnsigned<D> unsigned_d;
    const hn::RebindToFloat<D> float_d;
    const auto squares =
        hn::Add(hn::Set(d, row_squares[row]), hn::LoadU(d, column_squares + column));
    const auto half = hn::Sub(hn::BitCast(unsigned_d, squares), hn::BitCast(unsigned_d, sum));
    const auto quarter = hn::BitCast(d, hn::ShiftRight<1>(half));
    return hn::Mul(hn::ConvertTo(float_d, quarter), hn::Set(float_d, 4 * factor));
  }

  float factor;
  const std::int32_t* row_squares;
  const std::int32_t* column_squares;
};

// Coordinates first ... end - 1.
struct Slice {
  std::size_t first;
  std::size_t end;
};

// kRowGroup rows of a from `row` on against kN vectors of columns of b: adds a slice to the sums in
// x, which the last one finishes. kWhole: there is but one
template <std::size_t kN, bool kWhole, class Term, class D, class T = hn::TFromD<D>>
HWY_INLINE void add_slice(D d, const Term& term, const PointBlock<T>& a, std::size_t row,
                          const PointBlock<T>& b, std::size_t column, const Slice& slice,
                          float* HWY_RESTRICT x) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sums[kRowGroup][kN];
  for (std::size_t r = 0; r < kRowGroup; ++r) {
    for (std::size_t v = 0; v < kN; ++v) sums[r][v] = hn::Zero(d);
  }
  const T* HWY_RESTRICT rows = a.values + slice.first * a.width + row;
  const T* HWY_RESTRICT columns = b.values + slice.first * b.width + column;
  for (std::size_t k = slice.first; k < slice.end; ++k, rows += a.width, columns += b.width) {
    hn::Vec<D> values[kN];
    for (std::size_t v = 0; v < kN; ++v) values[v] = hn::LoadU(d, columns + v * lanes);
    for (std::size_t r = 0; r < kRowGroup; ++r) {
      const auto own = hn::Set(d, rows[r]);
      for (std::size_t v = 0; v < kN; ++v) sums[r][v] = Term::add(own, values[v], sums[r][v]);
    }
  }
  const hn::Rebind<float, D> float_d;
  for (std::size_t r = 0; r < kRowGroup; ++r) {
    for (std::size_t v = 0; v < kN; ++v) {
      const std::size_t place = column + v * lanes;
      float* HWY_RESTRICT to = x + r * b.width + place;
      auto sum = sums[r][v];
      if constexpr (!kWhole) {
        if (slice.first > 0) sum = hn::Add(sum, load_sum(d, to));
        if (slice.end < b.dimension) {
          store_sum(d, sum, to);
          continue;
        }
      }
      hn::StoreU(term.finish(d, sum, row + r, place), float_d, to);
    }
  }
}

// kN vectors of columns against all rows
template <std::size_t kN, bool kWhole, class Term, class D, class T = hn::TFromD<D>>
HWY_INLINE void add_columns(D d, const Term& term, const PointBlock<T>& a, std::size_t first_row,
                            std::size_t n_rows, const PointBlock<T>& b, std::size_t column,
                            const Slice& slice, float* HWY_RESTRICT x) {
  for (std::size_t i = 0; i < n_rows; i += kRowGroup) {
    add_slice<kN, kWhole>(d, term, a, first_row + i, b, column, slice, x + i * b.width);
  }
}

template <bool kWhole, class Term, class D, class T = hn::TFromD<D>>
HWY_INLINE void add_all_columns(D d, const Term& term, const PointBlock<T>& a,
                                std::size_t first_row, std::size_t n_rows, const PointBlock<T>& b,
                                const Slice& slice, float* HWY_RESTRICT x) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t column = 0;
  for (; column + kVectors * lanes <= b.width; column += kVectors * lanes) {
    add_columns<kVectors, kWhole>(d, term, a, first_row, n_rows, b, column, slice, x);
  }
  for (; column < b.width; column += lanes) {
    add_columns<1, kWhole>(d, term, a, first_row, n_rows, b, column, slice, x);
  }
}

// sums between slices wait among the results, which have their size
template <class Term, class D, class T = hn::TFromD<D>>
HWY_INLINE void add_slices(D d, const Term& term, const PointBlock<T>& a, std::size_t first_row,
                           std::size_t n_rows, const PointBlock<T>& b, float* HWY_RESTRICT x) {
  static_assert(sizeof(T) == sizeof(float));
  for (std::size_t k = 0; k < b.dimension; k += kSlice) {
    const Slice slice{k, k + kSlice < b.dimension ? k + kSlice : b.dimension};
    add_all_columns<false>(d, term, a, first_row, n_rows, b, slice, x);
  }
}

template <class Term, class D, class T = hn::TFromD<D>>
HWY_INLINE void exponents_of_pairs(D d, const Term& term, const PointBlock<T>& a,
                                   std::size_t first_row, std::size_t n_rows,
                                   const PointBlock<T>& b, float* HWY_RESTRICT x) {
  if constexpr (sizeof(T) == sizeof(float)) {
    if (b.dimension > kSlice) {
      add_slices(d, term, a, first_row, n_rows, b, x);
      return;
    }
  }
  add_all_columns<true>(d, term, a, first_row, n_rows, b, {0, b.dimension}, x);
}

// kN draws against one vector of columns
template <std::size_t kN, class D, class T = hn::TFromD<D>>
HWY_INLINE void exponents_of_draws(D d, const T* HWY_RESTRICT a, const T* HWY_RESTRICT z,
                                   const PointBlock<T>& b, std::size_t column, T factor,
                                   float* HWY_RESTRICT x, float* HWY_RESTRICT x_draws) {
  auto distance = hn::Zero(d);
  hn::Vec<D> products[kN];
  for (std::size_t p = 0; p < kN; ++p) products[p] = hn::Zero(d);
  const T* HWY_RESTRICT columns = b.values + column;
  for (std::size_t k = 0; k < b.dimension; ++k, columns += b.width) {
    const auto difference = hn::Sub(hn::LoadU(d, columns), hn::Set(d, a[k]));
    distance = hn::MulAdd(difference, difference, distance);
    for (std::size_t p = 0; p < kN; ++p) {
      products[p] = hn::MulAdd(difference, hn::Set(d, z[p * b.dimension + k]), products[p]);
    }
  }
  // so far within float's range that a sum of two is never infinity less infinity
  const auto lowest = hn::Set(d, static_cast<T>(-1e30));
  const auto most = hn::Set(d, static_cast<T>(1e25));
  const hn::Rebind<float, D> float_d;
  const auto exponent = hn::Max(hn::Mul(distance, hn::Set(d, -factor)), lowest);
  hn::StoreU(to_floats(d, exponent), float_d, x + column);
  const auto twice = hn::Set(d, 2 * factor);
  for (std::size_t p = 0; p < kN; ++p) {
    const auto product = hn::Min(hn::Mul(products[p], twice), most);
    hn::StoreU(to_floats(d, hn::Max(product, hn::Neg(most))), float_d,
               x_draws + p * b.width + column);
  }
}

template <class T>
void exponents_of_all_draws(const T* a, const T* z, std::size_t n_draws, const PointBlock<T>& b,
                            double factor, float* HWY_RESTRICT x) {
  const hn::ScalableTag<T> d;
  const T scale = static_cast<T>(factor);
  constexpr std::size_t kGroup = 4;
  std::size_t p = 0;
  for (; p + kGroup <= n_draws; p += kGroup) {
    for (std::size_t column = 0; column < b.width; column += hn::Lanes(d)) {
      exponents_of_draws<kGroup>(d, a, z + p * b.dimension, b, column, scale, x,
                                 x + (1 + p) * b.width);
    }
  }
  for (; p < n_draws; ++p) {
    for (std::size_t column = 0; column < b.width; column += hn::Lanes(d)) {
      exponents_of_draws<1>(d, a, z + p * b.dimension, b, column, scale, x, x + (1 + p) * b.width);
    }
  }
}

void pairs_f32(const PointBlock<float>& a, std::size_t first_row, std::size_t n_rows,
               const PointBlock<float>& b, double factor, float* x) {
  const hn::ScalableTag<float> d;
  const Differences<hn::ScalableTag<float>> term{static_cast<float>(factor)};
  exponents_of_pairs(d, term, a, first_row, n_rows, b, x);
}
void pairs_f64(const PointBlock<double>& a, std::size_t first_row, std::size_t n_rows,
               const PointBlock<double>& b, double factor, float* x) {
  const hn::ScalableTag<double> d;
  const Differences<hn::ScalableTag<double>> term{factor};
  exponents_of_pairs(d, term, a, first_row, n_rows, b, x);
}
void pairs_i32(const PointBlock<std::int32_t>& a, std::size_t first_row, std::size_t n_rows,
               const PointBlock<std::int32_t>& b, double factor, float* x) {
  const hn::ScalableTag<std::int32_t> d;
  const Products<hn::ScalableTag<std::int32_t>> term{static_cast<float>(factor), a.half_squares,
                                                     b.half_squares};
  exponents_of_pairs(d, term, a, first_row, n_rows, b, x);
}
void draws_f32(const float* a, const float* z, std::size_t n_draws, const PointBlock<float>& b,
               double factor, float* x) {
  exponents_of_all_draws(a, z, n_draws, b, factor, x);
}
void draws_f64(const double* a, const double* z, std::size_t n_draws, const PointBlock<double>& b,
               double factor, float* x) {
  exponents_of_all_draws(a, z, n_draws, b, factor, x);
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace infoplane::kernels {

HWY_EXPORT(pairs_f32);
HWY_EXPORT(pairs_f64);
HWY_EXPORT(pairs_i32);
HWY_EXPORT(draws_f32);
HWY_EXPORT(draws_f64);

void pair_exponents(const PointBlock<float>& a, std::size_t first_row, std::size_t n_rows,
                    const PointBlock<float>& b, double factor, float* x) {
  HWY_DYNAMIC_DISPATCH(pairs_f32)(a, first_row, n_rows, b, factor, x);
}
void pair_exponents(const PointBlock<double>& a, std::size_t first_row, std::size_t n_rows,
                    const PointBlock<double>& b, double factor, float* x) {
  HWY_DYNAMIC_DISPATCH(pairs_f64)(a, first_row, n_rows, b, factor, x);
}
void pair_exponents(const PointBlock<std::int32_t>& a, std::size_t first_row, std::size_t n_rows,
                    const PointBlock<std::int32_t>& b, double factor, float* x) {
  HWY_DYNAMIC_DISPATCH(pairs_i32)(a, first_row, n_rows, b, factor, x);
}

void draw_exponents(const float* a, const float* z, std::size_t n_draws, const PointBlock<float>& b,
                    double factor, float* x) {
  HWY_DYNAMIC_DISPATCH(draws_f32)(a, z, n_draws, b, factor, x);
}
void draw_exponents(const double* a, const double* z, std::size_t n_draws,
                    const PointBlock<double>& b, double factor, float* x) {
  HWY_DYNAMIC_DISPATCH(draws_f64)(a, z, n_draws, b, factor, x);
}

}  // namespace infoplane::kernels
#endif  // HWY_ONCE
