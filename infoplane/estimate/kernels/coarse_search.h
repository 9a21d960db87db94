#pragma once

#include <cstddef>
#include <cstdint>

/// Searching for neighbours among all points, for points of many coordinates, where boxes leave
/// nothing out. Vectorised with run-time dispatch. Coordinates rounded down to whole numbers of
/// cells say of most pairs how they compare with a distance; only the pairs of which they do not
/// say are compared by their distance in double precision. The results are exact, as those of
/// tree_search.h, and do not depend on the instruction set.
namespace infoplane::kernels {

/// Coarse coordinates are less than this.
inline constexpr std::int32_t kCells = 1 << 15;

/// Coarse coordinates are read so many at once; there are coarse_stride() of them, zeros at the
/// end.
inline constexpr std::size_t kCoarseAtOnce = 4;
inline std::size_t coarse_stride(std::size_t n_coordinates) {
  return (n_coordinates + kCoarseAtOnce - 1) / kCoarseAtOnce * kCoarseAtOnce;
}

/// A look at CoarsePoints: leaves of kLeafSize points.
struct CoarseView {
  std::size_t n = 0;
  std::size_t d = 0;
  /// Of each leaf, kLeafSize values of each coarse coordinate:
  ///   c = min(max(floor((p - low_j) * cells_per_unit), 0), kCells - 1)
  const std::uint16_t* coarse = nullptr;
  /// Of each leaf, a bit for each point, set if it is there and all its coarse values are what they
  /// are without min and max.
  const std::uint32_t* inside = nullptr;
  /// The points themselves, one after another.
  const double* rows = nullptr;
  double cells_per_unit = 0;
};

/// As in tree_search.h.
void kth_distances(const CoarseView& points, std::size_t leaf, std::size_t k, double* nearest,
                   double* distances);
void counts_within(const CoarseView& points, std::size_t leaf, std::size_t n_lists,
                   const double* radii, std::uint32_t* counts);
void extents_within(const CoarseView& points, std::size_t leaf, const double* radii,
                    std::size_t d_x, double* x, double* y);

}  // namespace infoplane::kernels
