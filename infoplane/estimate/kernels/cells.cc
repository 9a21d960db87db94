#include "infoplane/estimate/kernels/cells.h"

#include <bit>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "infoplane/estimate/kernels/cells.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace infoplane::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::Vec<D> load(D d, const double* p) {
  return hn::LoadU(d, p);
}
template <class D>
HWY_INLINE hn::Vec<D> load(D d, const float* p) {
  return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), p));
}

template <class T>
ColumnScan scan_column(const T* HWY_RESTRICT column, std::size_t n) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  auto min = hn::Set(d, column[0]);
  auto max = min;
  // 0 * t is 0 for a finite t, else NaN
  const auto zero = hn::Zero(d);
  auto sum = zero;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto t = hn::LoadU(d, column + i);
    min = hn::Min(min, t);
    max = hn::Max(max, t);
    sum = hn::MulAdd(t, zero, sum);
  }
  T low = hn::GetLane(hn::MinOfLanes(d, min));
  T high = hn::GetLane(hn::MaxOfLanes(d, max));
  bool finite = hn::AllTrue(d, hn::Eq(sum, zero));
  for (; i < n; ++i) {
    low = column[i] < low ? column[i] : low;
    high = column[i] > high ? column[i] : high;
    finite = finite && std::isfinite(column[i]);
  }
  return {low, high, finite};
}

// The digits of one vector of values on a grid.
template <class D, bool kDivide>
class GridDigits {
 public:
  GridDigits(D d, const Grid& grid, double scale)
      : low_(hn::Set(d, grid.low)),
        factor_(hn::Set(d, kDivide ? grid.factor : scale)),
        divisor_(hn::Set(d, grid.divisor)),
        first_(hn::Set(d, grid.first)),
        last_(hn::Set(d, grid.last)) {}

  HWY_INLINE hn::Vec<D> operator()(D, hn::Vec<D> t, std::size_t) const {
    auto u = hn::Mul(hn::Sub(t, low_), factor_);
    if constexpr (kDivide) u = hn::Div(u, divisor_);
    return hn::Sub(hn::Min(hn::Max(hn::Floor(u), first_), last_), first_);
  }

 private:
  hn::Vec<D> low_, factor_, divisor_, first_, last_;
};

// The digits of one vector of values between edges.
template <class D>
class EdgeDigits {
 public:
  EdgeDigits(const Edges& edges, std::size_t first_unit) : edges_(edges), first_unit_(first_unit) {}

  HWY_INLINE hn::Vec<D> operator()(D d, hn::Vec<D> t, std::size_t column) const {
    const hn::RebindToSigned<D> di;
    const std::size_t unit = edges_.shared ? 0 : first_unit_ + column;
    const double* HWY_RESTRICT values = edges_.values.data() + unit * edges_.stride;
    // binary search: `below` edges are known to be <= t
    auto below = hn::Zero(di);
    for (std::size_t step = (edges_.stride + 1) / 2; step > 0; step /= 2) {
      const auto move = hn::Set(di, static_cast<std::int64_t>(step));
      const auto next = hn::Sub(hn::Add(below, move), hn::Set(di, 1));
      const auto edge = hn::GatherIndex(d, values, next);
      const auto passed = hn::RebindMask(di, hn::Le(edge, t));
      below = hn::Add(below, hn::IfThenElseZero(passed, move));
    }
    const auto digit = hn::ConvertTo(d, below);
    if (!edges_.wrap_low) return digit;
    const auto last = hn::Set(d, static_cast<double>(edges_.n_edges));
    return hn::IfThenElse(hn::Eq(digit, hn::Zero(d)), last, digit);
  }

 private:
  const Edges& edges_;
  std::size_t first_unit_;
};

// One vector of rows: all its columns folded into codes.
template <class D, class T, class Digits>
HWY_INLINE void fold_rows(D d, const MatrixView<T>& columns, double base, const Digits& digits,
                          std::size_t row, std::uint64_t* HWY_RESTRICT codes) {
  const auto bases = hn::Set(d, base);
  auto code = hn::Zero(d);
  const T* HWY_RESTRICT t = columns.data + row;
  for (std::size_t j = 0; j < columns.cols; ++j, t += columns.column_stride) {
    code = hn::MulAdd(code, bases, digits(d, load(d, t), j));
  }
  const hn::RebindToSigned<D> di;
  hn::StoreU(hn::ConvertTo(di, code), di, reinterpret_cast<std::int64_t*>(codes) + row);
}

// make(d) gives the digits for vectors of tag d
template <class T, class Make>
HWY_INLINE void fold_all(const MatrixView<T>& columns, double base, const Make& make,
                         std::uint64_t* HWY_RESTRICT codes) {
  const hn::ScalableTag<double> d;
  const auto digits = make(d);
  std::size_t row = 0;
  for (; row + hn::Lanes(d) <= columns.rows; row += hn::Lanes(d)) {
    fold_rows(d, columns, base, digits, row, codes);
  }
  const hn::CappedTag<double, 1> one;
  const auto digit = make(one);
  for (; row < columns.rows; ++row) fold_rows(one, columns, base, digit, row, codes);
}

template <class T>
void fold_grid(const MatrixView<T>& columns, const Grid& grid, std::uint64_t* codes) {
  // dividing by a power of two is multiplying by its inverse, exactly, and much faster
  const double scale = grid.factor / grid.divisor;
  int exponent = 0;
  if (std::frexp(grid.divisor, &exponent) == 0.5 && std::isnormal(scale)) {
    fold_all(
        columns, grid.n_digits(),
        [&](auto d) HWY_ATTR { return GridDigits<decltype(d), false>(d, grid, scale); }, codes);
  } else {
    fold_all(
        columns, grid.n_digits(),
        [&](auto d) HWY_ATTR { return GridDigits<decltype(d), true>(d, grid, scale); }, codes);
  }
}

template <class T>
void fold_edges(const MatrixView<T>& columns, const Edges& edges, std::size_t first_unit,
                std::uint64_t* codes) {
  fold_all(
      columns, edges.n_digits(),
      [&](auto d) HWY_ATTR { return EdgeDigits<decltype(d)>(edges, first_unit); }, codes);
}

ColumnScan scan_f32(const float* column, std::size_t n) { return scan_column(column, n); }
ColumnScan scan_f64(const double* column, std::size_t n) { return scan_column(column, n); }
void fold_grid_f32(const MatrixView<float>& columns, const Grid& grid, std::uint64_t* codes) {
  fold_grid(columns, grid, codes);
}
void fold_grid_f64(const MatrixView<double>& columns, const Grid& grid, std::uint64_t* codes) {
  fold_grid(columns, grid, codes);
}
void fold_edges_f32(const MatrixView<float>& columns, const Edges& edges, std::size_t first_unit,
                    std::uint64_t* codes) {
  fold_edges(columns, edges, first_unit, codes);
}
void fold_edges_f64(const MatrixView<double>& columns, const Edges& edges, std::size_t first_unit,
                    std::uint64_t* codes) {
  fold_edges(columns, edges, first_unit, codes);
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace infoplane::kernels {

HWY_EXPORT(scan_f32);
HWY_EXPORT(scan_f64);
HWY_EXPORT(fold_grid_f32);
HWY_EXPORT(fold_grid_f64);
HWY_EXPORT(fold_edges_f32);
HWY_EXPORT(fold_edges_f64);

std::size_t edge_stride(std::size_t n_edges) { return std::bit_ceil(n_edges + 1) - 1; }

ColumnScan scan(const float* column, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(scan_f32)(column, n);
}
ColumnScan scan(const double* column, std::size_t n) {
  return HWY_DYNAMIC_DISPATCH(scan_f64)(column, n);
}

void fold(const MatrixView<float>& columns, const Grid& grid, std::size_t, std::uint64_t* codes) {
  HWY_DYNAMIC_DISPATCH(fold_grid_f32)(columns, grid, codes);
}
void fold(const MatrixView<double>& columns, const Grid& grid, std::size_t, std::uint64_t* codes) {
  HWY_DYNAMIC_DISPATCH(fold_grid_f64)(columns, grid, codes);
}
void fold(const MatrixView<float>& columns, const Edges& edges, std::size_t first_unit,
          std::uint64_t* codes) {
  HWY_DYNAMIC_DISPATCH(fold_edges_f32)(columns, edges, first_unit, codes);
}
void fold(const MatrixView<double>& columns, const Edges& edges, std::size_t first_unit,
          std::uint64_t* codes) {
  HWY_DYNAMIC_DISPATCH(fold_edges_f64)(columns, edges, first_unit, codes);
}

}  // namespace infoplane::kernels
#endif  // HWY_ONCE
