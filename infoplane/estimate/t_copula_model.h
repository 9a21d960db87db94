#pragma once

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
  /// The information of the fitted copula, less its bias.
  double closed_form = 0;
  /// How far the terms promise too much.
  ShiftPenalty penalty;
  /// Terms whose mean is the estimate, see t_copula_model.
  LocalInformation information;
};

/// The information of pairs as if their copula were that of a multivariate t, nu and S fitted by
/// likelihood (t_copula_fit.h):
///   h(d_x) + h(d_y) - h(d_x + d_y) + 1/2 ln(|S_x| |S_y| / |S|) - bias,
/// h(d) the entropy of the t of d dimensions; or, where that is further than kClosedFormErrors
/// standard errors from it, the mean of the terms
///   f_i = ln t(x_i, y_i) - ln t(x_i) - ln t(y_i),
/// less the bias and, where it is above 2.5 of its standard errors, the penalty of shift_penalty.h:
/// where the copula is not t, the closed form is nothing, but that is a lower bound.
/// docs/methods.md section 26.
/// x, y: ranks of the same N rows; the constant columns and copies of others that they hold count
/// as what they are. Empty where a t copula is no better than the Gaussian one (kNeededGain,
/// t_copula_fit.h), where there are more than N/20 columns, and where columns determine each other.
/// Cost: some 15 to 30 times O(N d^2). The same bits for any number of threads.
std::optional<TCopulaModel> t_copula_model(const Ranks& x, const Ranks& y, const Work& work);

inline constexpr double kClosedFormErrors = 2.5;

}  // namespace infoplane
