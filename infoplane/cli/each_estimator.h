#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// Calls estimate(estimator, work) for each, showing how many are done. One that refuses its data
/// (InvalidArgument) does not keep the others from their results. Returns what the refusals say.
std::vector<std::string> for_each_estimator(
    std::span<const std::unique_ptr<const Estimator>> estimators, const CommonOptions& options,
    const std::function<void(const Estimator&, const Work&)>& estimate);

/// Throws InvalidArgument, which says all of them in one line, unless there are none.
void throw_refusals(const std::vector<std::string>& refusals);

}  // namespace infoplane
