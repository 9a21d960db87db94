#if defined(INFOPLANE_ESTIMATE_KERNELS_NEAREST_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INFOPLANE_ESTIMATE_KERNELS_NEAREST_INL_H_
#undef INFOPLANE_ESTIMATE_KERNELS_NEAREST_INL_H_
#else
#define INFOPLANE_ESTIMATE_KERNELS_NEAREST_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <limits>

#include "infoplane/estimate/kernels/leaf.h"

// For kernels alone, which are compiled once for each instruction set: so is this.
HWY_BEFORE_NAMESPACE();
namespace infoplane::kernels {
namespace HWY_NAMESPACE {

/// The k smallest distances seen so far of each point of a leaf.
class Nearest {
 public:
  /// memory: kLeafSize * k numbers; point after point its distances, sorted.
  Nearest(std::size_t k, double* memory) : k_(k), distances_(memory) {
    std::fill(memory, memory + kLeafSize * k, std::numeric_limits<double>::infinity());
  }

  /// The k-th smallest; infinite until there are k.
  [[nodiscard]] double bound(std::size_t point) const { return distances_[(point + 1) * k_ - 1]; }

  /// Returns the new bound.
  double insert(std::size_t point, double distance) {
    double* sorted = distances_ + point * k_;
    if (distance < sorted[k_ - 1]) {
      if (k_ > hwy::HWY_NAMESPACE::Lanes(Tag())) {
        insert_into_many(sorted, distance);
      } else {
        insert_into_few(sorted, distance);
      }
    }
    return sorted[k_ - 1];
  }

 private:
  using Tag = hwy::HWY_NAMESPACE::ScalableTag<double>;

  void insert_into_few(double* sorted, double distance) const {
    std::size_t at = k_ - 1;
    for (; at > 0 && distance < sorted[at - 1]; --at) sorted[at] = sorted[at - 1];
    sorted[at] = distance;
  }

  // new_j = max(old_(j-1), min(old_j, distance)): what is larger moves up by one place, without a
  // branch that cannot be foreseen
  void insert_into_many(double* HWY_RESTRICT sorted, double distance) const {
    namespace hn = hwy::HWY_NAMESPACE;
    const Tag d;
    const std::size_t lanes = hn::Lanes(d);
    const auto moved = [&](std::size_t j) HWY_ATTR {
      return hn::Max(hn::LoadU(d, sorted + j - 1),
                     hn::Min(hn::LoadU(d, sorted + j), hn::Set(d, distance)));
    };
    // from the top, as each place needs the old one below; the lowest vector overlaps the next
    const auto lowest = moved(1);
    for (std::size_t j = k_; j > lanes + 1;) {
      j -= lanes;
      hn::StoreU(moved(j), d, sorted + j);
    }
    hn::StoreU(lowest, d, sorted + 1);
    sorted[0] = std::min(sorted[0], distance);
  }

  std::size_t k_;
  double* distances_;
};

}  // namespace HWY_NAMESPACE
}  // namespace infoplane::kernels
HWY_AFTER_NAMESPACE();

#endif
