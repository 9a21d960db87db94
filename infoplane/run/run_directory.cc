#include "infoplane/run/run_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/text.h"

namespace infoplane {

std::string program_version() { return INFOPLANE_VERSION; }

RunDirectory::RunDirectory(std::filesystem::path path) : path_(std::move(path)) {}

bool RunDirectory::exists() const { return std::filesystem::exists(path_ / "manifest.json"); }

Config RunDirectory::read_config() const {
  const std::filesystem::path file = path_ / "config.toml";
  if (!exists()) {
    throw DataError(
        fmt::format("{}: not a run directory (no manifest.json in it)", path_.string()));
  }
  return parse_config(read_file(file), file.string());
}

void RunDirectory::write_config(const Config& config) const {
  write_file(path_ / "config.toml", format_config(config));
}

Manifest RunDirectory::read_manifest() const {
  const std::string file = (path_ / "manifest.json").string();
  try {
    const auto json = nlohmann::json::parse(read_file(file));
    const int format = json.at("format");
    if (format > kRunFormat) {
      throw DataError(fmt::format("{}: format is {}, but this program ({}) knows up to {}", file,
                                  format, program_version(), kRunFormat));
    }
    const auto& timings = json.at("timings");
    return {json.at("program_version"),
            json.at("simd_target"),
            json.at("dataset_sha256"),
            json.at("config_hash"),
            {timings.at("training_s"), timings.at("estimating_s")}};
  } catch (const nlohmann::json::exception& error) {
    throw DataError(fmt::format("{}: not a run's manifest: {}", file, error.what()));
  }
}

void RunDirectory::write_manifest(const Manifest& manifest, const Task& task) const {
  nlohmann::ordered_json json;
  json["format"] = kRunFormat;
  json["program"] = "infoplane";
  json["program_version"] = manifest.program_version;
  json["simd_target"] = manifest.simd_target;
  json["config_hash"] = manifest.config_hash;
  json["dataset"] = task.data.name;
  json["dataset_sha256"] = manifest.dataset_hash;
  json["n_samples"] = task.data.size();
  json["n_inputs"] = task.data.n_inputs;
  json["n_classes"] = task.data.labels.n_classes;
  json["seed"] = task.config.seed;
  json["epochs"] = task.epochs;
  for (const LayerSpec& layer : task.network.layers) {
    json["layers"].push_back({{"width", layer.width},
                              {"activation", activation_name(layer.activation)},
                              {"batch_norm", layer.batch_norm},
                              {"dropout", layer.dropout}});
  }
  json["timings"] = {{"training_s", manifest.timings.training_s},
                     {"estimating_s", manifest.timings.estimating_s}};
  write_file(path_ / "manifest.json", json.dump(2) + "\n");
}

std::filesystem::path RunDirectory::replica_path(std::uint32_t replica) const {
  return path_ / "checkpoints" / fmt::format("{:04}", replica);
}

std::filesystem::path RunDirectory::checkpoint_path(std::uint32_t replica,
                                                    std::size_t epoch) const {
  return replica_path(replica) / fmt::format("{:08}.npz", epoch);
}

// runs `read`; if the replica's files are damaged, says what to do about it
template <class Read>
auto RunDirectory::with_advice(std::uint32_t replica, const Read& read) const {
  try {
    return read();
  } catch (const DataError& error) {
    throw DataError(fmt::format(
        "{} (remove {} and run the preset again to train this replica anew; the others are kept)",
        error.what(), replica_path(replica).string()));
  }
}

Checkpoint RunDirectory::read_checkpoint(const Task& task, std::uint32_t replica,
                                         std::size_t epoch) const {
  const std::string file = checkpoint_path(replica, epoch).string();
  return with_advice(replica, [&] {
    Checkpoint checkpoint = parse_checkpoint(task.network, read_file(file), file);
    if (checkpoint.epoch == epoch) return checkpoint;
    throw DataError(fmt::format("{}: epoch is {}, expected {}", file, checkpoint.epoch, epoch));
  });
}

void RunDirectory::write_checkpoint(const Task& task, std::uint32_t replica,
                                    const Checkpoint& checkpoint) const {
  write_file(checkpoint_path(replica, checkpoint.epoch),
             format_checkpoint(task.network, checkpoint));
}

// by epoch, increasing
std::vector<std::filesystem::path> RunDirectory::state_files(std::uint32_t replica) const {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(replica_path(replica), none)) {
    if (entry.path().filename().string().starts_with("state-")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

bool RunDirectory::has_checkpoints(const Task& task, std::uint32_t replica,
                                   std::size_t last_epoch) const {
  return std::ranges::all_of(task.epochs, [&](std::size_t epoch) {
    return epoch > last_epoch || std::filesystem::exists(checkpoint_path(replica, epoch));
  });
}

std::optional<TrainState> RunDirectory::read_state(const Task& task, std::uint32_t replica) const {
  const std::vector<std::filesystem::path> files = state_files(replica);
  if (files.empty()) return std::nullopt;
  const std::string file = files.back().string();
  TrainState state = with_advice(replica, [&] { return parse_state(read_file(file), file); });
  const ParameterLayout layout(task.network);
  if (state_path(replica, state.epoch) != files.back() ||
      state.parameters.size() != layout.n_parameters ||
      state.statistics.size() != layout.n_statistics) {
    with_advice(replica, [&]() -> TrainState {
      throw DataError(
          fmt::format("{}: epoch {}, {} parameters and {} statistics are not this "
                      "file's, which has {} parameters and {} statistics",
                      file, state.epoch, state.parameters.size(), state.statistics.size(),
                      layout.n_parameters, layout.n_statistics));
    });
  }
  if (!has_checkpoints(task, replica, state.epoch)) return std::nullopt;
  return state;
}

std::filesystem::path RunDirectory::state_path(std::uint32_t replica, std::size_t epoch) const {
  return replica_path(replica) / fmt::format("state-{:010}.npz", epoch);
}

void RunDirectory::write_state(std::uint32_t replica, const TrainState& state,
                               std::optional<std::size_t> replaced) const {
  write_file(state_path(replica, state.epoch), format_state(state));
  if (replaced && *replaced != state.epoch) {
    std::filesystem::remove(state_path(replica, *replaced));
  }
}

void RunDirectory::remove_states(std::uint32_t replica, bool keep_newest) const {
  std::vector<std::filesystem::path> files = state_files(replica);
  if (keep_newest && !files.empty()) files.pop_back();
  for (const std::filesystem::path& file : files) std::filesystem::remove(file);
}

std::optional<std::size_t> RunDirectory::diverged(std::uint32_t replica) const {
  const std::filesystem::path file = replica_path(replica) / "diverged.txt";
  if (!std::filesystem::exists(file)) return std::nullopt;
  std::string text = read_file(file);
  if (!text.empty() && text.back() == '\n') text.pop_back();
  try {
    return parse_count(text, file.string(), 0);
  } catch (const InvalidArgument& error) {
    throw DataError(error.what());
  }
}

void RunDirectory::mark_diverged(std::uint32_t replica, std::size_t epoch) const {
  write_file(replica_path(replica) / "diverged.txt", fmt::format("{}\n", epoch));
}

std::vector<std::uint32_t> RunDirectory::finished_replicas(const Task& task) const {
  std::vector<std::uint32_t> finished;
  for (std::uint32_t replica = 0; replica < task.config.replicas; ++replica) {
    if (has_checkpoints(task, replica, task.epochs.back())) finished.push_back(replica);
  }
  return finished;
}

std::filesystem::path run_path(const std::filesystem::path& parent, const Task& task) {
  const std::string hash = config_hash(task.config, dataset_hash(task.data));
  return parent / fmt::format("{}-{}", task.config.name, hash);
}

}  // namespace infoplane
