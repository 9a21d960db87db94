#include "infoplane/estimate/ksg_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/digamma.h"
#include "infoplane/estimate/neighbours.h"

namespace infoplane {
namespace {

void check(const Points& x, const Points& y, std::span<const std::size_t> ks) {
  if (x.n != y.n) {
    throw InvalidArgument(
        fmt::format("ksg: x has {} rows, but must have as many as y, {}", x.n, y.n));
  }
  for (std::size_t i = 0; i < ks.size(); ++i) {
    if (ks[i] == 0 || ks[i] >= x.n) {
      throw InvalidArgument(
          fmt::format("ksg: k is {}, but must be in [1, N) with N = {} samples", ks[i], x.n));
    }
    if (i > 0 && ks[i] <= ks[i - 1]) {
      throw InvalidArgument(
          fmt::format("ksg: k = {} comes after {}, but must be larger", ks[i], ks[i - 1]));
    }
  }
}

}  // namespace

// psi(k) + psi(N) - psi(n_x + 1) - psi(n_y + 1)                                                (S1)
std::vector<LocalInformation> ksg_terms(const Points& x, const Points& y,
                                        std::span<const std::size_t> ks, const Work& work) {
  check(x, y, ks);
  if (ks.empty()) return {};
  const std::vector<std::vector<double>> eps = kth_distances(join(x, y), ks, work);
  const std::vector<std::vector<std::uint32_t>> n_x = counts_within(x, eps, work);
  const std::vector<std::vector<std::uint32_t>> n_y = counts_within(y, eps, work);
  const DigammaTable psi(x.n);
  std::vector<LocalInformation> out;
  for (std::size_t list = 0; list < ks.size(); ++list) {
    const double first = psi(ks[list]) + psi(x.n);
    std::vector<double> terms(x.n);
    for (std::size_t i = 0; i < x.n; ++i) {
      terms[i] = first - (psi(n_x[list][i] + 1) + psi(n_y[list][i] + 1));
    }
    out.push_back(local_information(std::move(terms)));
  }
  return out;
}

bool has_repeated_pairs(const LocalInformation& terms, std::size_t k) {
  const DigammaTable psi(terms.n());
  const double largest = psi(k) + psi(terms.n()) - (psi(1) + psi(1));
  return std::ranges::find(terms.terms, largest) != terms.terms.end();
}

}  // namespace infoplane
