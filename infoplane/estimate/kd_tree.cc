#include "infoplane/estimate/kd_tree.h"

#include <algorithm>
#include <limits>

namespace infoplane {

using kernels::kLeafSize;

KdTree::KdTree(const Points& points) : d_(points.d), cuts_(cut(points)) {
  fill_leaves(points);
  fill_boxes();
}

kernels::TreeView KdTree::view() const {
  return {cuts_.rows.size(), d_, cuts_.nodes.data(), boxes_.data(), leaves_.data()};
}

void KdTree::fill_leaves(const Points& points) {
  leaves_.assign(cuts_.n_leaves() * kLeafSize * d_, std::numeric_limits<double>::infinity());
  for (std::size_t l = 0; l < cuts_.n_leaves(); ++l) {
    const std::span<const std::uint32_t> rows = cuts_.leaf(l);
    for (std::size_t j = 0; j < d_; ++j) {
      const std::span<const double> column = points.column(j);
      double* values = leaves_.data() + (l * d_ + j) * kLeafSize;
      for (std::size_t i = 0; i < rows.size(); ++i) values[i] = column[rows[i]];
    }
  }
}

void KdTree::fill_boxes() {
  boxes_.resize(cuts_.nodes.size() * 2 * d_);
  // children come after their parents
  for (std::size_t n = cuts_.nodes.size(); n-- > 0;) {
    const kernels::TreeNode& node = cuts_.nodes[n];
    double* box = boxes_.data() + n * 2 * d_;
    if (node.end_leaf - node.first_leaf == 1) {
      const std::size_t size = cuts_.leaf(node.first_leaf).size();
      for (std::size_t j = 0; j < d_; ++j) {
        const auto values =
            std::span(leaves_).subspan((node.first_leaf * d_ + j) * kLeafSize, size);
        box[j] = std::ranges::min(values);
        box[d_ + j] = std::ranges::max(values);
      }
      continue;
    }
    const double* left = boxes_.data() + (n + 1) * 2 * d_;
    const double* right = boxes_.data() + 2 * d_ * node.right;
    for (std::size_t j = 0; j < d_; ++j) {
      box[j] = std::min(left[j], right[j]);
      box[d_ + j] = std::max(left[d_ + j], right[d_ + j]);
    }
  }
}

}  // namespace infoplane
