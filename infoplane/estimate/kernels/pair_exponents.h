#pragma once

#include <cstddef>
#include <cstdint>

/// Distances between points, as exponents of two: the part of pairwise estimators that touches
/// every coordinate of every pair, vectorised with run-time dispatch.
namespace infoplane::kernels {

/// Blocks are padded to whole vectors of every instruction set.
inline constexpr std::size_t kPointLanes = 16;
inline constexpr std::size_t kMaxBlockPoints = 128;

/// At most kMaxBlockPoints points side by side: coordinate k of point j is values[k * width + j].
/// width is a multiple of kPointLanes; points from `count` on are padding and may be any numbers.
/// T = std::int32_t: values are two 16-bit integer coordinates each, the first in the lower half.
template <class T>
struct PointBlock {
  const T* values = nullptr;
  std::size_t dimension = 0;
  std::size_t count = 0;
  std::size_t width = 0;
  /// Of integers: half the sum of the squares of each point's coordinates, rounded up; the sum is
  /// less than 2^31.
  const std::int32_t* half_squares = nullptr;
};

/// With more coordinates than this, a block's rows are best calculated all at once.
inline constexpr std::size_t kManyCoordinates = 256;

/// Rows are calculated so many at a time.
inline constexpr std::size_t kRowGroup = 4;

/// For rows i of `a` from first_row on, n_rows of them, and all columns j < b.width:
///   x[(i - first_row) * b.width + j] = factor |a_i - b_j|^2
/// first_row and n_rows are multiples of kRowGroup with first_row + n_rows <= a.width.
/// Sums of squared differences: close points keep their precision however far they are from 0. They
/// have the precision of the coordinates and are rounded to float at the end; what exceeds it
/// becomes infinite. Of integers, |a|^2 + |b|^2 - 2 a.b, exact but for the last two bits of the
/// square and float's rounding; 0 for equal points.
void pair_exponents(const PointBlock<float>& a, std::size_t first_row, std::size_t n_rows,
                    const PointBlock<float>& b, double factor, float* x);
void pair_exponents(const PointBlock<double>& a, std::size_t first_row, std::size_t n_rows,
                    const PointBlock<double>& b, double factor, float* x);
void pair_exponents(const PointBlock<std::int32_t>& a, std::size_t first_row, std::size_t n_rows,
                    const PointBlock<std::int32_t>& b, double factor, float* x);

/// Of one point a and n_draws vectors z_p (rows of z), for all columns j < b.width, with
/// u_j = b_j - a:
///   x[j] = -factor |u_j|^2,   x[(1 + p) * b.width + j] = 2 factor u_j.z_p
/// so that x_0j + x_pj = -factor (|u_j - z_p|^2 - |z_p|^2), and x_0j - x_pj is that of -z_p.
/// z: (n_draws, b.dimension), row-major.
void draw_exponents(const float* a, const float* z, std::size_t n_draws, const PointBlock<float>& b,
                    double factor, float* x);
void draw_exponents(const double* a, const double* z, std::size_t n_draws,
                    const PointBlock<double>& b, double factor, float* x);

}  // namespace infoplane::kernels
