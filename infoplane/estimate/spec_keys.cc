#include "infoplane/estimate/spec_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {

SpecKeys::SpecKeys(std::string name, std::string_view text, const KnownKeys& known)
    : name_(std::move(name)) {
  if (text.empty()) return;
  bool first = true;
  for (const std::string& part : split(text, ',')) {
    add(part, first, known);
    first = false;
  }
}

std::string SpecKeys::what(std::string_view key) const { return fmt::format("{}: {}", name_, key); }

const std::string* SpecKeys::find(std::string_view key) const {
  const auto found = std::ranges::find(values_, key, &std::pair<std::string, std::string>::first);
  return found == values_.end() ? nullptr : &found->second;
}

std::optional<std::size_t> SpecKeys::count(std::string_view key, std::size_t most) const {
  const std::string* text = find(key);
  if (text == nullptr) return std::nullopt;
  const std::size_t value = parse_count(*text, what(key), 1);
  if (value > most) {
    throw InvalidArgument(fmt::format("{} is {}, but must be at most {}", what(key), value, most));
  }
  return value;
}

std::optional<double> SpecKeys::positive(std::string_view key) const {
  const std::string* text = find(key);
  if (text == nullptr) return std::nullopt;
  const double value = parse_real(*text, what(key));
  if (!(value > 0)) {
    throw InvalidArgument(fmt::format("{} is '{}', but must be greater than 0", what(key), *text));
  }
  return value;
}

bool SpecKeys::is(std::string_view key, std::string_view yes, std::string_view no) const {
  const std::string* text = find(key);
  if (text == nullptr || *text == no) return false;
  if (*text == yes) return true;
  throw InvalidArgument(
      fmt::format("{} is '{}', but must be '{}' or '{}'", what(key), *text, yes, no));
}

void SpecKeys::refuse_both(std::string_view a, std::string_view b) const {
  if (find(a) != nullptr && find(b) != nullptr) {
    throw InvalidArgument(fmt::format("{}: '{}' and '{}' cannot go together", name_, a, b));
  }
}

void SpecKeys::add(const std::string& part, bool first, const KnownKeys& known) {
  const std::size_t equals = part.find('=');
  std::string key = part.substr(0, equals);
  std::string value;
  if (equals != std::string::npos) {
    value = part.substr(equals + 1);
  } else if (std::ranges::count(known.switches, part) > 0) {
    value = "true";
  } else if (first && !known.keys.empty()) {
    key = known.keys.front();
    value = part;
  }
  std::vector<std::string> all = known.keys;
  all.insert(all.end(), known.switches.begin(), known.switches.end());
  if (all.empty()) {
    throw InvalidArgument(fmt::format("{}: takes no keys, but '{}' is given", name_, part));
  }
  if (std::ranges::count(all, key) == 0) {
    throw InvalidArgument(fmt::format("{}: unknown key '{}'; did you mean '{}'?", name_, key,
                                      nearest_word(key, all)));
  }
  if (value.empty()) {
    throw InvalidArgument(fmt::format("{}: '{}' needs a value: {}=...", name_, key, key));
  }
  if (find(key) != nullptr) {
    throw InvalidArgument(fmt::format("{}: '{}' is given twice", name_, key));
  }
  values_.emplace_back(std::move(key), std::move(value));
}

}  // namespace infoplane
