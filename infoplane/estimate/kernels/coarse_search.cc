#include "infoplane/estimate/kernels/coarse_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "infoplane/estimate/kernels/coarse_search.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "infoplane/estimate/kernels/nearest-inl.h"

HWY_BEFORE_NAMESPACE();
namespace infoplane::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using CoarseTag = hn::ScalableTag<std::uint16_t>;

// How far apart coarse coordinates can be of points whose distance, in cells, is less than so much:
// rounding down moves them by less than one cell. All arithmetic on the way here is right to 1e-10.
HWY_INLINE std::int32_t largest_gap(double cells) {
  const double gap = std::floor(cells * (1 + 1e-9) + 1.001);
  // also where it is infinite or not a number
  return gap < kCells - 1 ? static_cast<std::int32_t>(gap) : kCells - 1;
}

// Points whose coarse coordinates are at most so far apart are nearer than so many cells; -1 if
// none.
HWY_INLINE std::int32_t sure_gap(double cells) {
  const double gap = std::floor(cells * (1 - 1e-9) - 1.001);
  if (!(gap >= 0)) return -1;
  return gap < kCells - 1 ? static_cast<std::int32_t>(gap) : kCells - 1;
}

template <class D>
HWY_INLINE LeafBits bits_of(D d, hn::Mask<D> mask) {
  std::array<std::uint8_t, 8> bytes{};
  hn::StoreMaskBits(d, mask, bytes.data());
  LeafBits bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof(bits));
  return bits;
}

// Coarse coordinates of points p, one in each lane, are compared with those of a point q by
// u = (q + g) - p as unsigned numbers: u <= 2 g if and only if |q - p| <= g, for q, p and g below
// kCells. That is one operation less a coordinate than |q - p|.
using Vec = hn::Vec<CoarseTag>;

// u of one coordinate. q: with g added.
HWY_INLINE Vec coordinate_u(const std::uint16_t* HWY_RESTRICT q,
                            const std::uint16_t* HWY_RESTRICT p, std::size_t j) {
  const CoarseTag d;
  return hn::Sub(hn::Set(d, q[j]), hn::LoadU(d, p + j * kLeafSize));
}

// the largest u of kCoarseAtOnce coordinates from `first` on
HWY_INLINE Vec largest_u(const std::uint16_t* HWY_RESTRICT q, const std::uint16_t* HWY_RESTRICT p,
                         std::size_t first) {
  static_assert(kCoarseAtOnce == 4);
  return hn::Max(hn::Max(coordinate_u(q, p, first), coordinate_u(q, p, first + 1)),
                 hn::Max(coordinate_u(q, p, first + 2), coordinate_u(q, p, first + 3)));
}

HWY_INLINE Vec smallest_u(const std::uint16_t* HWY_RESTRICT q, const std::uint16_t* HWY_RESTRICT p,
                          std::size_t n) {
  const CoarseTag d;
  std::array<Vec, kCoarseAtOnce> least;
  least.fill(hn::Set(d, std::uint16_t{0xffff}));
  for (std::size_t j = 0; j < n; j += kCoarseAtOnce) {
    for (std::size_t s = 0; s < kCoarseAtOnce; ++s) {
      least[s] = hn::Min(least[s], coordinate_u(q, p, j + s));
    }
  }
  return hn::Min(hn::Min(least[0], least[1]), hn::Min(least[2], least[3]));
}

HWY_INLINE hn::Mask<CoarseTag> at_most(Vec u, std::uint16_t limit) {
  const auto limits = hn::Set(CoarseTag(), limit);
  return hn::Eq(hn::Max(u, limits), limits);
}

HWY_INLINE bool any_at_most(Vec u, std::uint16_t limit) {
  return !hn::AllFalse(CoarseTag(), at_most(u, limit));
}

// So many points q are compared at once: what is read of p is used as often.
constexpr std::size_t kQueriesAtOnce = 8;

// The largest u of the first n coordinates for each of the points q, which are one after another,
// `stride` numbers apart. most: kLeafSize numbers for each q, of which those of p's lanes are set.
// Bit i of the result is set if any of the points p is near q_i so far.
HWY_INLINE LeafBits compare(const std::uint16_t* HWY_RESTRICT q, std::size_t stride,
                            const std::uint16_t* HWY_RESTRICT p, std::size_t n,
                            const std::uint16_t* HWY_RESTRICT limits,
                            std::uint16_t* HWY_RESTRICT most) {
  const CoarseTag d;
  std::array<Vec, kQueriesAtOnce> u;
  u.fill(hn::Zero(d));
  for (std::size_t j = 0; j < n; ++j) {
    const auto v = hn::LoadU(d, p + j * kLeafSize);
    for (std::size_t i = 0; i < kQueriesAtOnce; ++i) {
      u[i] = hn::Max(u[i], hn::Sub(hn::Set(d, q[i * stride + j]), v));
    }
  }
  LeafBits any = 0;
  for (std::size_t i = 0; i < kQueriesAtOnce; ++i) {
    hn::StoreU(u[i], d, most + i * kLeafSize);
    any |= static_cast<LeafBits>(any_at_most(u[i], limits[i])) << i;
  }
  return any;
}

// max_j |a_j - b_j|
HWY_INLINE double distance(const double* HWY_RESTRICT a, const double* HWY_RESTRICT b,
                           std::size_t n) {
  const hn::ScalableTag<double> d;
  auto most = hn::Zero(d);
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= n; j += hn::Lanes(d)) {
    most = hn::Max(most, hn::Abs(hn::Sub(hn::LoadU(d, a + j), hn::LoadU(d, b + j))));
  }
  double out = hn::GetLane(hn::MaxOfLanes(d, most));
  for (; j < n; ++j) out = std::max(out, std::abs(a[j] - b[j]));
  return out;
}

HWY_INLINE std::size_t n_leaves(const CoarseView& points) {
  return (points.n + kLeafSize - 1) / kLeafSize;
}

HWY_INLINE const double* row(const CoarseView& points, std::size_t leaf, std::size_t place) {
  return points.rows + (leaf * kLeafSize + place) * points.d;
}

// What is near one of a leaf's points.
struct Found {
  // the query
  std::size_t i = 0;
  // the leaf, and the first of those of its places that were looked at
  std::size_t leaf = 0;
  std::size_t lane = 0;
  // the largest u of each
  Vec most;
  // which are near, as bits of the leaf's places
  LeafBits near = 0;
};

// A leaf's points that neighbours are searched for, and how near they must be.
class Queries {
 public:
  // memory: kLeafSize * stride numbers
  Queries(const CoarseView& points, std::size_t leaf, std::uint16_t* memory)
      : points_(points),
        leaf_(leaf),
        stride_(coarse_stride(points.d)),
        own_(points.coarse + leaf * stride_ * kLeafSize),
        reach_(memory) {}

  [[nodiscard]] std::size_t size() const {
    return static_cast<std::size_t>(std::popcount(occupied(points_.n, leaf_)));
  }

  // So that all points nearer than the radius, and seldom others, are found.
  void set_radius(std::size_t i, double radius) {
    const LeafBits bit = LeafBits{1} << i;
    searching_ = radius > 0 ? searching_ | bit : searching_ & ~bit;
    const double cells = radius * points_.cells_per_unit;
    const std::int32_t gap = largest_gap(cells);
    twice_gap_[i] = static_cast<std::uint16_t>(2 * gap);
    for (std::size_t j = 0; j < stride_; ++j) {
      reach_[i * stride_ + j] = static_cast<std::uint16_t>(own_[j * kLeafSize + i] + gap);
    }
    // what min or max has moved is sure of nothing
    const std::int32_t sure = sure_gap(cells);
    const bool may_be_sure = sure >= 0 && (points_.inside[leaf_] & bit) != 0;
    sure_ = may_be_sure ? sure_ | bit : sure_ & ~bit;
    lowest_sure_[i] = static_cast<std::uint16_t>(gap - sure);
  }

  // calls visit(found) for what is near in a leaf
  template <class Visit>
  HWY_INLINE void scan(std::size_t leaf, const Visit& visit) const {
    // few coordinates leave out most queries; whether they do is not foreseeable, so that a
    // branch for each of them would cost more than it saves
    const std::size_t n_first = std::min(points_.d, kFirstLook);
    const std::uint16_t* p = points_.coarse + leaf * stride_ * kLeafSize;
    const CoarseTag d;
    alignas(64) std::array<std::uint16_t, kLeafSize * kLeafSize> most;
    for (std::size_t lane = 0; lane < kLeafSize; lane += hn::Lanes(d)) {
      LeafBits left = 0;
      for (std::size_t i = 0; i < kLeafSize; i += kQueriesAtOnce) {
        left |= compare(reach_ + i * stride_, stride_, p + lane, n_first, twice_gap_.data() + i,
                        most.data() + i * kLeafSize)
                << i;
      }
      for (left &= searching_; left != 0; left &= left - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(left));
        Found found{i, leaf, lane, hn::Load(d, most.data() + i * kLeafSize)};
        if (n_first < points_.d && !look_again(n_first, found)) continue;
        found.near = bits_of(d, at_most(found.most, twice_gap_[i])) << lane;
        found.near &= occupied(points_.n, leaf);
        if (found.near != 0) visit(found);
      }
    }
  }

  // Bits of what was found and is nearer than the query's radius, as its coarse coordinates say.
  [[nodiscard]] HWY_INLINE LeafBits sure(const Found& found) const {
    if ((sure_ >> found.i & 1) == 0) return 0;
    const CoarseTag d;
    const Vec least = smallest_u(reach_ + found.i * stride_, lanes(found), stride_);
    const auto lowest = hn::Set(d, lowest_sure_[found.i]);
    const auto highest = static_cast<std::uint16_t>(twice_gap_[found.i] - lowest_sure_[found.i]);
    const auto inside =
        hn::And(at_most(found.most, highest), hn::Eq(hn::Min(least, lowest), lowest));
    return (bits_of(d, inside) << found.lane) & found.near & points_.inside[found.leaf];
  }

 private:
  // so many coordinates are looked at for all queries
  static constexpr std::size_t kFirstLook = 32;

  [[nodiscard]] HWY_INLINE const std::uint16_t* lanes(const Found& found) const {
    return points_.coarse + found.leaf * stride_ * kLeafSize + found.lane;
  }

  // goes on after n coordinates; whether anything is still near
  [[nodiscard]] HWY_INLINE bool look_again(std::size_t n, Found& found) const {
    const std::uint16_t* q = reach_ + found.i * stride_;
    for (; n < stride_; n += kCoarseAtOnce) {
      found.most = hn::Max(found.most, largest_u(q, lanes(found), n));
      if (!any_at_most(found.most, twice_gap_[found.i])) return false;
    }
    return true;
  }

  const CoarseView& points_;
  std::size_t leaf_;
  std::size_t stride_;
  const std::uint16_t* own_;
  // of each query its coarse coordinates plus its gap
  std::uint16_t* reach_;
  std::array<std::uint16_t, kLeafSize> twice_gap_{};
  LeafBits searching_ = 0;
  // queries that points can be surely near, and u of the first that are
  LeafBits sure_ = 0;
  std::array<std::uint16_t, kLeafSize> lowest_sure_{};
};

void kth(const CoarseView& points, std::size_t leaf, std::size_t k, std::uint16_t* memory,
         double* nearest_memory, double* distances) {
  Queries queries(points, leaf, memory);
  Nearest nearest(k, nearest_memory);
  // the leaf's own pairs, each once
  for (std::size_t i = 0; i < queries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double apart = distance(row(points, leaf, i), row(points, leaf, j), points.d);
      nearest.insert(i, apart);
      nearest.insert(j, apart);
    }
  }
  for (std::size_t i = 0; i < queries.size(); ++i) queries.set_radius(i, nearest.bound(i));
  // leaves that few cuts separate from this one come first
  const std::size_t n = n_leaves(points);
  for (std::size_t step = 1; step < std::bit_ceil(n); ++step) {
    const std::size_t other = leaf ^ step;
    if (other >= n) continue;
    queries.scan(other, [&](const Found& found) HWY_ATTR {
      const std::size_t i = found.i;
      const double before = nearest.bound(i);
      for (LeafBits near = found.near; near != 0; near &= near - 1) {
        const double* p = row(points, other, std::countr_zero(near));
        nearest.insert(i, distance(row(points, leaf, i), p, points.d));
      }
      if (nearest.bound(i) < before) queries.set_radius(i, nearest.bound(i));
    });
  }
  for (std::size_t i = 0; i < kLeafSize; ++i) distances[i] = nearest.bound(i);
}

void count(const CoarseView& points, std::size_t leaf, const double* radii, std::uint16_t* memory,
           std::uint32_t* counts) {
  Queries queries(points, leaf, memory);
  for (std::size_t i = 0; i < queries.size(); ++i) queries.set_radius(i, radii[i]);
  std::fill(counts, counts + kLeafSize, 0U);
  for (std::size_t other = 0; other < n_leaves(points); ++other) {
    queries.scan(other, [&](const Found& found) HWY_ATTR {
      const LeafBits sure = queries.sure(found);
      counts[found.i] += static_cast<std::uint32_t>(std::popcount(sure));
      for (LeafBits unsure = found.near & ~sure; unsure != 0; unsure &= unsure - 1) {
        const double* p = row(points, other, std::countr_zero(unsure));
        if (distance(row(points, leaf, found.i), p, points.d) < radii[found.i]) ++counts[found.i];
      }
    });
  }
}

void extents(const CoarseView& points, std::size_t leaf, const double* radii, std::size_t d_x,
             std::uint16_t* memory, double* x, double* y) {
  Queries queries(points, leaf, memory);
  for (std::size_t i = 0; i < queries.size(); ++i) queries.set_radius(i, radii[i]);
  std::fill(x, x + kLeafSize, 0.0);
  std::fill(y, y + kLeafSize, 0.0);
  for (std::size_t other = 0; other < n_leaves(points); ++other) {
    queries.scan(other, [&](const Found& found) HWY_ATTR {
      const std::size_t i = found.i;
      const double* q = row(points, leaf, i);
      for (LeafBits near = found.near; near != 0; near &= near - 1) {
        const double* p = row(points, other, std::countr_zero(near));
        const double in_x = distance(q, p, d_x);
        const double in_y = distance(q + d_x, p + d_x, points.d - d_x);
        if (!(std::max(in_x, in_y) < radii[i])) continue;
        x[i] = std::max(x[i], in_x);
        y[i] = std::max(y[i], in_y);
      }
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace infoplane::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <vector>

namespace infoplane::kernels {

HWY_EXPORT(kth);
HWY_EXPORT(count);
HWY_EXPORT(extents);

void kth_distances(const CoarseView& points, std::size_t leaf, std::size_t k, double* nearest,
                   double* distances) {
  std::vector<std::uint16_t> memory(kLeafSize * coarse_stride(points.d));
  HWY_DYNAMIC_DISPATCH(kth)(points, leaf, k, memory.data(), nearest, distances);
}

void counts_within(const CoarseView& points, std::size_t leaf, std::size_t n_lists,
                   const double* radii, std::uint32_t* counts) {
  std::vector<std::uint16_t> memory(kLeafSize * coarse_stride(points.d));
  for (std::size_t list = 0; list < n_lists; ++list) {
    HWY_DYNAMIC_DISPATCH(count)
    (points, leaf, radii + list * kLeafSize, memory.data(), counts + list * kLeafSize);
  }
}

void extents_within(const CoarseView& points, std::size_t leaf, const double* radii,
                    std::size_t d_x, double* x, double* y) {
  std::vector<std::uint16_t> memory(kLeafSize * coarse_stride(points.d));
  HWY_DYNAMIC_DISPATCH(extents)(points, leaf, radii, d_x, memory.data(), x, y);
}

}  // namespace infoplane::kernels
#endif  // HWY_ONCE
