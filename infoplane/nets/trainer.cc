#include "infoplane/nets/trainer.h"

#include <fmt/format.h>

#include <array>

#include "infoplane/core/errors.h"
#include "infoplane/nets/fused_trainer.h"
#include "infoplane/nets/names.h"

namespace infoplane {

namespace {

// in the order of the enumeration
std::span<const std::string> optimiser_names() {
  static const std::array<std::string, 3> names{"sgd", "adam", "sgld"};
  return names;
}

}  // namespace

std::string_view optimiser_name(Optimiser optimiser) {
  return optimiser_names()[static_cast<std::size_t>(optimiser)];
}

Optimiser parse_optimiser(std::string_view name) {
  return parse_name<Optimiser>("optimizer", name, optimiser_names());
}

std::unique_ptr<Trainer> make_trainer(const NetworkSpec& network, const TrainSpec& train,
                                      const TrainData& data, const TrainSeeds& seeds) {
  if (data.x.cols != network.n_inputs) {
    throw InvalidArgument(fmt::format("trainer: the data have {} inputs, but the network {}",
                                      data.x.cols, network.n_inputs));
  }
  if (data.labels.size() != data.x.rows) {
    throw InvalidArgument(
        fmt::format("trainer: {} labels for {} rows of data", data.labels.size(), data.x.rows));
  }
  if (data.train_rows.empty()) throw InvalidArgument("trainer: the training set is empty");
  return std::make_unique<FusedTrainer>(network, train, data, seeds);
}

}  // namespace infoplane
