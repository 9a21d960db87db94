#pragma once

#include <vector>

#include "infoplane/data/tasks.h"

namespace infoplane {

/// noisy-sample-ACTIVATION-WIDTH-SIGMA-xt or -ty: pairs of a pattern, or its label, and the noisy
/// activations of the noisy layer of that name. The pattern or label is declared discrete.
const std::vector<PairTask>& noisy_sample_tasks();

/// patterns-ACTIVATION-WIDTH-SIGMA: pairs of a pattern, 12 columns that nobody declares discrete,
/// and the noisy activations of the noisy layer of that name; and once-patterns-..., where each of
/// the 4096 patterns is there once.
const std::vector<PairTask>& pattern_column_tasks();

}  // namespace infoplane
