#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "infoplane/data/task_distributions.h"

namespace infoplane {

// Pairs with columns that have no density: of few values, or with a value that comes again and
// again. docs/methods.md, "Known truth", has the informations; their integrals are correct to 1e-8
// nats and better.

/// X is 0 or 1, 1 with probability p, Y = X + noise N(0, sigma^2). p in (0, 1).
PairDistribution binary_channel(double p, double sigma);
/// Columns of x are fair bits, Y = sum_j w_j x_j + noise.
PairDistribution weighted_bits(const std::vector<double>& weights, double sigma);
/// X is a fair bit and a standard normal, Y = step times the bit + the normal + noise.
PairDistribution bit_and_normal(double step, double sigma);
/// X standard normal, each y_j = max(0, x_j + noise).
PairDistribution relu_channel(std::size_t d, double sigma);
/// x_j = max(0, u_j), y_j = max(0, v_j), u_j and v_j standard normal with correlation rho.
PairDistribution relu_both(std::size_t d, double rho);
/// X is max(0, a) and b, a and b standard normal, Y = max(0, a) + b + noise.
PairDistribution relu_and_normal(double sigma);
/// X = max(0, u), u standard normal, Y whether u + noise is above 0.
PairDistribution relu_and_label(double sigma);
/// X is 0 with probability 1/(1 + s), else exponential of mean 1 + s; the noise is exponential of
/// mean 1, Y = X + noise. s > 0.
PairDistribution exponential_channel(double s);
/// X standard normal, Y of Poisson's distribution with mean exp(a + b X).
PairDistribution poisson_counts(double a, double b);
/// Columns are pairs of normals of correlation rho, each on n_levels equally likely levels 0, 1,
/// ...
PairDistribution quantised_normals(std::size_t d, std::size_t n_levels, double rho);

/// The bits of a state, the first the most significant.
void fill_bits(std::size_t state, std::span<double> bits);

}  // namespace infoplane
