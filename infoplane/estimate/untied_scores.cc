#include "infoplane/estimate/untied_scores.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include "infoplane/core/random.h"
#include "infoplane/estimate/normal_scores.h"

namespace infoplane {
namespace {

// the stream of column 0 among those of estimators
constexpr std::uint32_t kTieStreams = 1000;

using Sorted = std::vector<std::pair<double, std::uint32_t>>;

// brings equal values into the order of a random permutation of the rows
void break_ties(Sorted& sorted, std::size_t column_number) {
  std::vector<std::uint32_t> priority;
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  for (auto first = std::adjacent_find(sorted.begin(), sorted.end(), same); first != sorted.end();
       first = std::adjacent_find(first, sorted.end(), same)) {
    if (priority.empty()) {
      priority.resize(sorted.size());
      std::iota(priority.begin(), priority.end(), 0U);
      Stream stream(0, 0, Purpose::kEstimate,
                    kTieStreams + static_cast<std::uint32_t>(column_number));
      shuffle(priority, stream);
    }
    const auto end =
        std::find_if(first, sorted.end(), [&](const auto& v) { return v.first != first->first; });
    std::sort(first, end, [&](const auto& a, const auto& b) {
      return priority[a.second] < priority[b.second];
    });
    first = end;
  }
}

}  // namespace

Ranks untied_ranks(const Points& points, std::size_t first_column, const Work& work) {
  Ranks ranks{points.n, points.d, std::vector<std::uint32_t>(points.values.size())};
  parallel_for(points.d, work, [&](std::size_t j) {
    const std::span<const double> column = points.column(j);
    Sorted sorted(points.n);
    for (std::uint32_t i = 0; i < points.n; ++i) sorted[i] = {column[i], i};
    std::ranges::sort(sorted);
    break_ties(sorted, first_column + j);
    for (std::uint32_t r = 0; r < points.n; ++r) {
      ranks.values[j * points.n + sorted[r].second] = r;
    }
  });
  return ranks;
}

bool has_equal_values(const Points& points, const Ranks& ranks) {
  std::vector<double> sorted(points.n);
  for (std::size_t j = 0; j < points.d; ++j) {
    const std::span<const double> column = points.column(j);
    const std::span<const std::uint32_t> of_column = ranks.column(j);
    for (std::size_t i = 0; i < points.n; ++i) sorted[of_column[i]] = column[i];
    if (std::ranges::adjacent_find(sorted) != sorted.end()) return true;
  }
  return false;
}

void look_up(const Ranks& ranks, std::span<const double> table, Points& points, const Work& work) {
  points.n = ranks.n;
  points.d = ranks.d;
  points.values.resize(ranks.values.size());
  parallel_for(ranks.d, work, [&](std::size_t j) {
    std::ranges::transform(ranks.column(j),
                           points.values.begin() + static_cast<std::ptrdiff_t>(j * ranks.n),
                           [&](std::uint32_t r) { return table[r]; });
  });
}

Points normal_scores(const Ranks& ranks, const Work& work) {
  Points points;
  look_up(ranks, normal_score_table(ranks.n), points, work);
  return points;
}

Ranks join(const Ranks& x, const Ranks& y) {
  assert(x.n == y.n);
  Ranks joint{x.n, x.d + y.d, x.values};
  joint.values.insert(joint.values.end(), y.values.begin(), y.values.end());
  return joint;
}

}  // namespace infoplane
