#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/report/information_report.h"

namespace infoplane {

/// What is asked of the information in the weights of runs.
struct WeightInformationOptions {
  TrainingInformationOptions measured;
  /// At most so many of the recorded epochs, evenly spread on the logarithmic scale, the first and
  /// the last among them; at least 2.
  std::size_t most_epochs = 12;
  /// Only the first so many replicas; empty: all that are finished.
  std::optional<std::size_t> replicas;
};

/// What was done.
struct WeightInformation {
  /// One run: its own directory. Several: that of the comparison.
  std::filesystem::path directory;
  /// The runs' directories.
  std::vector<std::filesystem::path> runs;
  InformationReport report;
};

/// The information in the weights along training of one or several runs. Each path is a run
/// directory, or a comparison's, which stands for the runs that its runs.txt names. What is not
/// there is measured and kept. Writes weights_information.csv and weights_trajectory.csv into each
/// run directory; for one run also weights_information.html there, for several, of which the
/// replicas that all of them have are measured, a directory of their own under common.output with
/// gap_taus.csv, weights_information.csv, runs.txt and report.html. Throws InvalidArgument,
/// DataError, WorkError, Interrupted.
WeightInformation measure_weight_information(const std::vector<std::filesystem::path>& paths,
                                             const WeightInformationOptions& options,
                                             const CommonOptions& common);

/// What was seen, as lines of text for people: the measures at the last epoch, a line a run, then
/// the taus.
std::vector<std::string> describe_weight_information(const WeightInformation& found,
                                                     const Unit& unit);

}  // namespace infoplane
