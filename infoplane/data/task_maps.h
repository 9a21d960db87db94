#pragma once

#include <cstddef>
#include <span>

namespace infoplane {

/// What the published tasks make of their variables: invertible maps, so that the information stays
/// as it is. docs/methods.md, "Known truth".

/// Distribution function of the standard normal, a map of the line to (0, 1).
double normal_cdf(double z);
/// x sqrt|x|, which makes tails longer.
double half_cube(double x);
/// x and y with ripples; increasing.
double wiggly_x(double x);
double wiggly_y(double y);

/// share N(first, 1) + (1 - share) N(second, 1).
struct TwoNormals {
  double share = 0.5;
  double first = 0;
  double second = 0;
};
/// The q at which the mixture's distribution function is that of the standard normal at z.
double quantile_of_normal(const TwoNormals& mixture, double z);

/// Rotates v in the plane of its coordinates (a, b) by the angle |v|^2 / d, d = v.size(): the
/// farther out, the more. a, b < d.
void spiral(std::span<double> v, std::size_t a, std::size_t b);

/// Rolls u in (0, 1) up in the plane: t = 1.5 pi (1 + 2u), roll = (t cos t, t sin t) / 21.
void swiss_roll(double u, std::span<double> roll);

}  // namespace infoplane
