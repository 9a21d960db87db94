#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/report/weights_report.h"

namespace infoplane {

/// What a command did with the random weights of one run.
struct WeightsResult {
  std::filesystem::path directory;
  /// The laws that were asked for now.
  std::vector<LawResult> asked;
};

/// The planes of a run's weights as random variables under the given laws (none: that of its
/// replicas), with the cells of one estimator. What is not there is trained (law sgd: a run of its
/// own beside this one), sampled and counted; what was once asked for stays in the tables
/// and on the page. Throws InvalidArgument, DataError, WorkError, Interrupted.
WeightsResult measure_random_weights(const std::filesystem::path& run,
                                     const std::vector<std::string>& laws,
                                     const std::string& estimator, const CommonOptions& options);

/// The plane of one law alone, of the run's first `replicas` networks; counted and kept likewise,
/// but neither the tables nor the page are written. Throws likewise.
LawPlane measure_law_plane(const std::filesystem::path& run, std::size_t replicas,
                           const std::string& law, const std::string& estimator,
                           const CommonOptions& options);

/// Writes the tables and the page of a run's random weights anew: all that was once asked for,
/// noisy weights too, and a link to the information in the weights where that was measured. Nothing
/// where nothing was asked for. Throws likewise.
void write_random_weights(const OpenedRun& run, const CommonOptions& options);

}  // namespace infoplane
