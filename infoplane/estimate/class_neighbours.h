#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/ksg_value.h"

namespace infoplane {

/// Nearest neighbours among the samples with the same name. Samples alone with their name have
/// none: they are left out, and what is here is of all others, one entry each.
struct ClassNeighbours {
  /// Which samples; classes one after another.
  std::vector<std::uint32_t> rows;
  /// How many have the name, the sample itself among them: N_c >= 2.
  std::vector<std::uint32_t> n_class;
  /// Distance to the min(k, N_c - 1)-th nearest of them.
  std::vector<double> distance;
  /// min(k, N_c - 1); where that distance is 0, how many of them are at distance 0.
  std::vector<std::uint32_t> k;
};

/// Cost: as kth_distances() on each class.
ClassNeighbours class_neighbours(const Points& points, const Names& names, std::size_t k,
                                 const Work& work);

}  // namespace infoplane
