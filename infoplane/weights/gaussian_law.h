#pragma once

#include "infoplane/core/work.h"
#include "infoplane/run/checkpoint.h"
#include "infoplane/weights/gaussian_weights.h"
#include "infoplane/weights/labelled_rows.h"
#include "infoplane/weights/law_spec.h"

namespace infoplane {

/// The normal law around a checkpoint that a law of kGaussian stands for; Laplace's has the
/// Gauss-Newton matrix over `training`. Throws InvalidArgument for SWAG, which needs more than a
/// checkpoint, and where the curvature does not suit the network.
GaussianWeights gaussian_law_at(const LawSpec& spec, const NetworkSpec& network,
                                const LabelledRows& training, const Checkpoint& checkpoint,
                                const Work& work);

}  // namespace infoplane
