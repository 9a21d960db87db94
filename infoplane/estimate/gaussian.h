#pragma once

#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// What the Gaussian model is fitted to.
enum class Marginals {
  kAsTheyAre,     ///< the columns themselves: `gaussian`
  kNormalScores,  ///< normal scores of each column, normal_scores.h: `copula`, see copula.h
};

/// `gaussian`: I(X;Y) and I(X;T) as if both sides were jointly Gaussian,
///   1/2 ln(|S_x| |S_y| / |S|) - 1/2 [b(d_x) + b(d_y) - b(d_x + d_y)],
///   b(d) = sum_(i=1..d) psi((N - i) / 2),
/// and I(T;Y), or any pair with one discrete side, as if T were Gaussian within each class and as a
/// whole, see gaussian_model.h.
/// Source: Misra et al. 2005, J. Multivariate Analysis 92:324 (the correction); docs/methods.md
/// section 12.
/// Inputs must be known for i_xt. Soft labels weight the samples.
/// Returns nats; standard error from disjoint subsamples, empty where half the samples are too few,
/// and for columns whose variance hangs on one sample, docs/methods.md (G7).
/// May be negative: never clipped. Always flagged kModelBased.
/// Constant columns and linear functions of others on their own side are left out; a side that is
/// constant has information 0. No value, flagged kUnresolved: fewer than d_x + d_y + 1 samples; a
/// side that determines a linear function of the other (the information is then infinite); a class
/// with no more than d samples, or in which T is constant along some direction.
/// Throws InvalidArgument: rows that differ, NaN or infinity, a pair with both sides discrete.
/// Cost: some three times O(N (d_x + d_y)^2), memory O(N (d_x + d_y)). The same bits for any number
/// of threads.
std::unique_ptr<const Estimator> make_gaussian(Marginals marginals = Marginals::kAsTheyAre);

}  // namespace infoplane
