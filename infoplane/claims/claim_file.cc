#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>

#include "infoplane/claims/claim.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// A table of a claim's file. Every key that is read must be there or have a default, and no others.
class Table {
 public:
  Table(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: {}", where_, what));
  }

  void allow_only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : table_) {
      if (std::ranges::find(keys, key.str()) != keys.end()) continue;
      fail(fmt::format("unknown key '{}', expected {}", key.str(), fmt::join(keys, ", ")));
    }
  }

  [[nodiscard]] bool has(const char* key) const { return table_.contains(key); }

  [[nodiscard]] std::string text(const char* key) const {
    const auto value = table_[key].value_exact<std::string>();
    if (!value || value->empty()) fail(fmt::format("{} is not there, or no text", key));
    return *value;
  }
  [[nodiscard]] std::string text(const char* key, const std::string& otherwise) const {
    return has(key) ? text(key) : otherwise;
  }

  [[nodiscard]] double number(const char* key, double otherwise) const {
    if (!has(key)) return otherwise;
    const auto value = table_[key].value<double>();
    if (!value || !std::isfinite(*value)) fail(fmt::format("{} is no number", key));
    return *value;
  }

  [[nodiscard]] std::size_t count(const char* key, std::size_t otherwise) const {
    if (!has(key)) return otherwise;
    const auto value = table_[key].value_exact<std::int64_t>();
    if (!value || *value < 1) fail(fmt::format("{} is no whole number from 1 on", key));
    return static_cast<std::size_t>(*value);
  }

  [[nodiscard]] std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> out;
    if (!has(key)) return out;
    const toml::array* array = table_[key].as_array();
    if (array == nullptr) fail(fmt::format("{} is no list", key));
    for (const toml::node& element : *array) {
      const auto value = element.value_exact<std::string>();
      if (!value) fail(fmt::format("{} is no list of texts", key));
      out.push_back(*value);
    }
    return out;
  }

  [[nodiscard]] std::vector<std::vector<std::string>> lists(const char* key) const {
    std::vector<std::vector<std::string>> out;
    const toml::array* array = table_[key].as_array();
    if (array == nullptr) fail(fmt::format("{} is no list", key));
    for (const toml::node& element : *array) {
      toml::table one;
      one.insert(key, element);
      out.push_back(Table(one, where_).texts(key));
    }
    return out;
  }

  // which of the words a key is
  template <class Meaning, std::size_t kN>
  [[nodiscard]] Meaning word(
      const char* key, const std::array<std::pair<std::string_view, Meaning>, kN>& words) const {
    const std::string found = text(key);
    std::vector<std::string_view> known;
    for (const auto& [name, meaning] : words) {
      if (name == found) return meaning;
      known.push_back(name);
    }
    fail(fmt::format("{} is '{}', expected {}", key, found, fmt::join(known, ", ")));
  }

  [[nodiscard]] const toml::table& raw() const { return table_; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const toml::table& table_;
  std::string where_;
};

Quantity read_quantity(const Table& file) {
  using Kind = Quantity::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 12> kKinds{
      {{"drop", Kind::kDrop},
       {"rise", Kind::kRise},
       {"final-i-xt", Kind::kFinalXt},
       {"final-i-ty", Kind::kFinalTy},
       {"exact", Kind::kExact},
       {"compresses", Kind::kCompresses},
       {"crosses", Kind::kCrosses},
       {"generalises", Kind::kGeneralises},
       {"correlation", Kind::kCorrelation},
       {"clusters", Kind::kClusters},
       {"law-margin", Kind::kLawMargin},
       {"law-fall", Kind::kLawFall}}};
  return {file.word("quantity", kKinds), file.text("layers", "hidden")};
}

Rule read_rule(const Table& file) {
  using Kind = Rule::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 4> kKinds{
      {{"agree", Kind::kAgree},
       {"exceed", Kind::kExceed},
       {"below", Kind::kBelow},
       {"decrease", Kind::kDecrease}}};
  Rule rule;
  rule.kind = file.word("rule", kKinds);
  rule.threshold = file.number("threshold", rule.threshold);
  rule.share = file.number("share", rule.share);
  if (!(rule.share > 0 && rule.share < 1)) file.fail("share is not between 0 and 1");
  return rule;
}

void read_replicas(Variant& variant, const Table& file, const Table& table) {
  variant.replicas = table.count("replicas", file.count("replicas", 10));
  variant.quick_replicas = table.count("quick", file.count("quick", 3));
  variant.quick_replicas = std::min(variant.quick_replicas, variant.replicas);
}

void refuse_law(const Table& table) {
  for (const char* key : {"law", "quick-law"}) {
    if (table.has(key)) table.fail(fmt::format("{} is of law-margin and law-fall alone", key));
  }
}

void read_law(Variant& variant, const Table& file, const Table& table, const Quantity& quantity) {
  if (!is_of_law(quantity)) {
    refuse_law(table);
    return;
  }
  variant.law = (table.has("law") ? table : file).text("law");
  variant.quick_law = table.text("quick-law", file.text("quick-law", variant.law));
}

// what a variant says goes before what the file says for all of them; settings are added
Variant read_variant(const Table& file, const Table& table, const Quantity& quantity) {
  table.allow_only({"label", "preset", "set", "estimator", "replicas", "quick", "conditions", "law",
                    "quick-law"});
  Variant variant;
  variant.label = table.text("label");
  variant.preset = table.has("preset") ? table.text("preset") : file.text("preset");
  const Table& says = table.has("estimator") ? table : file;
  const bool needed = quantity.kind != Quantity::Kind::kCrosses;
  variant.estimator = needed ? says.text("estimator") : says.text("estimator", "");
  variant.settings = file.texts("set");
  std::ranges::copy(table.texts("set"), std::back_inserter(variant.settings));
  read_replicas(variant, file, table);
  read_law(variant, file, table, quantity);
  if (!table.has("conditions")) return variant;
  variant.conditions = table.lists("conditions");
  if (quantity.kind != Quantity::Kind::kCorrelation || variant.conditions.size() < 2) {
    table.fail("conditions are two or more lists of settings, of a correlation alone");
  }
  return variant;
}

// a case without networks, or linear students
Variant read_exact_variant(const Table& file, const Table& table, const Quantity& quantity) {
  Variant variant;
  if (quantity.kind == Quantity::Kind::kExact) {
    table.allow_only({"label", "exact"});
  } else {
    table.allow_only({"label", "exact", "replicas", "quick"});
    read_replicas(variant, file, table);
  }
  variant.label = table.text("label");
  variant.exact = table.text("exact");
  return variant;
}

Claim read_claim(const Table& file, const std::string& name) {
  file.allow_only({"statement", "by", "source", "varied", "quantity", "layers", "rule", "threshold",
                   "share", "preset", "set", "estimator", "law", "quick-law", "replicas", "quick",
                   "variant"});
  Claim claim;
  claim.name = name;
  claim.statement = file.text("statement");
  claim.by = file.text("by");
  claim.source = file.text("source");
  claim.varied = file.text("varied");
  claim.quantity = read_quantity(file);
  claim.rule = read_rule(file);
  if (!is_of_law(claim.quantity)) refuse_law(file);
  if (!is_information(claim.quantity) && claim.rule.kind != Rule::Kind::kExceed) {
    file.fail("a share of networks or a correlation can only exceed a threshold");
  }
  const toml::array* variants = file.raw()["variant"].as_array();
  if (variants == nullptr || variants->size() < 2) file.fail("there are no two [[variant]]");
  for (const toml::node& node : *variants) {
    const toml::table* table = node.as_table();
    if (table == nullptr) file.fail("variant is no list of tables");
    const Table variant(*table,
                        fmt::format("{}: variant {}", file.where(), claim.variants.size() + 1));
    if (variant.has("exact") && is_of_law(claim.quantity)) {
      variant.fail("exact cases have no law of random weights");
    }
    const bool exact = claim.quantity.kind == Quantity::Kind::kExact || variant.has("exact") ||
                       claim.quantity.kind == Quantity::Kind::kGeneralises;
    claim.variants.push_back(exact ? read_exact_variant(file, variant, claim.quantity)
                                   : read_variant(file, variant, claim.quantity));
  }
  return claim;
}

}  // namespace

Claim parse_claim(std::string_view toml, const std::string& name, const std::string& where) {
  try {
    const toml::table table = toml::parse(toml);
    return read_claim({table, where}, name);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw DataError(
        fmt::format("{}:{}:{}: not TOML: {}", where, at.line, at.column, error.description()));
  }
}

}  // namespace infoplane
