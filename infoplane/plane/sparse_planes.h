#pragma once

#include <memory>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/plane/plane.h"
#include "infoplane/run/activation_source.h"

namespace infoplane {

/// As compute_planes(), but at few checkpoints: the first, the last, and by bisection those
/// between, until the points of every layer of every replica, by every estimator, at consecutive
/// epochs are no further apart than delta_bits in the plane,
///   sqrt( (I(X;T)_e - I(X;T)_f)^2 + (I(T;Y)_e - I(T;Y)_f)^2 ),
/// or no checkpoint lies between them. All planes have the same epochs. A curve that leaves and
/// comes back between two epochs is not seen. What an estimator does not give is left out of the
/// distance. Progress counts checkpoints times replicas, as if all were needed. The same for any
/// number of threads. Throws as compute_planes(), and InvalidArgument unless delta_bits > 0.
std::vector<Plane> compute_sparse_planes(
    const ActivationSource& source, const std::vector<std::unique_ptr<const Estimator>>& estimators,
    double delta_bits, const Work& work);

}  // namespace infoplane
