#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"
#include "infoplane/weights/noisy_weights.h"

namespace infoplane {

/// One network of a run with noise on its weights.
struct NoisyRun {
  /// The law's canonical specification, and the epoch.
  std::string law;
  std::size_t epoch = 0;
  /// Inputs that X is uniform over.
  std::size_t n_inputs = 0;
  std::vector<NoisyLayer> layers;
};

/// I(X;T) of the layers of a run's network at its last epoch, under a normal law of its weights
/// ("gaussian:sd=0.1", "gaussian:laplace"), by draws and linearised: docs/methods.md section 23. X
/// is uniform over n_inputs of the recorded samples, evenly spaced among them. Throws
/// InvalidArgument (a law that is not normal, SWAG), DataError, Interrupted.
NoisyRun measure_noisy_weights(const std::filesystem::path& run, const std::string& law,
                               std::size_t n_inputs, const CommonOptions& options);

}  // namespace infoplane
