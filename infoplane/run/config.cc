#include "infoplane/run/config.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/errors.h"
#include "infoplane/run/config_keys.h"

namespace infoplane {
namespace {

Config read_config(std::string_view toml, const std::string& path) {
  Config config;
  const std::vector<KeySetting> settings = read_settings(toml, path);
  for (const auto& [key, value, where] : settings) set_key(*key, value, where, config);
  // only once all keys are read, what holds between them
  for (const ConfigKey& key : config_keys()) {
    const auto setting = std::ranges::find(settings, &key, &KeySetting::key);
    if (setting == settings.end() && key.added_later) continue;
    if (setting == settings.end()) {
      throw InvalidArgument(fmt::format("{}: key '{}' is missing", path, key.name));
    }
    check_key(key, config, setting->where);
  }
  return config;
}

}  // namespace

std::string format_config(const Config& config) {
  check_config(config);
  std::string out;
  std::string_view table;
  for (const ConfigKey& key : config_keys()) {
    // "train.batch" is `batch` in table `train`; a key without a point is in none
    const std::string_view name = key.name;
    const std::size_t point = name.find('.');
    if (point != std::string_view::npos && name.substr(0, point) != table) {
      table = name.substr(0, point);
      out += fmt::format("\n[{}]\n", table);
    }
    out += fmt::format("{} = {}\n", name.substr(point + 1), format_value(key.write(config)));
  }
  return out;
}

Config parse_config(std::string_view toml, const std::string& path) {
  try {
    return read_config(toml, path);
  } catch (const InvalidArgument& error) {
    // the program wrote this file, so what is wrong in it is damage, not a wrong call
    throw DataError(error.what());
  }
}

}  // namespace infoplane
