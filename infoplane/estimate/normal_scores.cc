#include "infoplane/estimate/normal_scores.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cstdint>
#include <numbers>
#include <utility>

#include "infoplane/estimate/points.h"

namespace infoplane {
namespace {

// Phi^-1((r - 1/2) / N) = -sqrt 2 erfc^-1((2 r - 1) / N) of ranks from 1, in double precision all
// through
double score_of_rank(double rank, std::size_t n) {
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return -std::numbers::sqrt2 *
         boost::math::erfc_inv((2 * rank - 1) / static_cast<double>(n), Policy());
}

// The scores of N ranks. Whole ones come from a table, as many columns share it.
class RankScores {
 public:
  explicit RankScores(std::size_t n) : table_(normal_score_table(n)) {}

  // the score of equal values in the places first ... end - 1 of the sorted column, from 0
  [[nodiscard]] double operator()(std::size_t first, std::size_t end) const {
    // twice their average rank, and that of the reversed order
    const std::size_t twice = first + 1 + end;
    const std::size_t mirrored = 2 * table_.size() + 2 - twice;
    if (twice == mirrored) return 0;
    if (twice % 2 == 0) return table_[twice / 2 - 1];
    const double z =
        score_of_rank(0.5 * static_cast<double>(std::min(twice, mirrored)), table_.size());
    return twice < mirrored ? z : -z;
  }

 private:
  std::vector<double> table_;
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

std::vector<double> normal_score_table(std::size_t n) {
  std::vector<double> table(n);
  for (std::size_t r = 0; r < n / 2; ++r) {
    table[r] = score_of_rank(static_cast<double>(r + 1), n);
    table[n - 1 - r] = -table[r];
  }
  return table;
}

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
