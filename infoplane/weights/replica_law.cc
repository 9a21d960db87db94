#include "infoplane/weights/replica_law.h"

#include <fmt/format.h>

#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"

namespace infoplane {
namespace {

class ReplicaLaw final : public WeightLaw {
 public:
  ReplicaLaw(const Task& task, const RunDirectory& directory, bool aligned)
      : task_(task),
        directory_(directory),
        aligned_(aligned),
        replicas_(directory.finished_replicas(task)) {}

  [[nodiscard]] std::string spec() const override {
    return fmt::format("{}{}", task_.config.vary.init ? "inits" : "sgd",
                       aligned_ ? ":aligned" : "");
  }
  [[nodiscard]] bool aligned() const override { return aligned_; }
  [[nodiscard]] std::size_t n_vectors() const override { return replicas_.size(); }
  [[nodiscard]] const std::vector<std::size_t>& epochs() const override { return task_.epochs; }
  [[nodiscard]] std::vector<std::uint32_t> rows() const override { return task_.recorded_rows(0); }
  [[nodiscard]] std::vector<NetworkWeights> vectors(std::size_t epoch) const override {
    std::vector<NetworkWeights> out;
    for (const std::uint32_t replica : replicas_) {
      Checkpoint checkpoint = directory_.read_checkpoint(task_, replica, epoch);
      out.push_back({std::move(checkpoint.parameters), std::move(checkpoint.statistics)});
    }
    return out;
  }
  [[nodiscard]] std::string fingerprint() const override {
    std::string text;
    for (const std::uint32_t replica : replicas_) {
      text += sha256_hex(read_file(directory_.checkpoint_path(replica, task_.epochs.back())));
    }
    return text;
  }

 private:
  const Task& task_;
  const RunDirectory& directory_;
  bool aligned_;
  std::vector<std::uint32_t> replicas_;
};

}  // namespace

std::unique_ptr<const WeightLaw> make_replica_law(const Task& task, const RunDirectory& directory,
                                                  bool aligned) {
  const Vary& vary = task.config.vary;
  check_law_of_network(task);
  if (!vary.init && !vary.batch) {
    throw InvalidArgument(
        "weights: the replicas of this run differ neither in their initial weights nor in the "
        "order "
        "of the batches (vary), so that there is no law of their weights");
  }
  if (vary.split && task.config.record_samples != RecordSamples::kAll) {
    throw InvalidArgument(
        "weights: the replicas look at samples of their own (record.samples with vary split), but "
        "the inputs must be the same under all weights; record.samples=all is a run where they "
        "are");
  }
  auto law = std::make_unique<ReplicaLaw>(task, directory, aligned);
  if (law->n_vectors() < 2) {
    throw InvalidArgument(fmt::format("{}: {} finished replicas, but a law of W needs at least 2",
                                      directory.path().string(), law->n_vectors()));
  }
  return law;
}

}  // namespace infoplane
