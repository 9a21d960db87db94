#pragma once

#include <cstdint>
#include <vector>

#include "infoplane/estimate/kernels/tree_search.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Points cut into leaves of kernels::kLeafSize that are near each other, by a binary tree.
///
/// Invariants
/// 1. Leaf l holds the points rows[l kLeafSize] ... rows[(l + 1) kLeafSize - 1]; all leaves are
/// full
///    but the last one.
/// 2. A node covers a run of leaves; nodes[0] all of them. With more than one it is cut at a median
///    of the coordinate of which earlier cuts have left most: no value in its left child, which is
///    the next node, is larger than one in the right child, and the left child's leaves come first
///    and are full.
struct Cuts {
  std::vector<std::uint32_t> rows;
  std::vector<kernels::TreeNode> nodes;

  [[nodiscard]] std::size_t n_leaves() const {
    return (rows.size() + kernels::kLeafSize - 1) / kernels::kLeafSize;
  }
  /// Which points are in a leaf.
  [[nodiscard]] std::span<const std::uint32_t> leaf(std::size_t l) const;
};

/// points.n >= 1. Cost: O(N log N).
Cuts cut(const Points& points);

}  // namespace infoplane
