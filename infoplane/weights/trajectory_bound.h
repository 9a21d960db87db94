#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "infoplane/core/units.h"

namespace infoplane {

/// One step of training with noise, of d weights: w' = w - eta F + sqrt(2 eta / b) xi, xi ~ N(0,
/// I), where F is the gradient at w of the data that the step sees.
struct NoisyStep {
  /// eta > 0.
  double step = 0;
  /// b > 0.
  double inverse_temperature = 0;
  /// E|F - c|^2 >= 0, summed over the d weights, c being any function of the weights up to w and of
  /// nothing else. The mean is over data sets (and batches) and over the weights that they lead to:
  /// what F would be on *other data* at the same weights. Over minibatches of one data set it would
  /// be another quantity, 0 for a full batch.
  double mean_squared_deviation = 0;
};

/// An upper bound of what the weights after each step say of the data set S, cumulative:
///   I(S;W_T) <= I(S;W_0,...,W_T) <= sum_(t<T) d/2 ln(1 + eta_t b_t E|F_t - c_t|^2 / (2 d))   (J1)
/// where W_0 does not depend on S.
/// Source: Pensia, Jog & Loh 2018, arXiv 1801.04295; Bu, Zou & Veeravalli 2020, arXiv 1901.04609;
/// docs/methods.md section 20.
/// dimension: d >= 1. Returns nats, one number a step, never falling.
/// Throws InvalidArgument: d is 0, a number out of its range (naming the step, from 0).
/// Cost: O(T).
std::vector<Nats> trajectory_bound(std::span<const NoisyStep> steps, std::size_t dimension);

/// The mean Kullback-Leibler divergence between the weights' path and that of the same steps with c
/// in place of F, cumulative:
///   sum_(t<T) eta_t b_t / 4 E|F_t - c_t|^2                                               (J2)
/// It bounds the same information with the same c, and is never below (J1): ln(1 + x) <= x. With a
/// c that knows a part of the data it is the bound of Negrea et al. 2019, arXiv 1911.02151, of what
/// the weights say of the *rest*, given that part.
/// Returns and throws as trajectory_bound(). Cost: O(T).
std::vector<Nats> trajectory_divergence(std::span<const NoisyStep> steps);

}  // namespace infoplane
