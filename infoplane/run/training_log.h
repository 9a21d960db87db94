#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/csv.h"
#include "infoplane/nets/trainer.h"

namespace infoplane {

/// TrainMetrics of one replica at one recorded epoch.
struct TrainingRow {
  std::uint32_t replica = 0;
  std::size_t epoch = 0;
  TrainMetrics metrics;
};

/// training.csv (docs/formats.md), sorted by replica and epoch. Throws InvalidArgument if a row has
/// per-layer values for another number of layers than n_layers > 0.
CsvTable training_table(const std::vector<TrainingRow>& rows, std::size_t n_layers);

}  // namespace infoplane
