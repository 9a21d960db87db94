#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infoplane/claims/verdict.h"
#include "infoplane/plane/plane.h"
#include "infoplane/plane/statistics.h"
#include "infoplane/run/training_log.h"

namespace infoplane {

/// A correlation, or why there is none.
struct Correlation {
  std::optional<MeanInterval> value;
  std::string reason;
};

/// Pearson's correlation r of n independent pairs with the 95% interval of Fisher's z:
///   tanh( atanh(r) -+ 1.95996 / sqrt(n - 3) )                                          (C7)
/// Source: Fisher 1921, Metron 1:3; docs/methods.md section 17.
/// None of fewer than 4 pairs, and where all x or all y are equal (to 1e-9). Of pairs on a line (to
/// rounding), both ends are r.
/// Throws InvalidArgument: as many x as y are needed, and finite ones.
Correlation correlation(std::span<const double> x, std::span<const double> y);

/// The same of pairs of which those with the same cluster are not independent of each other. The
/// 95% interval is the jackknife's on the scale of z, by leaving out one of the G clusters at a
/// time, with Student's t:
///   tanh( atanh(r) -+ t_(G-1)(.975) s ),   s^2 = (G - 1)/G sum_g (z_(g) - mean z)^2    (C8)
/// where z_(g) = atanh of the correlation without cluster g.
/// Source: Miller 1974, Biometrika 61:1, section 3.3; docs/methods.md section 17.
/// No value as above; no interval with one cluster, and where one cluster's absence leaves nothing
/// to correlate or pairs on a line.
/// Throws as above.
Correlation clustered_correlation(std::span<const double> x, std::span<const double> y,
                                  std::span<const std::uint32_t> clusters);

/// Spearman's: Pearson's of the ranks, equal values having their mean rank. Empty where there is no
/// Pearson's. Throws as above.
std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y);

/// What kCorrelation needs of every replica of a plane: its drop and, from the log of its training,
/// its test accuracy at the last epoch. Throws InvalidArgument as measure(), and without a row or a
/// test accuracy of one of the replicas.
Measurement measure_correlation(const Quantity& quantity, const Plane& plane,
                                const std::vector<TrainingRow>& training);

/// The networks of several conditions together. Throws InvalidArgument if there are none.
Measurement pooled(const std::vector<Measurement>& conditions);

/// The correlation of what was measured: correlation(), or of several conditions
/// clustered_correlation() with the replicas' numbers as clusters.
Correlation correlation_of(const Measurement& measured);

}  // namespace infoplane
