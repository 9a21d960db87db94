#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "infoplane/core/errors.h"
#include "infoplane/run/config_value.h"

namespace infoplane {
namespace {

// `where` is the key's place, for errors
ConfigValue convert(const toml::node& node, const std::string& where);

ConfigValue convert_list(const toml::array& array, const std::string& where) {
  ConfigValue::List list;
  for (const toml::node& element : array) list.push_back(convert(element, where));
  return {std::move(list)};
}

template <class Time>
ConfigValue as_written(const toml::value<Time>& time) {
  std::ostringstream text;
  text << time.get();
  return {text.str()};
}

ConfigValue convert(const toml::node& node, const std::string& where) {
  if (const auto* value = node.as_boolean()) return {value->get()};
  if (const auto* value = node.as_integer()) return {value->get()};
  if (const auto* value = node.as_floating_point()) return {value->get()};
  if (const auto* value = node.as_string()) return {value->get()};
  if (const auto* value = node.as_date()) return as_written(*value);
  if (const auto* value = node.as_time()) return as_written(*value);
  if (const auto* value = node.as_date_time()) return as_written(*value);
  if (const auto* value = node.as_array()) return convert_list(*value, where);
  throw InvalidArgument(fmt::format("{}: expected a value, found a list with a table", where));
}

void flatten(const toml::table& table, const std::string& prefix, const std::string& name,
             std::vector<TomlEntry>& entries) {
  for (const auto& [key, node] : table) {
    const std::string full_name = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      flatten(*inner, full_name + ".", name, entries);
    } else {
      const std::size_t line = key.source().begin.line;
      const std::string where = fmt::format("{}:{}: {}", name, line, full_name);
      entries.push_back({full_name, convert(node, where), line});
    }
  }
}

}  // namespace

std::vector<TomlEntry> parse_toml(std::string_view text, const std::string& name) {
  std::vector<TomlEntry> entries;
  try {
    flatten(toml::parse(text), "", name, entries);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw DataError(
        fmt::format("{}:{}:{}: not TOML: {}", name, at.line, at.column, error.description()));
  }
  std::ranges::stable_sort(entries, {}, &TomlEntry::line);
  return entries;
}

}  // namespace infoplane
