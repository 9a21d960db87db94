#include "infoplane/data/task_maps.h"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace infoplane {

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double half_cube(double x) { return x * std::sqrt(std::abs(x)); }

double wiggly_x(double x) {
  return x + 0.4 * std::sin(x) + 0.2 * std::sin(1.7 * x + 1) + 0.03 * std::sin(3.3 * x - 2.5);
}

double wiggly_y(double y) {
  return y - 0.4 * std::sin(0.4 * y) + 0.17 * std::sin(1.3 * y + 3.5) +
         0.02 * std::sin(4.3 * y - 2.5);
}

double quantile_of_normal(const TwoNormals& mixture, double z) {
  // F(q) - Phi(z), from the nearer tail, where it has its digits
  const double sign = z > 0 ? -1 : 1;
  const auto excess = [&](double q) {
    return sign *
           (mixture.share * normal_cdf(sign * (q - mixture.first)) +
            (1 - mixture.share) * normal_cdf(sign * (q - mixture.second)) - normal_cdf(sign * z));
  };
  // at z above the lower mean no part has reached Phi(z), at z above the higher one all have
  const double low = std::min(mixture.first, mixture.second) + z;
  const double high = std::max(mixture.first, mixture.second) + z;
  const double at_low = excess(low);
  const double at_high = excess(high);
  if (at_low >= 0) return low;
  if (at_high <= 0) return high;
  std::uintmax_t steps = 200;
  const boost::math::tools::eps_tolerance<double> close(std::numeric_limits<double>::digits - 2);
  const auto [a, b] =
      boost::math::tools::toms748_solve(excess, low, high, at_low, at_high, close, steps);
  return 0.5 * (a + b);
}

void spiral(std::span<double> v, std::size_t a, std::size_t b) {
  double square = 0;
  for (const double x : v) square += x * x;
  const double angle = square / static_cast<double>(v.size());
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  const double before = v[a];
  v[a] = c * before - s * v[b];
  v[b] = s * before + c * v[b];
}

void swiss_roll(double u, std::span<double> roll) {
  const double t = 1.5 * std::numbers::pi * (1 + 2 * u);
  roll[0] = t * std::cos(t) / 21;
  roll[1] = t * std::sin(t) / 21;
}

}  // namespace infoplane
