#include "infoplane/cli/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/data/dataset.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/nets/kernels/kernels.h"
#include "infoplane/plane/plane_compute.h"
#include "infoplane/report/tables.h"
#include "infoplane/run/run_source.h"

namespace infoplane {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// canonical specifications, each once, in the order in which they first appear
std::vector<std::string> canonical_specs(const std::vector<std::string>& specs) {
  std::vector<std::string> canonical;
  for (const std::string& spec : specs) {
    const std::string text = make_estimator(spec)->spec();
    if (std::ranges::find(canonical, text) == canonical.end()) canonical.push_back(text);
  }
  return canonical;
}

// the manifest of a new run, or that of the run which is already there
Manifest open_manifest(const RunDirectory& directory, const Task& task) {
  if (directory.exists()) return directory.read_manifest();
  const std::string data = dataset_hash(task.data);
  return {program_version(), simd_target(), data, config_hash(task.config, data), {}};
}

// training on another target or version would not give the same bytes
void check_origin(const Manifest& manifest, const RunDirectory& directory) {
  if (manifest.simd_target == simd_target() && manifest.program_version == program_version()) {
    return;
  }
  throw InvalidArgument(fmt::format(
      "{}: begun by infoplane {} on {}, but this is {} on {}; its networks would differ by "
      "rounding; --any-target goes on all the same",
      directory.path().string(), manifest.program_version, manifest.simd_target, program_version(),
      simd_target()));
}

bool needs_training(const RunDirectory& directory, const Task& task) {
  for (std::uint32_t replica = 0; replica < task.config.replicas; ++replica) {
    if (directory.diverged(replica)) continue;
    const auto state = directory.read_state(task, replica);
    if (!state || state->epoch < task.epochs.back()) return true;
  }
  return false;
}

// the planes of all estimators that the run's configuration names
std::vector<PlaneResult> estimate(const Task& task, const RunDirectory& directory,
                                  const CommonOptions& options) {
  const RunSource source(task, directory);
  if (source.replicas().empty()) return {};
  std::vector<std::unique_ptr<const Estimator>> estimators;
  for (const std::string& spec : task.config.specs) estimators.push_back(make_estimator(spec));
  const EstimateStore store(directory.path() / "estimates");
  ProgressBar bar("estimating", options);
  std::vector<PlaneResult> results;
  for (Plane& plane : compute_planes(source, estimators, &store, bar.work())) {
    std::vector<SummaryPoint> summary = summarise(plane);
    std::vector<LayerPhases> phases = find_phases(plane);
    results.push_back({std::move(plane), std::move(summary), std::move(phases)});
  }
  return results;
}

void write_outputs(const RunReport& report, const RunDirectory& directory, std::size_t n_layers) {
  const auto write = [&](const char* name, const std::string& text) {
    write_file(directory.path() / name, text);
  };
  write("training.csv", format_csv(training_table(report.training, n_layers)));
  write("plane.csv", format_csv(plane_table(report.planes)));
  write("layers.csv", format_csv(layers_table(report.planes)));
  write("shuffled.csv", format_csv(shuffled_table(report.planes)));
  write("summary.csv", format_csv(summary_table(report.planes)));
  write("phases.csv", format_csv(phases_table(report.planes)));
  write("plane.svg", plane_svg(report));
  write("report.html", run_html(report));
}

// everything after training; the directory is locked
RunResult finish_run(Task& task, const RunDirectory& directory, Manifest manifest,
                     const std::vector<std::string>& specs, const CommonOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  task.config.specs = canonical_specs(specs);
  directory.write_config(task.config);
  RunResult result;
  result.directory = directory.path();
  result.report.config = task.config;
  result.report.directory = directory.path().filename().string();
  result.report.planes = estimate(task, directory, options);
  result.report.layers = RunSource(task, directory).layers();
  result.report.training =
      read_training_log(task, directory, {options.n_threads, nullptr, stop_token()});
  write_outputs(result.report, directory, task.network.layers.size());
  manifest.timings.estimating_s += seconds_since(start);
  directory.write_manifest(manifest, task);
  for (std::uint32_t replica = 0; replica < task.config.replicas; ++replica) {
    if (const auto epoch = directory.diverged(replica))
      result.diverged.push_back({replica, *epoch});
  }
  return result;
}

std::string interval(const MeanInterval& interval) {
  if (!interval.low) return fmt::format("{:.3f}", interval.mean);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", interval.mean, *interval.low, *interval.high);
}

}  // namespace

RunResult execute_run(const Config& config, bool any_target, const CommonOptions& options) {
  // a wrong specification is said before hours of training
  canonical_specs(config.specs);
  Task task = make_task(config);
  const RunDirectory directory(run_path(options.output, task));
  make_directory(directory.path());
  const DirectoryLock lock(directory.path());
  remove_temporaries(directory.path());
  std::vector<std::string> specs = config.specs;
  Manifest manifest = open_manifest(directory, task);
  if (directory.exists()) {
    std::ranges::copy(directory.read_config().specs, std::back_inserter(specs));
    if (!any_target && needs_training(directory, task)) check_origin(manifest, directory);
  }
  directory.write_config(task.config);
  directory.write_manifest(manifest, task);

  const auto start = std::chrono::steady_clock::now();
  ProgressBar bar("training", options);
  const TrainOutcome outcome = train_replicas(task, directory, bar.work());
  if (outcome.n_trained > 0) manifest.timings.training_s += seconds_since(start);
  return finish_run(task, directory, manifest, specs, options);
}

RunResult extend_run(const std::filesystem::path& path, const std::vector<std::string>& specs,
                     const CommonOptions& options) {
  const RunDirectory directory(path);
  Config config = directory.read_config();
  const DirectoryLock lock(path);
  remove_temporaries(path);
  Task task = make_task(config);
  const Manifest manifest = directory.read_manifest();
  if (dataset_hash(task.data) != manifest.dataset_hash) {
    throw DataError(
        fmt::format("{}: the data have changed since the run: SHA-256 {} expected, {} found",
                    path.string(), manifest.dataset_hash, dataset_hash(task.data)));
  }
  std::vector<std::string> all = config.specs;
  std::ranges::copy(specs, std::back_inserter(all));
  return finish_run(task, directory, manifest, all, options);
}

std::vector<std::string> describe(const RunResult& result) {
  std::vector<std::string> lines;
  const RunReport& report = result.report;
  for (const PlaneResult& plane : report.planes) {
    lines.push_back(
        fmt::format("{}: {} networks, {} checkpoints up to epoch {}, N = {}; bits, mean [95%]",
                    plane.plane.estimator, plane.plane.replicas.size(), plane.plane.epochs.size(),
                    plane.plane.epochs.back(), plane.plane.n_samples));
    lines.push_back(fmt::format("{:>5}  {:<24}{:<24}{:<10}{:<24}{}", "layer", "final I(X;T)",
                                "drop from peak", "at epoch", "final I(T;Y)", "verdict"));
    for (std::size_t l = 0; l < plane.phases.size(); ++l) {
      const LayerPhases& phases = plane.phases[l];
      lines.push_back(fmt::format("{:>5}  {:<24}{:<24}{:<10}{:<24}{}", l + 1,
                                  interval(phases.final_bits), interval(phases.drop_bits),
                                  phases.peak_epoch_median, interval(phases.final_ty_bits),
                                  verdict_name(phases.verdict)));
    }
  }
  std::vector<double> accuracies;
  for (const TrainingRow& row : report.training) {
    const bool last = &row == &report.training.back() || (&row + 1)->replica != row.replica;
    if (last && row.metrics.test_accuracy) accuracies.push_back(*row.metrics.test_accuracy);
  }
  if (!accuracies.empty()) {
    lines.push_back("test accuracy " + interval(mean_interval(accuracies)));
  }
  lines.push_back(fmt::format("report: {}", (result.directory / "report.html").string()));
  return lines;
}

std::vector<std::string> describe_divergences(const RunResult& result) {
  std::vector<std::string> lines;
  for (const Divergence& divergence : result.diverged) {
    lines.push_back(fmt::format(
        "replica {} diverged at epoch {}: its parameters are not finite; the others are finished",
        divergence.replica, divergence.epoch));
  }
  return lines;
}

}  // namespace infoplane
