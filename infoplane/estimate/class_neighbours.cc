#include "infoplane/estimate/class_neighbours.h"

#include <algorithm>

#include "infoplane/estimate/neighbours.h"

namespace infoplane {
namespace {

std::vector<std::vector<std::uint32_t>> rows_of_classes(const Names& names) {
  std::vector<std::vector<std::uint32_t>> rows(names.n_classes);
  for (std::uint32_t i = 0; i < names.classes.size(); ++i) rows[names.classes[i]].push_back(i);
  return rows;
}

void add_class(const Points& points, std::span<const std::uint32_t> rows, std::size_t k,
               const Work& work, ClassNeighbours& out) {
  const Points members = select_rows(points, rows);
  const std::size_t k_class = std::min(k, members.n - 1);
  const std::vector<double> distances = kth_distances(members, k_class, work);
  std::vector<std::uint32_t> n_equal;
  if (std::ranges::find(distances, 0.0) != distances.end()) {
    n_equal = counts_within(members, std::vector<double>(members.n, at_most(0)), work);
  }
  for (std::size_t i = 0; i < members.n; ++i) {
    out.rows.push_back(rows[i]);
    out.n_class.push_back(static_cast<std::uint32_t>(members.n));
    out.distance.push_back(distances[i]);
    out.k.push_back(distances[i] == 0 ? n_equal[i] : static_cast<std::uint32_t>(k_class));
  }
}

}  // namespace

ClassNeighbours class_neighbours(const Points& points, const Names& names, std::size_t k,
                                 const Work& work) {
  ClassNeighbours out;
  for (const std::vector<std::uint32_t>& rows : rows_of_classes(names)) {
    if (rows.size() >= 2) add_class(points, rows, k, work, out);
  }
  return out;
}

}  // namespace infoplane
