#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// What one estimator says of one replica, an entry for each recorded epoch.
using ReplicaEstimates = std::vector<NetworkEstimate>;

/// Finished estimates on disk, in a folder of a run directory: one .npz file for each (estimator,
/// replica), under a name made from the estimator's canonical specification; docs/formats.md,
/// "Estimates". Thread-safe for different (estimator, replica).
class EstimateStore {
 public:
  explicit EstimateStore(std::filesystem::path directory);

  /// Empty if there are none of activations with this fingerprint (ActivationSource), of as many
  /// epochs and layers, or if the file is damaged: what is kept here can be estimated anew.
  [[nodiscard]] std::optional<ReplicaEstimates> load(const std::string& spec, std::uint32_t replica,
                                                     const std::string& fingerprint,
                                                     std::size_t n_epochs,
                                                     std::size_t n_layers) const;
  /// Throws WorkError if it cannot be written.
  void save(const std::string& spec, std::uint32_t replica, const std::string& fingerprint,
            const ReplicaEstimates& estimates) const;

 private:
  [[nodiscard]] std::filesystem::path folder(const std::string& spec) const;

  std::filesystem::path directory_;
};

}  // namespace infoplane
