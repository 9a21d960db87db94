#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/estimate/cuts.h"
#include "infoplane/estimate/kernels/tree_search.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Points for searching where they have few coordinates: cut into leaves, with the smallest box
/// around the points of each node.
class KdTree {
 public:
  /// points.n >= 1. Memory: O(N d). Cost: O(N d + N log N).
  explicit KdTree(const Points& points);

  [[nodiscard]] const Cuts& cuts() const { return cuts_; }
  [[nodiscard]] kernels::TreeView view() const;

 private:
  void fill_leaves(const Points& points);
  void fill_boxes();

  std::size_t d_;
  Cuts cuts_;
  // of each leaf, kLeafSize values of each coordinate; infinite where there is no point
  std::vector<double> leaves_;
  // of each node, d lows and d highs
  std::vector<double> boxes_;
};

}  // namespace infoplane
