#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

/// Everything that decides an experiment, fully resolved and checked. docs/formats.md describes
/// each key; config_keys() is the table of them.
struct Config {
  /// The preset's or file's name, the first part of the run directory's.
  std::string name = "unnamed";
  std::size_t replicas = 10;
  /// At most 2^63 - 1, the largest whole number of TOML.
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
  /// Standard deviation of what is added to every hidden unit, in training and in evaluation.
  double noise = 0;

  TrainSpec train;

  /// A schedule as recorded_epochs() reads it: "log:397", "every:10" or "[0,10,100]".
  std::string record_epochs = "log:397";
  RecordSamples record_samples = RecordSamples::kAll;
  /// How often each sample passes through a network with noise; without noise it is once.
  std::size_t record_draws = 64;

  /// Estimators' specifications, as the user wrote them. Not checked here; may be empty.
  std::vector<std::string> specs = {"bins:30"};

  friend bool operator==(const Config&, const Config&) = default;
};

/// The configuration as TOML with every key, in a fixed order: parse_config gives the same one
/// back, number for number. Throws InvalidArgument naming the key if a value is out of bounds.
std::string format_config(const Config& config);

/// The inverse, for a run directory's config.toml. `path` is what errors call it. Throws DataError
/// naming path and line: not TOML, an unknown or missing key, a value of the wrong type or out of
/// bounds.
Config parse_config(std::string_view toml, const std::string& path);

/// Eight hexadecimal digits of SHA-256 over all that decides the networks and where they are looked
/// at: data (by its content), network, train, record, vary, seed. Not name, replicas, estimators.
/// What is written differently but means the same has the same hash: docs/formats.md, "The hash".
/// `dataset_hash`: dataset_hash() of the data, which must cover the labels' probabilities too.
/// Throws InvalidArgument if network.hidden or record.epochs is wrong.
std::string config_hash(const Config& config, std::string_view dataset_hash);

}  // namespace infoplane
