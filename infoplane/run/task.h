#pragma once

#include <cstdint>
#include <vector>

#include "infoplane/data/dataset.h"
#include "infoplane/nets/network.h"
#include "infoplane/nets/trainer.h"
#include "infoplane/run/config.h"

namespace infoplane {

/// Which rows of the data a replica trains on and which it is tested on, each in the order drawn.
struct Split {
  std::vector<std::uint32_t> train_rows;
  std::vector<std::uint32_t> test_rows;
};

/// A configuration with its data: what every replica of a run has in common.
struct Task {
  Config config;
  Dataset data;
  NetworkSpec network;
  /// Epochs at which checkpoints are taken.
  std::vector<std::size_t> epochs;

  /// round(train_fraction N) rows for training, at least one, the others for testing; drawn from
  /// the stream (seed, replica, split), or in the order of the data.
  [[nodiscard]] Split split(std::uint32_t replica) const;
  /// Rows that the information is taken over, increasing.
  [[nodiscard]] std::vector<std::uint32_t> recorded_rows(std::uint32_t replica) const;
  [[nodiscard]] TrainSeeds seeds(std::uint32_t replica) const;
};

/// Throws InvalidArgument if there are no samples of the kind that the configuration records.
void check_recorded_samples(const Task& task);

/// Loads the data and lays out the network. Throws InvalidArgument or DataError.
Task make_task(const Config& config);

}  // namespace infoplane
