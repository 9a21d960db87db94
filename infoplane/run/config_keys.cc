#include "infoplane/run/config_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {
namespace {

// does `action`; what it refuses is said with the key's name
template <class Action>
auto naming(const ConfigKey& key, std::string_view where, const Action& action) {
  try {
    return action();
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(fmt::format("{}{}: {}", where, key.name, error.what()));
  }
}

}  // namespace

const ConfigKey& find_key(std::string_view name, std::string_view where) {
  const auto found = std::ranges::find(config_keys(), name, &ConfigKey::name);
  if (found != config_keys().end()) return *found;
  std::vector<std::string> names;
  for (const ConfigKey& key : config_keys()) names.push_back(key.name);
  throw InvalidArgument(fmt::format("{}unknown key '{}'; did you mean '{}'?", where, name,
                                    nearest_word(name, names)));
}

void set_key(const ConfigKey& key, const ConfigValue& value, std::string_view where,
             Config& config) {
  if (naming(key, where, [&] { return key.read(value, config); })) return;
  throw InvalidArgument(fmt::format("{}{} is {}, but must be {}", where, key.name,
                                    format_value(value), key.expected));
}

void check_key(const ConfigKey& key, const Config& config, std::string_view where) {
  if (key.check) naming(key, where, [&] { key.check(config); });
}

void check_config(const Config& config) {
  for (const ConfigKey& key : config_keys()) {
    Config read;
    set_key(key, naming(key, "", [&] { return key.write(config); }), "", read);
    check_key(key, config, "");
  }
}

std::vector<KeySetting> read_settings(std::string_view toml, const std::string& name) {
  std::vector<KeySetting> settings;
  for (TomlEntry& entry : parse_toml(toml, name)) {
    std::string where = fmt::format("{}:{}: ", name, entry.line);
    const ConfigKey& key = find_key(entry.key, where);
    settings.push_back({&key, std::move(entry.value), std::move(where)});
  }
  return settings;
}

}  // namespace infoplane
