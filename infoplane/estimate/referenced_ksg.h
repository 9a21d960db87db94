#pragma once

#include <cstddef>

#include "infoplane/core/work.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// What referenced_ksg() finds.
struct ReferencedKsg {
  /// The k that was chosen.
  std::size_t k = 0;
  /// With `correction` subtracted from each term.
  LocalInformation information;
  /// How much KSG-1 makes of Gaussian samples beyond what they have, in nats; 0 if nothing was
  /// subtracted.
  double correction = 0;
  /// How far `correction` may be off: its noise, and as the samples are not Gaussian, half of
  /// itself.
  double correction_error = 0;
  /// Gaussian information of the scores, corrected for bias (gaussian_model.h); infinite where
  /// their covariance is singular, or N <= d_x + d_y.
  double gaussian = 0;
  /// As that of ChosenK.
  double std_error = 0;
  /// As has_repeated_pairs().
  bool repeated_pairs = false;
};

/// KSG-1 with a chosen k on normal scores, less what the same k makes of Gaussian samples of the
/// same covariance beyond their own Gaussian information, the mean over M = n_surrogates(N) of
/// them:
///   K(z) - 1/M sum_m [ K(s_m) - G(s_m) ]
/// That mean is subtracted if it is kClearExcess times its standard error; what is less is noise.
/// Right for Gaussian samples but for noise; for others as far as their bias is that of Gaussian
/// ones. docs/methods.md (Q2). zx, zy: N paired points each, normal scores of their columns
/// (normal_scores.h). Nothing is subtracted with two columns in all, where the bias is small next
/// to the surrogates' noise, nor where `gaussian` is infinite. Surrogates come from streams of
/// their own and are the same for the same N and covariance. Throws InvalidArgument as
/// ksg_with_chosen_k(). Cost: ksg_with_chosen_k(), and for each surrogate one KSG-1, d N normals
/// and d sorts of N. The same bits for any number of threads, and for x and y swapped.
ReferencedKsg referenced_ksg(const Points& zx, const Points& zy, const Work& work);

inline constexpr double kClearExcess = 3;
inline constexpr double kExcessInDoubt = 0.5;

/// How many Gaussian samples of N rows: 40,000 rows together, but 4 at least and 16 at most. What
/// their noise adds is then much the same for all N, and so is what they cost.
std::size_t n_surrogates(std::size_t n);

}  // namespace infoplane
