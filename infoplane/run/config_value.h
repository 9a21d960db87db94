#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace infoplane {

/// A value as a configuration may hold it. A date or time of TOML has no meaning here and is the
/// word it is written as ("2000-10-10" may be three widths).
struct ConfigValue {
  using List = std::vector<ConfigValue>;
  std::variant<bool, std::int64_t, double, std::string, List> content;

  [[nodiscard]] const List* list() const { return std::get_if<List>(&content); }

  friend bool operator==(const ConfigValue&, const ConfigValue&) = default;
};

/// One line, as TOML: numbers in shortest form, strings quoted.
std::string format_value(const ConfigValue& value);

/// The same, with a string without its quotes: for people.
std::string plain_value(const ConfigValue& value);

/// A finite number; a whole one too.
std::optional<double> as_real(const ConfigValue& value);

/// A word; what looks like a whole number or a truth value is also the word it is written as.
std::optional<std::string> as_word(const ConfigValue& value);

/// A list of strings; a string alone is a list of one.
std::optional<std::vector<std::string>> as_words(const ConfigValue& value);

/// Reads a value from the command line: TOML; what is not TOML is a string as it is written (relu,
/// 10-7-5, log:397). A list is [a,b,...] with elements read the same way, split at the commas
/// outside of quotes and inner brackets. Throws InvalidArgument if it is not UTF-8 or a list's
/// brackets or quotes do not close.
ConfigValue parse_value(std::string_view text);

/// A key as a TOML file sets it: its full name ("train.batch"), its value and its line.
struct TomlEntry {
  std::string key;
  ConfigValue value;
  std::size_t line = 0;
};

/// All keys of a TOML text, tables flattened. `name` is what errors call the text. Throws DataError
/// if it is not TOML (line and column), InvalidArgument if a list holds a table.
std::vector<TomlEntry> parse_toml(std::string_view text, const std::string& name);

}  // namespace infoplane
