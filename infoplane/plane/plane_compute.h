#pragma once

#include <memory>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/plane/estimate_store.h"
#include "infoplane/plane/plane.h"
#include "infoplane/run/activation_source.h"

namespace infoplane {

/// The information planes of a source, one for each estimator, in their order. All estimators look
/// at the same activations, which are read once for all of them. What `store` (may be null) already
/// has is taken from it, what is new is put into it replica by replica, so that nothing is
/// estimated twice. Progress counts checkpoints times estimators. Results do not depend on the
/// threads. Throws InvalidArgument where an estimator does not suit the source, DataError,
/// Interrupted.
std::vector<Plane> compute_planes(const ActivationSource& source,
                                  const std::vector<std::unique_ptr<const Estimator>>& estimators,
                                  const EstimateStore* store, const Work& work);

}  // namespace infoplane
