#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infoplane/run/config_keys.h"

namespace infoplane {

// The kinds of keys that key_table.cc builds its table from. `field` gives the field that a key
// stands for: field(config) is a reference to it.

inline constexpr std::int64_t kAnyCount = std::numeric_limits<std::int64_t>::max();

template <class Field>
ConfigKey count_key(const std::string& name, std::int64_t least, std::int64_t most, Field field) {
  return {
      .name = name,
      .expected = most == kAnyCount ? fmt::format("a whole number of at least {}", least)
                                    : fmt::format("a whole number from {} to {}", least, most),
      .read =
          [=](const ConfigValue& value, Config& config) {
            const auto* count = std::get_if<std::int64_t>(&value.content);
            if (count == nullptr || *count < least || *count > most) return false;
            field(config) = static_cast<std::size_t>(*count);
            return true;
          },
      .write =
          [=](const Config& config) {
            return ConfigValue{static_cast<std::int64_t>(field(config))};
          },
  };
}

template <class Field>
ConfigKey real_key(const std::string& name, const std::string& expected, bool (*fits)(double),
                   Field field) {
  return {
      .name = name,
      .expected = expected,
      .read =
          [=](const ConfigValue& value, Config& config) {
            const auto real = as_real(value);
            if (!real || !fits(*real)) return false;
            field(config) = *real;
            return true;
          },
      .write = [=](const Config& config) { return ConfigValue{double{field(config)}}; },
  };
}

// "a", "b" or "c"
template <class Value>
std::string listed(const std::vector<std::pair<std::string, Value>>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) out += i + 1 < choices.size() ? ", " : " or ";
    out += '"' + choices[i].first + '"';
  }
  return out;
}

// one of a few words, each for a value of the field
template <class Value, class Field>
ConfigKey choice_key(const std::string& name, std::vector<std::pair<std::string, Value>> choices,
                     Field field) {
  return {
      .name = name,
      .expected = listed(choices),
      .read =
          [=](const ConfigValue& value, Config& config) {
            const auto word = as_word(value);
            const auto found = std::ranges::find(
                choices, word, [](const auto& choice) { return std::optional(choice.first); });
            if (found == choices.end()) return false;
            field(config) = found->second;
            return true;
          },
      .write =
          [=](const Config& config) {
            const auto found = std::ranges::find(choices, field(config),
                                                 [](const auto& choice) { return choice.second; });
            return ConfigValue{found == choices.end() ? std::string() : found->first};
          },
  };
}

// the values of an enumeration from 0 to `last`, with their names
template <class Enum>
std::vector<std::pair<std::string, Enum>> enumerators(Enum last, std::string_view (*name)(Enum)) {
  std::vector<std::pair<std::string, Enum>> all;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    all.emplace_back(name(static_cast<Enum>(i)), static_cast<Enum>(i));
  }
  return all;
}

}  // namespace infoplane
