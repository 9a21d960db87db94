#include "infoplane/estimate/cuts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/core/range.h"
#include "infoplane/estimate/coarse_points.h"
#include "infoplane/estimate/kd_tree.h"

namespace infoplane {
namespace {

using kernels::kLeafSize;

Points some_points(std::size_t n, std::size_t d, double step) {
  Stream stream(1, 0, Purpose::kTest);
  Points points{n, d, std::vector<double>(n * d)};
  for (double& value : points.values) value = step * std::round(stream.normal() / step);
  return points;
}

std::vector<std::uint32_t> rows_of(const Cuts& cuts, const kernels::TreeNode& node) {
  std::vector<std::uint32_t> rows;
  for (std::size_t l = node.first_leaf; l < node.end_leaf; ++l) {
    rows.insert(rows.end(), cuts.leaf(l).begin(), cuts.leaf(l).end());
  }
  return rows;
}

Range range_of(const Points& points, std::size_t j, const std::vector<std::uint32_t>& rows) {
  Range range{points.column(j)[rows[0]], points.column(j)[rows[0]]};
  for (const std::uint32_t row : rows) {
    const double value = points.column(j)[row];
    range = {std::min(range.low, value), std::max(range.high, value)};
  }
  return range;
}

TEST(Cuts, HoldEveryPointOnceInFullLeaves) {
  for (const std::size_t n : {1, 2, 31, 32, 33, 64, 65, 1000}) {
    const Cuts cuts = cut(some_points(n, 3, 0.5));
    std::vector<std::uint32_t> rows = cuts.rows;
    std::ranges::sort(rows);
    for (std::uint32_t i = 0; i < n; ++i) EXPECT_EQ(rows[i], i);
    for (std::size_t l = 0; l + 1 < cuts.n_leaves(); ++l) EXPECT_EQ(cuts.leaf(l).size(), kLeafSize);
  }
}

TEST(Cuts, SeparateSmallerValuesFromLargerOnes) {
  for (const double step : {1e-9, 0.5}) {
    const Points points = some_points(1000, 3, step);
    const Cuts cuts = cut(points);
    ASSERT_EQ(cuts.nodes.size(), 2 * cuts.n_leaves() - 1);
    for (std::size_t n = 0; n < cuts.nodes.size(); ++n) {
      const kernels::TreeNode& node = cuts.nodes[n];
      if (node.end_leaf - node.first_leaf == 1) continue;
      const kernels::TreeNode& left = cuts.nodes[n + 1];
      const kernels::TreeNode& right = cuts.nodes[node.right];
      EXPECT_EQ(left.first_leaf, node.first_leaf);
      EXPECT_EQ(left.end_leaf, right.first_leaf);
      EXPECT_EQ(right.end_leaf, node.end_leaf);
      EXPECT_LE(range_of(points, node.cut, rows_of(cuts, left)).high,
                range_of(points, node.cut, rows_of(cuts, right)).low);
    }
  }
}

TEST(KdTree, HasTheSmallestBoxAroundEachNodesPoints) {
  const Points points = some_points(500, 3, 1e-9);
  const KdTree tree(points);
  for (std::size_t n = 0; n < tree.cuts().nodes.size(); ++n) {
    const std::vector<std::uint32_t> rows = rows_of(tree.cuts(), tree.cuts().nodes[n]);
    for (std::size_t j = 0; j < 3; ++j) {
      const Range range = range_of(points, j, rows);
      EXPECT_EQ(tree.view().boxes[n * 6 + j], range.low);
      EXPECT_EQ(tree.view().boxes[n * 6 + 3 + j], range.high);
    }
  }
}

TEST(CoarsePoints, KeepTheOrderOfValuesAndMarkWhatIsFarOut) {
  Points points = some_points(500, 13, 1e-9);
  // coordinates come in the order of their width
  for (std::size_t i = 0; i < points.values.size(); ++i) {
    points.values[i] *= std::pow(0.5, i / 500);
  }
  points.values[77] = 1e6;
  const CoarsePoints coarse(points);
  const kernels::CoarseView view = coarse.view();
  const std::size_t stride = kernels::coarse_stride(13);
  std::size_t n_outside = 0;
  for (std::size_t l = 0; l < coarse.cuts().n_leaves(); ++l) {
    const auto rows = coarse.cuts().leaf(l);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool inside = (view.inside[l] >> i & 1) != 0;
      n_outside += inside ? 0 : 1;
      EXPECT_EQ(inside, rows[i] != 77);
      for (std::size_t j = 0; j < 13; ++j) {
        EXPECT_EQ(view.rows[(l * kLeafSize + i) * 13 + j], points.column(j)[rows[i]]);
        const std::int32_t c = view.coarse[(l * stride + j) * kLeafSize + i];
        EXPECT_GE(c, 0);
        EXPECT_LT(c, kernels::kCells);
        // as far from the first point as its value says, to a cell
        const std::int32_t first = view.coarse[j * kLeafSize];
        const double cells = (points.column(j)[rows[i]] - view.rows[j]) * view.cells_per_unit;
        if (inside) {
          EXPECT_NEAR(c - first, cells, 1);
        }
      }
    }
  }
  EXPECT_EQ(n_outside, 1U);
}

}  // namespace
}  // namespace infoplane
