#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {

/// A side of N pairs whose columns are numbers, as estimators that choose see it.
struct ContinuousSide {
  /// Of each column, equal values in random order (untied_scores.h).
  Ranks ranks;
  /// Normal scores, equal values sharing their average rank (normal_scores.h).
  Points scores;
  /// The same of `ranks`, where values of a column repeat others: draws from a density again, which
  /// know as much of the other side. Empty where none do.
  Points untied;
  /// The columns themselves with mean 0 and standard deviation 1, clipped at +-4 of these, and that
  /// again.
  Points standardised;

  /// Scores for what takes them for draws from a density.
  [[nodiscard]] const Points& density_scores() const { return untied.n == 0 ? scores : untied; }
  [[nodiscard]] std::size_t n() const { return scores.n; }
  [[nodiscard]] std::size_t d() const { return scores.d; }
};

/// Two sides with their rows in a random order that depends on N alone: what is cut out of the rows
/// is then a sample, however they came.
struct ContinuousPair {
  ContinuousSide x;
  ContinuousSide y;
  /// Row i was row order[i].
  std::vector<std::uint32_t> order;

  /// Puts an information's terms into the order that the rows had.
  void put_back(LocalInformation& information) const;
};

/// Columns whose scores are linear functions of those before them are left out: copies, and rising
/// or falling functions of single columns, and constants. x, y: N >= 1 paired rows, finite, of any
/// size. Cost: O(N d log N + N d^2). The same bits for any number of threads.
ContinuousPair continuous_pair(const Points& x, const Points& y, const Work& work);

}  // namespace infoplane
