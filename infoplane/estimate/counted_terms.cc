#include "infoplane/estimate/counted_terms.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace infoplane {
namespace {

std::vector<std::uint32_t> counts_of(const Names& names) {
  std::vector<std::uint32_t> counts(names.n_classes);
  for (const std::uint32_t name : names.classes) ++counts[name];
  return counts;
}

}  // namespace

std::size_t n_occurring(const Names& names) {
  const std::vector<std::uint32_t> counts = counts_of(names);
  return counts.size() - static_cast<std::size_t>(std::ranges::count(counts, 0U));
}

double entropy_nats(const Names& names) {
  const auto n = static_cast<double>(names.classes.size());
  double sum = 0;
  for (const std::uint32_t count : counts_of(names)) {
    if (count > 0) sum -= count / n * std::log(count / n);
  }
  return sum;
}

Names pairs_of(const Names& x, const Names& y) {
  Names out;
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  for (std::size_t i = 0; i < x.classes.size(); ++i) {
    const std::uint64_t key = (std::uint64_t{x.classes[i]} << 32U) | y.classes[i];
    const auto next = static_cast<std::uint32_t>(seen.size());
    out.classes.push_back(seen.try_emplace(key, next).first->second);
  }
  out.n_classes = seen.size();
  return out;
}

LocalInformation counted_information(const Names& x, const Names& y) {
  const std::size_t n = x.classes.size();
  const Names both = pairs_of(x, y);
  const std::vector<std::uint32_t> n_x = counts_of(x);
  const std::vector<std::uint32_t> n_y = counts_of(y);
  const std::vector<std::uint32_t> n_xy = counts_of(both);
  const auto dn = static_cast<double>(n);
  std::vector<double> terms(n);
  for (std::size_t i = 0; i < n; ++i) {
    terms[i] = std::log(dn * n_xy[both.classes[i]] /
                        (static_cast<double>(n_x[x.classes[i]]) * n_y[y.classes[i]]));
  }
  LocalInformation out = local_information(std::move(terms));
  // (A1)
  const auto names = static_cast<double>(n_occurring(x) + n_occurring(y));
  out.shift((names - static_cast<double>(both.n_classes) - 1) / (2 * dn));
  return out;
}

}  // namespace infoplane
