#include "infoplane/estimate/number_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "infoplane/core/random.h"
#include "infoplane/estimate/canonical_candidates.h"
#include "infoplane/estimate/gaussian_copula.h"
#include "infoplane/estimate/referenced_ksg.h"
#include "infoplane/estimate/t_copula_model.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {
namespace {

constexpr std::uint32_t kRowOrderStream = 4;
constexpr std::size_t kMostColumnsOfKsg = 7;
constexpr double kClipped = 4;
// standard errors by which an estimate must be above the one so far
constexpr double kAboveBase = 2.5;
constexpr double kAboveOther = 2;

std::vector<std::uint32_t> random_order(std::size_t n) {
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  Stream stream(0, 0, Purpose::kEstimate, kRowOrderStream);
  shuffle(rows, stream);
  return rows;
}

// terms of rows in random order, in that of the sample
void put_back(std::span<const std::uint32_t> order, LocalInformation& information) {
  std::vector<double> terms(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) terms[order[i]] = information.terms[i];
  information.terms = std::move(terms);
}

// mean 0, standard deviation 1, clipped
Points standardised(Points points) {
  const auto n = static_cast<double>(points.n);
  for (std::size_t j = 0; j < points.d; ++j) {
    const std::span<double> column = std::span(points.values).subspan(j * points.n, points.n);
    const double mean = std::accumulate(column.begin(), column.end(), 0.0) / n;
    double squares = 0;
    for (const double v : column) squares += (v - mean) * (v - mean);
    const double scale = squares > 0 ? 1 / std::sqrt(squares / n) : 0;
    for (double& v : column) v = std::clamp((v - mean) * scale, -kClipped, kClipped);
  }
  return points;
}

// Estimates in the order in which they are visited.
class Visit {
 public:
  explicit Visit(NumberEstimate base) { choice_.estimates.push_back(std::move(base)); }

  // the start is this if it says clearly more
  void visit_base(NumberEstimate estimate) { visit(std::move(estimate), kAboveOther); }

  void visit(NumberEstimate estimate) {
    visit(std::move(estimate), choice_.best().is_base ? kAboveBase : kAboveOther);
  }

  [[nodiscard]] NumberChoice take(std::span<const std::uint32_t> order) {
    for (NumberEstimate& estimate : choice_.estimates) put_back(order, estimate.information);
    return std::move(choice_);
  }

 private:
  void visit(NumberEstimate estimate, double errors) {
    const PairedDifference more = difference(estimate.information, choice_.best().information);
    choice_.estimates.push_back(std::move(estimate));
    if (more.mean > errors * more.std_error) choice_.chosen = choice_.estimates.size() - 1;
  }

  NumberChoice choice_;
};

// the t copula where it is likelier by more than its parameter costs
void visit_t_copula(const Ranks& x, const Ranks& y, const Work& work, Visit& visit) {
  const auto fit = t_copula_model(x, y, work);
  if (!fit) return;
  if (!(fit->gain > 0.5 * std::log(static_cast<double>(x.n)) + 2)) return;
  visit.visit_base({"tcopula", "", fit->information, true});
}

void visit_ksg(const ContinuousSide& x, const ContinuousSide& y, const Work& work, Visit& visit) {
  ReferencedKsg ksg = referenced_ksg(x.scores, y.scores, work);
  visit.visit({fmt::format("rank-ksg:k={},reference=gaussian", ksg.k), "",
               std::move(ksg.information), false});
}

void visit_canonical(const ContinuousSide& x, const ContinuousSide& y, const ChoiceOptions& options,
                     const Work& work, Visit& visit) {
  const auto candidates = canonical_candidates(x, y, {.radial = options.radial}, work);
  for (std::size_t r = 1; r <= candidates.size(); ++r) {
    if (!candidates[r - 1]) continue;
    const CanonicalCandidate& candidate = *candidates[r - 1];
    ReferencedKsg ksg = referenced_ksg(candidate.x, candidate.y, work);
    if (r >= kUnreferencedVariables) ksg.information.shift(ksg.correction);
    visit.visit({fmt::format("cca-ksg:r={},k={}", r, ksg.k), candidate.dictionary,
                 std::move(ksg.information), false});
  }
}

}  // namespace

std::optional<NumberChoice> choose_for_numbers(const Points& x, const Points& y,
                                               const ChoiceOptions& options, const Work& work) {
  const std::vector<std::uint32_t> order = random_order(x.n);
  const Points of_x = select_rows(x, order);
  const Points of_y = select_rows(y, order);
  const Ranks ranks_x = untied_ranks(of_x, 0, work);
  const Ranks ranks_y = untied_ranks(of_y, x.d, work);
  const ContinuousSide side_x{normal_scores(ranks_x, work), standardised(of_x)};
  const ContinuousSide side_y{normal_scores(ranks_y, work), standardised(of_y)};
  auto gaussian = gaussian_copula_information(side_x.scores, side_y.scores, work);
  if (!gaussian) return std::nullopt;
  Visit visit({"copula", "", std::move(gaussian->information), true});
  if (options.t_copula) visit_t_copula(ranks_x, ranks_y, work, visit);
  if (x.d + y.d <= kMostColumnsOfKsg) visit_ksg(side_x, side_y, work, visit);
  if (x.d + y.d > 2) visit_canonical(side_x, side_y, options, work, visit);
  return visit.take(order);
}

}  // namespace infoplane
