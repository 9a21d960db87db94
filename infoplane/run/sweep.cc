#include "infoplane/run/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/run/config_keys.h"
#include "infoplane/run/presets.h"

namespace infoplane {
namespace {

// what is set, in the order of config_keys(): its elements lie one after another in memory
using Settings = std::map<const ConfigKey*, KeySetting>;

void set(Settings& settings, KeySetting setting) {
  const ConfigKey* key = setting.key;
  settings.insert_or_assign(key, std::move(setting));
}

KeySetting parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw InvalidArgument(fmt::format("'{}' is no override: expected key=value", text));
  }
  const ConfigKey& key = find_key(text.substr(0, equals), "");
  try {
    return {&key, parse_value(std::string_view(text).substr(equals + 1)), ""};
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(fmt::format("{}: {}", key.name, error.what()));
  }
}

bool is_sweep(const KeySetting& setting) {
  return setting.key->list_meaning == ListMeaning::kSweep && setting.value.list() != nullptr;
}

// a run for each run so far and each value in the list
std::vector<SweepRun> expand(const std::vector<SweepRun>& runs, const KeySetting& setting) {
  const auto& [key, value, where] = setting;
  if (value.list()->empty()) {
    throw InvalidArgument(fmt::format("{}{} is [], but must be {}, or a list of such", where,
                                      key->name, key->expected));
  }
  std::vector<SweepRun> expanded;
  for (const SweepRun& run : runs) {
    for (const ConfigValue& element : *value.list()) {
      SweepRun next = run;
      set_key(*key, element, where, next.config);
      const std::string written = plain_value(key->write(next.config));
      next.label += fmt::format("{}{}={}", run.label.empty() ? "" : " ", key->name, written);
      if (std::ranges::find(expanded, next.label, &SweepRun::label) != expanded.end()) {
        throw InvalidArgument(
            fmt::format("{}{}: {} is in the sweep twice", where, key->name, written));
      }
      expanded.push_back(std::move(next));
    }
  }
  return expanded;
}

Experiment resolve(const Settings& settings, const std::string& name) {
  SweepRun base;
  set_key(find_key("name", ""), {name}, "", base.config);
  for (const auto& [key, setting] : settings) {
    if (!is_sweep(setting)) set_key(*key, setting.value, setting.where, base.config);
  }
  Experiment experiment{.name = base.config.name, .swept_keys = {}, .runs = {base}};
  for (const auto& [key, setting] : settings) {
    if (!is_sweep(setting)) continue;
    experiment.swept_keys.push_back(key->name);
    experiment.runs = expand(experiment.runs, setting);
  }
  // what holds between keys, now that all are known
  for (const SweepRun& run : experiment.runs) {
    for (const ConfigKey& key : config_keys()) {
      const auto setting = settings.find(&key);
      check_key(key, run.config, setting == settings.end() ? "" : setting->second.where);
    }
  }
  return experiment;
}

}  // namespace

Experiment load_experiment(const std::string& preset_or_file,
                           std::span<const std::string> overrides) {
  const std::filesystem::path path(preset_or_file);
  const bool is_file = path.extension() == ".toml";
  if (!is_file && path.has_parent_path()) {
    throw InvalidArgument(
        fmt::format("'{}' is neither a preset's name nor a .toml file", preset_or_file));
  }
  const std::string text = is_file ? read_file(path) : find_preset(preset_or_file).toml;
  const std::string text_name = is_file ? preset_or_file : "preset " + preset_or_file;

  Settings settings;
  for (KeySetting& setting : read_settings(text, text_name)) set(settings, std::move(setting));
  for (const std::string& text_override : overrides) set(settings, parse_override(text_override));
  return resolve(settings, path.stem().string());
}

}  // namespace infoplane
