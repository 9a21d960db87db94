#pragma once

#include <optional>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// What a Gaussian copula makes of pairs.
struct CopulaInformation {
  /// Terms less the penalty.
  LocalInformation information;
  /// What was subtracted, in nats: 0 unless the model promises too much (shift_penalty.h).
  double penalty = 0;
  /// The standard error of that over the shifts; 0 where nothing was subtracted.
  double penalty_error = 0;
  /// Of all d_x + d_y columns, x first; (d, d).
  std::vector<double> correlations;
};

/// The information of jointly Gaussian normal scores as a mean of terms,
///   f_i = 1/2 ln(|S_x| |S_y| / |S|) + 1/2 (q_x + q_y - q)_i,
/// shifted so that the mean is the one without bias of docs/methods.md (G1), less the penalty of
/// shift_penalty.h where that is above 2.5 of its standard errors.
/// Source: Ince et al. 2017, Human Brain Mapping 38:1541 (scores); docs/methods.md section 26.
/// zx, zy: (N, d_x), (N, d_y), normal scores (untied_scores.h).
/// Empty: no more than d_x + d_y samples, or a column that is a linear function of others.
/// Cost: O(N d^2) and 20 N (d_x or d_y, whichever is less, and an exp).
/// The same bits for any number of threads.
std::optional<CopulaInformation> gaussian_copula_information(const Points& zx, const Points& zy,
                                                             const Work& work);

}  // namespace infoplane
