#pragma once

#include <optional>
#include <string>

#include "infoplane/estimate/columns.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/estimate/ksg.h"
#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {

/// What `ksg` and `rank-ksg` are: the formulas of ksg_value.h on the numbers as they are or on each
/// column's normal scores, with standard error and flags.
class NeighbourEstimator : public Estimator {
 public:
  enum class Scale {
    kAsIs,
    kNormalScores,
  };
  /// Throws InvalidArgument if k is 0, or options do not go together.
  NeighbourEstimator(const KsgOptions& options, Scale scale);

  [[nodiscard]] std::string spec() const override;
  [[nodiscard]] bool uses_inputs() const override { return true; }
  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override;
  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override;

 private:
  [[nodiscard]] const char* name() const;
  [[nodiscard]] KsgValue value(const Side& x, const Side& y, const Work& work) const;
  [[nodiscard]] std::optional<SubsampleError> standard_error(const Side& x, const Side& y,
                                                             const Work& work) const;
  [[nodiscard]] Estimate estimate(const Side& x, const Side& y, Flags& flags,
                                  const Work& work) const;
  [[nodiscard]] Estimate estimate_choosing_k(const Side& x, const Side& y, Flags& flags,
                                             const Work& work) const;
  // the same with a k that was chosen
  [[nodiscard]] NeighbourEstimator with_k(std::size_t k) const;

  KsgOptions options_;
  Scale scale_;
};

}  // namespace infoplane
