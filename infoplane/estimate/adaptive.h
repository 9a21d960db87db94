#pragma once

#include <cstddef>
#include <memory>

#include "infoplane/estimate/discretiser.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

inline constexpr std::size_t kAdaptiveBins = 30;
inline constexpr double kAdaptiveVariance = 1e-3;

/// `adaptive:bins=N`: bins that hold equal numbers of the distinct values of a layer, all its units
/// together. With the U distinct values sorted, u_0 < ... < u_(U-1), the bin of t is the number of
/// the N - 1 edges u_floor(j U / N), j = 1 ... N - 1, that are <= t; all units have the same edges.
/// Source: Chelombiev et al. 2019, arXiv 1902.09037 (entropy-based adaptive binning);
/// docs/methods.md (A1).
/// Every checkpoint has edges of its own, as there: what a layer loses by shrinking as a whole is
/// not seen. No more distinct values than bins: each has its own. Each side of a pair has its own
/// edges.
/// Cost: sorting the N d values. n_bins >= 1.
std::unique_ptr<const Discretiser> make_adaptive_bins(std::size_t n_bins);

/// `adaptive:kde,var=V`: `kde` (kde.h) with noise of the variance V max|t|^2, the largest
/// activation of the layer at that checkpoint; each side of a pair has noise of its own. Source:
/// Chelombiev et al. 2019, arXiv 1902.09037 (adaptive KDE); docs/methods.md (A2). Multiplying a
/// layer by a number changes nothing. A layer that is 0 gets noise of variance V. Throws
/// InvalidArgument as `kde` does, and where V max|t|^2 is not a normal number. Cost: that of `kde`.
/// relative_variance: V > 0.
std::unique_ptr<const Estimator> make_adaptive_kde(double relative_variance);

}  // namespace infoplane
