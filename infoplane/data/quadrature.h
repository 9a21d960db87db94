#pragma once

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace infoplane {

/// The integral of f from a to b by Gauss-Legendre's rule of 20 points on each of n_panels equal
/// parts: for functions that are smooth from a to b and vary on no smaller scale than a part.
/// Cost: 20 n_panels calls of f.
template <class Function>
double integrate(const Function& f, double a, double b, std::size_t n_panels = 48) {
  const double width = (b - a) / static_cast<double>(n_panels);
  double sum = 0;
  for (std::size_t p = 0; p < n_panels; ++p) {
    const double left = a + width * static_cast<double>(p);
    sum += boost::math::quadrature::gauss<double, 20>::integrate(f, left, left + width);
  }
  return sum;
}

/// x ln x, 0 at 0.
inline double x_ln_x(double x) { return x > 0 ? x * std::log(x) : 0; }

/// Density at x of the normal distribution with mean 0 and standard deviation sd.
inline double normal_density(double x, double sd = 1) {
  const double z = x / sd;
  return std::exp(-z * z / 2) / (sd * std::sqrt(2 * std::numbers::pi));
}

/// Its entropy in nats.
inline double normal_entropy(double sd) {
  return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * sd * sd);
}

/// (T9): I(X; g(X) + N(0, sigma^2)) = h(g(X) + noise) - h(noise), nats, of the density p of the
/// sum, which is smooth and nothing outside of [low, high].
template <class Density>
double channel_information(const Density& p, double low, double high, double sigma) {
  return -integrate([&p](double y) { return x_ln_x(p(y)); }, low, high) - normal_entropy(sigma);
}

}  // namespace infoplane
