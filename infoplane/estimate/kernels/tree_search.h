#pragma once

#include <cstddef>
#include <cstdint>

#include "infoplane/estimate/kernels/leaf.h"

/// Searching for the neighbours of all points of one leaf of a k-d tree at once, vectorised with
/// run-time dispatch. Distances are in the max norm and in double precision, each difference
/// rounded once; the results are exact and do not depend on the instruction set: boxes only leave
/// out what rounding could not bring in, as rounding keeps the order of differences.
namespace infoplane::kernels {

/// A node's leaves, from first_leaf to end_leaf. Its left child is the next node.
struct TreeNode {
  std::uint32_t first_leaf = 0;
  std::uint32_t end_leaf = 0;
  std::uint32_t right = 0;
  /// The coordinate at which it is cut.
  std::uint32_t cut = 0;
};

/// A look at a KdTree, whose invariants hold.
struct TreeView {
  std::size_t n = 0;
  std::size_t d = 0;
  const TreeNode* nodes = nullptr;
  const double* boxes = nullptr;
  const double* leaves = nullptr;
};

/// Distances of each point of a leaf to its k-th nearest other point of the tree. k < n.
/// nearest: kLeafSize * k numbers, which get, point after point, the distances to its 1st ... k-th
/// nearest. distances: kLeafSize numbers.
void kth_distances(const TreeView& tree, std::size_t leaf, std::size_t k, double* nearest,
                   double* distances);

/// So many lists of radii can be counted for at once.
inline constexpr std::size_t kListsAtOnce = 6;

/// For each point of a leaf, how many points of the tree, itself included, are nearer than its
/// radius; for n_lists <= kListsAtOnce lists of radii. radii, counts: kLeafSize numbers for each
/// list, one list after another.
void counts_within(const TreeView& tree, std::size_t leaf, std::size_t n_lists, const double* radii,
                   std::uint32_t* counts);

/// For each point of a leaf the largest distance in the first d_x coordinates, and in the others,
/// of all points nearer than its radius. radii, x, y: kLeafSize numbers.
void extents_within(const TreeView& tree, std::size_t leaf, const double* radii, std::size_t d_x,
                    double* x, double* y);

}  // namespace infoplane::kernels
