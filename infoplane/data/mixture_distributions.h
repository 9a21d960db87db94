#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/data/task_distributions.h"

namespace infoplane {

// Pairs whose informations are one- or two-dimensional integrals; docs/methods.md, "Known truth",
// has them. The integrals are correct to 1e-8 nats and better.

/// Standard normals; with equal chances all d pairs (x_i, y_i) have correlation rho or all have
/// -rho: no column is correlated with another. |rho| < 1.
PairDistribution crossed_normals(std::size_t d, double rho);
/// Two clusters, at distance m from the middle on opposite sides of it, in x and in y, standard
/// normal around their centres; which one it is, is all that x and y share. Any dimensions.
PairDistribution two_clusters(double m);
/// Standard normals, all of one pair times 1 or all times s, with equal chances: x and y share
/// nothing but how far out they are.
PairDistribution two_scales(std::size_t d, double s);
/// A point of the circle of radius 1 plus noise N(0, sigma^2 I); x and y are its coordinates.
PairDistribution noisy_circle(double sigma);
/// X uniform on (0, 1), Y = sin(2 pi n_periods X) + noise.
PairDistribution noisy_sine(double n_periods, double sigma);
/// X standard normal in the plane, at angle a, Y = sin(2 a) + noise.
PairDistribution noisy_angle(double sigma);
/// X and the noise gamma variables with shapes half_x/2 and half_noise/2, Y = X + noise.
PairDistribution gamma_channel(std::size_t half_x, std::size_t half_noise);
/// X and Y standard normal but for y_1 = x_1^2 + noise.
PairDistribution noisy_parabola(double sigma);

/// A square matrix, row-major.
struct MixingMatrix {
  std::size_t d = 0;
  std::vector<double> m;
};
/// Entries N(0, 1) from Stream(0, 0, Purpose::kTask, stream).
MixingMatrix random_matrix(std::size_t d, std::uint32_t stream);
/// An orthogonal one: Gram and Schmidt's rows of the above.
MixingMatrix random_rotation(std::size_t d, std::uint32_t stream);
/// v becomes M v. `v` has matrix.d values.
void mix(const MixingMatrix& matrix, std::span<double> v);

}  // namespace infoplane
