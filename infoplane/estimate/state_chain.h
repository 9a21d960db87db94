#pragma once

#include <optional>
#include <string>

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

/// What the chain rule needs of a sample, and whether that is there.
struct ChainNeeds {
  /// Rows for each pair of states in the mean where only counts are taken, for each state of a side
  /// otherwise.
  double rows_per_state = 0;
  /// Share of the rows in pairs of states with free columns on both sides, but fewer than
  /// kFewestFreeRows rows: what they say beyond their states is not estimated.
  double unseen_share = 0;

  [[nodiscard]] bool met() const;
};

/// A state with fewer rows, in the mean, is not resolved.
inline constexpr double kFewestRowsPerState = 5;
/// Numbers within a pair of states are not compared below so many rows.
inline constexpr std::size_t kFewestFreeRows = 100;
/// More than this share in such pairs is too much.
inline constexpr double kMostUnseen = 0.1;

ChainNeeds chain_needs(const SideStates& x, const SideStates& y);

/// I(X;Y) by the chain rule over states S and free columns C of both sides,
///   I(S_x;S_y) + I(S_x;C_y|S_y) + I(C_x;S_y|S_x) + I(C_x;C_y|S_x,S_y),
/// each part by what suits it: counts with the first-order correction, Ross's neighbours with
/// k = min(5, N_c - 1), and choose_for_numbers() within each pair of states.
/// docs/methods.md section 29, (A2).
struct ChainInformation {
  LocalInformation information;
  /// What was used, as a specification: "exact", "ksg:k=5", "chain"; of two sides of numbers the
  /// choice's.
  std::string chosen;
  /// Of two sides of numbers, how it was chosen.
  std::optional<NumberChoice> choice;
  /// Samples alone with a state were left out by Ross's formula.
  bool left_out = false;
};

/// Empty where there is no estimate of two sides of numbers, see choose_for_numbers().
std::optional<ChainInformation> chain_information(const StatedSide& x, const StatedSide& y,
                                                  const ChoiceOptions& options, const Work& work);

}  // namespace infoplane
