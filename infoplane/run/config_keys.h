#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/run/config.h"
#include "infoplane/run/config_value.h"

namespace infoplane {

/// What a list means where a key is set.
enum class ListMeaning {
  kSweep,  ///< one run for each element
  kValue,  ///< the value itself is a list
  kNone,   ///< nothing: refused
};

/// How a key enters the hash of a configuration.
enum class HashedBy {
  kValue,    ///< by what it says
  kContent,  ///< by the content of the data that it leads to
  kNothing,  ///< not at all: it decides no network
};

/// A key of the configuration. Everything that is done with keys (reading, checking, writing,
/// sweeping, hashing, listing) goes through this table.
struct ConfigKey {
  std::string name;
  /// What it must be, in words that go on after "must be".
  std::string expected;
  ListMeaning list_meaning = ListMeaning::kSweep;
  HashedBy hashed_by = HashedBy::kValue;
  /// Sets the field; false if the value has the wrong type or is out of bounds. May throw
  /// InvalidArgument where more can be said.
  std::function<bool(const ConfigValue&, Config&)> read;
  std::function<ConfigValue(const Config&)> write;
  /// What can be checked only once all keys are read; throws InvalidArgument. May be empty.
  std::function<void(const Config&)> check = {};
  /// Not in the config.toml of older runs, for which its default is meant.
  bool added_later = false;
};

/// All keys in the order in which they are written.
std::span<const ConfigKey> config_keys();

/// Throws InvalidArgument with the nearest known key. `where` begins the message.
const ConfigKey& find_key(std::string_view name, std::string_view where);

/// Sets one key. Throws InvalidArgument naming key, expected and found. `where` begins the message:
/// empty, or the place in a file ("a.toml:3: ").
void set_key(const ConfigKey& key, const ConfigValue& value, std::string_view where,
             Config& config);

/// Runs the key's check on a configuration that is complete. Throws likewise.
void check_key(const ConfigKey& key, const Config& config, std::string_view where);

/// Whether every value is one that could have been read. Throws InvalidArgument naming the key.
void check_config(const Config& config);

/// A key as somebody set it.
struct KeySetting {
  const ConfigKey* key = nullptr;
  ConfigValue value;
  /// Its place in a file ("a.toml:3: "), empty for the command line.
  std::string where;
};

/// All that a TOML text sets, in its order. `name` is what errors call the text. Throws DataError
/// if it is not TOML, InvalidArgument if a key is unknown.
std::vector<KeySetting> read_settings(std::string_view toml, const std::string& name);

}  // namespace infoplane
