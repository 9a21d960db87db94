#include "infoplane/estimate/continuous_side.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "infoplane/core/random.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/normal_scores.h"

namespace infoplane {
namespace {

constexpr std::uint32_t kRowOrderStream = 4;
constexpr double kClipped = 4;

std::vector<std::uint32_t> random_order(std::size_t n) {
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  Stream stream(0, 0, Purpose::kEstimate, kRowOrderStream);
  shuffle(rows, stream);
  return rows;
}

// mean 0, standard deviation 1 (n below); a constant becomes 0
void standardise(std::span<double> column) {
  const auto n = static_cast<double>(column.size());
  const double mean = std::accumulate(column.begin(), column.end(), 0.0) / n;
  double squares = 0;
  for (double& v : column) {
    v -= mean;
    squares += v * v;
  }
  const double scale = squares > 0 ? 1 / std::sqrt(squares / n) : 0;
  for (double& v : column) v *= scale;
}

Points standardised(Points points) {
  for (std::size_t j = 0; j < points.d; ++j) {
    const std::span<double> column = std::span(points.values).subspan(j * points.n, points.n);
    // in units of the largest value, so that no square overflows
    double largest = 0;
    for (const double v : column) largest = std::max(largest, std::abs(v));
    if (largest > 0) {
      for (double& v : column) v /= largest;
    }
    standardise(column);
    for (double& v : column) v = std::clamp(v, -kClipped, kClipped);
    standardise(column);
  }
  return points;
}

Ranks select_columns(const Ranks& ranks, std::span<const std::uint32_t> columns) {
  Ranks out{ranks.n, columns.size(), {}};
  out.values.reserve(ranks.n * columns.size());
  for (const std::uint32_t j : columns) {
    const std::span<const std::uint32_t> column = ranks.column(j);
    out.values.insert(out.values.end(), column.begin(), column.end());
  }
  return out;
}

ContinuousSide continuous_side(const Points& points, std::size_t first_column, const Work& work) {
  const std::size_t n = points.n;
  ContinuousSide side;
  side.ranks = untied_ranks(points, first_column, work);
  const bool ties = has_equal_values(points, side.ranks);
  side.scores = ties ? Points{n, points.d, normal_scores(points.values, n, work)}
                     : normal_scores(side.ranks, work);
  const std::vector<std::uint32_t> kept = ModelSample(side.scores.values, n, work).columns();
  side.standardised = standardised(select_columns(points, kept));
  if (kept.size() < points.d) {
    side.ranks = select_columns(side.ranks, kept);
    side.scores = select_columns(side.scores, kept);
  }
  if (ties) side.untied = normal_scores(side.ranks, work);
  return side;
}

}  // namespace

void ContinuousPair::put_back(LocalInformation& information) const {
  std::vector<double> terms(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) terms[order[i]] = information.terms[i];
  information.terms = std::move(terms);
}

ContinuousPair continuous_pair(const Points& x, const Points& y, const Work& work) {
  ContinuousPair pair;
  pair.order = random_order(x.n);
  pair.x = continuous_side(select_rows(x, pair.order), 0, work);
  pair.y = continuous_side(select_rows(y, pair.order), x.d, work);
  return pair;
}

}  // namespace infoplane
