#pragma once

#include <string>
#include <vector>

#include "infoplane/cli/experiment.h"

namespace infoplane {

/// What was seen in a run, as lines of text for people.
std::vector<std::string> describe(const RunResult& result, const Unit& unit);

/// "replica 3 diverged at epoch 17: ...", a line for each.
std::vector<std::string> describe_divergences(const RunResult& result);

/// An interval in the asked unit.
MeanInterval in_unit(const MeanInterval& bits, const Unit& unit);

}  // namespace infoplane
