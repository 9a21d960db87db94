#pragma once

#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

struct KdeOptions {
  /// Variance of the noise that is added to every unit, in squared units of activation. > 0.
  double variance = 0.1;
};

/// `kde:var=V`: information about T + Z, Z ~ N(0, V I), between bounds. With
///   h(v) = d/2 ln(2 pi e V) - 1/N sum_i ln(1/N sum_j exp(-|t_i - t_j|^2 / 2v)),
/// h(V) is above and h(4V) below the entropy of T + Z, a mixture of one Gaussian a row.
/// Source: Kolchinsky & Tracey 2017, arXiv 1706.02419; Saxe et al. 2018, openreview ry_WPG-A-;
/// docs/methods.md section 9.
/// network(): i_xt is h - h(Z), its lower and upper the two bounds and its value the upper one.
/// i_ty is h(T) - sum_c p_c h(T|c); its value takes the upper bound of both, as Saxe et al. do,
/// which is no bound; lower and upper take one of each. Soft labels weight the mixtures with
/// p(c|x_i). pair(): both sides get noise, of the same variance; i = h(X) + h(Y) - h(X,Y), bounds
/// crossed likewise. A discrete side is a label, and the other side alone gets noise. Rows that are
/// equal, constant columns, one class, one sample: nothing is special. If no two rows are near,
/// i_xt is ln N exactly; if all are equal, 0. Throws InvalidArgument: variance not positive and
/// finite; pair() with two discrete sides. Cost: O(N^2 d), memory O(N d). Thread-safe; the same
/// bits for any number of threads.
std::unique_ptr<const Estimator> make_kde(const KdeOptions& options);

}  // namespace infoplane
