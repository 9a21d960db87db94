#pragma once

#include <vector>

#include "infoplane/core/csv.h"
#include "infoplane/report/report.h"

namespace infoplane {

/// The CSV files of a run directory: docs/formats.md has their columns. Rows are sorted by
/// (replica, epoch, layer, estimator), whichever of them a table has; layers count from 1; all in
/// bits.

/// plane.csv: every estimate.
CsvTable plane_table(const std::vector<PlaneResult>& results);
/// layers.csv: I(T_l;T_l+1) of consecutive layers.
CsvTable layers_table(const std::vector<PlaneResult>& results);
/// shuffled.csv: I(T;Y) of shuffled labels, for the estimators that count.
CsvTable shuffled_table(const std::vector<PlaneResult>& results);

/// halved.csv: I(X;T) of half of the passes through networks with noise; no rows for others.
CsvTable halved_table(const std::vector<PlaneResult>& results);
/// summary.csv: means over replicas with their 95% intervals.
CsvTable summary_table(const std::vector<PlaneResult>& results);
/// phases.csv: peaks, drops and verdicts.
CsvTable phases_table(const std::vector<PlaneResult>& results);

}  // namespace infoplane
