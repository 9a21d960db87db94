#include "infoplane/estimate/canonical_candidates.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <utility>

#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/cross_fit.h"
#include "infoplane/estimate/dictionaries.h"
#include "infoplane/estimate/gaussian_copula.h"
#include "infoplane/estimate/ksg_terms.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/referenced_ksg.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {
namespace {

using Columns32 = std::vector<std::uint32_t>;

constexpr std::size_t kMostVariables = 3;
constexpr std::size_t kKept = 6;
constexpr std::size_t kComparedBy = 8;
constexpr double kReplace = 3;
// so many columns need no screening of linear combinations
constexpr std::size_t kFewColumns = 4;

// the best so far for each r
class Best {
 public:
  explicit Best(std::size_t r) : by_r_(r) {}

  void add(std::size_t r, CanonicalCandidate candidate) {
    std::vector<CanonicalCandidate>& kept = by_r_[r - 1];
    const auto at = std::ranges::upper_bound(kept, candidate.score, std::ranges::greater(),
                                             &CanonicalCandidate::score);
    kept.insert(at, std::move(candidate));
    if (kept.size() > kKept) kept.pop_back();
  }
  [[nodiscard]] std::vector<CanonicalCandidate>& of(std::size_t r) { return by_r_[r - 1]; }

 private:
  std::vector<std::vector<CanonicalCandidate>> by_r_;
};

Points leading(const Points& points, std::size_t r) {
  const std::span<const double> values = std::span(points.values).first(r * points.n);
  return {points.n, r, {values.begin(), values.end()}};
}

// which columns of each side are looked at
struct Selection {
  Columns32 x;
  Columns32 y;
  bool operator==(const Selection&) const = default;
  [[nodiscard]] bool is_part(const ContinuousSide& a, const ContinuousSide& b) const {
    return x.size() < a.d() || y.size() < b.d();
  }
};

class Search {
 public:
  Search(const ContinuousSide& x, const ContinuousSide& y, const Work& work)
      : x_(x), y_(y), work_(work), r_(std::min({x.d(), y.d(), kMostVariables})), best_(r_) {}

  [[nodiscard]] std::size_t r() const { return r_; }
  [[nodiscard]] Best& best() { return best_; }

  // the columns that the leading linear canonical variables need
  [[nodiscard]] Selection relevant_columns() const;

  void try_dictionary(const Dictionary& dictionary, const Selection& columns);

 private:
  void add(const CrossFit::Variables& variables, const std::string& name);

  const ContinuousSide& x_;
  const ContinuousSide& y_;
  const Work& work_;
  std::size_t r_;
  Best best_;
};

// (C5): a column stays where the Wald statistic of its weights is above the quantile 1 - .01 / d
Selection Search::relevant_columns() const {
  constexpr double kLevel = 0.01;
  const FeatureMap of_x(Features::kLinear, x_.scores, all_columns(x_.d()), 0, work_);
  const FeatureMap of_y(Features::kLinear, y_.scores, all_columns(y_.d()), 0, work_);
  const CrossFit fit(of_x, of_y, work_);
  const CanonicalWeights weights = canonical_weights(fit.moments(), kScreenedVariables);
  // correlations beyond what as many independent columns show
  const auto n = static_cast<double>(x_.n());
  const double chance =
      1.5 *
      std::pow(std::sqrt(static_cast<double>(x_.d())) + std::sqrt(static_cast<double>(y_.d())), 2);
  const auto significant = (weights.correlations.array().square() * n > chance).count();
  const auto r = std::clamp(static_cast<std::size_t>(significant), std::size_t{1},
                            std::min(r_, kScreenedVariables));
  const WaldStatistics wald = wald_statistics(fit.moments(), weights, r);
  const auto passing = [&](const Eigen::VectorXd& statistics) {
    const auto d = static_cast<double>(statistics.size());
    const double threshold =
        boost::math::quantile(boost::math::chi_squared(static_cast<double>(r)), 1 - kLevel / d);
    Columns32 out;
    for (Eigen::Index j = 0; j < statistics.size(); ++j) {
      if (statistics(j) > threshold) out.push_back(static_cast<std::uint32_t>(j));
    }
    if (out.empty()) {
      Eigen::Index largest = 0;
      statistics.maxCoeff(&largest);
      out.push_back(static_cast<std::uint32_t>(largest));
    }
    return out;
  };
  return {passing(wald.x), passing(wald.y)};
}

void Search::try_dictionary(const Dictionary& dictionary, const Selection& columns) {
  const bool part = columns.is_part(x_, y_);
  const FeatureMap of_x = dictionary.of(x_, columns.x, work_);
  const FeatureMap of_y = dictionary.of(y_, columns.y, work_);
  const bool linear = dictionary.features == Features::kLinear;
  if (!linear && !of_x.is_nonlinear() && !of_y.is_nonlinear()) return;
  if (!linear && !(enough_rows(of_x) && enough_rows(of_y))) return;
  const bool screen = !linear || (!part && std::max(x_.d(), y_.d()) > kFewColumns);
  const CrossFit fit(of_x, of_y, work_);
  const std::vector<CrossFit::Variables> found = fit.variables(r_, screen, work_);
  for (std::size_t way = 0; way < found.size(); ++way) {
    add(found[way], dictionary.words(part) + (way > 0 ? ", screened" : ""));
  }
}

void Search::add(const CrossFit::Variables& variables, const std::string& name) {
  // rows that are equal in many columns may be so in a variable, and KSG wants draws from a density
  const Points u = normal_scores(untied_ranks(variables.x, 0, work_), work_);
  const Points v = normal_scores(untied_ranks(variables.y, u.d, work_), work_);
  for (std::size_t r = 1; r <= u.d; ++r) {
    CanonicalCandidate candidate{name, leading(u, r), leading(v, r), 0, false};
    const auto gaussian = gaussian_copula_information(candidate.x, candidate.y, work_);
    if (!gaussian) continue;
    candidate.score = gaussian->information.nats;
    best_.add(r, std::move(candidate));
  }
}

// the leader, unless KSG finds clearly more in one that follows
CanonicalCandidate choose(std::vector<CanonicalCandidate>& kept, const Work& work) {
  const std::array<std::size_t, 1> k = {kComparedBy};
  const auto terms = [&](const CanonicalCandidate& candidate) {
    return ksg_terms(candidate.x, candidate.y, k, work)[0];
  };
  std::size_t chosen = 0;
  LocalInformation most = terms(kept[0]);
  for (std::size_t i = 1; i < kept.size(); ++i) {
    LocalInformation other = terms(kept[i]);
    const PairedDifference more = difference(other, most);
    if (!(more.mean > kReplace * more.std_error)) continue;
    chosen = i;
    most = std::move(other);
  }
  return std::move(kept[chosen]);
}

// all columns; those that linear variables need; those that depend on some column of the other side
std::vector<Selection> selections(const ContinuousSide& x, const ContinuousSide& y,
                                  const Search& search, const Selection& dependent) {
  std::vector<Selection> out = {{all_columns(x.d()), all_columns(y.d())}};
  if (std::max(x.d(), y.d()) <= 2) return out;
  for (Selection some : {search.relevant_columns(), dependent}) {
    if (some.x.empty() || some.y.empty() || std::ranges::count(out, some) > 0) continue;
    out.push_back(std::move(some));
  }
  return out;
}

// one for each number of variables
std::vector<CanonicalCandidate> search(const ContinuousSide& x, const ContinuousSide& y,
                                       const Selection& dependent, bool radial, const Work& work) {
  Search search(x, y, work);
  for (const Selection& columns : selections(x, y, search, dependent)) {
    for (const Dictionary& dictionary : dictionaries(radial)) {
      search.try_dictionary(dictionary, columns);
    }
  }
  std::vector<CanonicalCandidate> out;
  for (std::size_t r = 1; r <= search.r(); ++r) {
    std::vector<CanonicalCandidate>& kept = search.best().of(r);
    if (kept.empty()) break;
    const auto dr = static_cast<double>(r);
    const bool above_chance = kept[0].score >= 6 * dr * dr / static_cast<double>(x.n()) + 0.001;
    out.push_back(above_chance ? choose(kept, work) : std::move(kept[0]));
    out.back().above_chance = above_chance;
  }
  return out;
}

}  // namespace

std::vector<CanonicalCandidate> canonical_candidates(const ContinuousPair& pair,
                                                     const ColumnPairs& single, bool radial,
                                                     const Work& work) {
  const ColumnPairs::Dependent dependent = single.dependent(kMostDependent);
  if (!comes_before(pair.y.scores, pair.x.scores)) {
    return search(pair.x, pair.y, {dependent.x, dependent.y}, radial, work);
  }
  std::vector<CanonicalCandidate> out =
      search(pair.y, pair.x, {dependent.y, dependent.x}, radial, work);
  for (CanonicalCandidate& candidate : out) std::swap(candidate.x, candidate.y);
  return out;
}

CanonicalKsg canonical_ksg(const CanonicalCandidate& candidate, const Work& work) {
  constexpr std::size_t kMostReferenced = 2;
  if (candidate.x.d > kMostReferenced) {
    ChosenK chosen = ksg_with_chosen_k(candidate.x, candidate.y, work);
    return {chosen.k, std::move(chosen.information), chosen.std_error, 0};
  }
  ReferencedKsg ksg = referenced_ksg(candidate.x, candidate.y, work);
  return {ksg.k, std::move(ksg.information), ksg.std_error, ksg.correction_error};
}

}  // namespace infoplane
