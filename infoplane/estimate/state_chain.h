#pragma once

#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/number_choice.h"
#include "infoplane/estimate/points.h"
#include "infoplane/estimate/side_states.h"

namespace infoplane {

/// A side of N pairs as `auto` sees it.
struct StatedSide {
  /// Columns of numbers; n = N, d = 0 where there are none.
  Points numbers;
  SideStates states;
};

/// Rows per state in the mean.
double rows_per_state(const Names& states);
/// A state with fewer rows, in the mean, is not resolved.
inline constexpr double kFewestRowsPerState = 5;

/// Share of the rows in pairs of states with free columns on both sides, but fewer than
/// kFewestFreeRows rows: what their numbers say of each other is not estimated.
double unseen_share(const SideStates& x, const SideStates& y);
inline constexpr std::size_t kFewestFreeRows = 100;
/// More than this share is too much.
inline constexpr double kMostUnseen = 0.1;

/// One of the four parts of the chain rule.
struct ChainPart {
  enum class What { kStates, kStatesOfX, kStatesOfY, kNumbers };
  What what{};
  double nats = 0;
};

/// I(X;Y) by the chain rule over states S and free columns C of both sides,
///   I(S_x;S_y) + I(S_x;C_y|S_y) + I(C_x;S_y|S_x) + I(C_x;C_y|S_x,S_y),
/// each part by what suits it: counted_information(), choose_for_names() within
/// each state of one side, and choose_for_numbers() within each pair of states. docs/methods.md
/// section 29, (A2).
struct ChainInformation {
  LocalInformation information;
  double std_error = 0;
  /// What was used, as a specification: "exact", "rank-ksg:k=5", "chain"; of two sides of numbers
  /// the choice's.
  std::string chosen;
  /// What it saw, in words; empty if the columns themselves, or if parts saw different things.
  std::string seen;
  /// What it was chosen from, where it is all of one part.
  std::vector<NumberEstimate> considered;
  /// What `information` is the sum of, in the order of the formula; empty if it is all of one part.
  std::vector<ChainPart> parts;
  /// Whether it is a parametric one.
  bool model_based = false;
  /// Linear correlations that chosen canonical variables leave out, nats; 0 where there are none.
  double left_over = 0;
  /// Why there may be more information, in words; empty if nothing says so.
  std::string more;
};

/// Empty where there is no estimate of two sides of numbers, see choose_for_numbers().
std::optional<ChainInformation> chain_information(const StatedSide& x, const StatedSide& y,
                                                  const ChoiceOptions& options, const Work& work);

}  // namespace infoplane
