#pragma once

#include <string>
#include <vector>

#include "infoplane/core/csv.h"
#include "infoplane/report/information_unit.h"
#include "infoplane/weights/gap_comparison.h"
#include "infoplane/weights/training_information.h"

namespace infoplane {

/// The information in the weights of one run, or of several that differ in a condition.
struct InformationReport {
  /// One a run.
  std::vector<std::string> labels;
  std::vector<TrainingInformation> runs;
  /// Each measure against the gap; empty where there are no test samples.
  std::vector<GapTau> taus;
};

/// weights_information.csv of one run: a row for each replica and epoch.
CsvTable information_table(const TrainingInformation& run);
/// The same of several, each row led by its run's label.
CsvTable compared_information_table(const InformationReport& report);
/// weights_trajectory.csv of one run: the trajectory bound at each epoch; no rows where there is
/// none.
CsvTable trajectory_table(const TrainingInformation& run);
/// gap_taus.csv: Kendall's tau of each measure and the gap, of all networks ("pooled"), of the
/// runs' means ("between"), within each run (its label) and the mean of these ("within").
CsvTable gap_table(const InformationReport& report);

/// All of it as one JSON document, informations in `unit`; docs/formats.md.
std::string information_json(const InformationReport& report, InformationUnit unit);

/// The measures along training, a set of axes each: median over the replicas, and where there are
/// few runs the band of the quartiles, a colour a run.
std::string information_curves_svg(const InformationReport& report);
/// The gap against each measure at the last epoch, a dot for each network, a colour a run. Empty
/// without taus.
std::string gap_scatter_svg(const InformationReport& report);

/// A section for a page, whole HTML: what is measured, the curves, the gap against the measures,
/// the taus. Empty without runs.
std::string information_section_html(const InformationReport& report);
/// A page of its own around it. It loads nothing. `name` is plain text.
std::string information_html(const std::string& name, const InformationReport& report);

}  // namespace infoplane
