#include "infoplane/estimate/number_choice.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "infoplane/estimate/canonical_candidates.h"
#include "infoplane/estimate/column_pairs.h"
#include "infoplane/estimate/continuous_side.h"
#include "infoplane/estimate/copula_check.h"
#include "infoplane/estimate/gaussian_copula.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/referenced_ksg.h"
#include "infoplane/estimate/side_states.h"
#include "infoplane/estimate/t_copula_model.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {
namespace {

constexpr std::size_t kMostColumnsOfKsg = 7;
// standard errors by which an estimate must be above the one so far
constexpr double kAboveBase = 3;
constexpr double kAboveOther = 2;

// Estimates in the order in which they are visited.
class Visit {
 public:
  // from the Gaussian copula
  Visit(CopulaInformation gaussian, const ContinuousPair& pair)
      : error_of_zero_(std::sqrt(static_cast<double>(pair.x.d() * pair.y.d()) / 2) /
                       static_cast<double>(pair.x.n())) {
    add(of(std::move(gaussian), "copula"));
  }

  static NumberEstimate of(CopulaInformation gaussian, const char* spec) {
    return {.spec = spec,
            .information = std::move(gaussian.information),
            .subtraction_error = gaussian.penalty_error,
            .is_base = true};
  }

  // the start is this if it says clearly more
  void visit_base(NumberEstimate estimate) { visit(std::move(estimate), kAboveOther); }

  void visit(NumberEstimate estimate) {
    visit(std::move(estimate), choice_.best().is_base ? kAboveBase : kAboveOther);
  }

  [[nodiscard]] NumberChoice take(const ContinuousPair& pair) {
    for (NumberEstimate& estimate : choice_.estimates) pair.put_back(estimate.information);
    return std::move(choice_);
  }

 private:
  void visit(NumberEstimate estimate, double errors) {
    const PairedDifference more = difference(estimate.information, choice_.best().information);
    const bool clear = more.mean > errors * std::hypot(more.std_error, estimate.subtraction_error);
    add(std::move(estimate));
    if (clear) choice_.chosen = choice_.estimates.size() - 1;
  }

  void add(NumberEstimate estimate) {
    // KSG brings one that knows of the choice of k
    if (estimate.std_error == 0) estimate.std_error = std_error(estimate.information);
    estimate.std_error = std::hypot(estimate.std_error, estimate.subtraction_error,
                                    estimate.is_base ? error_of_zero_ : 0.0);
    choice_.estimates.push_back(std::move(estimate));
  }

  // what correlations vary by where there are none, (TC9)
  double error_of_zero_;
  NumberChoice choice_;
};

// the Gaussian model of the columns as they are: at high information the noise of ranks is felt
void visit_gaussian(const ContinuousPair& pair, const Work& work, Visit& visit) {
  auto gaussian = gaussian_copula_information(pair.x.standardised, pair.y.standardised, work);
  if (!gaussian) return;
  visit.visit(Visit::of(std::move(*gaussian), "gaussian"));
}

// the t copula where it is likelier by more than its parameter costs
void visit_t_copula(const ContinuousPair& pair, const Work& work, Visit& visit) {
  const auto fit = t_copula_model(pair.x.ranks, pair.y.ranks, work);
  if (!fit) return;
  if (!(fit->gain > 0.5 * std::log(static_cast<double>(pair.x.n())) + 2)) return;
  visit.visit_base({.spec = "tcopula",
                    .information = fit->information,
                    .subtraction_error = fit->closed_form_holds ? 0 : fit->penalty.applied_error(),
                    .is_base = true});
}

void visit_ksg(const ContinuousPair& pair, const Work& work, Visit& visit) {
  ReferencedKsg ksg = referenced_ksg(pair.x.density_scores(), pair.y.density_scores(), work);
  visit.visit({.spec = ksg.correction_error == 0 ? fmt::format("rank-ksg:k={}", ksg.k)
                                                 : "rank-ksg:k=auto,reference=gaussian",
               .information = std::move(ksg.information),
               .std_error = ksg.std_error,
               .subtraction_error = ksg.correction_error});
}

void visit_canonical(const ContinuousPair& pair, const ColumnPairs& single,
                     const ChoiceOptions& options, const Work& work, Visit& visit) {
  const auto candidates = canonical_candidates(pair, single, options.radial, work);
  for (std::size_t r = 1; r <= candidates.size(); ++r) {
    const CanonicalCandidate& candidate = candidates[r - 1];
    if (!candidate.above_chance) continue;
    CanonicalKsg ksg = canonical_ksg(candidate, work);
    visit.visit({.spec = fmt::format("cca-ksg:r={}", r),
                 .seen = fmt::format("{}, k = {}", candidate.dictionary, ksg.k),
                 .information = std::move(ksg.information),
                 .std_error = ksg.std_error,
                 .subtraction_error = ksg.reference_error,
                 .n_variables = r});
  }
}

// (A8): of rows that come again and again, variables are clumps, and KSG may make more of these
// than there is. With ties broken column by column they are draws from a density, that know as
// much.
bool has_clumps(const ContinuousSide& side) {
  constexpr std::size_t kFewestRowsOfClump = 5;
  return side.untied.n > 0 && n_distinct_rows(side.scores) * kFewestRowsOfClump <= side.n();
}
std::optional<ContinuousPair> without_clumps(const ContinuousPair& pair) {
  const bool x = has_clumps(pair.x);
  const bool y = has_clumps(pair.y);
  if (!x && !y) return std::nullopt;
  ContinuousPair out = pair;
  if (x) out.x.scores = out.x.standardised = pair.x.untied;
  if (y) out.y.scores = out.y.standardised = pair.y.untied;
  return out;
}

// (A4): what Gaussian scores would say beyond their r leading canonical variables
double left_over(const ContinuousPair& pair, std::size_t r, const Work& work) {
  const ModelSample x(pair.x.scores.values, pair.x.n(), work);
  const ModelSample y(pair.y.scores.values, pair.y.n(), work);
  using Map = Eigen::Map<const Eigen::MatrixXd>;
  const auto n = static_cast<Eigen::Index>(pair.x.n());
  const Map of_x(x.values().data(), n, static_cast<Eigen::Index>(x.rank()));
  const Map of_y(y.values().data(), n, static_cast<Eigen::Index>(y.rank()));
  const Eigen::MatrixXd cross = of_x.transpose() * of_y / static_cast<double>(n - 1);
  const Eigen::VectorXd rho = Eigen::JacobiSVD<Eigen::MatrixXd>(cross).singularValues();
  double sum = 0;
  for (auto j = static_cast<Eigen::Index>(r); j < rho.size(); ++j) {
    sum -= std::log1p(-std::min(rho(j) * rho(j), 1 - 1e-12)) / 2;
  }
  return sum - static_cast<double>((x.rank() - r) * (y.rank() - r)) / static_cast<double>(2 * n);
}

// an estimate that is above the chosen one by more than chance would often have it
const NumberEstimate* says_more(const NumberChoice& choice) {
  constexpr double kErrors = 2;
  for (const NumberEstimate& one : choice.estimates) {
    if (&one == &choice.best()) continue;
    const PairedDifference more = difference(one.information, choice.best().information);
    if (more.mean > kErrors * std::hypot(more.std_error, one.subtraction_error)) return &one;
  }
  return nullptr;
}

// how unlikely what a sample shows would be if the normal scores were jointly Gaussian: all of
// them, single ones, and those together that depend on some column of the other side
double gaussian_p_value(const ContinuousPair& pair, const ColumnPairs& single, const Work& work) {
  const ColumnPairs::Dependent some = single.dependent(kMostDependent);
  double p = std::min(gaussian_copula_p_value(pair.x.scores, pair.y.scores, work),
                      single.gaussian_p_value());
  if (!some.x.empty() && some.x.size() + some.y.size() < pair.x.d() + pair.y.d()) {
    p = std::min(p, gaussian_copula_p_value(select_columns(pair.x.scores, some.x),
                                            select_columns(pair.y.scores, some.y), work));
  }
  constexpr double kTests = 3;
  return std::min(1.0, kTests * p);
}

// why there may be more than was chosen
void add_doubts(const ContinuousPair& pair, const ColumnPairs& single, const Work& work,
                NumberChoice& choice) {
  constexpr double kUnlikely = 0.01;
  const NumberEstimate& best = choice.best();
  if (best.n_variables > 0) {
    choice.left_over = left_over(pair, best.n_variables, work);
    choice.more = "what these canonical variables leave out is not seen";
  } else if (!best.is_base) {
    choice.more = "nearest neighbours read low where the density is finer than they reach";
  } else if (const NumberEstimate* above = says_more(choice)) {
    choice.more = fmt::format("{} says more, but not clearly", above->spec);
  } else if (best.spec != "tcopula" && gaussian_p_value(pair, single, work) < kUnlikely) {
    choice.more =
        "the normal scores are not jointly Gaussian, but nothing that was tried says clearly more";
  }
}

// Whether a linear function of one side's columns, as they are, is one of the other's.
bool is_determined(const Points& x, const Points& y, const Work& work) {
  return x.n > x.d + y.d && !gaussian_information(ModelSample(x.values, x.n, work),
                                                  ModelSample(y.values, y.n, work), work);
}

// The half of the rows that is nearest to the medians of all columns.
std::vector<std::uint32_t> middle_rows(const ContinuousPair& pair) {
  const std::size_t n = pair.order.size();
  std::vector<double> farthest(n);
  for (const Points* scores : {&pair.x.scores, &pair.y.scores}) {
    for (std::size_t j = 0; j < scores->d; ++j) {
      const std::span<const double> column = scores->column(j);
      for (std::size_t i = 0; i < n; ++i) {
        double& mine = farthest[pair.order[i]];
        mine = std::max(mine, std::abs(column[i]));
      }
    }
  }
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0U);
  std::ranges::stable_sort(rows, {}, [&](std::uint32_t i) { return farthest[i]; });
  rows.resize(n / 2);
  return rows;
}

// Whether that is so of the middle rows too: a few values that are far out on both sides make any
// columns proportional.
bool is_determined_in_the_middle(const Points& x, const Points& y, const ContinuousPair& pair,
                                 const Work& work) {
  const std::vector<std::uint32_t> rows = middle_rows(pair);
  return rows.size() <= x.d + y.d ||
         is_determined(select_rows(x, rows), select_rows(y, rows), work);
}

// By ranks alone, so that rising functions of single columns change nothing; the first column in
// which they differ decides.
bool ranks_before(const Points& a, const Points& b, const Work& work) {
  if (a.d != b.d) return a.d < b.d;
  for (std::uint32_t j = 0; j < a.d; ++j) {
    const Ranks of_a = untied_ranks(select_columns(a, std::array{j}), 0, work);
    const Ranks of_b = untied_ranks(select_columns(b, std::array{j}), 0, work);
    if (of_a.values != of_b.values) return of_a.values < of_b.values;
  }
  return false;
}

// of a side that is constant
NumberChoice nothing(std::size_t n) {
  NumberChoice choice;
  choice.estimates.push_back(
      {.spec = "copula", .information = {0, std::vector<double>(n, 0.0)}, .is_base = true});
  return choice;
}

}  // namespace

std::optional<NumberChoice> choose_for_numbers(const Points& x, const Points& y,
                                               const ChoiceOptions& options, const Work& work) {
  // in an order that knows nothing of which is which, so that swapped sides give the same
  if (ranks_before(y, x, work)) return choose_for_numbers(y, x, options, work);
  const ContinuousPair pair = continuous_pair(x, y, work);
  if (is_determined(x, y, work) && is_determined_in_the_middle(x, y, pair, work)) {
    return std::nullopt;
  }
  if (pair.x.d() == 0 || pair.y.d() == 0) return nothing(x.n);
  auto gaussian = gaussian_copula_information(pair.x.scores, pair.y.scores, work);
  if (!gaussian) return std::nullopt;
  Visit visit(std::move(*gaussian), pair);
  visit_gaussian(pair, work, visit);
  if (options.t_copula) visit_t_copula(pair, work, visit);
  // of ranks without ties, whether or not there are clumps
  const ColumnPairs single(pair.x, pair.y, work);
  const std::size_t d = pair.x.d() + pair.y.d();
  if (d <= kMostColumnsOfKsg) visit_ksg(pair, work, visit);
  if (d > 2) {
    const std::optional<ContinuousPair> unclumped = without_clumps(pair);
    visit_canonical(unclumped ? *unclumped : pair, single, options, work, visit);
  }
  NumberChoice choice = visit.take(pair);
  add_doubts(pair, single, work, choice);
  return choice;
}

}  // namespace infoplane
