#pragma once

#include <span>
#include <string>
#include <vector>

#include "infoplane/run/config.h"

namespace infoplane {

/// One run of an experiment: what it is called in a comparison ("train.batch=32", several keys
/// joined by a space; empty without a sweep) and its configuration.
struct SweepRun {
  std::string label;
  Config config;
};

/// An experiment as the user asked for it: one run, or one for each combination of swept values.
struct Experiment {
  /// Also the name of every run's configuration.
  std::string name;
  /// "train.batch", ... in the order of config_keys(); empty without a sweep.
  std::vector<std::string> swept_keys;
  /// The last swept key varies fastest; values in the order they were given.
  std::vector<SweepRun> runs;
};

/// Reads a preset by name or a .toml file by path (its stem is the name, unless it says `name`),
/// then `key=value` overrides in order: the last one counts. A value is TOML; a bare word is a
/// string. A list for a key whose value is a single number or word is a sweep; two runs of a sweep
/// never have the same values. Estimators' specifications and the data's files are not looked at.
/// Throws InvalidArgument: unknown preset or key (with the nearest known one), a value of the wrong
/// type or out of bounds, naming key, expected and found, in a file also path and line; DataError:
/// a file that cannot be read or is not TOML (line and column).
Experiment load_experiment(const std::string& preset_or_file,
                           std::span<const std::string> overrides);

}  // namespace infoplane
