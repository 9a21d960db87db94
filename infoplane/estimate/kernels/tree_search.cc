#include "infoplane/estimate/kernels/tree_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "infoplane/estimate/kernels/tree_search.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "infoplane/estimate/kernels/nearest-inl.h"

HWY_BEFORE_NAMESPACE();
namespace infoplane::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;

HWY_INLINE LeafBits bits_of(Tag d, hn::Mask<Tag> mask) {
  std::array<std::uint8_t, 8> bytes{};
  hn::StoreMaskBits(d, mask, bytes.data());
  return bytes[0];
}

// The nodes still to be looked at. A tree of 2^31 points has less than 64 levels.
template <class Item>
class Stack {
 public:
  void push(const Item& item) { items_[size_++] = item; }
  Item pop() { return items_[--size_]; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::array<Item, 64> items_;
  std::size_t size_ = 0;
};

// max_j |q_j - p_j| of 32 points p, given one after another by coordinate, written to `out`
HWY_INLINE void distances_from(const double* HWY_RESTRICT q, std::size_t q_stride,
                               const double* HWY_RESTRICT p, std::size_t n_coordinates,
                               double* HWY_RESTRICT out) {
  const Tag d;
  for (std::size_t lane = 0; lane < kLeafSize; lane += hn::Lanes(d)) {
    auto most = hn::Zero(d);
    for (std::size_t j = 0; j < n_coordinates; ++j) {
      const auto a = hn::Set(d, q[j * q_stride]);
      most = hn::Max(most, hn::Abs(hn::Sub(hn::LoadU(d, p + j * kLeafSize + lane), a)));
    }
    hn::StoreU(most, d, out + lane);
  }
}

// which of 32 values are less than a bound
HWY_INLINE LeafBits less_than(const double* HWY_RESTRICT values, double bound) {
  const Tag d;
  LeafBits bits = 0;
  for (std::size_t lane = 0; lane < kLeafSize; lane += hn::Lanes(d)) {
    bits |= bits_of(d, hn::Lt(hn::LoadU(d, values + lane), hn::Set(d, bound))) << lane;
  }
  return bits;
}

// the largest of low - q and q - high, at least 0, of as many points q as fit a vector
HWY_INLINE Vec beyond(const double* HWY_RESTRICT q, const double* HWY_RESTRICT low,
                      const double* HWY_RESTRICT high, std::size_t n_coordinates) {
  const Tag d;
  auto largest = hn::Zero(d);
  for (std::size_t j = 0; j < n_coordinates; ++j) {
    const auto a = hn::LoadU(d, q + j * kLeafSize);
    largest =
        hn::Max(largest, hn::Max(hn::Sub(hn::Set(d, low[j]), a), hn::Sub(a, hn::Set(d, high[j]))));
  }
  return largest;
}

// which of 32 points q have a box nearer than their bound
HWY_INLINE LeafBits near_box(const double* HWY_RESTRICT q, const double* HWY_RESTRICT box,
                             std::size_t n_coordinates, const double* HWY_RESTRICT bounds) {
  const Tag d;
  LeafBits bits = 0;
  for (std::size_t lane = 0; lane < kLeafSize; lane += hn::Lanes(d)) {
    const auto distance = beyond(q + lane, box, box + n_coordinates, n_coordinates);
    bits |= bits_of(d, hn::Lt(distance, hn::LoadU(d, bounds + lane))) << lane;
  }
  return bits;
}

HWY_INLINE const double* box_of(const TreeView& tree, std::size_t node) {
  return tree.boxes + 2 * tree.d * node;
}

HWY_INLINE bool is_leaf(const TreeNode& node) { return node.end_leaf - node.first_leaf == 1; }

// The search for the k nearest neighbours of one leaf's points.
class NearestSearch {
 public:
  NearestSearch(const TreeView& tree, std::size_t leaf, std::size_t k, double* memory)
      : tree_(tree), leaf_(leaf), q_(tree.leaves + leaf * tree.d * kLeafSize), nearest_(k, memory) {
    for (std::size_t i = 0; i < kLeafSize; ++i) {
      const bool there = (occupied(tree.n, leaf) >> i & 1) != 0;
      bounds_[i] = there ? std::numeric_limits<double>::infinity() : -1;
    }
  }

  void run(double* distances) {
    scan(leaf_, occupied(tree_.n, leaf_));
    Stack<std::uint32_t> todo;
    todo.push(0);
    while (!todo.empty()) {
      const std::uint32_t index = todo.pop();
      const TreeNode& node = tree_.nodes[index];
      if (is_leaf(node) && node.first_leaf == leaf_) continue;
      const LeafBits near = near_box(q_, box_of(tree_, index), tree_.d, bounds_.data());
      if (near == 0) continue;
      if (is_leaf(node)) {
        scan(node.first_leaf, near);
        continue;
      }
      const bool left_first = left_is_nearer(index);
      todo.push(left_first ? node.right : index + 1);
      todo.push(left_first ? index + 1 : node.right);
    }
    for (std::size_t i = 0; i < kLeafSize; ++i) distances[i] = bounds_[i];
  }

 private:
  [[nodiscard]] bool left_is_nearer(std::uint32_t index) const {
    const TreeNode& node = tree_.nodes[index];
    const std::uint32_t middle = tree_.nodes[node.right].first_leaf;
    if (node.first_leaf <= leaf_ && leaf_ < node.end_leaf) return leaf_ < middle;
    const double* left = box_of(tree_, index + 1);
    const double* right = box_of(tree_, node.right);
    const double q = q_[node.cut * kLeafSize];
    return q - left[tree_.d + node.cut] < right[node.cut] - q;
  }

  // looks at all points of a leaf for the queries in `near`
  void scan(std::size_t leaf, LeafBits near) {
    const double* HWY_RESTRICT p = tree_.leaves + leaf * tree_.d * kLeafSize;
    alignas(64) std::array<double, kLeafSize> distances;
    for (; near != 0; near &= near - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(near));
      distances_from(q_ + i, kLeafSize, p, tree_.d, distances.data());
      LeafBits better = less_than(distances.data(), bounds_[i]);
      if (leaf == leaf_) better &= ~(LeafBits{1} << i);
      for (; better != 0; better &= better - 1) {
        bounds_[i] = nearest_.insert(i, distances[std::countr_zero(better)]);
      }
    }
  }

  const TreeView& tree_;
  std::size_t leaf_;
  const double* q_;
  Nearest nearest_;
  alignas(64) std::array<double, kLeafSize> bounds_;
};

void kth(const TreeView& tree, std::size_t leaf, std::size_t k, double* nearest,
         double* distances) {
  NearestSearch(tree, leaf, k, nearest).run(distances);
}

HWY_INLINE std::size_t n_points(const TreeView& tree, const TreeNode& node) {
  return std::min(node.end_leaf * kLeafSize, tree.n) - node.first_leaf * kLeafSize;
}

// The counts of one leaf's points for several lists of radii, kMostLists at the most.
template <std::size_t kMostLists>
class CountSearch {
 public:
  CountSearch(const TreeView& tree, std::size_t leaf, std::size_t n_lists, const double* radii,
              std::uint32_t* counts)
      : tree_(tree),
        q_(tree.leaves + leaf * tree.d * kLeafSize),
        n_lists_(n_lists),
        radii_(radii),
        counts_(counts) {
    std::fill(counts, counts + n_lists * kLeafSize, 0U);
  }

  void run(LeafBits queries) {
    Stack<ListBranch> todo;
    ListBranch root{0, {}};
    std::fill_n(root.queries.begin(), n_lists(), queries);
    todo.push(root);
    while (!todo.empty()) {
      const ListBranch branch = todo.pop();
      const TreeNode& node = tree_.nodes[branch.node];
      ListBits left = branch.queries;
      if (!settle(branch.node, left)) continue;
      if (is_leaf(node)) {
        scan(node.first_leaf, left);
        continue;
      }
      todo.push({node.right, left});
      todo.push({branch.node + 1, left});
    }
  }

 private:
  // queries by list of radii
  using ListBits = std::array<LeafBits, kMostLists>;
  struct ListBranch {
    std::uint32_t node;
    ListBits queries;
  };

  // known beforehand where it is one, which is quicker
  [[nodiscard]] HWY_INLINE std::size_t n_lists() const { return kMostLists == 1 ? 1 : n_lists_; }

  // Leaves the queries that a node's box does not decide on; counts its points for those that have
  // all of it nearer than their radius. Whether any is left.
  HWY_INLINE bool settle(std::uint32_t index, ListBits& queries) {
    const double* low = box_of(tree_, index);
    const double* high = low + tree_.d;
    if (!keep_if_less(low, high, queries)) return false;
    ListBits all = queries;
    // the far ends of the box decide
    if (!keep_if_less(high, low, all)) return true;
    const auto n = static_cast<std::uint32_t>(n_points(tree_, tree_.nodes[index]));
    LeafBits any = 0;
    for (std::size_t list = 0; list < n_lists(); ++list) {
      for (LeafBits sure = all[list]; sure != 0; sure &= sure - 1) {
        counts_[list * kLeafSize + static_cast<std::size_t>(std::countr_zero(sure))] += n;
      }
      queries[list] &= ~all[list];
      any |= queries[list];
    }
    return any != 0;
  }

  // Leaves the queries that are less than their radius beyond a box. Whether any is left.
  HWY_INLINE bool keep_if_less(const double* HWY_RESTRICT low, const double* HWY_RESTRICT high,
                               ListBits& queries) const {
    const Tag d;
    ListBits less{};
    for (std::size_t lane = 0; lane < kLeafSize; lane += hn::Lanes(d)) {
      const auto distance = beyond(q_ + lane, low, high, tree_.d);
      for (std::size_t list = 0; list < n_lists(); ++list) {
        const auto radii = hn::LoadU(d, radii_ + list * kLeafSize + lane);
        less[list] |= bits_of(d, hn::Lt(distance, radii)) << lane;
      }
    }
    LeafBits any = 0;
    for (std::size_t list = 0; list < n_lists(); ++list) any |= queries[list] &= less[list];
    return any != 0;
  }

  HWY_INLINE void scan(std::size_t leaf, const ListBits& queries) {
    const double* HWY_RESTRICT p = tree_.leaves + leaf * tree_.d * kLeafSize;
    alignas(64) std::array<double, kLeafSize> distances;
    LeafBits any = 0;
    for (const LeafBits of_list : queries) any |= of_list;
    for (; any != 0; any &= any - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(any));
      distances_from(q_ + i, kLeafSize, p, tree_.d, distances.data());
      for (std::size_t list = 0; list < n_lists(); ++list) {
        if ((queries[list] >> i & 1) == 0) continue;
        const std::size_t at = list * kLeafSize + i;
        const LeafBits nearer = less_than(distances.data(), radii_[at]);
        counts_[at] += static_cast<std::uint32_t>(std::popcount(nearer));
      }
    }
  }

  const TreeView& tree_;
  const double* q_;
  std::size_t n_lists_;
  const double* radii_;
  std::uint32_t* counts_;
};

void count(const TreeView& tree, std::size_t leaf, std::size_t n_lists, const double* radii,
           std::uint32_t* counts) {
  const LeafBits queries = occupied(tree.n, leaf);
  if (n_lists == 1) {
    CountSearch<1>(tree, leaf, n_lists, radii, counts).run(queries);
  } else {
    CountSearch<kListsAtOnce>(tree, leaf, n_lists, radii, counts).run(queries);
  }
}

struct Branch {
  std::uint32_t node;
  LeafBits queries;
};

void extents(const TreeView& tree, std::size_t leaf, const double* radii, std::size_t d_x,
             double* x, double* y) {
  const double* HWY_RESTRICT q = tree.leaves + leaf * tree.d * kLeafSize;
  alignas(64) std::array<double, kLeafSize> in_x;
  alignas(64) std::array<double, kLeafSize> in_y;
  std::fill(x, x + kLeafSize, 0.0);
  std::fill(y, y + kLeafSize, 0.0);
  Stack<Branch> todo;
  todo.push({0, occupied(tree.n, leaf)});
  while (!todo.empty()) {
    const Branch branch = todo.pop();
    const TreeNode& node = tree.nodes[branch.node];
    const double* box = box_of(tree, branch.node);
    LeafBits queries = branch.queries & near_box(q, box, tree.d, radii);
    if (queries == 0) continue;
    if (!is_leaf(node)) {
      todo.push({node.right, queries});
      todo.push({branch.node + 1, queries});
      continue;
    }
    const double* HWY_RESTRICT p = tree.leaves + node.first_leaf * tree.d * kLeafSize;
    for (; queries != 0; queries &= queries - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(queries));
      distances_from(q + i, kLeafSize, p, d_x, in_x.data());
      distances_from(q + i + d_x * kLeafSize, kLeafSize, p + d_x * kLeafSize, tree.d - d_x,
                     in_y.data());
      LeafBits inside = less_than(in_x.data(), radii[i]) & less_than(in_y.data(), radii[i]);
      for (; inside != 0; inside &= inside - 1) {
        const int lane = std::countr_zero(inside);
        x[i] = std::max(x[i], in_x[lane]);
        y[i] = std::max(y[i], in_y[lane]);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace infoplane::kernels {

HWY_EXPORT(kth);
HWY_EXPORT(count);
HWY_EXPORT(extents);

void kth_distances(const TreeView& tree, std::size_t leaf, std::size_t k, double* nearest,
                   double* distances) {
  HWY_DYNAMIC_DISPATCH(kth)(tree, leaf, k, nearest, distances);
}

void counts_within(const TreeView& tree, std::size_t leaf, std::size_t n_lists, const double* radii,
                   std::uint32_t* counts) {
  HWY_DYNAMIC_DISPATCH(count)(tree, leaf, n_lists, radii, counts);
}

void extents_within(const TreeView& tree, std::size_t leaf, const double* radii, std::size_t d_x,
                    double* x, double* y) {
  HWY_DYNAMIC_DISPATCH(extents)(tree, leaf, radii, d_x, x, y);
}

}  // namespace infoplane::kernels
#endif  // HWY_ONCE
