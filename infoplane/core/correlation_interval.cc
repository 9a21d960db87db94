#include "infoplane/core/correlation_interval.h"

#include <algorithm>
#include <cmath>

#include "infoplane/core/mean_interval.h"

namespace infoplane {

std::optional<Range> correlation_interval(double correlation, std::span<const std::uint32_t> groups,
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
  const MeanInterval interval = jackknife_interval(std::atanh(correlation), z);
  return Range{std::tanh(*interval.low), std::tanh(*interval.high)};
}

}  // namespace infoplane
