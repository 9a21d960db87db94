#include "infoplane/weights/kendall.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "infoplane/core/correlation_interval.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

std::int64_t sign(double difference) { return difference > 0 ? 1 : difference < 0 ? -1 : 0; }

// (J8) of some of the pairs
std::optional<double> tau_of(std::span<const double> x, std::span<const double> y,
                             const std::vector<std::size_t>& rows) {
  // C - D, and couples that x and that y tell apart
  std::int64_t agreement = 0;
  std::int64_t apart_x = 0;
  std::int64_t apart_y = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::int64_t of_x = sign(x[rows[i]] - x[rows[j]]);
      const std::int64_t of_y = sign(y[rows[i]] - y[rows[j]]);
      agreement += of_x * of_y;
      apart_x += of_x * of_x;
      apart_y += of_y * of_y;
    }
  }
  if (apart_x == 0 || apart_y == 0) return std::nullopt;
  // all told apart by x are told apart by y and ordered alike, or oppositely: exactly 1 or -1
  if (apart_x == apart_y && std::abs(agreement) == apart_x) return agreement > 0 ? 1 : -1;
  return static_cast<double>(agreement) /
         std::sqrt(static_cast<double>(apart_x) * static_cast<double>(apart_y));
}

}  // namespace

std::optional<KendallTau> kendall_tau(std::span<const double> x, std::span<const double> y,
                                      std::span<const std::uint32_t> groups) {
  if (x.size() != y.size() || x.size() != groups.size()) {
    throw InvalidArgument(fmt::format("kendall: {} numbers with {} others in {} groups", x.size(),
                                      y.size(), groups.size()));
  }
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(x, finite) || !std::ranges::all_of(y, finite)) {
    throw InvalidArgument("kendall: a value is not finite");
  }
  std::vector<std::size_t> all(x.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::optional<double> tau = tau_of(x, y, all);
  if (!tau) return std::nullopt;
  const auto of_rows = [&](const std::vector<std::size_t>& rows) { return tau_of(x, y, rows); };
  return KendallTau{*tau, correlation_interval(*tau, groups, of_rows)};
}

std::optional<KendallTau> kendall_tau(std::span<const double> x, std::span<const double> y) {
  std::vector<std::uint32_t> groups(x.size());
  std::iota(groups.begin(), groups.end(), 0U);
  return kendall_tau(x, y, groups);
}

}  // namespace infoplane
