#include <algorithm>

#include "infoplane/estimate/class_neighbours.h"
#include "infoplane/estimate/digamma.h"
#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/neighbours.h"

namespace infoplane {

// psi(N) + mean_i[ psi(k_i) - psi(N_c(i)) - psi(m_i) ]                                         (S3)
KsgValue ross(const Points& x, const Names& y, std::size_t k, const Work& work) {
  const ClassNeighbours near = class_neighbours(x, y, k, work);
  KsgValue out{.left_out = near.rows.size() < x.n};
  if (near.rows.empty()) return out;
  std::vector<double> radii = near.distance;
  std::ranges::replace(radii, 0.0, at_most(0));
  const Points all = select_rows(x, near.rows);
  const std::vector<std::uint32_t> n_nearer = counts_within(all, radii, work);
  const DigammaTable psi(all.n);
  double sum = 0;
  for (std::size_t i = 0; i < all.n; ++i) {
    const bool at_zero = near.distance[i] == 0;
    out.zero_distances |= at_zero;
    // the k-th neighbour itself counts, but is not nearer than itself
    const std::size_t m = n_nearer[i] + (at_zero ? 0 : 1);
    sum += psi(near.k[i]) - psi(near.n_class[i]) - psi(m);
  }
  out.nats = psi(all.n) + sum / static_cast<double>(all.n);
  return out;
}

}  // namespace infoplane
