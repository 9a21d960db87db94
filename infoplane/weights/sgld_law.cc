#include <fmt/format.h>

#include "infoplane/core/errors.h"
#include "infoplane/weights/stored_law.h"
#include "infoplane/weights/training_law.h"

namespace infoplane {
namespace {

// Samples a chain from the checkpoint of one epoch.
class Chain {
 public:
  Chain(const LawSpec& spec, const Task& task, Checkpoint from)
      : spec_(spec), split_(task.split(spec.replica)) {
    TrainSpec train = task.config.train;
    train.optimiser = Optimiser::kSgld;
    train.learning_rate = spec.rate;
    // of the mean loss, not of its sum
    train.temperature = spec.temperature / static_cast<double>(split_.train_rows.size());
    trainer_ = make_trainer(
        task.network, train,
        {task.data.inputs(), task.data.labels.classes, split_.train_rows, split_.test_rows},
        task.seeds(spec.replica));
    const std::size_t n = from.parameters.size();
    trainer_->restore({from.epoch, std::move(from.parameters), std::move(from.statistics),
                       std::vector<float>(n, 0)});
  }

  std::vector<NetworkWeights> run(const Work& work) {
    // evenly spaced over the second half, the last step among them
    const std::size_t half = spec_.n_steps / 2;
    std::size_t step = 0;
    std::vector<NetworkWeights> out;
    trainer_->after_each_step([&] {
      ++step;
      const std::size_t k = out.size();
      const std::size_t next = spec_.n_steps - half + (k + 1) * half / spec_.n_vectors;
      if (k == spec_.n_vectors || step != next) return;
      const TrainState& state = trainer_->state();
      out.push_back({state.parameters, state.statistics});
    });
    while (step < spec_.n_steps) {
      if (work.stop.stop_requested()) throw Interrupted();
      trainer_->run_epoch(false);
      if (trainer_->finite()) continue;
      throw InvalidArgument(
          fmt::format("{}: the chain diverges within {} steps; a smaller rate may not",
                      format_law(spec_), step));
    }
    return out;
  }

 private:
  const LawSpec& spec_;
  Split split_;
  std::unique_ptr<Trainer> trainer_;
};

}  // namespace

std::unique_ptr<const WeightLaw> make_sgld_law(const LawSpec& spec, const Task& task,
                                               const RunDirectory& directory, const Work& work) {
  check_training(spec, task, directory);
  auto law = std::make_unique<StoredLaw>(spec, task, directory, task.epochs, chain_blocks(spec));
  law->fill(
      [&](std::size_t epoch) {
        return Chain(spec, task, directory.read_checkpoint(task, spec.replica, epoch)).run(work);
      },
      work);
  return law;
}

}  // namespace infoplane
