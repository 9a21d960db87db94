#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infoplane/report/information_report.h"

namespace infoplane {

/// What the taus say, from the numbers alone, in a sentence or two: which measures order the runs
/// as their gaps do, which order them the other way round, and the same of the networks within a
/// run. Intervals that hold 0 say neither. Plain text.
std::string gap_headline(const InformationReport& report);

/// A measure as people call it: "Gaussian information".
std::string_view measure_title(WeightMeasure measure);

/// "0.43 [0.21, 0.60]"; "-" where there is no tau.
std::string tau_text(const std::optional<KendallTau>& tau);

}  // namespace infoplane
