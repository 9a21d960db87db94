#pragma once

#include <cstddef>
#include <optional>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/shift_penalty.h"
#include "infoplane/estimate/untied_scores.h"

namespace infoplane {

/// What a t copula makes of pairs.
struct TCopulaModel {
  /// Degrees of freedom.
  double nu = 0;
  /// Log-likelihood of all rows less that of the Gaussian copula, in nats.
  double gain = 0;
  /// The information of the fitted copula, less its bias, in nats.
  double closed_form = 0;
  /// Whether it is near enough to the mean of the terms to be the estimate.
  bool closed_form_holds = false;
  /// How far the terms promise too much.
  ShiftPenalty penalty;
  /// Terms whose mean is the estimate, see t_copula_model.
  LocalInformation information;
};

/// Standard errors from the mean of the terms at which the closed form is given up.
inline constexpr double kClosedFormErrors = 2.5;
/// Rows that each column needs.
inline constexpr std::size_t kRowsPerColumn = 20;

/// The information of pairs as if their copula were that of a multivariate t, nu and S fitted by
/// likelihood (t_copula_fit.h):
///   h(d_x) + h(d_y) - h(d_x + d_y) + 1/2 ln(|S_x| |S_y| / |S|) - bias,
/// h(d) the entropy of the t of d dimensions, bias as of N (nu + d) / (nu + d + 2) Gaussian
/// samples. Where that is kClosedFormErrors standard errors or more from it, the copula is not t,
/// and the estimate is the mean, a lower bound, of the terms
///   f_i = ln t(x_i, y_i) - ln t(x_i) - ln t(y_i)
/// less the bias and, where it is above 2.5 of its standard errors, the penalty of shift_penalty.h.
///
/// Source: docs/methods.md section 26, (TC1) to (TC8).
/// x, y: ranks of the same N rows.
/// Returns nats. Empty where a t copula is no better than the Gaussian one (kNeededGain,
/// t_copula_fit.h), where there are more than N / kRowsPerColumn columns, and where columns
/// determine each other. Cost: some 10 to 30 times O(N d^2). The same bits for any number of
/// threads.
std::optional<TCopulaModel> t_copula_model(const Ranks& x, const Ranks& y, const Work& work);

}  // namespace infoplane
