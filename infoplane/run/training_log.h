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

/// training.csv: docs/formats.md.
CsvTable training_table(const std::vector<TrainingRow>& rows, std::size_t n_layers);
/// The inverse. Throws DataError naming `path`.
std::vector<TrainingRow> parse_training_table(const CsvTable& table, const std::string& path);

}  // namespace infoplane
