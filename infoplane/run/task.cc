#include "infoplane/run/task.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/run/schedule.h"

namespace infoplane {

Split Task::split(std::uint32_t replica) const {
  std::vector<std::uint32_t> rows(data.size());
  std::iota(rows.begin(), rows.end(), 0U);
  if (config.random_split) {
    Stream stream(config.seed, config.vary.split ? replica : 0, Purpose::kSplit);
    shuffle(rows, stream);
  }
  const double wanted = std::round(config.train_fraction * static_cast<double>(rows.size()));
  const auto n_train = static_cast<std::ptrdiff_t>(std::max(wanted, 1.0));
  return {{rows.begin(), rows.begin() + n_train}, {rows.begin() + n_train, rows.end()}};
}

std::vector<std::uint32_t> Task::recorded_rows(std::uint32_t replica) const {
  if (config.record_samples == RecordSamples::kAll) {
    std::vector<std::uint32_t> rows(data.size());
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
  }
  Split parts = split(replica);
  std::vector<std::uint32_t> rows = config.record_samples == RecordSamples::kTrain
                                        ? std::move(parts.train_rows)
                                        : std::move(parts.test_rows);
  std::ranges::sort(rows);
  return rows;
}

TrainSeeds Task::seeds(std::uint32_t replica) const {
  return {config.seed, config.vary.init ? replica : 0, config.vary.batch ? replica : 0};
}

void check_recorded_samples(const Task& task) {
  const bool test = task.config.record_samples == RecordSamples::kTest;
  if (!test || !task.split(0).test_rows.empty()) return;
  throw InvalidArgument(fmt::format(
      "record.samples is 'test', but data.train_fraction = {} leaves no sample for testing",
      task.config.train_fraction));
}

Task make_task(const Config& config) {
  Task task{config, load_dataset(config.data, config.seed), {}, {}};
  std::vector<LayerSpec> hidden = parse_hidden_layers(config.hidden, config.activation);
  for (LayerSpec& layer : hidden) layer.noise = config.noise;
  task.network = make_network(task.data.n_inputs, std::move(hidden), task.data.labels.n_classes,
                              config.loss, config.init);
  task.epochs = recorded_epochs(config.record_epochs, config.train.epochs);
  check_recorded_samples(task);
  return task;
}

}  // namespace infoplane
