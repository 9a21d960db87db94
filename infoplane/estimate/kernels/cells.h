#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/matrix.h"

/// The parts of discretisation that touch every activation, vectorised with run-time dispatch. The
/// results do not depend on the instruction set: all arithmetic is in double precision, each step
/// rounded by itself.
namespace infoplane::kernels {

/// Cells of equal width, the same for every unit. The digit of a value t is
///   min(max(floor((t - low) * factor / divisor), first), last) - first,
/// a whole number in [0, n_digits()). Requires divisor > 0, first <= last, both whole, and
/// (t - low) * factor within the range of double.
struct Grid {
  double low = 0;
  double factor = 1;
  double divisor = 1;
  double first = 0;
  double last = 0;

  [[nodiscard]] double n_digits() const { return last - first + 1; }
};

/// Cells between sorted edges, for each unit its own. The digit of a value t is the number of edges
/// <= t; with wrap_low, a value below all edges gets the last digit instead of the first.
struct Edges {
  /// Edges of one unit after another: `stride` numbers each, the first n_edges of them sorted edges
  /// and the rest +infinity; stride + 1 is a power of two.
  std::vector<double> values;
  std::size_t n_edges = 0;
  std::size_t stride = 0;
  /// Whether all units use the same, the only ones in `values`.
  bool shared = false;
  bool wrap_low = false;

  [[nodiscard]] double n_digits() const { return static_cast<double>(n_edges) + 1; }
};

/// The smallest stride for so many edges: 2^m - 1.
std::size_t edge_stride(std::size_t n_edges);

/// A column's smallest and largest value; they mean nothing unless all are finite. n >= 1.
struct ColumnScan {
  double min = 0;
  double max = 0;
  bool finite = false;
};
ColumnScan scan(const float* column, std::size_t n);
ColumnScan scan(const double* column, std::size_t n);

/// The largest code that fold() can give, plus one: doubles hold all whole numbers below.
inline constexpr double kMaxCode = 0x1p53;

/// Writes one code a row, the digits of its columns read as a number in base n_digits, the first
/// column most significant:
///   codes[i] = sum_j digit(columns(i, j)) * n_digits^(d - 1 - j)
/// columns: (N, d), each column contiguous, values finite; n_digits^d <= kMaxCode. Column j is unit
/// first_unit + j of the edges. codes: N.
void fold(const MatrixView<float>& columns, const Grid& grid, std::size_t first_unit,
          std::uint64_t* codes);
void fold(const MatrixView<double>& columns, const Grid& grid, std::size_t first_unit,
          std::uint64_t* codes);
void fold(const MatrixView<float>& columns, const Edges& edges, std::size_t first_unit,
          std::uint64_t* codes);
void fold(const MatrixView<double>& columns, const Edges& edges, std::size_t first_unit,
          std::uint64_t* codes);

}  // namespace infoplane::kernels
