#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/cli/experiment.h"

namespace infoplane {

/// Writes several runs side by side (report.html, planes.svg, phases.csv, runs.txt) into a
/// directory of their own under options.output, named from `name` and the runs, and returns it.
std::filesystem::path write_comparison(const std::string& name,
                                       const std::vector<std::string>& labels,
                                       const std::vector<RunResult>& results,
                                       const CommonOptions& options);

}  // namespace infoplane
