#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/nets/network.h"
#include "infoplane/nets/trainer.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// Weight vectors that were sampled at one epoch, and where the training that they came from stood
/// then (empty for others).
struct SampledVectors {
  std::vector<NetworkWeights> vectors;
  std::optional<TrainState> state;
};

/// What a law samples, on disk: one .npz file for each epoch in a folder of the run directory under
/// a name made from the law and what it is about; docs/formats.md, "Sampled weights". What an
/// interruption leaves whole is not sampled again. Thread-safe for different epochs.
class VectorStore {
 public:
  /// weights/XXXXXXXX/ in the run directory; `fingerprint` is that of what is sampled from. Writes
  /// the law into spec.txt. Throws WorkError if it cannot.
  VectorStore(const std::filesystem::path& run, const std::string& law,
              const std::string& fingerprint);

  /// Empty if there are none, or not n_vectors of this network, or the file is damaged: they can be
  /// sampled anew.
  [[nodiscard]] std::optional<SampledVectors> load(const ParameterLayout& layout,
                                                   std::size_t n_vectors, std::size_t epoch) const;
  /// Throws WorkError if it cannot be written.
  void save(std::size_t epoch, const SampledVectors& sampled) const;

 private:
  [[nodiscard]] std::filesystem::path path(std::size_t epoch) const;

  std::filesystem::path folder_;
};

}  // namespace infoplane
