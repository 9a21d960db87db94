#pragma once

#include <vector>

#include "infoplane/report/experiment_report.h"

namespace infoplane {

/// A logarithmic scale of the times tau of an experiment, on which 0 has a place of its own, below
/// the others.
class TauScale {
 public:
  explicit TauScale(const ExperimentTable& table);

  /// Where tau = 0 stands.
  [[nodiscard]] double zero_at() const { return first_ / kZeroBelow; }
  /// Powers of ten among the times.
  [[nodiscard]] std::vector<double> ticks() const;
  /// From 0 at the first place to 1 at the last time.
  [[nodiscard]] double share(double tau) const;

 private:
  static constexpr double kZeroBelow = 4;
  // of the positive ones
  double first_ = 1;
  double last_ = 1;
};

}  // namespace infoplane
