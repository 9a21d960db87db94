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

/// The inverse. Throws DataError naming `path`, row and column: other columns, a field that is no
/// number, an empty one where there must be a number, numbers for some of the layers.
std::vector<TrainingRow> parse_training_table(const CsvTable& table, const std::string& path);

}  // namespace infoplane
