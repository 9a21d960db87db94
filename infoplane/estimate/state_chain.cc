#include "infoplane/estimate/state_chain.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "infoplane/estimate/counted_terms.h"
#include "infoplane/estimate/name_choice.h"

namespace infoplane {
namespace {

using Rows = std::vector<std::uint32_t>;

// doubts about parts with no more than this share of the rows are not mentioned
constexpr double kLittle = 0.01;

std::vector<Rows> rows_of(const Names& names) {
  std::vector<Rows> rows(names.n_classes);
  for (std::uint32_t i = 0; i < names.classes.size(); ++i) rows[names.classes[i]].push_back(i);
  std::erase_if(rows, [](const Rows& of_one) { return of_one.empty(); });
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

std::span<const std::uint32_t> free_in(const SideStates& side, const Rows& rows) {
  return side.free[side.states.classes[rows[0]]];
}

bool has_states(const SideStates& side) { return side.states.n_classes > 1; }

// The chain rule's sum, part by part.
class Chain {
 public:
  Chain(const StatedSide& x, const StatedSide& y, const ChoiceOptions& options, const Work& work)
      : x_(x), y_(y), options_(options), work_(work), terms_(x.states.states.classes.size(), 0.0) {}

  void add_states() {
    if (!has_states(x_.states) || !has_states(y_.states)) return;
    Rows all(terms_.size());
    std::iota(all.begin(), all.end(), 0U);
    add(ChainPart::What::kStates, all, counted_information(x_.states.states, y_.states.states));
  }

  // I(S_x;C_y|S_y)
  void add_states_of_x() { add_numbers_and_states(y_, x_.states, ChainPart::What::kStatesOfX); }
  // I(C_x;S_y|S_x)
  void add_states_of_y() { add_numbers_and_states(x_, y_.states, ChainPart::What::kStatesOfY); }

  // I(C_x;C_y|S_x,S_y); false if a part has no estimate
  bool add_numbers() {
    const Names pairs = pairs_of(x_.states.states, y_.states.states);
    const bool within_states = pairs.n_classes > 1;
    for (const Rows& rows : rows_of(pairs)) {
      const auto of_x = free_in(x_.states, rows);
      const auto of_y = free_in(y_.states, rows);
      if (of_x.empty() || of_y.empty()) continue;
      if (within_states && rows.size() < kFewestFreeRows) continue;
      auto choice = choose_for_numbers(part(x_.numbers, rows, of_x), part(y_.numbers, rows, of_y),
                                       options_, work_);
      if (!choice) return false;
      add(ChainPart::What::kNumbers, rows, choice->best().information);
      add_error(rows, choice->best());
      doubt(rows, choice->more);
      if (!within_states) take(std::move(*choice));
    }
    return true;
  }

  ChainInformation finish() {
    doubt(unseen_share(x_.states, y_.states), "numbers in rare states are not compared");
    for (const Doubt& one : doubts_) {
      if (one.share <= kLittle) continue;
      if (!out_.more.empty()) out_.more += "; ";
      out_.more += one.more;
    }
    out_.information = local_information(std::move(terms_));
    if (out_.std_error == 0) {
      out_.std_error = std::hypot(std_error(out_.information), std::sqrt(more_variance_));
    }
    if (out_.chosen.empty()) out_.chosen = name();
    if (out_.parts.size() > 1) {
      out_.seen.clear();
      out_.considered.clear();
    } else {
      out_.parts.clear();
    }
    return std::move(out_);
  }

 private:
  // Why there may be more information, and in what share of the rows.
  struct Doubt {
    std::string more;
    double share = 0;
  };

  [[nodiscard]] double share_of(const Rows& rows) const {
    return static_cast<double>(rows.size()) / static_cast<double>(terms_.size());
  }

  // what the numbers of one side say, given its states, of the states of the other
  void add_numbers_and_states(const StatedSide& numbers, const SideStates& states,
                              ChainPart::What what) {
    if (!has_states(states)) return;
    for (const Rows& rows : rows_of(numbers.states.states)) {
      const auto columns = free_in(numbers.states, rows);
      if (columns.empty() || rows.size() < 2) continue;
      NameChoice choice = choose_for_names(part(numbers.numbers, rows, columns),
                                           std::get<Names>(select_rows(Side(states.states), rows)),
                                           options_, work_);
      add(what, rows, choice.information);
      doubt(rows, choice.more);
      doubt(choice.left_out * share_of(rows), "rows that are alone with their state are left out");
      if (rows.size() < terms_.size()) continue;
      out_.seen = std::move(choice.seen);
      out_.considered = std::move(choice.estimates);
    }
  }

  // parts come one after the other, each in as many pieces as there are states
  void add(ChainPart::What what, const Rows& rows, const LocalInformation& information) {
    if (out_.parts.empty() || out_.parts.back().what != what) out_.parts.push_back({what});
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      terms_[rows[i]] += information.terms[i];
      sum += information.terms[i];
    }
    out_.parts.back().nats += sum / static_cast<double>(terms_.size());
  }

  // what an estimate of some rows varies by beyond its terms
  void add_error(const Rows& rows, const NumberEstimate& estimate) {
    const double of_terms = std_error(estimate.information);
    const double share = share_of(rows);
    const double more = estimate.std_error * estimate.std_error - of_terms * of_terms;
    more_variance_ += share * share * std::max(0.0, more);
  }

  void doubt(const Rows& rows, const std::string& more) {
    if (more.empty()) return;
    doubt(share_of(rows), rows.size() < terms_.size() ? "within a state " + more : more);
  }
  // of a share of the rows; each is said once
  void doubt(double share, const std::string& more) {
    const auto known = std::ranges::find(doubts_, more, &Doubt::more);
    if (known == doubts_.end()) {
      doubts_.push_back({more, share});
    } else {
      known->share += share;
    }
  }

  // all there is comes from one choice
  void take(NumberChoice choice) {
    out_.chosen = choice.best().spec;
    out_.seen = choice.best().seen;
    out_.std_error = choice.best().std_error;
    out_.model_based = choice.best().is_base;
    out_.left_over = choice.left_over;
    out_.considered = std::move(choice.estimates);
  }

  [[nodiscard]] std::string name() const {
    if (x_.states.is_discrete() && y_.states.is_discrete()) return "exact";
    const bool one_part = (x_.states.is_discrete() && y_.states.is_continuous()) ||
                          (y_.states.is_discrete() && x_.states.is_continuous());
    return one_part ? "rank-ksg:k=5" : "chain";
  }

  const StatedSide& x_;
  const StatedSide& y_;
  const ChoiceOptions& options_;
  const Work& work_;
  std::vector<double> terms_;
  double more_variance_ = 0;
  std::vector<Doubt> doubts_;
  ChainInformation out_;
};

}  // namespace

double rows_per_state(const Names& states) {
  return static_cast<double>(states.classes.size()) / static_cast<double>(n_occurring(states));
}

double unseen_share(const SideStates& x, const SideStates& y) {
  const Names pairs = pairs_of(x.states, y.states);
  if (pairs.n_classes == 1) return 0;
  std::size_t unseen = 0;
  for (const Rows& rows : rows_of(pairs)) {
    const bool free = !free_in(x, rows).empty() && !free_in(y, rows).empty();
    if (free && rows.size() < kFewestFreeRows) unseen += rows.size();
  }
  return static_cast<double>(unseen) / static_cast<double>(pairs.classes.size());
}

std::optional<ChainInformation> chain_information(const StatedSide& x, const StatedSide& y,
                                                  const ChoiceOptions& options, const Work& work) {
  Chain chain(x, y, options, work);
  chain.add_states();
  chain.add_states_of_x();
  chain.add_states_of_y();
  if (!chain.add_numbers()) return std::nullopt;
  return chain.finish();
}

}  // namespace infoplane
