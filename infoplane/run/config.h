#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infoplane/data/dataset.h"
#include "infoplane/nets/network.h"
#include "infoplane/nets/trainer.h"

namespace infoplane {

/// Which of a training's random choices differ between replicas; the others are replica 0's.
struct Vary {
  bool init = true;
  bool split = true;
  bool batch = true;

  friend bool operator==(const Vary&, const Vary&) = default;
};

/// Which samples the information is taken over.
enum class RecordSamples { kAll, kTrain, kTest };

/// Everything that decides an experiment, fully resolved and checked. The keys are DESIGN's; each is
/// described in docs/formats.md and by `infoplane run --help`.
struct Config {
  /// The preset's or file's name, the first part of the run directory's.
  std::string name;
  std::size_t replicas = 10;
  std::uint64_t seed = 0;
  Vary vary;

  DataSpec data;
  double train_fraction = 0.8;
  /// Training rows drawn at random; otherwise the first ones.
  bool random_split = true;

  std::string hidden = "10-7-5-4-3";
  Activation activation = Activation::kTanh;
  Initialiser init = Initialiser::kTruncatedNormalFanIn;
  Loss loss = Loss::kCrossEntropy;

  TrainSpec train;

  /// As the user wrote it: "log:397", "every:10" or a list.
  std::string record_epochs = "log:397";
  RecordSamples record_samples = RecordSamples::kAll;

  /// Estimators' specifications, as the user wrote them.
  std::vector<std::string> specs;
};

/// The epochs at which a schedule looks, increasing, from 0 on:
///   log:K    0 and the distinct round(E^(k/(K-1))), k = 0..K-1
///   every:K  0, K, 2K, ... and E
///   [a,b,..] those listed, each at most E
/// Throws InvalidArgument.
std::vector<std::size_t> recorded_epochs(std::string_view schedule, std::size_t epochs);

/// One run of an experiment: what it is called in a comparison ("train.batch=32"; empty without a
/// sweep) and its configuration.
struct SweepRun {
  std::string label;
  Config config;
};

/// An experiment as the user asked for it: one run, or one for each combination of swept values.
struct Experiment {
  std::string name;
  /// "train.batch", ...; empty without a sweep.
  std::vector<std::string> swept_keys;
  std::vector<SweepRun> runs;
};

/// Reads a preset by name or a TOML file by path, then `key=value` overrides in order. A value is TOML;
/// a bare word is a string. A list for a key whose value is a single number or word is a sweep.
/// Throws InvalidArgument: unknown preset or key (with the nearest known one), a value of the wrong
/// type or out of bounds, naming key, expected and found; DataError: a file that is not TOML (line and
/// column).
Experiment load_experiment(const std::string& preset_or_file,
                           std::span<const std::string> overrides);

/// The configuration as TOML with every key, in a fixed order: reading it back gives the same one.
std::string format_config(const Config& config);
/// The inverse, for a run directory's config.toml. `path` is what errors call it.
Config parse_config(std::string_view toml, const std::string& path);

/// Eight hexadecimal digits of SHA-256 over all that decides the networks and where they are looked
/// at: data (by its content), network, train, record, vary, seed. Not name, replicas, estimators.
std::string config_hash(const Config& config, std::string_view dataset_hash);

/// The built-in presets: name, first comment line, text.
struct Preset {
  std::string name;
  std::string summary;
  std::string toml;
};
std::span<const Preset> presets();

}  // namespace infoplane
