#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/run/run_directory.h"
#include "infoplane/weights/law_spec.h"
#include "infoplane/weights/vector_store.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {

/// Blocks of consecutive vectors of a chain that are taken for independent: at most 10.
std::size_t chain_blocks(const LawSpec& spec);

/// Throws InvalidArgument unless the law's replica is finished and its network has no noise.
void check_training(const LawSpec& spec, const Task& task, const RunDirectory& directory);

/// A law around one training whose vectors are read from a VectorStore.
class StoredLaw final : public WeightLaw {
 public:
  /// n_blocks: as WeightLaw has it.
  StoredLaw(const LawSpec& spec, const Task& task, const RunDirectory& directory,
            std::vector<std::size_t> epochs, std::size_t n_blocks);

  [[nodiscard]] const VectorStore& store() const { return store_; }
  /// The epochs of which nothing is stored.
  [[nodiscard]] std::vector<std::size_t> missing() const;
  /// Stores what `sample` gives for each of those, in parallel. Progress counts them.
  void fill(const std::function<std::vector<NetworkWeights>(std::size_t epoch)>& sample,
            const Work& work) const;

  [[nodiscard]] std::string spec() const override { return format_law(spec_); }
  [[nodiscard]] std::size_t n_vectors() const override { return spec_.n_vectors; }
  [[nodiscard]] std::size_t n_blocks() const override { return n_blocks_; }
  [[nodiscard]] const std::vector<std::size_t>& epochs() const override { return epochs_; }
  [[nodiscard]] std::vector<std::uint32_t> rows() const override {
    return task_.recorded_rows(spec_.replica);
  }
  [[nodiscard]] std::vector<NetworkWeights> vectors(std::size_t epoch) const override;
  [[nodiscard]] std::string fingerprint() const override { return fingerprint_; }

 private:
  LawSpec spec_;
  const Task& task_;
  ParameterLayout layout_;
  std::vector<std::size_t> epochs_;
  std::size_t n_blocks_;
  std::string fingerprint_;
  VectorStore store_;
};

}  // namespace infoplane
