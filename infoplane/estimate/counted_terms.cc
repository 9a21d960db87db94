#include "infoplane/estimate/counted_terms.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "infoplane/estimate/digamma.h"

namespace infoplane {
namespace {

std::vector<std::uint32_t> counts_of(const Names& names) {
  std::vector<std::uint32_t> counts(names.n_classes);
  for (const std::uint32_t name : names.classes) ++counts[name];
  return counts;
}

// What names that have not come add to the entropy psi(N) - mean_i psi(n_i). With f_1 and f_2 the
// numbers of names that have come once and twice and q the chance that one more sample, of a name
// that has come once, is not new,
//   f_1 / N  sum_(k >= 0) q^(k + 1) / (N + k)
// and the sum is q^(1 - N) (-ln(1 - q) - sum_(0 < r < N) q^r / r): the one converges fast where the
// other loses digits.
double unseen_entropy(const std::vector<std::uint32_t>& counts, std::size_t n) {
  const auto once = static_cast<double>(std::ranges::count(counts, 1U));
  if (once == 0) return 0;
  const auto twice = static_cast<double>(std::ranges::count(counts, 2U));
  const auto dn = static_cast<double>(n);
  const double a =
      twice > 0 ? 2 * twice / ((dn - 1) * once + 2 * twice) : 2 / ((dn - 1) * (once - 1) + 2);
  const double q = 1 - a;
  if (!(q > 0)) return 0;
  double sum = 0;
  if (a * dn >= 1) {
    constexpr double kNegligible = 1e-17;
    double power = q;
    for (double at = dn; power > kNegligible; ++at) {
      sum += power / at;
      power *= q;
    }
  } else {
    sum = -std::log(a);
    double power = q;
    for (std::size_t r = 1; r < n; ++r, power *= q) sum -= power / static_cast<double>(r);
    sum *= q / power;
  }
  return once / dn * sum;
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
  const DigammaTable psi(n);
  std::vector<double> terms(n);
  for (std::size_t i = 0; i < n; ++i) {
    terms[i] =
        (psi(n) - psi(n_x[x.classes[i]])) + (psi(n_xy[both.classes[i]]) - psi(n_y[y.classes[i]]));
  }
  LocalInformation out = local_information(std::move(terms));
  // (A1)
  out.shift(unseen_entropy(n_x, n) + unseen_entropy(n_y, n) - unseen_entropy(n_xy, n));
  return out;
}

}  // namespace infoplane
