#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Distance from each point to its k-th nearest other point, max norm. 1 <= k < N.
/// Exact: what a double loop over all pairs gives, bit for bit, for any number of threads.
std::vector<double> kth_distances(const Points& points, std::size_t k, const Work& work);

/// The same for several k, which increase, by one search: one list of N for each of them.
/// Cost: about that of the largest k.
std::vector<std::vector<double>> kth_distances(const Points& points,
                                               std::span<const std::size_t> ks, const Work& work);

/// For each point i the number of other points nearer than radii[i], which is finite: j != i with
/// |p_j - p_i| < radii[i], max norm. Exact as above.
std::vector<std::uint32_t> counts_within(const Points& points, std::span<const double> radii,
                                         const Work& work);

/// The same for several lists of N radii, which share the preparations: one list of counts for
/// each.
std::vector<std::vector<std::uint32_t>> counts_within(const Points& points,
                                                      std::span<const std::vector<double>> radii,
                                                      const Work& work);

/// The radius whose "nearer than" is "at most as far as r".
double at_most(double r);

/// Reach of each point's neighbours in two groups of coordinates.
struct Extents {
  std::vector<double> x;
  std::vector<double> y;
};

/// For each point i the largest max-norm distance in its first d_x coordinates, and in the others,
/// to any of the points that are at most radii[i] away in all of them; 0 if there are none. Exact
/// as above.
Extents neighbour_extents(const Points& points, std::size_t d_x, std::span<const double> radii,
                          const Work& work);

}  // namespace infoplane
