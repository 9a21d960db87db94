#include "infoplane/estimate/cuts.h"

#include <algorithm>
#include <numeric>

#include "infoplane/core/range.h"

namespace infoplane {
namespace {

using kernels::kLeafSize;

// nodes of a tree over so many leaves
std::size_t n_nodes(std::size_t n_leaves) { return 2 * n_leaves - 1; }

// A point's value in the coordinate that is being cut.
struct Entry {
  double value = 0;
  std::uint32_t row = 0;
};

class Cutter {
 public:
  explicit Cutter(const Points& points) : points_(points), entries_(points.n) {
    cuts_.rows.resize(points.n);
    std::iota(cuts_.rows.begin(), cuts_.rows.end(), 0U);
    cuts_.nodes.resize(n_nodes(cuts_.n_leaves()));
    for (std::size_t j = 0; j < points.d; ++j) left_.push_back(range_of(points.column(j)));
  }

  Cuts run() {
    cut_node(0, 0, static_cast<std::uint32_t>(cuts_.n_leaves()));
    return std::move(cuts_);
  }

 private:
  void cut_node(std::size_t node, std::uint32_t first_leaf, std::uint32_t end_leaf) {
    const auto widest =
        std::ranges::max_element(left_, {}, [](const Range& r) { return r.high - r.low; });
    const auto coordinate = static_cast<std::uint32_t>(widest - left_.begin());
    cuts_.nodes[node] = {first_leaf, end_leaf, 0, coordinate};
    if (end_leaf - first_leaf == 1) return;
    const std::uint32_t middle = first_leaf + (end_leaf - first_leaf + 1) / 2;
    const std::size_t right = node + 1 + n_nodes(middle - first_leaf);
    cuts_.nodes[node].right = static_cast<std::uint32_t>(right);
    const double value = sort_around(coordinate, first_leaf, middle, end_leaf);
    const Range whole = *widest;
    *widest = {whole.low, value};
    cut_node(node + 1, first_leaf, middle);
    *widest = {value, whole.high};
    cut_node(right, middle, end_leaf);
    *widest = whole;
  }

  // brings the smaller values to the leaves before `middle`; returns the first value after them
  double sort_around(std::uint32_t coordinate, std::uint32_t first_leaf, std::uint32_t middle,
                     std::uint32_t end_leaf) {
    const std::size_t first = first_leaf * kLeafSize;
    const std::size_t end = std::min(end_leaf * kLeafSize, points_.n);
    const std::span<std::uint32_t> rows = std::span(cuts_.rows).subspan(first, end - first);
    const std::span<Entry> entries = std::span(entries_).first(rows.size());
    const std::span<const double> column = points_.column(coordinate);
    std::ranges::transform(rows, entries.begin(), [&](std::uint32_t row) {
      return Entry{column[row], row};
    });
    const auto at = entries.begin() + static_cast<std::ptrdiff_t>(middle * kLeafSize - first);
    std::ranges::nth_element(entries, at, {}, &Entry::value);
    std::ranges::transform(entries, rows.begin(), &Entry::row);
    return at->value;
  }

  const Points& points_;
  Cuts cuts_;
  // what the cuts so far leave of each coordinate
  std::vector<Range> left_;
  std::vector<Entry> entries_;
};

}  // namespace

std::span<const std::uint32_t> Cuts::leaf(std::size_t l) const {
  const std::size_t first = l * kLeafSize;
  return std::span(rows).subspan(first, std::min(kLeafSize, rows.size() - first));
}

Cuts cut(const Points& points) { return Cutter(points).run(); }

}  // namespace infoplane
