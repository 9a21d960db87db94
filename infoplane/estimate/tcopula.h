#pragma once

#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// `tcopula`: I(X;Y) and I(X;T) as if the copula of all columns were a t copula, whose degrees of
/// freedom are fitted (t_copula_model.h); as they go to infinity it is the Gaussian copula
/// (gaussian_copula.h), whose value it gives where no t copula is better. Unlike `copula`, it sees
/// that columns are far out together. `why` says which one it was.
/// Source: Demarta & McNeil 2005, Int. Statistical Review 73:111; docs/methods.md section 26.
///
/// Inputs must be known for i_xt; there is no i_ty, as labels have no copula.
/// Returns nats. May be negative: never clipped. Standard error from the spread of the terms.
/// Always flagged kModelBased; kTies if a column has equal values, which are put in a random order
/// that N alone decides; kBiasedLowPossible where the model does not hold and a bound is given.
///
/// Only the order within a column matters. Constant columns, and columns in the same or the
/// opposite order as one before them on their side, are left out; a side that is constant has
/// information 0. No value, flagged kUnresolved: no more samples than columns, a column that is a
/// linear function of others.
/// Throws InvalidArgument: rows that differ, NaN or infinity, a discrete side.
/// Cost: O(N d log N), and some 10 to 30 times O(N d^2). The same bits for any number of threads.
std::unique_ptr<const Estimator> make_tcopula();

}  // namespace infoplane
