#include "infoplane/estimate/auto.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infoplane/estimate/counted_terms.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/state_chain.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

constexpr std::size_t kFewestSamples = 10;
constexpr std::string_view kWhyNoXT =
    "T is a function of X: I(X;T) is infinite, or H(X) for countable inputs, whatever the network "
    "has learnt; noisy, kde and bins say what they assume to make it finite";

StatedSide stated(Side side) {
  if (auto* names = std::get_if<Names>(&side)) {
    const std::size_t n = names->classes.size();
    return {{n, 0, {}}, states_of(std::move(*names))};
  }
  Points points = std::get<Points>(std::move(side));
  SideStates states = states_of(points);
  return {std::move(points), std::move(states)};
}

// "1 state", "2 states"
std::string counted(std::size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string sentence_about(const StatedSide& side, std::string_view name) {
  const std::string states = counted(n_occurring(side.states.states), "state");
  if (side.states.is_discrete()) return fmt::format("{} is discrete, {}", name, states);
  if (side.states.is_continuous()) {
    return fmt::format("{} is numbers, {}", name, counted(side.states.free[0].size(), "column"));
  }
  return fmt::format("{} is part discrete, {}", name, states);
}

// What is being found out about a pair of sides.
struct Finding {
  /// What the sides are called.
  std::string_view name_x;
  std::string_view name_y;
  Estimate estimate;
  Flags flags;

  void say(std::string_view sentence) {
    if (!estimate.why.empty()) estimate.why += "; ";
    estimate.why += sentence;
  }
  void refuse(std::string_view sentence) {
    flags.insert(Flag::kUnresolved);
    say(sentence);
  }
};

std::string part_in_words(ChainPart::What what, std::string_view x, std::string_view y) {
  switch (what) {
    case ChainPart::What::kStates:
      return fmt::format("states of {} and of {}", x, y);
    case ChainPart::What::kStatesOfX:
      return fmt::format("states of {} and numbers of {}", x, y);
    case ChainPart::What::kStatesOfY:
      return fmt::format("numbers of {} and states of {}", x, y);
    case ChainPart::What::kNumbers:
      break;
  }
  return fmt::format("numbers of {} and of {} within their states", x, y);
}

// no information is above the entropy of a side that is discrete
void limit(const StatedSide& side, std::string_view name, Finding& finding) {
  if (!side.states.is_discrete()) return;
  const Nats entropy(entropy_nats(side.states.states));
  if (!(*finding.estimate.value > entropy)) return;
  finding.estimate.value = entropy;
  finding.flags.insert(Flag::kOverHY);
  finding.say(fmt::format("the estimate is above the entropy of {}, which is given instead", name));
}

void put_value(const StatedSide& x, const StatedSide& y, const ChainInformation& found,
               Finding& finding) {
  Estimate& estimate = finding.estimate;
  estimate.value = Nats(found.information.nats);
  estimate.std_error = Nats(found.std_error);
  estimate.chosen = found.chosen;
  limit(x, finding.name_x, finding);
  limit(y, finding.name_y, finding);
  set_interval(estimate, std::nullopt);
  for (const NumberEstimate& one : found.considered) {
    estimate.considered.push_back({one.spec, one.seen, Nats(one.information.nats)});
  }
  for (const ChainPart& part : found.parts) {
    estimate.parts.push_back(
        {part_in_words(part.what, finding.name_x, finding.name_y), Nats(part.nats)});
  }
  if (found.chosen == "exact") finding.say("counts, less what rare states do to them");
  if (!found.seen.empty()) finding.say(fmt::format("{} on {}", found.chosen, found.seen));
  if (found.model_based) finding.flags.insert(Flag::kModelBased);
  if (found.more.empty()) return;
  finding.flags.insert(Flag::kBiasedLowPossible);
  finding.say(found.more);
}

// Both sides with their states, or as numbers where there are too few samples for these.
class Sides {
 public:
  Sides(Side x, Side y) : x_(stated(std::move(x))), y_(stated(std::move(y))) {}

  [[nodiscard]] const StatedSide& x() const { return x_; }
  [[nodiscard]] const StatedSide& y() const { return y_; }
  /// Whether states were given up.
  [[nodiscard]] bool unstated() const { return unstated_; }

  // false if a side is nothing but names, of which there are too few samples
  bool resolve() {
    const bool resolved = resolve(x_, rows_per_state(x_.states.states)) &&
                          resolve(y_, rows_per_state(y_.states.states));
    if (!resolved) return false;
    if (x_.states.states.n_classes > 1 && y_.states.states.n_classes > 1) {
      const double rows = rows_per_state(pairs_of(x_.states.states, y_.states.states));
      if (rows < kFewestRowsPerState) return give_up_states();
    }
    if (unseen_share(x_.states, y_.states) > kMostUnseen) return give_up_states();
    return true;
  }

 private:
  bool resolve(StatedSide& side, double rows) {
    if (side.states.is_continuous() || rows >= kFewestRowsPerState) return true;
    return as_numbers(side);
  }
  bool give_up_states() {
    const bool x = as_numbers(x_);
    const bool y = as_numbers(y_);
    return x || y;
  }

  // the same with every column a number, whatever its values; false if there are none
  bool as_numbers(StatedSide& side) {
    if (side.numbers.d == 0) return false;
    std::vector<std::uint32_t> varying;
    for (std::uint32_t j = 0; j < side.numbers.d; ++j) {
      const std::span<const double> column = side.numbers.column(j);
      const auto differs = [&](double v) { return v != column[0]; };
      if (std::ranges::any_of(column, differs)) varying.push_back(j);
    }
    side.states.states = {1, std::vector<std::uint32_t>(side.numbers.n, 0U)};
    side.states.free = {std::move(varying)};
    unstated_ = true;
    return true;
  }

  StatedSide x_;
  StatedSide y_;
  bool unstated_ = false;
};

// (A6): why an estimate of sides whose states were given up is none; empty if it is one
std::string refusal(const Sides& sides, const ChainInformation& found) {
  constexpr double kLeftOut = 0.1;
  constexpr double kShareOfLnN = 0.25;
  if (!sides.unstated()) return "";
  const double nats = found.information.nats;
  if (nats > kShareOfLnN * std::log(static_cast<double>(found.information.n()))) {
    return "that is more than a quarter of ln N, too much to be seen without them";
  }
  if (found.left_over > std::max(kLeftOut * nats, found.std_error)) {
    return "canonical variables of these leave out more than a tenth";
  }
  return "";
}

// A side with what it is called.
struct NamedSide {
  std::string_view name;
  Side side;
};

Finding find(NamedSide x, NamedSide y, const ChoiceOptions& options, const Work& work) {
  Finding finding{.name_x = x.name, .name_y = y.name, .estimate = {}, .flags = {}};
  Sides sides(std::move(x.side), std::move(y.side));
  finding.say(sentence_about(sides.x(), finding.name_x));
  finding.say(sentence_about(sides.y(), finding.name_y));
  if (sides.x().states.states.classes.size() < kFewestSamples) {
    finding.refuse(fmt::format("fewer than {} samples", kFewestSamples));
    return finding;
  }
  if (sides.x().states.has_ties || sides.y().states.has_ties) finding.flags.insert(Flag::kTies);
  if (!sides.resolve()) {
    finding.refuse(fmt::format("fewer than {:.0f} samples for each state", kFewestRowsPerState));
    return finding;
  }
  if (sides.unstated()) {
    finding.say("too few samples for each state: columns are taken as numbers");
    finding.flags.insert(Flag::kTies);
  }
  const auto found = chain_information(sides.x(), sides.y(), options, work);
  if (!found) {
    finding.refuse("one side determines a function of the other, or there are too few samples");
  } else if (const std::string why = refusal(sides, *found); !why.empty()) {
    finding.refuse(why);
  } else {
    put_value(sides.x(), sides.y(), *found, finding);
    if (sides.unstated()) finding.flags.insert(Flag::kBiasedLowPossible);
  }
  return finding;
}

Names names_of(const Labels& labels) { return {labels.n_classes, labels.classes}; }

class AutoEstimator : public Estimator {
 public:
  explicit AutoEstimator(const ChoiceOptions& options) : options_(options) {}

  [[nodiscard]] std::string spec() const override {
    std::string keys;
    if (!options_.t_copula) keys += "t=off";
    if (!options_.radial) keys += keys.empty() ? "radial=off" : ",radial=off";
    return keys.empty() ? "auto" : "auto:" + keys;
  }
  [[nodiscard]] bool uses_inputs() const override { return true; }
  [[nodiscard]] std::string_view why_no_i_xt() const override { return kWhyNoXT; }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    bool noisy = false;
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      LayerEstimate out;
      noisy |= sample.layers[layer.index].noise > 0;
      if (!noisy) {
        out.i_xt.why = kWhyNoXT;
        out.flags.insert(Flag::kUnresolved);
      } else if (layer.inputs != nullptr) {
        put(find({"X", points_of(*layer.inputs)}, {"T", points_of(*layer.t)}, options_, work),
            out.i_xt, out.flags);
      }
      if (layer.labels != nullptr) {
        put(find({"T", points_of(*layer.t)}, {"Y", names_of(*layer.labels)}, options_, work),
            out.i_ty, out.flags);
      }
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    const CheckedPair pair = check_pair(sample, spec());
    const auto side = [](const Columns& columns, bool discrete) -> Side {
      if (!discrete) return points_of(columns);
      return names_of(classes_of_rows(columns));
    };
    PairEstimate out;
    put(find({"x", side(pair.x, sample.x_discrete)}, {"y", side(pair.y, sample.y_discrete)},
             options_, work),
        out.information, out.flags);
    flag_pair(pair.n(), out);
    return out;
  }

 private:
  static void put(Finding finding, Estimate& estimate, Flags& flags) {
    estimate = std::move(finding.estimate);
    flags.merge(finding.flags);
  }

  ChoiceOptions options_;
};

}  // namespace

std::unique_ptr<const Estimator> make_auto(const ChoiceOptions& options) {
  return std::make_unique<AutoEstimator>(options);
}

}  // namespace infoplane
