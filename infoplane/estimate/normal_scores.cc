#include "infoplane/estimate/normal_scores.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cstdint>
#include <numbers>
#include <utility>

#include "infoplane/estimate/points.h"

namespace infoplane {
namespace {

// The scores of N ranks. Whole ones come from a table, as many columns share it.
class RankScores {
 public:
  explicit RankScores(std::size_t n) : n_(static_cast<double>(n)) {
    for (std::size_t rank = 1; 2 * rank <= n; ++rank) {
      lower_half_.push_back(calculate(static_cast<double>(rank)));
    }
  }

  // the score of equal values in the places first ... end - 1 of the sorted column, from 0
  [[nodiscard]] double operator()(std::size_t first, std::size_t end) const {
    // twice their average rank, and that of the reversed order
    const std::size_t twice = first + 1 + end;
    const std::size_t mirrored = 2 * static_cast<std::size_t>(n_) + 2 - twice;
    if (twice == mirrored) return 0;
    const std::size_t lower = std::min(twice, mirrored);
    const double z =
        lower % 2 == 0 ? lower_half_[lower / 2 - 1] : calculate(0.5 * static_cast<double>(lower));
    return twice < mirrored ? z : -z;
  }

 private:
  // Phi^-1((r - 1/2) / N) = -sqrt 2 erfc^-1((2 r - 1) / N), in double precision all through
  [[nodiscard]] double calculate(double rank) const {
    using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
    return -std::numbers::sqrt2 * boost::math::erfc_inv((2 * rank - 1) / n_, Policy());
  }

  double n_;
  std::vector<double> lower_half_;
};

void score_column(std::span<const double> column, const RankScores& score,
                  std::span<double> scores) {
  const std::size_t n = column.size();
  std::vector<std::pair<double, std::uint32_t>> sorted(n);
  for (std::uint32_t i = 0; i < n; ++i) sorted[i] = {column[i], i};
  std::ranges::sort(sorted);
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first + 1;
    while (end < n && sorted[end].first == sorted[first].first) ++end;
    const double z = score(first, end);
    for (; first < end; ++first) scores[sorted[first].second] = z;
  }
}

}  // namespace

std::vector<double> normal_scores(std::span<const double> columns, std::size_t n,
                                  const Work& work) {
  const RankScores score(n);
  std::vector<double> scores(columns.size());
  parallel_for(columns.size() / n, work, [&](std::size_t j) {
    score_column(columns.subspan(j * n, n), score, std::span(scores).subspan(j * n, n));
  });
  return scores;
}

std::vector<double> normal_scores(const Columns& columns, const Work& work) {
  return normal_scores(points_of(columns).values, columns.n_rows(), work);
}

}  // namespace infoplane
