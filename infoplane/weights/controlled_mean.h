#pragma once

#include <vector>

#include "infoplane/estimate/mixture_draws.h"

namespace infoplane {

struct ControlledMean {
  double value = 0;
  double std_error = 0;
};

/// 1/N sum_i of g - b r over strata i with the b of least variance, (M4), and its standard error,
/// (M5). At least one stratum, at least two pairs in each.
ControlledMean controlled_mean(const std::vector<DrawMoments>& strata);

}  // namespace infoplane
