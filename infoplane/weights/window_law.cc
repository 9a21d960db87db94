#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "infoplane/core/errors.h"
#include "infoplane/weights/stored_law.h"
#include "infoplane/weights/training_law.h"

namespace infoplane {
namespace {

// how often what is not finished is written, so that a kill loses no more
constexpr std::chrono::seconds kSavedEvery{20};

// Steps first ... last of the training, counted from 1, which belong to an epoch, and what was kept
// of them.
struct Window {
  std::size_t epoch = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  std::vector<NetworkWeights> kept{};

  // the k-th of n evenly spaced steps, the first and the last among them
  [[nodiscard]] std::size_t step(std::size_t k, std::size_t n) const {
    return first + k * (last - first) / (n - 1);
  }
};

std::size_t steps_per_epoch(const Task& task) {
  const std::size_t n = task.split(0).train_rows.size();
  const std::size_t batch = task.config.train.batch == 0 ? n : task.config.train.batch;
  return (n + batch - 1) / batch;
}

// the fixed window, or one before each recorded epoch that has so many steps before it
std::vector<Window> windows_of(const LawSpec& spec, const Task& task) {
  const std::size_t per_epoch = steps_per_epoch(task);
  if (spec.first_step > 0) {
    const std::size_t epoch = (spec.last_step + per_epoch - 1) / per_epoch;
    if (epoch > task.config.train.epochs) {
      throw InvalidArgument(fmt::format("{}: step {} is after the {} steps of the training",
                                        format_law(spec), spec.last_step,
                                        task.config.train.epochs * per_epoch));
    }
    return {{epoch, spec.first_step, spec.last_step}};
  }
  std::vector<Window> windows;
  for (const std::size_t epoch : task.epochs) {
    const std::size_t last = epoch * per_epoch;
    if (last >= spec.n_steps) windows.push_back({epoch, last - spec.n_steps + 1, last});
  }
  if (windows.empty()) {
    throw InvalidArgument(
        fmt::format("{}: no recorded epoch has {} steps before it; the training "
                    "has {}",
                    format_law(spec), spec.n_steps, task.config.train.epochs * per_epoch));
  }
  return windows;
}

// The training of one replica, done again.
class Retraining {
 public:
  Retraining(const LawSpec& spec, const Task& task, const RunDirectory& directory,
             const StoredLaw& law)
      : spec_(spec),
        task_(task),
        directory_(directory),
        law_(law),
        split_(task.split(spec.replica)),
        trainer_(make_trainer(
            task.network, task.config.train,
            {task.data.inputs(), task.data.labels.classes, split_.train_rows, split_.test_rows},
            task.seeds(spec.replica))) {}

  void run(std::vector<Window> windows, const Work& work) {
    const std::size_t per_epoch = steps_per_epoch(task_);
    go_on(windows, per_epoch);
    const std::size_t begin = trainer_->state().epoch;
    const std::size_t end = windows.back().epoch;
    std::size_t step = begin * per_epoch;
    trainer_->after_each_step([&] {
      ++step;
      for (Window& window : windows) keep(step, window);
    });
    auto saved = std::chrono::steady_clock::now();
    while (trainer_->state().epoch < end) {
      if (work.stop.stop_requested()) {
        save_unfinished(windows);
        throw Interrupted();
      }
      trainer_->run_epoch(false);
      const std::size_t epoch = trainer_->state().epoch;
      check_same(epoch);
      std::erase_if(windows, [&](const Window& window) {
        if (window.epoch != epoch) return false;
        law_.store().save(epoch, window.kept);
        return true;
      });
      if (std::chrono::steady_clock::now() - saved > kSavedEvery) {
        save_unfinished(windows);
        saved = std::chrono::steady_clock::now();
      }
      if (work.progress) {
        work.progress(static_cast<double>(epoch - begin), static_cast<double>(end - begin));
      }
    }
    law_.store().remove_unfinished();
  }

 private:
  void keep(std::size_t step, Window& window) const {
    std::vector<NetworkWeights>& kept = window.kept;
    if (kept.size() == spec_.n_vectors || step != window.step(kept.size(), spec_.n_vectors)) return;
    kept.push_back({trainer_->state().parameters, trainer_->state().statistics});
  }

  void save_unfinished(const std::vector<Window>& windows) const {
    UnfinishedVectors unfinished{trainer_->state(), {}};
    for (const Window& window : windows) {
      if (!window.kept.empty()) unfinished.by_epoch[window.epoch] = window.kept;
    }
    law_.store().save_unfinished(unfinished);
  }

  // from where an earlier call was interrupted, if that has all that the windows need
  void go_on(std::vector<Window>& windows, std::size_t per_epoch) {
    std::optional<UnfinishedVectors> unfinished =
        law_.store().load_unfinished(ParameterLayout(task_.network));
    if (!unfinished) return;
    const std::size_t n_steps = unfinished->state.epoch * per_epoch;
    for (const Window& window : windows) {
      if (window.first <= n_steps && !unfinished->by_epoch.contains(window.epoch)) return;
    }
    trainer_->restore(std::move(unfinished->state));
    for (Window& window : windows) {
      const auto kept = unfinished->by_epoch.find(window.epoch);
      if (kept != unfinished->by_epoch.end()) window.kept = std::move(kept->second);
    }
  }

  // the weights that the run has at an epoch that it recorded
  void check_same(std::size_t epoch) const {
    if (!std::ranges::binary_search(task_.epochs, epoch)) return;
    const Checkpoint recorded = directory_.read_checkpoint(task_, spec_.replica, epoch);
    if (recorded.parameters == trainer_->state().parameters) return;
    throw InvalidArgument(
        fmt::format("{}: done again, the training of replica {} has other weights at epoch {} than "
                    "{} has: that "
                    "was trained by another program version or on another SIMD target",
                    format_law(spec_), spec_.replica, epoch, directory_.path().string()));
  }

  const LawSpec& spec_;
  const Task& task_;
  const RunDirectory& directory_;
  const StoredLaw& law_;
  Split split_;
  std::unique_ptr<Trainer> trainer_;
};

}  // namespace

std::unique_ptr<const WeightLaw> make_window_law(const LawSpec& spec, const Task& task,
                                                 const RunDirectory& directory, const Work& work) {
  check_training(spec, task, directory);
  std::vector<Window> windows = windows_of(spec, task);
  std::vector<std::size_t> epochs;
  epochs.reserve(windows.size());
  for (const Window& window : windows) epochs.push_back(window.epoch);
  auto law =
      std::make_unique<StoredLaw>(spec, task, directory, std::move(epochs), chain_blocks(spec));
  const std::vector<std::size_t> missing = law->missing();
  std::erase_if(windows, [&](const Window& window) {
    return !std::ranges::binary_search(missing, window.epoch);
  });
  if (!windows.empty()) Retraining(spec, task, directory, *law).run(std::move(windows), work);
  return law;
}

}  // namespace infoplane
