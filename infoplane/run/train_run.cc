#include "infoplane/run/train_run.h"

#include <algorithm>
#include <mutex>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"

namespace infoplane {
namespace {

// counts epochs over all replicas for the progress callback
class EpochCounter {
 public:
  EpochCounter(const Work& work, double total) : work_(work), total_(total) {}

  void add(std::size_t n) {
    if (!work_.progress) return;
    const std::scoped_lock lock(mutex_);
    done_ += static_cast<double>(n);
    work_.progress(done_, total_);
  }

 private:
  const Work& work_;
  double total_;
  double done_ = 0;
  std::mutex mutex_;
};

// one replica, from where it stands to its last recorded epoch
class ReplicaTraining {
 public:
  ReplicaTraining(const Task& task, const RunDirectory& directory, std::uint32_t replica)
      : task_(task),
        directory_(directory),
        replica_(replica),
        split_(task.split(replica)),
        trainer_(make_trainer(
            task.network, task.config.train,
            {task.data.inputs(), task.data.labels.classes, split_.train_rows, split_.test_rows},
            task.seeds(replica))) {}

  // returns the epoch of divergence, if it comes to that
  std::optional<std::size_t> run(std::optional<TrainState> from, const Work& work,
                                 EpochCounter& counter) {
    if (from) {
      saved_epoch_ = from->epoch;
      trainer_->restore(std::move(*from));
    } else {
      make_directory(directory_.checkpoint_path(replica_, 0).parent_path());
      if (is_recorded(0) && !record()) return 0;
    }
    const std::size_t last = task_.epochs.back();
    while (trainer_->state().epoch < last) {
      if (work.stop.stop_requested()) {
        save_state();
        throw Interrupted();
      }
      const std::size_t epoch = trainer_->state().epoch + 1;
      trainer_->run_epoch(is_recorded(epoch));
      if (!trainer_->finite()) return epoch;
      if (is_recorded(epoch) && !record()) return epoch;
      counter.add(1);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool is_recorded(std::size_t epoch) const {
    return std::ranges::binary_search(task_.epochs, epoch);
  }

  // first the checkpoint, then the state that says it is there; false if the network has diverged
  bool record() {
    const TrainState& state = trainer_->state();
    const TrainMetrics metrics = trainer_->metrics();
    if (!metrics.finite) return false;
    directory_.write_checkpoint(task_, replica_,
                                {state.epoch, state.parameters, state.statistics, metrics});
    save_state();
    return true;
  }

  void save_state() {
    directory_.write_state(replica_, trainer_->state(), saved_epoch_);
    saved_epoch_ = trainer_->state().epoch;
  }

  const Task& task_;
  const RunDirectory& directory_;
  std::uint32_t replica_;
  Split split_;
  std::unique_ptr<Trainer> trainer_;
  // of the state that is on disk
  std::optional<std::size_t> saved_epoch_;
};

}  // namespace

TrainOutcome train_replicas(const Task& task, const RunDirectory& directory, const Work& work) {
  const std::size_t last = task.epochs.back();
  const auto n_replicas = static_cast<std::uint32_t>(task.config.replicas);
  std::vector<std::optional<std::size_t>> diverged(n_replicas);
  std::vector<std::uint32_t> to_train;
  std::vector<std::optional<TrainState>> states(n_replicas);
  double total = 0;
  for (std::uint32_t replica = 0; replica < n_replicas; ++replica) {
    diverged[replica] = directory.diverged(replica);
    states[replica] = directory.read_state(task, replica);
    // a kill may have come between writing one thing and removing another; what cannot be gone on
    // with is begun anew
    directory.remove_states(replica, states[replica] && !diverged[replica]);
    const std::size_t done = states[replica] ? states[replica]->epoch : 0;
    if (diverged[replica] || (states[replica] && done >= last)) continue;
    to_train.push_back(replica);
    total += static_cast<double>(last - done);
  }
  EpochCounter counter(work, total);
  parallel_for(to_train.size(), work, [&](std::size_t i) {
    const std::uint32_t replica = to_train[i];
    ReplicaTraining training(task, directory, replica);
    diverged[replica] = training.run(std::move(states[replica]), work, counter);
    if (!diverged[replica]) return;
    directory.mark_diverged(replica, *diverged[replica]);
    directory.remove_states(replica, false);
  });
  TrainOutcome outcome;
  outcome.n_trained = to_train.size();
  for (std::uint32_t replica = 0; replica < n_replicas; ++replica) {
    if (diverged[replica]) outcome.diverged.push_back({replica, *diverged[replica]});
  }
  return outcome;
}

std::vector<TrainingRow> read_training_log(const Task& task, const RunDirectory& directory,
                                           const Work& work) {
  const std::vector<std::uint32_t> replicas = directory.finished_replicas(task);
  std::vector<TrainingRow> rows(replicas.size() * task.epochs.size());
  parallel_for(replicas.size(), work, [&](std::size_t r) {
    for (std::size_t e = 0; e < task.epochs.size(); ++e) {
      rows[r * task.epochs.size() + e] = {
          replicas[r], task.epochs[e],
          directory.read_checkpoint(task, replicas[r], task.epochs[e]).metrics};
    }
  });
  return rows;
}

}  // namespace infoplane
