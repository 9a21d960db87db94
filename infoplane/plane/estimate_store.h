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
/// "Estimates". They belong to that run's checkpoints and are never looked at for another.
/// Thread-safe for different (estimator, replica).
class EstimateStore {
 public:
  explicit EstimateStore(std::filesystem::path directory);

  /// Empty if not there. Throws DataError if it is damaged or has other epochs or layers.
  [[nodiscard]] std::optional<ReplicaEstimates> load(const std::string& spec, std::uint32_t replica,
                                                     std::size_t n_epochs,
                                                     std::size_t n_layers) const;
  void save(const std::string& spec, std::uint32_t replica,
            const ReplicaEstimates& estimates) const;

  /// Specifications that have been estimated, in the order of their text.
  [[nodiscard]] std::vector<std::string> specs() const;

 private:
  [[nodiscard]] std::filesystem::path folder(const std::string& spec) const;

  std::filesystem::path directory_;
};

}  // namespace infoplane
