#include "infoplane/estimate/name_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "infoplane/estimate/column_pairs.h"
#include "infoplane/estimate/continuous_side.h"
#include "infoplane/estimate/counted_terms.h"
#include "infoplane/estimate/cross_fit.h"
#include "infoplane/estimate/dictionaries.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {
namespace {

constexpr std::size_t kNeighbours = 5;
constexpr std::size_t kMostVariables = 3;
// standard errors by which variables must say more than the columns, or those before them
constexpr double kClearly = 3;
// standard errors above which an estimate still rises
constexpr double kRises = 2;
// standard errors within which an estimate is at the names' entropy
constexpr double kWithin = 2;
constexpr std::size_t kParts = 8;
constexpr std::size_t kFewestRowsOfPart = 50;
// columns up to which that can be seen
constexpr std::size_t kFewColumns = 3;

Names select(const Names& names, std::span<const std::uint32_t> rows) {
  return std::get<Names>(select_rows(Side(names), rows));
}

// A term each row: those that were left out have the mean of the others.
LocalInformation ross_information(const Points& x, const Names& y, const Work& work,
                                  double* left_out = nullptr) {
  const RossTerms ross = ross_terms(x, y, kNeighbours, work);
  const auto n_seen = static_cast<double>(ross.terms.size());
  const double mean =
      ross.terms.empty() ? 0 : std::accumulate(ross.terms.begin(), ross.terms.end(), 0.0) / n_seen;
  LocalInformation out{mean, std::vector<double>(x.n, mean)};
  for (std::size_t i = 0; i < ross.rows.size(); ++i) out.terms[ross.rows[i]] = ross.terms[i];
  if (left_out != nullptr) *left_out = 1 - n_seen / static_cast<double>(x.n);
  return out;
}

// a column for each name but the last: 1 where it is the row's, else 0
Points indicators(const Names& names) {
  const std::size_t n = names.classes.size();
  Points out{n, names.n_classes - 1, std::vector<double>(n * (names.n_classes - 1))};
  for (std::size_t i = 0; i < n; ++i) {
    if (names.classes[i] < out.d) out.values[names.classes[i] * n + i] = 1;
  }
  return out;
}

// The estimates in the order in which they are made, rows in random order.
class Comparison {
 public:
  Comparison(const Points& scores, const Names& names, const Work& work)
      : names_(names), work_(work), seen_in_(scores) {
    put({.spec = "rank-ksg:k=5",
         .information = ross_information(scores, names, work, &choice_.left_out)});
  }

  // neighbours among canonical variables, or some of the columns, as normal scores
  void visit(const Points& variables, const std::string& words) {
    const Points scored = normal_scores(untied_ranks(variables, 0, work_), work_);
    LocalInformation information = ross_information(scored, names_, work_);
    const PairedDifference more = difference(information, choice_.information);
    const bool clear = more.mean > kClearly * more.std_error;
    NumberEstimate estimate{
        .spec = "rank-ksg:k=5", .seen = words, .information = std::move(information)};
    if (clear) {
      seen_in_ = scored;
      put(std::move(estimate));
    } else {
      add(std::move(estimate));
    }
  }

  // with the reasons to doubt it; d columns there are
  NameChoice finish(std::size_t d) {
    choice_.more = doubt(d);
    return std::move(choice_);
  }

 private:
  [[nodiscard]] std::string doubt(std::size_t d) const {
    const double most = choice_.information.nats + kWithin * std_error(choice_.information);
    if (most >= entropy_nats(names_)) return "";
    if (seen_in_.d > kFewColumns) return "nearest neighbours in many columns are far away";
    if (d > kFewColumns) return "what these leave out of many columns is not seen";
    if (d > 1 && !enough_to_see_a_rise()) {
      return "too few samples to see whether the estimate still rises with their number";
    }
    return rises() ? "the estimate still rises with the number of samples" : "";
  }

  [[nodiscard]] bool enough_to_see_a_rise() const {
    return names_.classes.size() >= kParts * kFewestRowsOfPart;
  }
  // whether the terms are above those of the same neighbours in an eighth of the rows each
  [[nodiscard]] bool rises() const {
    if (!enough_to_see_a_rise()) return false;
    const std::size_t n = names_.classes.size();
    std::vector<std::uint32_t> rows(n);
    std::iota(rows.begin(), rows.end(), 0U);
    std::vector<double> terms;
    for (std::size_t p = 0; p < kParts; ++p) {
      const std::size_t first = n * p / kParts;
      const auto part = std::span(rows).subspan(first, n * (p + 1) / kParts - first);
      const LocalInformation of_part =
          ross_information(select_rows(seen_in_, part), select(names_, part), work_);
      terms.insert(terms.end(), of_part.terms.begin(), of_part.terms.end());
    }
    const PairedDifference rise =
        difference(choice_.information, local_information(std::move(terms)));
    return rise.mean > kRises * rise.std_error;
  }

  void add(NumberEstimate estimate) {
    estimate.std_error = std_error(estimate.information);
    choice_.estimates.push_back(std::move(estimate));
  }
  void put(NumberEstimate estimate) {
    choice_.information = estimate.information;
    choice_.seen = estimate.seen;
    add(std::move(estimate));
  }

  const Names& names_;
  const Work& work_;
  Points seen_in_;
  NameChoice choice_;
};

void visit_variables(const ContinuousPair& pair, const std::vector<std::uint32_t>& columns,
                     const ChoiceOptions& options, const Work& work, Comparison& comparison) {
  const FeatureMap of_names(Features::kLinear, pair.y.standardised, all_columns(pair.y.d()), 0,
                            work);
  const std::size_t r = std::min({columns.size(), pair.y.d(), kMostVariables});
  const bool some = columns.size() < pair.x.d();
  for (const Dictionary& dictionary : dictionaries(options.radial)) {
    const FeatureMap of_x = dictionary.of(pair.x, columns, work);
    const bool linear = dictionary.features == Features::kLinear;
    if (!linear && !(of_x.is_nonlinear() && enough_rows(of_x))) continue;
    const CrossFit fit(of_x, of_names, work);
    const auto found = fit.variables(r, false, work);
    comparison.visit(found[0].x,
                     "canonical variables, with the names, of " + dictionary.words(some));
  }
}

// canonical variables of all columns, and those that depend on the names, or of these
void visit_all(const ContinuousPair& pair, const Names& names, const ChoiceOptions& options,
               const Work& work, Comparison& comparison) {
  const std::vector<std::uint32_t> all = all_columns(pair.x.d());
  visit_variables(pair, all, options, work, comparison);
  const std::vector<std::uint32_t> some =
      columns_dependent_on(names, pair.x.ranks, kMostDependent, work);
  if (some.empty() || some == all) return;
  if (some.size() <= kFewColumns) {
    comparison.visit(select_columns(pair.x.scores, some),
                     some.size() == 1
                         ? "the one column that depends on the names"
                         : fmt::format("the {} columns that depend on the names", some.size()));
  }
  visit_variables(pair, some, options, work, comparison);
}

}  // namespace

NameChoice choose_for_names(const Points& x, const Names& y, const ChoiceOptions& options,
                            const Work& work) {
  // those that occur, numbered anew
  const Names occurring = pairs_of(y, y);
  const bool few_names = occurring.n_classes >= 2 && occurring.n_classes <= kMostNames;
  const Points of_names = few_names ? indicators(occurring) : Points{y.classes.size(), 0, {}};
  const ContinuousPair pair = continuous_pair(x, of_names, work);
  const Names names = select(occurring, pair.order);
  Comparison comparison(pair.x.density_scores(), names, work);
  if (pair.x.d() > 1 && pair.y.d() > 0) visit_all(pair, names, options, work, comparison);
  NameChoice choice = comparison.finish(pair.x.d());
  pair.put_back(choice.information);
  return choice;
}

}  // namespace infoplane
