#include "infoplane/estimate/neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "infoplane/estimate/coarse_points.h"
#include "infoplane/estimate/kd_tree.h"

namespace infoplane {
namespace {

using kernels::kLeafSize;
using PerLane = std::array<double, kLeafSize>;
using Rows = std::span<const std::uint32_t>;

// Boxes leave out less and less the more coordinates there are, and the fewer points. From where on
// it is quicker to look at all points was measured (bench/README.md).
bool boxes_help_nearest(const Points& points) {
  return static_cast<double>(points.d) <= std::log2(points.n) - 4;
}
bool boxes_help_counting(const Points& points) {
  return static_cast<double>(points.d) <= std::log2(points.n) / 2 - 1;
}

// calls body(view, rows, leaf) for all leaves of the points, which have boxes or coarse coordinates
template <class Body>
void for_leaves(const Points& points, bool boxes, const Work& work, const Body& body) {
  const auto in_leaves_of = [&](const auto& searched) {
    constexpr std::size_t kAtOnce = 8;
    const std::size_t n = searched.cuts().n_leaves();
    parallel_for((n + kAtOnce - 1) / kAtOnce, work, [&](std::size_t chunk) {
      for (std::size_t leaf = chunk * kAtOnce; leaf < std::min((chunk + 1) * kAtOnce, n); ++leaf) {
        body(searched.view(), searched.cuts().leaf(leaf), leaf);
      }
    });
  };
  if (boxes) {
    in_leaves_of(KdTree(points));
  } else {
    in_leaves_of(CoarsePoints(points));
  }
}

PerLane radii_of(Rows rows, std::span<const double> radii) {
  PerLane out{};
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = radii[rows[i]];
  return out;
}

// One list of N for each thing that is asked of N points.
using Counts = std::vector<std::vector<std::uint32_t>>;
using Radii = std::span<const std::span<const double>>;

// the counts of a leaf's points for as many lists as the kernels take, from `first` on
template <class View>
void count_for_lists(const View& view, Rows rows, std::size_t leaf, Radii radii, std::size_t first,
                     Counts& out) {
  const std::size_t n_lists = std::min(kernels::kListsAtOnce, radii.size() - first);
  std::array<double, kernels::kListsAtOnce * kLeafSize> of_leaf{};
  for (std::size_t list = 0; list < n_lists; ++list) {
    std::ranges::copy(radii_of(rows, radii[first + list]), of_leaf.begin() + list * kLeafSize);
  }
  std::array<std::uint32_t, kernels::kListsAtOnce * kLeafSize> counts{};
  kernels::counts_within(view, leaf, n_lists, of_leaf.data(), counts.data());
  for (std::size_t list = 0; list < n_lists; ++list) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t at = list * kLeafSize + i;
      // without the point itself, which is nearer than any radius but 0
      out[first + list][rows[i]] = counts[at] - (of_leaf[at] > 0 ? 1 : 0);
    }
  }
}

// the first of n values that has not what all before it have: a binary search without branches
template <class Has>
const double* first_without(const double* values, std::size_t n, const Has& has) {
  while (n > 0) {
    const std::size_t half = (n + 1) / 2;
    values += has(values[half - 1]) ? half : 0;
    n -= half;
  }
  return values;
}

// points on a line: what is nearer than a radius is a run of the sorted values
Counts counts_on_line(std::span<const double> values, Radii radii, const Work& work) {
  const std::size_t n = values.size();
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return values[i]; });
  std::vector<double> sorted(n);
  std::ranges::transform(order, sorted.begin(), [&](std::uint32_t i) { return values[i]; });
  Counts counts(radii.size(), std::vector<std::uint32_t>(n));
  constexpr std::size_t kAtOnce = 1024;
  const auto count = [&](std::size_t s, std::size_t list) {
    const double radius = radii[list][order[s]];
    if (!(radius > 0)) return;
    const double q = sorted[s];
    // differences from q are sorted too, rounded or not
    const double* here = sorted.data() + s;
    const double* first =
        first_without(sorted.data(), s, [&](double v) { return !(q - v < radius); });
    const double* end = first_without(here, n - s, [&](double v) { return v - q < radius; });
    counts[list][order[s]] = static_cast<std::uint32_t>(end - first) - 1;
  };
  parallel_for((n + kAtOnce - 1) / kAtOnce, work, [&](std::size_t chunk) {
    for (std::size_t s = chunk * kAtOnce; s < std::min((chunk + 1) * kAtOnce, n); ++s) {
      for (std::size_t list = 0; list < radii.size(); ++list) count(s, list);
    }
  });
  return counts;
}

Counts counts_of_lists(const Points& points, Radii radii, const Work& work) {
  if (points.d == 1) return counts_on_line(points.column(0), radii, work);
  Counts out(radii.size(), std::vector<std::uint32_t>(points.n));
  for_leaves(points, boxes_help_counting(points), work,
             [&](const auto& view, Rows rows, std::size_t leaf) {
               for (std::size_t first = 0; first < radii.size(); first += kernels::kListsAtOnce) {
                 count_for_lists(view, rows, leaf, radii, first, out);
               }
             });
  return out;
}

}  // namespace

double at_most(double r) { return std::nextafter(r, std::numeric_limits<double>::infinity()); }

std::vector<std::vector<double>> kth_distances(const Points& points,
                                               std::span<const std::size_t> ks, const Work& work) {
  const std::size_t most = ks.back();
  std::vector<std::vector<double>> out(ks.size(), std::vector<double>(points.n));
  for_leaves(points, boxes_help_nearest(points), work,
             [&](const auto& view, Rows rows, std::size_t leaf) {
               std::vector<double> nearest(kLeafSize * most);
               PerLane distances{};
               kernels::kth_distances(view, leaf, most, nearest.data(), distances.data());
               // all distances up to the largest k, sorted
               for (std::size_t i = 0; i < rows.size(); ++i) {
                 for (std::size_t list = 0; list < ks.size(); ++list) {
                   out[list][rows[i]] = nearest[i * most + ks[list] - 1];
                 }
               }
             });
  return out;
}

std::vector<double> kth_distances(const Points& points, std::size_t k, const Work& work) {
  return std::move(kth_distances(points, std::span(&k, 1), work).front());
}

std::vector<std::vector<std::uint32_t>> counts_within(const Points& points,
                                                      std::span<const std::vector<double>> radii,
                                                      const Work& work) {
  const std::vector<std::span<const double>> lists(radii.begin(), radii.end());
  return counts_of_lists(points, lists, work);
}

std::vector<std::uint32_t> counts_within(const Points& points, std::span<const double> radii,
                                         const Work& work) {
  return std::move(counts_of_lists(points, std::span(&radii, 1), work).front());
}

Extents neighbour_extents(const Points& points, std::size_t d_x, std::span<const double> radii,
                          const Work& work) {
  Extents out{std::vector<double>(points.n), std::vector<double>(points.n)};
  for_leaves(points, boxes_help_nearest(points), work,
             [&](const auto& view, Rows rows, std::size_t leaf) {
               PerLane of_leaf = radii_of(rows, radii);
               std::ranges::transform(of_leaf, of_leaf.begin(), at_most);
               PerLane x{};
               PerLane y{};
               kernels::extents_within(view, leaf, of_leaf.data(), d_x, x.data(), y.data());
               for (std::size_t i = 0; i < rows.size(); ++i) {
                 out.x[rows[i]] = x[i];
                 out.y[rows[i]] = y[i];
               }
             });
  return out;
}

}  // namespace infoplane
