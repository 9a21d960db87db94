#include "infoplane/run/config_value.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (code < 0x20 || code == 0x7f) {
      out += fmt::format("\\u{:04X}", code);
    } else {
      out += c;
    }
  }
  return out + '"';
}

struct Formatter {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return quoted(value); }
  std::string operator()(const ConfigValue::List& list) const {
    std::string out;
    for (const ConfigValue& element : list) {
      out += (out.empty() ? "" : ", ") + format_value(element);
    }
    return "[" + out + "]";
  }
};

// the value of the only key of a TOML text, if it is one and no list
std::optional<ConfigValue> toml_scalar(const std::string& text) {
  try {
    auto entries = parse_toml("value = " + text, "");
    if (entries.size() == 1 && entries[0].key == "value" && !entries[0].value.list()) {
      return std::move(entries[0].value);
    }
  } catch (const Error&) {
    // not TOML: a bare word
  }
  return std::nullopt;
}

ConfigValue parse_scalar(std::string_view text) {
  if (auto value = toml_scalar(std::string(text))) return *std::move(value);
  ConfigValue word{std::string(text)};
  if (!toml_scalar(format_value(word))) {
    throw InvalidArgument(fmt::format("value '{}' is not valid UTF-8", text));
  }
  return word;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// where the string that begins with the quote at `begin` ends: its closing quote, or the text's end
std::size_t closing_quote(std::string_view text, std::size_t begin) {
  std::size_t i = begin + 1;
  for (; i < text.size() && text[i] != text[begin]; ++i) {
    // only the double quote knows escapes
    if (text[begin] == '"' && text[i] == '\\') ++i;
  }
  return i;
}

// the parts of a list's inside between the commas that are not within quotes or brackets; a quote
// is one only where an element begins, so that a word may hold it
std::vector<std::string_view> list_elements(std::string_view inside) {
  std::vector<std::string_view> elements;
  std::size_t begin = 0;
  int depth = 0;
  bool at_begin = true;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const char c = inside[i];
    if (at_begin && (c == '"' || c == '\'')) {
      i = closing_quote(inside, i);
      if (i >= inside.size()) {
        throw InvalidArgument(fmt::format("list '[{}]': a quote does not close", inside));
      }
    }
    if (c == '[') ++depth;
    if (c == ']') --depth;
    if (c == ',' && depth == 0) {
      elements.push_back(inside.substr(begin, i - begin));
      begin = i + 1;
    }
    at_begin = c == ',' || c == '[' || (at_begin && c == ' ');
  }
  if (depth != 0) {
    throw InvalidArgument(fmt::format("list '[{}]': its brackets do not match", inside));
  }
  // as in TOML, nothing after the last comma is no element
  if (!trimmed(inside.substr(begin)).empty()) elements.push_back(inside.substr(begin));
  return elements;
}

}  // namespace

std::string format_value(const ConfigValue& value) {
  return std::visit(Formatter{}, value.content);
}

std::string plain_value(const ConfigValue& value) {
  const auto* word = std::get_if<std::string>(&value.content);
  return word != nullptr ? *word : format_value(value);
}

std::optional<double> as_real(const ConfigValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value.content)) {
    return static_cast<double>(*whole);
  }
  const auto* real = std::get_if<double>(&value.content);
  return real != nullptr && std::isfinite(*real) ? std::optional(*real) : std::nullopt;
}

std::optional<std::string> as_word(const ConfigValue& value) {
  if (value.list() != nullptr || std::holds_alternative<double>(value.content)) return std::nullopt;
  return plain_value(value);
}

std::optional<std::vector<std::string>> as_words(const ConfigValue& value) {
  const ConfigValue::List alone{value};
  std::vector<std::string> words;
  for (const ConfigValue& element : value.list() != nullptr ? *value.list() : alone) {
    const auto* word = std::get_if<std::string>(&element.content);
    if (word == nullptr) return std::nullopt;
    words.push_back(*word);
  }
  return words;
}

ConfigValue parse_value(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('[')) return parse_scalar(text);
  if (!text.ends_with(']')) {
    throw InvalidArgument(fmt::format("list '{}' does not end with ]", text));
  }
  ConfigValue::List list;
  for (const std::string_view element : list_elements(text.substr(1, text.size() - 2))) {
    list.push_back(parse_value(element));
  }
  return {std::move(list)};
}

}  // namespace infoplane
