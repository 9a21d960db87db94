#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/estimate/cuts.h"
#include "infoplane/estimate/kernels/coarse_search.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Points for searching where they have many coordinates: cut into leaves, with coarse coordinates
/// beside their own. Cells are the same in all coordinates: so many that the widest one fits, apart
/// from what is far out (three times the distance between its quantiles of 1% and 99% beyond them).
class CoarsePoints {
 public:
  /// points.n >= 1. Memory: O(N d). Cost: O(N d + N log N).
  explicit CoarsePoints(const Points& points);

  [[nodiscard]] const Cuts& cuts() const { return cuts_; }
  [[nodiscard]] kernels::CoarseView view() const;

 private:
  // Which column a coarse coordinate is of.
  struct CoarseColumn {
    std::size_t column = 0;
    double width = 0;
    double low = 0;
  };
  void fill_leaf(const Points& points, std::size_t leaf, std::span<const CoarseColumn> order);

  std::size_t d_;
  Cuts cuts_;
  double cells_per_unit_ = 0;
  std::vector<double> rows_;
  std::vector<std::uint16_t> coarse_;
  std::vector<std::uint32_t> inside_;
};

}  // namespace infoplane
