#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/weights/noisy_weights.h"

namespace infoplane {

/// What was asked of a run: a normal law in its canonical spelling, and how many inputs at most X
/// is one of.
struct NoisyQuestion {
  std::string law;
  std::size_t n_inputs = 0;

  friend bool operator==(const NoisyQuestion&, const NoisyQuestion&) = default;
};

/// One network of a run with noise on its weights.
struct NoisyNetwork {
  /// The law's canonical specification, and the epoch.
  std::string law;
  std::size_t epoch = 0;
  /// Inputs that X is uniform over.
  std::size_t n_inputs = 0;
  std::vector<NoisyLayer> layers;
};

/// Finished answers on disk, in the folder weights/noisy/ of a run directory, one .npz file for
/// each question; docs/formats.md, "Random weights".
class NoisyStore {
 public:
  explicit NoisyStore(const std::filesystem::path& run) : folder_(run / "weights" / "noisy") {}

  /// Empty if there is none with this fingerprint (information_fingerprint), or the file is
  /// damaged: it can be calculated anew.
  [[nodiscard]] std::optional<NoisyNetwork> load(const NoisyQuestion& question,
                                                 const std::string& fingerprint) const;
  /// Throws WorkError if it cannot be written.
  void save(const NoisyQuestion& question, const NoisyNetwork& network,
            const std::string& fingerprint) const;

  /// What was asked before, in its order; writes what is new after it. Throws WorkError.
  [[nodiscard]] std::vector<NoisyQuestion> asked() const;
  void ask(const NoisyQuestion& question) const;

 private:
  [[nodiscard]] std::filesystem::path path(const NoisyQuestion& question) const;

  std::filesystem::path folder_;
};

}  // namespace infoplane
