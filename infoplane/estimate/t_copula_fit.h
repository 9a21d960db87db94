#pragma once

#include <optional>

#include "infoplane/core/work.h"
#include "infoplane/estimate/dispersion.h"
#include "infoplane/estimate/points.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {

/// A t copula that was fitted.
struct TCopulaFit {
  /// Degrees of freedom.
  double nu = 0;
  /// Correlation matrix of all columns.
  Dispersion s;
  /// Scores of the ranks, t_scores.h.
  Points z;
  /// Log-likelihood of all rows less that of the Gaussian copula, in nats.
  double gain = 0;
};

/// Degrees of freedom that are looked at; more are as good as Gaussian.
inline constexpr double kLeastNu = 0.7;
inline constexpr double kMostNu = 200;
/// Log-likelihood, in nats, by which a t copula must be better than the Gaussian one on a coarse
/// grid of degrees of freedom to be looked at more closely.
inline constexpr double kNeededGain = 3;

/// The t copula of the largest likelihood,
///   sum_i [ ln t_(nu,S)(z_i) - sum_j ln t_nu(z_ij) ],   z = t_nu^-1(r / (N + 1)), r = 1 ... N,
/// in nu on [kLeastNu, kMostNu], with the S to each nu where EM comes to rest,
///   S <- normalised sum_i (nu + d) / (nu + z_i' S^-1 z_i) z_i z_i'.
///
/// Source: Demarta & McNeil 2005, Int. Statistical Review 73:111 (the copula); Liu & Rubin 1995,
/// Statistica Sinica 5:19 (EM). docs/methods.md (TC4), (TC5).
///
/// Empty where nothing is better than the Gaussian copula by kNeededGain, and where S is singular.
/// ranks: n >= 2. Cost: some 10 to 30 times O(N d^2). The same bits for any number of threads.
std::optional<TCopulaFit> fit_t_copula(const Ranks& ranks, const Work& work);

}  // namespace infoplane
