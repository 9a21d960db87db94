#include "infoplane/estimate/jackknife.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace infoplane {

std::optional<Range> jackknife_interval(double correlation, std::span<const std::uint32_t> groups,
                                        const CorrelationOfRows& correlation_of_rows) {
  std::vector<std::uint32_t> names(groups.begin(), groups.end());
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() < 2) return std::nullopt;

  std::vector<double> z;
  for (const std::uint32_t left_out : names) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (groups[i] != left_out) rows.push_back(i);
    }
    const std::optional<double> one = correlation_of_rows(rows);
    if (!one || std::abs(*one) == 1) return std::nullopt;
    z.push_back(std::atanh(*one));
  }
  const auto n = static_cast<double>(z.size());
  const double z_mean = std::accumulate(z.begin(), z.end(), 0.0) / n;
  double squares = 0;
  for (const double one : z) squares += (one - z_mean) * (one - z_mean);
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
  const double half_width = t * std::sqrt((n - 1) / n * squares);
  const double center = std::atanh(correlation);
  return Range{std::tanh(center - half_width), std::tanh(center + half_width)};
}

}  // namespace infoplane
