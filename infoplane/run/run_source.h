#pragma once

#include <map>
#include <vector>

#include "infoplane/run/activation_source.h"
#include "infoplane/run/run_directory.h"

namespace infoplane {

/// The activations of a run's finished replicas, computed from their checkpoints: bit for bit the
/// same each time, on one SIMD target.
class RunSource final : public ActivationSource {
 public:
  /// Both must outlive the source.
  RunSource(const Task& task, const RunDirectory& directory);

  [[nodiscard]] const std::vector<LayerInfo>& layers() const override { return layers_; }
  [[nodiscard]] const std::vector<std::uint32_t>& replicas() const override { return replicas_; }
  [[nodiscard]] const std::vector<std::size_t>& epochs() const override { return task_.epochs; }
  [[nodiscard]] const Labels& labels(std::uint32_t replica) const override;
  [[nodiscard]] std::span<const std::uint32_t> input_ids(std::uint32_t replica) const override;
  [[nodiscard]] bool has_preactivations() const override { return true; }
  /// Of the last checkpoint, the program's version and the SIMD target.
  [[nodiscard]] std::string fingerprint(std::uint32_t replica) const override;
  void read(std::uint32_t replica, std::size_t epoch, const Wanted& wanted,
            Activations& out) const override;

 private:
  // The samples of one replica; all replicas share one where all samples are recorded. Labels and
  // ids are those of the rows once for every pass through the network.
  struct Recorded {
    std::vector<std::uint32_t> rows;
    Labels labels;
    std::vector<std::uint32_t> input_ids;
  };
  [[nodiscard]] const Recorded& recorded(std::uint32_t replica) const;
  void add_pass(const Checkpoint& checkpoint, std::uint32_t replica, std::size_t pass,
                Activations& out) const;

  const Task& task_;
  const RunDirectory& directory_;
  bool noisy_;
  std::size_t n_passes_;
  std::vector<LayerInfo> layers_;
  std::vector<std::uint32_t> replicas_;
  std::map<std::uint32_t, Recorded> recorded_;
};

}  // namespace infoplane
