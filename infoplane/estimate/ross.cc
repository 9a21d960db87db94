#include <algorithm>
#include <numeric>
#include <utility>

#include "infoplane/estimate/class_neighbours.h"
#include "infoplane/estimate/digamma.h"
#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/neighbours.h"

namespace infoplane {

// psi(N) + mean_i[ psi(k_i) - psi(N_c(i)) - psi(m_i) ]                                         (S3)
RossTerms ross_terms(const Points& x, const Names& y, std::size_t k, const Work& work) {
  ClassNeighbours near = class_neighbours(x, y, k, work);
  RossTerms out;
  if (near.rows.empty()) return out;
  std::vector<double> radii = near.distance;
  std::ranges::replace(radii, 0.0, at_most(0));
  const Points all = select_rows(x, near.rows);
  const std::vector<std::uint32_t> n_nearer = counts_within(all, radii, work);
  const DigammaTable psi(all.n);
  out.terms.resize(all.n);
  for (std::size_t i = 0; i < all.n; ++i) {
    const bool at_zero = near.distance[i] == 0;
    out.zero_distances |= at_zero;
    // the k-th neighbour itself counts, but is not nearer than itself
    const std::size_t m = n_nearer[i] + (at_zero ? 0 : 1);
    out.terms[i] = psi(all.n) + (psi(near.k[i]) - psi(near.n_class[i]) - psi(m));
  }
  out.rows = std::move(near.rows);
  return out;
}

KsgValue ross(const Points& x, const Names& y, std::size_t k, const Work& work) {
  const RossTerms all = ross_terms(x, y, k, work);
  KsgValue out{.zero_distances = all.zero_distances, .left_out = all.rows.size() < x.n};
  if (all.terms.empty()) return out;
  out.nats = std::accumulate(all.terms.begin(), all.terms.end(), 0.0) /
             static_cast<double>(all.terms.size());
  return out;
}

}  // namespace infoplane
