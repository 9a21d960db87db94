#include "infoplane/core/mean_interval.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// half the width of a 95% interval, in standard errors
double student_factor(double degrees_of_freedom) {
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), 0.975);
}

}  // namespace

MeanInterval mean_interval(std::span<const double> values) {
  if (values.empty()) throw InvalidArgument("mean_interval: there are no values");
  double sum = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) throw InvalidArgument("mean_interval: a value is not finite");
    sum += value;
  }
  const double n = static_cast<double>(values.size());
  MeanInterval result{sum / n, std::nullopt, std::nullopt};
  if (values.size() < 2) return result;

  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  const double half_width = student_factor(n - 1) * std::sqrt(squares / (n - 1) / n);
  result.low = result.mean - half_width;
  result.high = result.mean + half_width;
  return result;
}

MeanInterval jackknife_interval(double value, std::span<const double> left_out) {
  const MeanInterval mean = mean_interval(left_out);
  MeanInterval result{value, std::nullopt, std::nullopt};
  if (left_out.size() < 2) return result;
  const double half_width = (static_cast<double>(left_out.size()) - 1) * (*mean.high - mean.mean);
  result.low = value - half_width;
  result.high = value + half_width;
  return result;
}

}  // namespace infoplane
