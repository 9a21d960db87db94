#include "infoplane/estimate/number_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "infoplane/core/random.h"
#include "infoplane/estimate/canonical_candidates.h"
#include "infoplane/estimate/copula_check.h"
#include "infoplane/estimate/gaussian_copula.h"
#include "infoplane/estimate/gaussian_model.h"
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
  explicit Visit(NumberEstimate base) {
    base.std_error = std_error(base.information);
    choice_.estimates.push_back(std::move(base));
  }

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
    const bool clear = more.mean > errors * std::hypot(more.std_error, estimate.reference_error);
    estimate.std_error = std::hypot(std_error(estimate.information), estimate.reference_error);
    choice_.estimates.push_back(std::move(estimate));
    if (clear) choice_.chosen = choice_.estimates.size() - 1;
  }

  NumberChoice choice_;
};

// the t copula where it is likelier by more than its parameter costs
void visit_t_copula(const Ranks& x, const Ranks& y, const Work& work, Visit& visit) {
  const auto fit = t_copula_model(x, y, work);
  if (!fit) return;
  if (!(fit->gain > 0.5 * std::log(static_cast<double>(x.n)) + 2)) return;
  visit.visit_base({.spec = "tcopula", .information = fit->information, .is_base = true});
}

void visit_ksg(const ContinuousSide& x, const ContinuousSide& y, const Work& work, Visit& visit) {
  ReferencedKsg ksg = referenced_ksg(x.scores, y.scores, work);
  visit.visit({.spec = ksg.correction_error == 0 ? fmt::format("rank-ksg:k={}", ksg.k)
                                                 : "rank-ksg:k=auto,reference=gaussian",
               .information = std::move(ksg.information),
               .reference_error = ksg.correction_error});
}

void visit_canonical(const ContinuousSide& x, const ContinuousSide& y, const ChoiceOptions& options,
                     const Work& work, Visit& visit) {
  const auto candidates = canonical_candidates(x, y, {.radial = options.radial}, work);
  for (std::size_t r = 1; r <= candidates.size(); ++r) {
    if (!candidates[r - 1]) continue;
    const CanonicalCandidate& candidate = *candidates[r - 1];
    CanonicalKsg ksg = canonical_ksg(candidate, work);
    visit.visit({.spec = fmt::format("cca-ksg:r={}", r),
                 .seen = fmt::format("{}, k = {}", candidate.dictionary, ksg.k),
                 .information = std::move(ksg.information),
                 .reference_error = ksg.reference_error});
  }
}

// the columns that are left of a side without those that others determine
struct Side {
  Ranks ranks;
  ContinuousSide columns;
};

Ranks select(const Ranks& ranks, const std::vector<std::uint32_t>& columns) {
  Ranks out{ranks.n, columns.size(), {}};
  for (const std::uint32_t j : columns) {
    const std::span<const std::uint32_t> column = ranks.column(j);
    out.values.insert(out.values.end(), column.begin(), column.end());
  }
  return out;
}

Points select_columns(const Points& points, const std::vector<std::uint32_t>& columns) {
  Points out{points.n, columns.size(), {}};
  for (const std::uint32_t j : columns) {
    const std::span<const double> column = points.column(j);
    out.values.insert(out.values.end(), column.begin(), column.end());
  }
  return out;
}

Side prepare(const Points& points, std::size_t first_column, const Work& work) {
  Ranks ranks = untied_ranks(points, first_column, work);
  Points scores = normal_scores(ranks, work);
  const std::vector<std::uint32_t> kept = ModelSample(scores.values, scores.n, work).columns();
  if (kept.size() == points.d) return {std::move(ranks), {std::move(scores), standardised(points)}};
  return {select(ranks, kept),
          {select_columns(scores, kept), standardised(select_columns(points, kept))}};
}

// why there may be more than was chosen
std::string doubts(const NumberChoice& choice, const ContinuousSide& x, const ContinuousSide& y,
                   const Work& work) {
  constexpr double kUnlikely = 0.001;
  const NumberEstimate& best = choice.best();
  if (best.spec == "copula" && gaussian_copula_p_value(x.scores, y.scores, work) < kUnlikely) {
    return "the normal scores are not jointly Gaussian, but nothing that was tried says clearly "
           "more";
  }
  if (best.is_base) return "";
  if (!best.seen.empty()) return "what these canonical variables leave out is not seen";
  return "nearest neighbours read low where the density is finer than they reach";
}

}  // namespace

std::optional<NumberChoice> choose_for_numbers(const Points& x, const Points& y,
                                               const ChoiceOptions& options, const Work& work) {
  const std::vector<std::uint32_t> order = random_order(x.n);
  const Points of_x = select_rows(x, order);
  const Points of_y = select_rows(y, order);
  const auto [ranks_x, side_x] = prepare(of_x, 0, work);
  const auto [ranks_y, side_y] = prepare(of_y, x.d, work);
  const std::size_t d = side_x.d() + side_y.d();
  auto gaussian = gaussian_copula_information(side_x.scores, side_y.scores, work);
  if (!gaussian) return std::nullopt;
  Visit visit({.spec = "copula", .information = std::move(gaussian->information), .is_base = true});
  if (options.t_copula) visit_t_copula(ranks_x, ranks_y, work, visit);
  if (d <= kMostColumnsOfKsg) visit_ksg(side_x, side_y, work, visit);
  if (d > 2) visit_canonical(side_x, side_y, options, work, visit);
  NumberChoice choice = visit.take(order);
  choice.more = doubts(choice, side_x, side_y, work);
  return choice;
}

}  // namespace infoplane
