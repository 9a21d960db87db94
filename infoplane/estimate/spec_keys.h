#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infoplane {

/// The keys that an estimator has; the first is the main key. A switch may stand without a value.
struct KnownKeys {
  std::vector<std::string> keys;
  std::vector<std::string> switches;
};

/// A specification `name:key=value,...` taken apart: each key is known and given once. All throw
/// InvalidArgument, naming estimator and key.
class SpecKeys {
 public:
  /// text: what follows "name:".
  SpecKeys(std::string name, std::string_view text, const KnownKeys& known);

  /// "bins: range", for messages.
  [[nodiscard]] std::string what(std::string_view key) const;
  /// The value as it is written; null if the key was not given.
  [[nodiscard]] const std::string* find(std::string_view key) const;
  /// A whole number in [1, most].
  [[nodiscard]] std::optional<std::size_t> count(std::string_view key, std::size_t most) const;
  /// A finite number above 0.
  [[nodiscard]] std::optional<double> positive(std::string_view key) const;
  /// One of two words, `no` if not given.
  [[nodiscard]] bool is(std::string_view key, std::string_view yes, std::string_view no) const;
  /// Refuses two keys that exclude each other.
  void refuse_both(std::string_view a, std::string_view b) const;

 private:
  void add(const std::string& part, bool first, const KnownKeys& known);

  std::string name_;
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace infoplane
