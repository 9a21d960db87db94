#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/run/checkpoint.h"
#include "infoplane/run/config.h"
#include "infoplane/run/task.h"

namespace infoplane {

/// Seconds spent; the only thing in a run directory that differs between equal runs.
struct Timings {
  double training_s = 0;
  double estimating_s = 0;
};

/// What manifest.json says.
struct Manifest {
  std::string program_version;
  std::string simd_target;
  std::string dataset_hash;
  std::string config_hash;
  Timings timings;
};

/// The version of everything a run directory holds; a newer one than the program's is refused.
inline constexpr int kRunFormat = 1;
/// "0.1.0".
std::string program_version();

/// The files of one run. docs/formats.md describes each. Invariants:
///  1. A file under its final name is whole: all are written to a temporary name and renamed.
///  2. config.toml and manifest.json are there before the first checkpoint.
///  3. Of a replica's state-EEEEEEEEEE.npz files the newest counts; unless somebody removed some,
///     checkpoint files up to its epoch are all there.
///  4. Equal configuration, program version and SIMD target give equal bytes, manifest.json's
///     "timings" aside.
/// Reading is thread-safe; so is writing for different replicas.
class RunDirectory {
 public:
  explicit RunDirectory(std::filesystem::path path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Whether it holds a run.
  [[nodiscard]] bool exists() const;

  /// Throws DataError: missing, damaged, of a newer format.
  [[nodiscard]] Config read_config() const;
  [[nodiscard]] Manifest read_manifest() const;
  void write_config(const Config& config) const;
  void write_manifest(const Manifest& manifest, const Task& task) const;

  [[nodiscard]] std::filesystem::path checkpoint_path(std::uint32_t replica,
                                                      std::size_t epoch) const;
  /// Throws DataError naming the file and how to mend it.
  [[nodiscard]] Checkpoint read_checkpoint(const Task& task, std::uint32_t replica,
                                           std::size_t epoch) const;
  void write_checkpoint(const Task& task, std::uint32_t replica,
                        const Checkpoint& checkpoint) const;

  /// The state of the newest checkpoint, if that and all checkpoints up to it are there; empty if
  /// the replica has to begin anew. Throws DataError if the file is damaged.
  [[nodiscard]] std::optional<TrainState> read_state(const Task& task, std::uint32_t replica) const;
  /// Writes the state under its epoch's name, then removes that of epoch `replaced`: a file of a
  /// new name costs a sixth of a replaced one on ext4, which flushes the latter.
  void write_state(std::uint32_t replica, const TrainState& state,
                   std::optional<std::size_t> replaced) const;
  /// Removes all states, but for the newest one if that is to be kept.
  void remove_states(std::uint32_t replica, bool keep_newest) const;

  /// The epoch in which a replica's parameters stopped being finite, if they did.
  [[nodiscard]] std::optional<std::size_t> diverged(std::uint32_t replica) const;
  void mark_diverged(std::uint32_t replica, std::size_t epoch) const;

  /// Replicas below config.replicas with every checkpoint there.
  [[nodiscard]] std::vector<std::uint32_t> finished_replicas(const Task& task) const;

 private:
  template <class Read>
  auto with_advice(std::uint32_t replica, const Read& read) const;
  [[nodiscard]] std::filesystem::path replica_path(std::uint32_t replica) const;
  [[nodiscard]] bool has_checkpoints(const Task& task, std::uint32_t replica,
                                     std::size_t last_epoch) const;
  [[nodiscard]] std::filesystem::path state_path(std::uint32_t replica, std::size_t epoch) const;
  [[nodiscard]] std::vector<std::filesystem::path> state_files(std::uint32_t replica) const;

  std::filesystem::path path_;
};

/// Where `config` with these data belongs under `parent`: NAME-HASH.
std::filesystem::path run_path(const std::filesystem::path& parent, const Task& task);

}  // namespace infoplane
