#pragma once

#include <optional>
#include <span>

namespace infoplane {

/// A mean over replicas with its 95% interval, mean -+ t s / sqrt(n), t the .975 quantile of
/// Student's t with n - 1 degrees of freedom. With one replica there is no interval.
struct MeanInterval {
  double mean = 0;
  std::optional<double> low;
  std::optional<double> high;
};
/// Throws InvalidArgument if empty or if a value is not finite.
MeanInterval mean_interval(std::span<const double> values);

/// A value with the 95% interval of the jackknife: left_out[b] is the same without the b-th of B
/// independent parts of the data,
///   value -+ t s,   s^2 = (B - 1)/B sum_b (left_out[b] - their mean)^2,
/// t of B - 1 degrees of freedom. Source: Miller 1974, Biometrika 61:1. With one part there is no
/// interval. Throws likewise.
MeanInterval jackknife_interval(double value, std::span<const double> left_out);

}  // namespace infoplane
