#include "infoplane/estimate/chosen_k.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/ksg_terms.h"

namespace infoplane {
namespace {

constexpr auto kTwoColumns = std::to_array<std::size_t>({kFewestChosen, 5, 8, 10});
constexpr auto kUpToSix = std::to_array<std::size_t>({kFewestChosen, 5, 8, 13, 20, 30});
constexpr auto kMore = std::to_array<std::size_t>({kFewestChosen, 5});

bool differ(const LocalInformation& a, const LocalInformation& b) {
  const PairedDifference d = difference(a, b);
  return !(std::abs(d.mean) <= kLepskiErrors * d.std_error);
}

}  // namespace

std::span<const std::size_t> k_ladder(std::size_t n_columns) {
  if (n_columns <= 2) return kTwoColumns;
  if (n_columns <= 6) return kUpToSix;
  return kMore;
}

std::size_t lepski_choice(std::span<const LocalInformation> increasingly_biased) {
  if (increasingly_biased.empty()) {
    throw InvalidArgument("lepski: there are no estimates, but must be one at least");
  }
  std::size_t chosen = 0;
  for (std::size_t i = 1; i < increasingly_biased.size(); ++i) {
    const auto before = increasingly_biased.first(i);
    if (std::ranges::any_of(before, [&](const LocalInformation& other) {
          return differ(increasingly_biased[i], other);
        })) {
      break;
    }
    chosen = i;
  }
  return chosen;
}

ChosenK ksg_with_chosen_k(const Points& x, const Points& y, const Work& work) {
  const std::span<const std::size_t> ladder = k_ladder(x.d + y.d);
  if (x.n <= kFewestChosen) {
    throw InvalidArgument(fmt::format("ksg: N is {} samples, but must be at least {} to choose k",
                                      x.n, kFewestChosen + 1));
  }
  const auto below_n = std::ranges::lower_bound(ladder, x.n) - ladder.begin();
  const auto ks = ladder.first(static_cast<std::size_t>(below_n));
  std::vector<LocalInformation> of_k = ksg_terms(x, y, ks, work);
  const std::size_t chosen = lepski_choice(of_k);
  const double error = std_error(of_k.front());
  const bool repeated = has_repeated_pairs(of_k[chosen], ks[chosen]);
  return {ks[chosen], std::move(of_k[chosen]), error, repeated};
}

}  // namespace infoplane
