#pragma once

#include <cstddef>

#include "infoplane/estimate/kernels/pair_exponents.h"

/// Sums of Gaussian kernels over tiles of exponents (pair_exponents.h), vectorised with run-time
/// dispatch: e = 2^x in float with a relative error below 2.5e-7, never below 2^-126 (which is
/// nothing beside the 1 that every point contributes to its own sum), added up in float over one
/// block at most, then in double.
namespace infoplane::kernels {

/// Each sum over a row is kept in so many parts, which the caller adds up.
inline constexpr std::size_t kSumParts = 8;

/// Where a tile's sums go: all are added to. Columns may be null, where a tile is on the diagonal.
struct TileSums {
  /// Of row i at rows_wide[i * kSumParts ...]; likewise rows_narrow.
  double* rows_wide = nullptr;
  double* rows_narrow = nullptr;
  double* columns_wide = nullptr;
  double* columns_narrow = nullptr;
};

/// With x_ij = x[i * width + j], i < n_rows, j < n_columns, adds the sums over rows and over
/// columns of the wide kernel 2^x and the narrow one, its fourth power. x <= 0. n_columns <= width
/// <= kMaxBlockPoints; width is a multiple of kPointLanes.
void tile_sums(const float* x, std::size_t n_rows, std::size_t n_columns, std::size_t width,
               const TileSums& sums);

/// x -> 2^x and `fourth` -> 2^4x, for the given number of values, a multiple of kPointLanes. x <=
/// 0.
void tile_kernels(std::size_t n, float* x, float* fourth);

/// Adds, for a tile of kernels e_ij:  rows[i] += sum_j column_weights[j] e_ij,  and unless columns
/// is null  columns[j] += sum_i row_weights[i] e_ij. column_weights: width of them, 0 from the last
/// column on.
void weighted_sums(const float* kernels, std::size_t n_rows, std::size_t width,
                   const float* row_weights, const float* column_weights, double* rows,
                   double* columns);

/// From the exponents of draw_exponents(): for draws p < n_draws and j < n_columns adds
///   sums[2p] += sum_j 2^(x_0j + x_pj),   sums[2p + 1] += sum_j 2^(x_0j - x_pj).
/// Exponents are limited to +-125.
void draw_sums(const float* x, std::size_t n_draws, std::size_t n_columns, std::size_t width,
               double* sums);

/// The same kernels themselves: row 2p of `kernels` is 2^(x_0 + x_p), row 2p + 1 is 2^(x_0 - x_p).
void draw_kernels(const float* x, std::size_t n_draws, std::size_t width, float* kernels);

}  // namespace infoplane::kernels
