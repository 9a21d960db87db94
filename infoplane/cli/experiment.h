#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/core/file.h"
#include "infoplane/plane/class_distances.h"
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

/// A run directory that is there, locked while this is.
struct OpenedRun {
  RunDirectory directory;
  std::unique_ptr<DirectoryLock> lock;
  Task task;
  Manifest manifest;
};

/// Throws DataError: no run, damaged, other data than the run's, no finished replica; WorkError if
/// another program holds it. Says which replicas are not finished.
OpenedRun open_run(const std::filesystem::path& path);

/// Another look at a run than its own.
struct View {
  std::optional<RecordSamples> samples;
  /// At as few checkpoints as leave no more than so many bits between consecutive points.
  std::optional<double> delta_bits;
};

/// Estimates with further estimators what a run directory has, and writes its files anew. With
/// another view, all of this is in a folder of it: `samples-test`, `delta-0.1`,
/// `samples-test-delta-0.1`.
RunResult extend_run(const std::filesystem::path& directory, const std::vector<std::string>& specs,
                     const View& view, const CommonOptions& options);

/// What a run says when only some of its replicas and estimators are asked for.
struct MeasuredRun {
  std::filesystem::path directory;
  /// One for each of the configuration's estimators, in their order.
  std::vector<Plane> planes;
  /// What training said of itself, if asked for.
  std::vector<TrainingRow> training;
  /// How far the classes are apart, if asked for.
  Clustering clustering;
  std::vector<Divergence> diverged;
};

/// What measure_run() gives besides planes.
struct Extras {
  bool training = false;
  bool clustering = false;
};

/// Trains what is missing of `config` and estimates with its estimators; nothing else that the run
/// directory may have been asked for before is estimated or changed. Its tables and pictures are
/// not written: `infoplane report` does that. Throws as execute_run().
MeasuredRun measure_run(const Config& config, const Extras& extras, const CommonOptions& options);

}  // namespace infoplane
