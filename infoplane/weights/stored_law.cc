#include "infoplane/weights/stored_law.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/nets/wide_products.h"

namespace infoplane {
namespace {

// of one replica's last checkpoint, the program's version and the SIMD target
std::string training_fingerprint(const LawSpec& spec, const Task& task,
                                 const RunDirectory& directory) {
  return sha256_hex(read_file(directory.checkpoint_path(spec.replica, task.epochs.back())) +
                    program_version() + network_target(task.network));
}

}  // namespace

std::size_t chain_blocks(const LawSpec& spec) { return std::min<std::size_t>(10, spec.n_vectors); }

void check_training(const LawSpec& spec, const Task& task, const RunDirectory& directory) {
  check_law_of_network(task);
  const std::vector<std::uint32_t> finished = directory.finished_replicas(task);
  if (std::ranges::find(finished, spec.replica) != finished.end()) return;
  throw InvalidArgument(fmt::format("{}: replica {} is not among the finished ones of {}",
                                    format_law(spec), spec.replica, directory.path().string()));
}

StoredLaw::StoredLaw(const LawSpec& spec, const Task& task, const RunDirectory& directory,
                     std::vector<std::size_t> epochs, std::size_t n_blocks)
    : spec_(spec),
      task_(task),
      layout_(task.network),
      epochs_(std::move(epochs)),
      n_blocks_(n_blocks),
      fingerprint_(training_fingerprint(spec_, task, directory)),
      store_(directory.path(), format_law(spec_), fingerprint_) {}

std::vector<std::size_t> StoredLaw::missing() const {
  std::vector<std::size_t> out;
  for (const std::size_t epoch : epochs_) {
    if (!store_.load(layout_, spec_.n_vectors, epoch)) out.push_back(epoch);
  }
  return out;
}

void StoredLaw::fill(const std::function<std::vector<NetworkWeights>(std::size_t epoch)>& sample,
                     const Work& work) const {
  const std::vector<std::size_t> epochs = missing();
  std::mutex mutex;
  double done = 0;
  parallel_for(epochs.size(), work, [&](std::size_t i) {
    store_.save(epochs[i], sample(epochs[i]));
    if (!work.progress) return;
    const std::scoped_lock lock(mutex);
    work.progress(++done, static_cast<double>(epochs.size()));
  });
}

std::vector<NetworkWeights> StoredLaw::vectors(std::size_t epoch) const {
  auto found = store_.load(layout_, spec_.n_vectors, epoch);
  if (!found) {
    throw DataError(
        fmt::format("{}: the weights sampled at epoch {} are damaged or gone; the same "
                    "command samples them again",
                    spec(), epoch));
  }
  return *std::move(found);
}

}  // namespace infoplane
