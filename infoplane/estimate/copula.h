#pragma once

#include <memory>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// `copula`: `gaussian` on normal scores of each column (normal_scores.h), right where some
/// increasing map of each column makes the whole Gaussian. With labels, the scores are of all
/// samples together and the model is Gaussian within each class.
/// Source: Ince et al. 2017, Human Brain Mapping 38:1541; docs/methods.md section 12.
/// Returns nats; standard error from disjoint subsamples, empty where half the samples are too few.
/// May be negative: never clipped. Always flagged kModelBased; kTies if a column has equal values,
/// which share their average rank.
/// Only the order within a column matters. Constant columns, columns that determine each other, few
/// samples and errors as in `gaussian`.
/// Cost: ten times O(N d log N + N d^2), in parallel. The same bits for any number of threads.
std::unique_ptr<const Estimator> make_copula();

}  // namespace infoplane
