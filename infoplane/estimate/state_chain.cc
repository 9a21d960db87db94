#include "infoplane/estimate/state_chain.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "infoplane/estimate/counted_terms.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {
namespace {

using Rows = std::vector<std::uint32_t>;

constexpr std::size_t kRossNeighbours = 5;

std::vector<Rows> rows_of(const Names& names) {
  std::vector<Rows> rows(names.n_classes);
  for (std::uint32_t i = 0; i < names.classes.size(); ++i) rows[names.classes[i]].push_back(i);
  return rows;
}

// the given rows of the given columns
Points part(const Points& points, const Rows& rows, std::span<const std::uint32_t> columns) {
  Points out{rows.size(), columns.size(), {}};
  out.values.reserve(rows.size() * columns.size());
  for (const std::uint32_t j : columns) {
    const std::span<const double> column = points.column(j);
    for (const std::uint32_t i : rows) out.values.push_back(column[i]);
  }
  return out;
}

Points untied(const Points& points, const Work& work) {
  return normal_scores(untied_ranks(points, 0, work), work);
}

bool has_states(const SideStates& side) { return side.states.n_classes > 1; }

// Adds I(C;S'|S) of the numbers of one side, given its states, and the states of the other.
bool add_numbers_and_states(const StatedSide& numbers, const SideStates& states, const Work& work,
                            std::vector<double>& terms) {
  if (!has_states(states)) return false;
  bool left_out = false;
  const std::vector<Rows> by_state = rows_of(numbers.states.states);
  for (std::size_t s = 0; s < by_state.size(); ++s) {
    const Rows& rows = by_state[s];
    if (numbers.states.free[s].empty() || rows.size() < 2) continue;
    const Names names = std::get<Names>(select_rows(Side(states.states), rows));
    const RossTerms ross =
        ross_terms(untied(part(numbers.numbers, rows, numbers.states.free[s]), work), names,
                   kRossNeighbours, work);
    for (std::size_t i = 0; i < ross.rows.size(); ++i) terms[rows[ross.rows[i]]] += ross.terms[i];
    left_out |= ross.rows.size() < rows.size();
  }
  return left_out;
}

// Adds I(C_x;C_y|S_x,S_y); false if a part has no estimate.
bool add_numbers(const StatedSide& x, const StatedSide& y, const ChoiceOptions& options,
                 const Work& work, std::vector<double>& terms, ChainInformation& out) {
  const Names pairs = pairs_of(x.states.states, y.states.states);
  for (const Rows& rows : rows_of(pairs)) {
    const auto& of_x = x.states.free[x.states.states.classes[rows[0]]];
    const auto& of_y = y.states.free[y.states.states.classes[rows[0]]];
    if (of_x.empty() || of_y.empty()) continue;
    if (pairs.n_classes > 1 && rows.size() < kFewestFreeRows) continue;
    auto choice =
        choose_for_numbers(part(x.numbers, rows, of_x), part(y.numbers, rows, of_y), options, work);
    if (!choice) return false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      terms[rows[i]] += choice->best().information.terms[i];
    }
    if (pairs.n_classes == 1) out.choice = std::move(choice);
  }
  return true;
}

std::string name_of(const StatedSide& x, const StatedSide& y, const ChainInformation& found) {
  if (found.choice) return found.choice->best().spec;
  if (x.states.is_discrete() && y.states.is_discrete()) return "exact";
  const bool ross = (x.states.is_discrete() && y.states.is_continuous()) ||
                    (y.states.is_discrete() && x.states.is_continuous());
  return ross ? "ksg:k=5" : "chain";
}

double mean_rows(const Names& names) {
  return static_cast<double>(names.classes.size()) / static_cast<double>(n_occurring(names));
}

}  // namespace

bool ChainNeeds::met() const {
  return rows_per_state >= kFewestRowsPerState && unseen_share <= kMostUnseen;
}

ChainNeeds chain_needs(const SideStates& x, const SideStates& y) {
  const Names pairs = pairs_of(x.states, y.states);
  const auto n = static_cast<double>(pairs.classes.size());
  ChainNeeds needs;
  needs.rows_per_state = x.is_discrete() && y.is_discrete()
                             ? mean_rows(pairs)
                             : std::min(mean_rows(x.states), mean_rows(y.states));
  std::size_t unseen = 0;
  for (const Rows& rows : rows_of(pairs)) {
    const bool free =
        !x.free[x.states.classes[rows[0]]].empty() && !y.free[y.states.classes[rows[0]]].empty();
    if (free && pairs.n_classes > 1 && rows.size() < kFewestFreeRows) unseen += rows.size();
  }
  needs.unseen_share = static_cast<double>(unseen) / n;
  return needs;
}

std::optional<ChainInformation> chain_information(const StatedSide& x, const StatedSide& y,
                                                  const ChoiceOptions& options, const Work& work) {
  ChainInformation out;
  std::vector<double> terms(x.states.states.classes.size(), 0.0);
  if (has_states(x.states) && has_states(y.states)) {
    terms = counted_information(x.states.states, y.states.states).terms;
  }
  out.left_out |= add_numbers_and_states(y, x.states, work, terms);
  out.left_out |= add_numbers_and_states(x, y.states, work, terms);
  if (!add_numbers(x, y, options, work, terms, out)) return std::nullopt;
  out.information = local_information(std::move(terms));
  out.chosen = name_of(x, y, out);
  return out;
}

}  // namespace infoplane
