#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/nets/network.h"
#include "infoplane/nets/trainer.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// A training that was interrupted, with what it had kept for epochs that are not complete.
struct UnfinishedVectors {
  TrainState state;
  std::map<std::size_t, std::vector<NetworkWeights>> by_epoch;
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
  [[nodiscard]] std::optional<std::vector<NetworkWeights>> load(const ParameterLayout& layout,
                                                                std::size_t n_vectors,
                                                                std::size_t epoch) const;
  /// Throws WorkError if it cannot be written.
  void save(std::size_t epoch, const std::vector<NetworkWeights>& vectors) const;

  /// What an interrupted training left, likewise; it is there until it is removed.
  [[nodiscard]] std::optional<UnfinishedVectors> load_unfinished(
      const ParameterLayout& layout) const;
  void save_unfinished(const UnfinishedVectors& unfinished) const;
  void remove_unfinished() const;

 private:
  [[nodiscard]] std::filesystem::path path(std::size_t epoch) const;
  [[nodiscard]] std::filesystem::path unfinished_path() const;

  std::filesystem::path folder_;
};

}  // namespace infoplane
