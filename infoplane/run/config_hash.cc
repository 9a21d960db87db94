#include <fmt/format.h>

#include "infoplane/core/file.h"
#include "infoplane/run/config.h"
#include "infoplane/run/config_keys.h"
#include "infoplane/run/schedule.h"

namespace infoplane {
namespace {

// every layer with its activation: "10-tanh-8-relu-BN-Dr0.2"
std::string canonical_hidden(const Config& config) {
  std::string out;
  for (const LayerSpec& layer : parse_hidden_layers(config.hidden, config.activation)) {
    if (!out.empty()) out += '-';
    out += fmt::format("{}-{}", layer.width, activation_name(layer.activation));
    if (layer.batch_norm) out += "-BN";
    if (layer.dropout > 0) out += fmt::format("-Dr{}", layer.dropout);
  }
  return out;
}

// the configuration that means the same and is written in the one way
Config canonical(const Config& config) {
  Config out = config;
  out.hidden = canonical_hidden(config);
  // is said at each layer
  out.activation = Activation::kTanh;
  if (config.train.optimiser != Optimiser::kSgd) out.train.momentum = 0;
  const auto epochs = recorded_epochs(config.record_epochs, config.train.epochs);
  out.record_epochs = fmt::format("[{}]", fmt::join(epochs, ", "));
  return out;
}

}  // namespace

std::string config_hash(const Config& config, std::string_view dataset_hash) {
  const Config resolved = canonical(config);
  std::string text = fmt::format("infoplane configuration 1\ndata = {}\n", dataset_hash);
  for (const ConfigKey& key : config_keys()) {
    if (key.hashed_by != HashedBy::kValue) continue;
    // what there is not has no say, and what came before there was any keeps its name
    const bool of_noise = key.name == "network.noise" || key.name == "record.draws";
    if (of_noise && resolved.noise == 0) continue;
    const bool of_sgld = key.name == "train.temperature";
    if (of_sgld && resolved.train.optimiser != Optimiser::kSgld) continue;
    text += fmt::format("{} = {}\n", key.name, format_value(key.write(resolved)));
  }
  return sha256_hex(text).substr(0, 8);
}

}  // namespace infoplane
