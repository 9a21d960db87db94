#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "infoplane/core/work.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// Sets `ci95` of a value with a standard error: value +- t std_error, t the 97.5% quantile of
/// Student's distribution with so many degrees of freedom (none: the normal one).
void set_interval(Estimate& estimate, std::optional<double> degrees_of_freedom);

/// An estimate of the given rows of a sample, in nats; empty where there are too few.
using EstimateRows = std::function<std::optional<double>(std::span<const std::uint32_t> rows)>;

/// What subsamples say of an estimate.
struct SubsampleError {
  /// In nats.
  double std_error = 0;
  /// Of its square, effectively.
  double degrees_of_freedom = 0;
};

/// The standard error of an estimate from n samples, by disjoint subsamples: the rows are shuffled
/// (by n alone) and cut into m = 2 ... 10 parts of the same size (to one); with s_m^2 the variance
/// of the m estimates (m - 1 below),
///   Var = sum_m (m - 1) s_m^2 / m / sum_m (m - 1).
/// Source: Holmes & Nemenman 2019, PRE 100:022404; docs/methods.md section 8. Not a bootstrap:
/// samples drawn twice are ties, which ruin nearest-neighbour estimators.
/// Empty if even quarters are too few; a larger m whose parts are too few is left out, and the
/// degrees of freedom are fewer (8.85 with all of them).
/// `estimate` is called from several threads at once. The same bits for any number of threads.
/// Cost: nine estimates of n samples in all, in pieces.
std::optional<SubsampleError> subsample_error(std::size_t n, const EstimateRows& estimate,
                                              const Work& work);

/// Gives an estimate with a value its standard error and interval, if there is one.
void set_error(Estimate& estimate, const std::optional<SubsampleError>& error);

}  // namespace infoplane
