#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// What is discrete in a side of N rows of numbers, and what is left of it.
///
/// A column has few values if these are at most kFewValues and N / 20, or one; all of them are
/// atoms. A value that has a share of at least kAtomShare of the rows of another column, and
/// kFewestAtomRows of them, is an atom of it, as 0 is after ReLU; -0 is 0. The state of a row is at
/// which atoms its columns are; the other columns are free, and numbers. A side of which more than
/// kRepeatedShare of the rows come again is its rows: they are the states, and no column is free.
/// docs/methods.md section 29.
struct SideStates {
  Names states;
  /// For each state the columns that are free in it.
  std::vector<std::vector<std::uint32_t>> free;
  /// Whether any column has atoms, and whether one has few values.
  bool has_atoms = false;
  bool has_few_values = false;
  /// Whether values come again that are not atoms: more than one in a hundred.
  bool has_ties = false;

  /// No column is free in any state.
  [[nodiscard]] bool is_discrete() const;
  /// There is one state; so there is in a side that is constant, which is discrete too.
  [[nodiscard]] bool is_continuous() const { return states.n_classes == 1; }
};

inline constexpr std::size_t kFewValues = 16;
inline constexpr double kAtomShare = 0.05;
inline constexpr std::size_t kFewestAtomRows = 10;
inline constexpr double kRepeatedShare = 0.8;

/// side: N >= 1 rows, finite. Cost: O(N d log N).
SideStates states_of(const Points& side);

/// How many different rows there are. Cost: O(N d log N).
std::size_t n_distinct_rows(const Points& side);

/// A side whose rows are names.
SideStates states_of(Names rows);

}  // namespace infoplane
