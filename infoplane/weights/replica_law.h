#pragma once

#include <memory>

#include "infoplane/run/run_directory.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// The law of trainings: each of a run's finished replicas is a draw of W. "inits" where initial
/// weights differ (with splits and orders of the batches, where these do), "sgd" where the order of
/// the batches alone does. Its epochs are those recorded.
/// Throws InvalidArgument: fewer than 2 finished replicas; replicas that do not differ; samples
/// that are not the same for all replicas, so that X would depend on W; networks with noise, whose
/// layers are no function of X and W. Both arguments must outlive the law.
std::unique_ptr<const WeightLaw> make_replica_law(const Task& task, const RunDirectory& directory,
                                                  bool aligned);

}  // namespace infoplane
