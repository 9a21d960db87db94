#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "infoplane/estimate/kernels/leaf.h"

namespace infoplane::kernels {

/// The k smallest distances seen so far of each point of a leaf.
class Nearest {
 public:
  /// memory: kLeafSize * k numbers.
  Nearest(std::size_t k, double* memory) : k_(k), distances_(memory) {
    std::fill(memory, memory + kLeafSize * k, std::numeric_limits<double>::infinity());
  }

  /// The k-th smallest; infinite until there are k.
  [[nodiscard]] double bound(std::size_t point) const { return distances_[(point + 1) * k_ - 1]; }

  /// Returns the new bound.
  double insert(std::size_t point, double distance) {
    double* sorted = distances_ + point * k_;
    std::size_t at = k_ - 1;
    if (!(distance < sorted[at])) return sorted[at];
    for (; at > 0 && distance < sorted[at - 1]; --at) sorted[at] = sorted[at - 1];
    sorted[at] = distance;
    return sorted[k_ - 1];
  }

 private:
  std::size_t k_;
  double* distances_;
};

}  // namespace infoplane::kernels
