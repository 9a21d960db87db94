#include "infoplane/cli/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/data/dataset.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/nets/wide_products.h"
#include "infoplane/plane/plane_compute.h"
#include "infoplane/plane/sparse_planes.h"
#include "infoplane/report/tables.h"
#include "infoplane/run/config_keys.h"
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
  return {
      program_version(), network_target(task.network), data, config_hash(task.config, data), {}};
}

// "AVX2 and AVX3" where a run was begun on one and goes on on the other
void add_origin(std::string& origins, const std::string& now) {
  if (origins != now && !origins.ends_with(" and " + now)) origins += " and " + now;
}

// training on another target or version would not give the same bytes: refused, unless asked for,
// and then the manifest tells
void check_origin(const RunDirectory& directory, const std::string& target, bool any_target,
                  Manifest& manifest) {
  if (manifest.simd_target == target && manifest.program_version == program_version()) {
    return;
  }
  if (!any_target) {
    throw InvalidArgument(fmt::format(
        "{}: begun by infoplane {} on {}, but this is {} on {}; its networks would differ by "
        "rounding; --any-target goes on all the same",
        directory.path().string(), manifest.program_version, manifest.simd_target,
        program_version(), target));
  }
  add_origin(manifest.program_version, program_version());
  add_origin(manifest.simd_target, target);
}

bool needs_training(const RunDirectory& directory, const Task& task) {
  for (std::uint32_t replica = 0; replica < task.config.replicas; ++replica) {
    if (directory.diverged(replica)) continue;
    const auto state = directory.read_state(task, replica);
    if (!state || state->epoch < task.epochs.back()) return true;
  }
  return false;
}

// trains what is missing and adds the time to the manifest
void train(const Task& task, const RunDirectory& directory, Manifest& manifest,
           const CommonOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  ProgressBar bar("training", options);
  const TrainOutcome outcome = train_replicas(task, directory, bar.work());
  if (outcome.n_trained > 0) manifest.timings.training_s += seconds_since(start);
}

std::vector<Divergence> diverged_replicas(const RunDirectory& directory, const Task& task) {
  std::vector<Divergence> diverged;
  for (std::uint32_t replica = 0; replica < task.config.replicas; ++replica) {
    if (const auto epoch = directory.diverged(replica)) diverged.push_back({replica, *epoch});
  }
  return diverged;
}

// the planes of all estimators that the run's configuration names; finished estimates are in a
// folder of `output`, but for those at some checkpoints alone
std::vector<PlaneResult> estimate(const Task& task, const RunSource& source,
                                  const std::filesystem::path& output,
                                  std::optional<double> delta_bits, const CommonOptions& options) {
  if (source.replicas().empty()) return {};
  const std::vector<std::unique_ptr<const Estimator>> estimators =
      make_estimators(task.config.specs);
  const EstimateStore store(output / "estimates");
  ProgressBar bar("estimating", options);
  std::vector<Plane> planes =
      delta_bits ? compute_sparse_planes(source, estimators, *delta_bits, bar.work())
                 : compute_planes(source, estimators, &store, bar.work());
  std::vector<PlaneResult> results;
  for (Plane& plane : planes) {
    std::vector<SummaryPoint> summary = summarise(plane);
    std::vector<LayerPhases> phases = find_phases(plane);
    results.push_back({std::move(plane), std::move(summary), std::move(phases)});
  }
  return results;
}

void write_outputs(const RunReport& report, const std::filesystem::path& output,
                   std::size_t n_layers) {
  const auto write = [&](const char* name, const std::string& text) {
    write_file(output / name, text);
  };
  // an estimator that fails is not asked for again the next time
  write("config.toml", format_config(report.config));
  write("training.csv", format_csv(training_table(report.training, n_layers)));
  write("plane.csv", format_csv(plane_table(report.planes)));
  write("layers.csv", format_csv(layers_table(report.planes)));
  write("shuffled.csv", format_csv(shuffled_table(report.planes)));
  const CsvTable halved = halved_table(report.planes);
  if (!halved.rows.empty()) write("halved.csv", format_csv(halved));
  write("summary.csv", format_csv(summary_table(report.planes)));
  write("phases.csv", format_csv(phases_table(report.planes)));
  write("plane.svg", plane_svg(report));
  write("report.html", run_html(report));
}

// Everything after training, but for the manifest, into `output`: the directory itself, which is
// locked, or a folder in it.
RunResult report_run(Task& task, const RunDirectory& directory, const std::filesystem::path& output,
                     std::optional<double> delta_bits, const std::vector<std::string>& specs,
                     const CommonOptions& options) {
  task.config.specs = canonical_specs(specs);
  const RunSource source(task, directory);
  RunResult result;
  result.directory = output;
  result.report.config = task.config;
  result.report.directory = directory.path().filename().string();
  result.report.layers = source.layers();
  result.report.diverged = diverged_replicas(directory, task);
  result.report.planes = estimate(task, source, output, delta_bits, options);
  result.report.training =
      read_training_log(task, directory, {options.n_threads, nullptr, stop_token()});
  write_outputs(result.report, output, task.network.layers.size());
  return result;
}

// the same into the directory itself, with the manifest
RunResult finish_run(Task& task, const RunDirectory& directory, Manifest manifest,
                     const std::vector<std::string>& specs, const CommonOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  RunResult result = report_run(task, directory, directory.path(), std::nullopt, specs, options);
  manifest.timings.estimating_s += seconds_since(start);
  directory.write_manifest(manifest, task);
  return result;
}

// "samples-test-delta-0.1"; empty if the view is the run's own
std::string view_name(const View& view, const Config& config) {
  std::string name;
  if (view.samples && *view.samples != config.record_samples) {
    Config looked = config;
    looked.record_samples = *view.samples;
    name = "samples-" + plain_value(find_key("record.samples", "").write(looked));
  }
  if (view.delta_bits) {
    name += fmt::format("{}delta-{}", name.empty() ? "" : "-", *view.delta_bits);
  }
  return name;
}

// The same in another view: in a folder of its own, which keeps what was asked for there.
RunResult report_view(Task& task, const RunDirectory& directory, const std::string& name,
                      const View& view, std::vector<std::string> specs,
                      const CommonOptions& options) {
  if (view.samples) task.config.record_samples = *view.samples;
  check_recorded_samples(task);
  const std::filesystem::path output = directory.path() / name;
  make_directory(output);
  const std::filesystem::path config = output / "config.toml";
  if (std::filesystem::exists(config)) {
    const std::vector<std::string> before = parse_config(read_file(config), config.string()).specs;
    specs.insert(specs.begin(), before.begin(), before.end());
  }
  return report_run(task, directory, output, view.delta_bits, specs, options);
}

// Whether a run directory is to report what was asked for, or only to hold its networks.
enum class Use { kReport, kMeasure };

// A run whose networks are trained, locked while this is there.
struct TrainedRun {
  TrainedRun(const Config& asked, Use use, bool any_target, const CommonOptions& options)
      // a wrong specification is said before hours of training
      : asked_specs(canonical_specs(asked.specs)),
        task(make_task(resolved(asked))),
        directory(run_path(options.output, task)),
        lock((make_directory(directory.path()), directory.path())) {
    remove_temporaries(directory.path());
    manifest = open_manifest(directory, task);
    task.config.specs = use == Use::kReport ? asked_specs : std::vector<std::string>();
    Config written = task.config;
    if (directory.exists()) {
      const Config before = directory.read_config();
      written.specs = task.config.specs = specs_before = before.specs;
      if (use == Use::kMeasure) written.replicas = std::max(written.replicas, before.replicas);
      if (needs_training(directory, task)) {
        check_origin(directory, network_target(task.network), any_target, manifest);
      }
    }
    directory.write_config(written);
    directory.write_manifest(manifest, task);
    train(task, directory, manifest, options);
  }

  std::vector<std::string> asked_specs;
  std::vector<std::string> specs_before;
  // its configuration has the specifications that the directory had before, if it was there
  Task task;
  RunDirectory directory;
  DirectoryLock lock;
  Manifest manifest;

 private:
  // wherever the program is called from later, it is this file
  static Config resolved(Config config) {
    if (config.data.file.empty()) return config;
    config.data.file = std::filesystem::absolute(config.data.file).lexically_normal().string();
    return config;
  }
};

// what is not finished cannot be reported: says so, or refuses if it is everything
void check_finished(const RunDirectory& directory, const Task& task) {
  const std::size_t n_finished = directory.finished_replicas(task).size();
  std::size_t n_diverged = 0;
  for (std::uint32_t r = 0; r < task.config.replicas; ++r)
    n_diverged += directory.diverged(r) ? 1 : 0;
  const std::size_t n_missing = task.config.replicas - n_finished - n_diverged;
  if (n_missing == 0) return;
  if (n_finished == 0) {
    throw DataError(fmt::format("{}: none of {} replicas is finished; run the experiment again",
                                directory.path().string(), task.config.replicas));
  }
  print_error(
      fmt::format("infoplane: {}: {} of {} replicas are not finished and left out; run the "
                  "experiment again to finish them\n",
                  directory.path().string(), n_missing, task.config.replicas));
}

// "runs/x/" has an empty last component, which would be the run's name
std::filesystem::path without_last_slash(const std::filesystem::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace

RunResult execute_run(const Config& asked, bool any_target, const CommonOptions& options) {
  TrainedRun run(asked, Use::kReport, any_target, options);
  // what was once asked for stays
  std::vector<std::string> specs = run.asked_specs;
  std::ranges::copy(run.task.config.specs, std::back_inserter(specs));
  Config kept = run.task.config;
  try {
    return finish_run(run.task, run.directory, run.manifest, specs, options);
  } catch (const InvalidArgument&) {
    // an estimator that does not suit these networks is not asked for again the next time
    kept.specs = run.specs_before;
    run.directory.write_config(kept);
    throw;
  }
}

MeasuredRun measure_run(const Config& asked, const Extras& extras, const CommonOptions& options) {
  const TrainedRun run(asked, Use::kMeasure, false, options);
  run.directory.write_manifest(run.manifest, run.task);
  const RunSource source(run.task, run.directory);
  MeasuredRun result{run.directory.path(), {}, {}, {}, diverged_replicas(run.directory, run.task)};
  if (source.replicas().empty()) {
    throw WorkError(fmt::format("{}: every training diverged", run.directory.path().string()));
  }
  const Work quietly{options.n_threads, nullptr, stop_token()};
  if (extras.training) result.training = read_training_log(run.task, run.directory, quietly);
  if (extras.clustering) result.clustering = compute_clustering(source, quietly);
  if (run.asked_specs.empty()) return result;
  const EstimateStore store(run.directory.path() / "estimates");
  ProgressBar bar("estimating", options);
  result.planes = compute_planes(source, make_estimators(run.asked_specs), &store, bar.work());
  return result;
}

OpenedRun open_run(const std::filesystem::path& path) {
  RunDirectory directory(without_last_slash(path));
  if (!directory.exists()) static_cast<void>(directory.read_config());
  auto lock = std::make_unique<DirectoryLock>(path);
  remove_temporaries(path);
  Task task = make_task(directory.read_config());
  Manifest manifest = directory.read_manifest();
  const std::string found = dataset_hash(task.data);
  if (found != manifest.dataset_hash) {
    throw DataError(
        fmt::format("{}: the data have changed since the run: SHA-256 {} expected, {} found",
                    path.string(), manifest.dataset_hash, found));
  }
  if (config_hash(task.config, found) != manifest.config_hash) {
    throw DataError(fmt::format("{}: config.toml is not that of the run, whose hash is {}",
                                path.string(), manifest.config_hash));
  }
  check_finished(directory, task);
  return {std::move(directory), std::move(lock), std::move(task), std::move(manifest)};
}

RunResult extend_run(const std::filesystem::path& path, const std::vector<std::string>& specs,
                     const View& view, const CommonOptions& options) {
  OpenedRun run = open_run(path);
  const std::string name = view_name(view, run.task.config);
  if (!name.empty()) return report_view(run.task, run.directory, name, view, specs, options);
  std::vector<std::string> all = run.task.config.specs;
  std::ranges::copy(specs, std::back_inserter(all));
  return finish_run(run.task, run.directory, run.manifest, all, options);
}

}  // namespace infoplane
