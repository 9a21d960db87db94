#include "infoplane/estimate/normal_scores.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cstdint>
#include <numbers>
#include <utility>

namespace infoplane {
namespace {

// Phi^-1((r - 1/2) / N) = -sqrt 2 erfc^-1((2 r - 1) / N), by the lower half
double score(double rank, double n) {
  const double mirrored = n + 1 - rank;
  const double half =
      std::numbers::sqrt2 * boost::math::erfc_inv((2 * std::min(rank, mirrored) - 1) / n);
  return rank < mirrored ? -half : half;
}

}  // namespace

void normal_scores(std::span<const double> column, std::span<double> scores) {
  const std::size_t n = column.size();
  std::vector<std::pair<double, std::uint32_t>> sorted(n);
  for (std::uint32_t i = 0; i < n; ++i) sorted[i] = {column[i], i};
  std::ranges::sort(sorted);
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first + 1;
    while (end < n && sorted[end].first == sorted[first].first) ++end;
    // ranks first + 1 ... end
    const double rank = static_cast<double>(first + 1 + end) / 2;
    const double z = score(rank, static_cast<double>(n));
    for (; first < end; ++first) scores[sorted[first].second] = z;
  }
}

std::vector<double> normal_scores(const Columns& columns) {
  const std::size_t n = columns.n_rows();
  std::vector<double> scores(n * columns.n_units());
  std::vector<double> column(n);
  for (std::size_t j = 0; j < columns.n_units(); ++j) {
    std::visit([&](const auto& matrix) { std::ranges::copy(matrix.column(j), column.begin()); },
               columns.values());
    normal_scores(column, std::span(scores).subspan(j * n, n));
  }
  return scores;
}

}  // namespace infoplane
