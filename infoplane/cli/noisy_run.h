#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/weights/noisy_store.h"

namespace infoplane {

/// What a command did with noise on the weights of a run's network.
struct NoisyResult {
  std::filesystem::path directory;
  /// The laws that were asked for now, in their order.
  std::vector<NoisyNetwork> asked;
};

/// I(X;T) of the layers of a run's network at its last epoch, under normal laws of its weights
/// ("gaussian:sd=0.1", "gaussian:laplace"), by draws and linearised: docs/methods.md section 23. X
/// is uniform over n_inputs of the recorded samples, evenly spaced among them. What was once asked
/// for is kept and stays in the run's tables and on its page of random weights, which are written
/// anew. Throws InvalidArgument (a law that is not normal, SWAG), DataError, WorkError,
/// Interrupted.
NoisyResult measure_noisy_weights(const std::filesystem::path& run,
                                  const std::vector<std::string>& laws, std::size_t n_inputs,
                                  const CommonOptions& options);

/// All that was once asked of a run, in its order; what is not there any more, or of other
/// checkpoints, is calculated. Throws likewise.
std::vector<NoisyNetwork> noisy_networks(const OpenedRun& run, const CommonOptions& options);

}  // namespace infoplane
