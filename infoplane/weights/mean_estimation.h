#pragma once

#include <cstddef>
#include <vector>

#include "infoplane/core/units.h"

namespace infoplane {

/// Learning a mean by noisy gradient steps, where every information is known: n samples z ~ N(0,
/// I_d), and from any W_0 that does not depend on them
///   w' = w - eta (w - mean of the batch's z) + sqrt(2 eta / b) xi,   xi ~ N(0, I_d)        (J3)
/// Batches of B samples one after the other, around and around: step t takes samples t B to t B + B
/// - 1, modulo n. B = n is full-batch descent, B = 1 one sample a step. docs/methods.md section 20.
struct MeanEstimation {
  std::size_t n_samples = 1;
  std::size_t n_steps = 1;
  /// B, in 1 ... n.
  std::size_t batch = 1;
  /// d
  std::size_t dimension = 1;
  /// eta, in (0, 2): the chain is stable.
  double step = 0;
  /// b > 0.
  double inverse_temperature = 0;
};

/// What is known of S after so many steps, and what the trajectory bound says. In nats, of all d
/// dimensions.
struct MeanEstimationPoint {
  std::size_t n_steps = 0;
  /// I(W_T;S), exact.
  Nats last;
  /// I(W_1,...,W_T;S), exact.
  Nats path;
  /// (J1) with c = w, the gradient of the population: E|F - c|^2 = d / B.
  Nats bound;
  /// (J1) with c = E[F | W_0 ... W_t], the centre that makes it least. Here it is `path`.
  Nats tightest_bound;

  /// By how much the bound is above the truth.
  [[nodiscard]] Nats excess() const { return bound - last; }
  [[nodiscard]] Nats tightest_excess() const { return tightest_bound - last; }
};

/// One point a step, from 1 to n_steps. (z, xi, W) are jointly normal: `last` and `path` are
/// log-determinants of the linear map from (z, xi) to the path (J4), the bounds are sums over
/// steps. Throws InvalidArgument: no samples, steps or dimensions, a batch, step size or
/// temperature out of its range, more than 4096 samples or steps. Cost: O(T^3 + T^2 n + T n^2),
/// memory O(T^2 + T n + n^2).
std::vector<MeanEstimationPoint> mean_estimation(const MeanEstimation& problem);

/// What the weights say of *one* sample, all the others (S_J) being known. Another quantity than
/// I(W;S), which it does not bound; only its sum over the n samples does (J7). In nats, of all d
/// dimensions.
struct LeaveOneOutPoint {
  std::size_t n_steps = 0;
  /// I(W_T;S_rest|S_J) and I(W_1,...,W_T;S_rest|S_J), exact.
  Nats last;
  Nats path;
  /// (J1) with c = E[F | w, S_J]: the sample left out has its mean, 0.
  Nats bound;
  /// (J6) with the others' mean in place of the sample left out, as Negrea et al. 2019 do, who know
  /// no population mean.
  Nats divergence;
};

/// One point a step. left_out: the sample's number, from 0.
/// Source: Negrea et al. 2019, arXiv 1911.02151; docs/methods.md (J6), (J7).
/// Throws InvalidArgument as mean_estimation(), with fewer than 2 samples, and unless left_out < n.
/// Cost: O(T^3).
std::vector<LeaveOneOutPoint> leave_one_out(const MeanEstimation& problem, std::size_t left_out);

}  // namespace infoplane
