#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/report/report.h"
#include "infoplane/run/run_directory.h"

namespace infoplane {

/// What a command did with one run.
struct RunResult {
  std::filesystem::path directory;
  RunReport report;
};

/// Trains what is missing of `config`, estimates what is missing, writes the run directory's files.
/// `any_target` lets a run go on that another program version or SIMD target began.
/// Throws InvalidArgument, DataError, WorkError, Interrupted.
RunResult execute_run(const Config& config, bool any_target, const CommonOptions& options);

/// Estimates with further estimators what a run directory has, and writes its files anew.
RunResult extend_run(const std::filesystem::path& directory, const std::vector<std::string>& specs,
                     const CommonOptions& options);

}  // namespace infoplane
