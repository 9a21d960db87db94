#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/run/config_keys.h"
#include "infoplane/run/key_makers.h"
#include "infoplane/run/schedule.h"

namespace infoplane {
namespace {

// replicas and epochs number streams of random numbers, with 32 bits each
constexpr std::int64_t kMostStreams = std::numeric_limits<std::uint32_t>::max();

bool positive(double value) { return value > 0; }
bool not_negative(double value) { return value >= 0; }
bool below_one(double value) { return value >= 0 && value < 1; }
bool share(double value) { return value > 0 && value <= 1; }
bool probability(double value) { return value >= 0 && value <= 1; }

// the first part of a run directory's name, so it must be good as one
bool read_name(const ConfigValue& value, Config& config) {
  const auto name = as_word(value);
  if (!name || name->empty() || name->starts_with('.')) return false;
  const auto unfit = [](char c) { return c == '/' || (c >= 0 && c < 0x20) || c == 0x7f; };
  if (std::ranges::any_of(*name, unfit)) return false;
  config.name = *name;
  return true;
}

bool read_vary(const ConfigValue& value, Config& config) {
  const auto words = as_words(value);
  if (!words) return false;
  Vary vary{.init = false, .split = false, .batch = false};
  for (const std::string& word : *words) {
    if (word != "init" && word != "split" && word != "batch") return false;
    (word == "init" ? vary.init : word == "split" ? vary.split : vary.batch) = true;
  }
  config.vary = vary;
  return true;
}

ConfigValue write_vary(const Config& config) {
  ConfigValue::List words;
  if (config.vary.init) words.push_back({"init"});
  if (config.vary.split) words.push_back({"split"});
  if (config.vary.batch) words.push_back({"batch"});
  return {words};
}

bool read_file_path(const ConfigValue& value, Config& config) {
  const auto path = as_word(value);
  if (path) config.data.file = *path;
  return path.has_value();
}

bool read_gamma(const ConfigValue& value, Config& config) {
  const auto gamma = as_real(value);
  if (gamma ? *gamma <= 0 : as_word(value) != "default") return false;
  config.data.gamma = gamma;
  return true;
}

ConfigValue write_gamma(const Config& config) {
  if (config.data.gamma) return {*config.data.gamma};
  return {"default"};
}

bool read_hidden(const ConfigValue& value, Config& config) {
  const auto hidden = as_word(value);
  if (!hidden) return false;
  // which activation is the default has no say in whether the text is right
  parse_hidden_layers(*hidden, Activation::kTanh);
  config.hidden = *hidden;
  return true;
}

bool read_batch(const ConfigValue& value, Config& config) {
  const auto* size = std::get_if<std::int64_t>(&value.content);
  if (size != nullptr ? *size < 1 : as_word(value) != "full") return false;
  config.train.batch = size != nullptr ? static_cast<std::size_t>(*size) : 0;
  return true;
}

ConfigValue write_batch(const Config& config) {
  if (config.train.batch == 0) return {"full"};
  return {static_cast<std::int64_t>(config.train.batch)};
}

bool read_shuffle(const ConfigValue& value, Config& config) {
  const auto* shuffle = std::get_if<bool>(&value.content);
  if (shuffle != nullptr) config.train.shuffle = *shuffle;
  return shuffle != nullptr;
}

// the schedule itself is checked once the number of epochs is known
bool read_record_epochs(const ConfigValue& value, Config& config) {
  const auto* schedule = std::get_if<std::string>(&value.content);
  if (schedule == nullptr && value.list() == nullptr) return false;
  config.record_epochs = plain_value(value);
  return true;
}

ConfigValue write_record_epochs(const Config& config) {
  if (config.record_epochs.starts_with('[')) return parse_value(config.record_epochs);
  return {config.record_epochs};
}

bool read_specs(const ConfigValue& value, Config& config) {
  auto specs = as_words(value);
  if (!specs) return false;
  config.specs = *std::move(specs);
  return true;
}

ConfigValue write_specs(const Config& config) {
  ConfigValue::List specs;
  for (const std::string& spec : config.specs) specs.push_back({spec});
  return {specs};
}

void check_samples(const Config& config) {
  if (config.record_samples == RecordSamples::kTest && config.train_fraction == 1) {
    throw InvalidArgument("there are no test samples where data.train_fraction is 1");
  }
}

std::vector<ConfigKey> experiment_keys() {
  std::vector<ConfigKey> keys{
      {.name = "name",
       .expected = "a word without '/' that does not begin with '.'",
       .read = read_name,
       .write = [](const Config& config) { return ConfigValue{config.name}; }},
      count_key(
          "replicas", 1, kMostStreams, [](auto& config) -> auto& { return config.replicas; }),
      count_key(
          "seed", 0, kAnyCount, [](auto& config) -> auto& { return config.seed; }),
      {.name = "vary",
       .expected = "a list of \"init\", \"split\" and \"batch\"",
       .list_meaning = ListMeaning::kValue,
       .read = read_vary,
       .write = write_vary},
  };
  for (ConfigKey* key : {&keys[0], &keys[1]}) {
    key->list_meaning = ListMeaning::kNone;
    key->hashed_by = HashedBy::kNothing;
  }
  return keys;
}

// what decides the data's content
std::vector<ConfigKey> content_keys() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const DatasetInfo& set : known_datasets()) names.emplace_back(set.name, set.name);
  std::vector<ConfigKey> keys{
      choice_key(
          "data.name", names, [](auto& config) -> auto& { return config.data.name; }),
      {.name = "data.file",
       .expected = "a path, or \"\" for a built-in set",
       .read = read_file_path,
       .write = [](const Config& config) { return ConfigValue{config.data.file}; }},
      {.name = "data.gamma",
       .expected = "a number above 0 or \"default\"",
       .read = read_gamma,
       .write = write_gamma},
      choice_key<bool>(
          "data.labels", {{"true", false}, {"random", true}},
          [](auto& config) -> auto& { return config.data.random_labels; }),
      real_key(
          "data.label_noise", "a number from 0 to 1", probability,
          [](auto& config) -> auto& { return config.data.label_noise; }),
  };
  for (ConfigKey& key : keys) key.hashed_by = HashedBy::kContent;
  return keys;
}

std::vector<ConfigKey> split_keys() {
  return {
      real_key(
          "data.train_fraction", "a number above 0 and at most 1", share,
          [](auto& config) -> auto& { return config.train_fraction; }),
      choice_key<bool>(
          "data.split", {{"random", true}, {"in-order", false}},
          [](auto& config) -> auto& { return config.random_split; }),
  };
}

std::vector<ConfigKey> network_keys() {
  const auto last_hidden = static_cast<Activation>(hidden_activation_names().size() - 1);
  return {
      {.name = "network.hidden",
       .expected = "widths joined by '-', such as \"10-7-5\"",
       .read = read_hidden,
       .write = [](const Config& config) { return ConfigValue{config.hidden}; }},
      choice_key(
          "network.activation", enumerators(last_hidden, activation_name),
          [](auto& config) -> auto& { return config.activation; }),
      choice_key(
          "network.init", enumerators(Initialiser::kNtk, initialiser_name),
          [](auto& config) -> auto& { return config.init; }),
      choice_key(
          "network.loss", enumerators(Loss::kSquaredError, loss_name),
          [](auto& config) -> auto& { return config.loss; }),
      real_key(
          "network.noise", "a number of at least 0", not_negative,
          [](auto& config) -> auto& { return config.noise; }),
  };
}

std::vector<ConfigKey> train_keys() {
  return {
      choice_key(
          "train.optimizer", enumerators(Optimiser::kSgld, optimiser_name),
          [](auto& config) -> auto& { return config.train.optimiser; }),
      real_key(
          "train.learning_rate", "a number above 0", positive,
          [](auto& config) -> auto& { return config.train.learning_rate; }),
      real_key(
          "train.momentum", "a number from 0 on and below 1", below_one,
          [](auto& config) -> auto& { return config.train.momentum; }),
      real_key(
          "train.temperature", "a number of at least 0", not_negative,
          [](auto& config) -> auto& { return config.train.temperature; }),
      {.name = "train.batch",
       .expected = "a whole number of at least 1 or \"full\"",
       .read = read_batch,
       .write = write_batch},
      count_key(
          "train.epochs", 0, kMostStreams,
          [](auto& config) -> auto& { return config.train.epochs; }),
      real_key(
          "train.l2", "a number of at least 0", not_negative,
          [](auto& config) -> auto& { return config.train.l2; }),
      {.name = "train.shuffle",
       .expected = "true or false",
       .read = read_shuffle,
       .write = [](const Config& config) { return ConfigValue{config.train.shuffle}; }},
  };
}

std::vector<ConfigKey> record_keys() {
  std::vector<ConfigKey> keys{
      {.name = "record.epochs",
       .expected = "\"log:K\", \"every:K\" or a list of epochs",
       .list_meaning = ListMeaning::kValue,
       .read = read_record_epochs,
       .write = write_record_epochs,
       .check = [](const Config& c) { recorded_epochs(c.record_epochs, c.train.epochs); }},
      choice_key<RecordSamples>(
          "record.samples",
          {{"all", RecordSamples::kAll},
           {"train", RecordSamples::kTrain},
           {"test", RecordSamples::kTest}},
          [](auto& config) -> auto& { return config.record_samples; }),
      count_key(
          "record.draws", 1, kMostStreams,
          [](auto& config) -> auto& { return config.record_draws; }),
      {.name = "estimate.specs",
       .expected = "a list of specifications, such as [\"bins:30\"]",
       .list_meaning = ListMeaning::kValue,
       .hashed_by = HashedBy::kNothing,
       .read = read_specs,
       .write = write_specs},
  };
  keys[1].check = check_samples;
  return keys;
}

std::vector<ConfigKey> make_keys() {
  std::vector<ConfigKey> all;
  for (auto make :
       {experiment_keys, content_keys, split_keys, network_keys, train_keys, record_keys}) {
    std::ranges::move(make(), std::back_inserter(all));
  }
  for (ConfigKey& key : all) {
    key.added_later = key.name == "network.noise" || key.name == "record.draws" ||
                      key.name == "train.temperature" || key.name == "data.label_noise";
  }
  return all;
}

}  // namespace

std::span<const ConfigKey> config_keys() {
  static const std::vector<ConfigKey> keys = make_keys();
  return keys;
}

}  // namespace infoplane
