#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/cli/noisy_run.h"
#include "infoplane/cli/weight_experiments.h"
#include "infoplane/report/weights_report.h"

namespace infoplane {

/// What `weights --json` prints, informations in the asked unit; docs/formats.md, "Tables".

/// An object a law, at its last epoch.
nlohmann::ordered_json laws_json(const std::vector<LawResult>& laws, const Unit& unit);
/// An object a law of noise.
nlohmann::ordered_json noisy_json(const std::vector<NoisyNetwork>& networks, const Unit& unit);
/// One object.
nlohmann::ordered_json experiment_json(const ExperimentTable& table, const Unit& unit);

/// A number of an experiment's column in the asked unit, where it is an information, and the
/// column's name, which says the unit.
double in_print(const ExperimentTable::Column& column, double value, const Unit& unit);
std::string column_name(const ExperimentTable::Column& column, const Unit& unit);

}  // namespace infoplane
