#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "infoplane/estimate/class_neighbours.h"
#include "infoplane/estimate/digamma.h"
#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/neighbours.h"

namespace infoplane {
namespace {

std::vector<double> at_most_all(std::vector<double> radii) {
  std::ranges::transform(radii, radii.begin(), at_most);
  return radii;
}

// the number of samples i with each (name of x, name of y) of them
std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> joint_counts(const Names& x,
                                                                              const Names& y) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> counts;
  for (std::size_t i = 0; i < x.classes.size(); ++i) ++counts[{x.classes[i], y.classes[i]}];
  return counts;
}

}  // namespace

// mean_i[ psi(k_i) + ln N - ln(n_x + 1) - ln(n_y + 1) ]                                        (S4)
KsgValue mixed_ksg(const Points& x, const Points& y, std::size_t k, const Work& work) {
  const Points joint = join(x, y);
  const std::vector<double> rho = kth_distances(joint, k, work);
  const std::vector<double> radii = at_most_all(rho);
  const std::vector<std::uint32_t> n_x = counts_within(x, radii, work);
  const std::vector<std::uint32_t> n_y = counts_within(y, radii, work);
  const bool zeros = std::ranges::find(rho, 0.0) != rho.end();
  std::vector<std::uint32_t> n_equal;
  if (zeros) n_equal = counts_within(joint, std::vector<double>(x.n, at_most(0)), work);
  const DigammaTable psi(x.n);
  double sum = 0;
  for (std::size_t i = 0; i < x.n; ++i) {
    const std::size_t k_i = rho[i] == 0 ? n_equal[i] : k;
    sum += psi(k_i) - std::log(n_x[i] + 1.0) - std::log(n_y[i] + 1.0);
  }
  const auto n = static_cast<double>(x.n);
  return {.nats = std::log(n) + sum / n, .zero_distances = zeros};
}

KsgValue mixed_ksg(const Points& x, const Names& y, std::size_t k, const Work& work) {
  const ClassNeighbours near = class_neighbours(x, y, k, work);
  KsgValue out{.left_out = near.rows.size() < x.n};
  if (near.rows.empty()) return out;
  const Points all = select_rows(x, near.rows);
  const std::vector<std::uint32_t> n_x = counts_within(all, at_most_all(near.distance), work);
  const DigammaTable psi(all.n);
  double sum = 0;
  for (std::size_t i = 0; i < all.n; ++i) {
    out.zero_distances |= near.distance[i] == 0;
    // n_y is N_c - 1: all with the same name are at distance 0, the others beyond reach
    sum += psi(near.k[i]) - std::log(n_x[i] + 1.0) - std::log(near.n_class[i]);
  }
  const auto n = static_cast<double>(all.n);
  out.nats = std::log(n) + sum / n;
  return out;
}

KsgValue mixed_ksg(const Names& x, const Names& y) {
  // what is not alone, and the counts of its names
  std::vector<double> n_x(x.n_classes);
  std::vector<double> n_y(y.n_classes);
  std::size_t n = 0;
  std::uint32_t largest = 1;
  const auto counts = joint_counts(x, y);
  for (const auto& [names, count] : counts) {
    if (count < 2) continue;
    n += count;
    n_x[names.first] += count;
    n_y[names.second] += count;
    largest = std::max(largest, count);
  }
  KsgValue out{.left_out = n < x.classes.size()};
  if (n == 0) return out;
  // here k_i is n_xy - 1, n_x + 1 and n_y + 1 are the names' counts
  const DigammaTable psi(largest);
  double sum = 0;
  for (const auto& [names, count] : counts) {
    if (count < 2) continue;
    sum += count * (psi(count - 1) - std::log(n_x[names.first]) - std::log(n_y[names.second]));
  }
  out.nats = std::log(static_cast<double>(n)) + sum / static_cast<double>(n);
  return out;
}

}  // namespace infoplane
