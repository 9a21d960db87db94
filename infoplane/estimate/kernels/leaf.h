#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace infoplane::kernels {

/// Points that are searched for together, and among each other, are in leaves of so many.
inline constexpr std::size_t kLeafSize = 32;

/// One bit for each point of a leaf.
using LeafBits = std::uint32_t;

/// The places of a leaf that hold points, given how many points there are in all leaves.
inline LeafBits occupied(std::size_t n_points, std::size_t leaf) {
  const std::size_t n = std::min(kLeafSize, n_points - leaf * kLeafSize);
  return ~LeafBits{0} >> (kLeafSize - n);
}

}  // namespace infoplane::kernels
