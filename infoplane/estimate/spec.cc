#include "infoplane/estimate/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/estimate/bins.h"
#include "infoplane/estimate/counting.h"
#include "infoplane/estimate/exact.h"
#include "infoplane/estimate/idnns.h"

namespace infoplane {
namespace {

constexpr std::size_t kMaxBins = std::size_t{1} << 20;
constexpr std::size_t kMaxBits = 32;

// The keys that an estimator has; the first is the main key. A switch may stand without a value.
struct KnownKeys {
  std::vector<std::string> keys;
  std::vector<std::string> switches;
};

// A specification taken apart: each key is known and given once.
class Keys {
 public:
  // text: what follows "name:"
  Keys(std::string name, std::string_view text, const KnownKeys& known) : name_(std::move(name)) {
    if (text.empty()) return;
    bool first = true;
    for (const std::string& part : split(text, ',')) {
      add(part, first, known);
      first = false;
    }
  }

  // "bins: range", for messages
  [[nodiscard]] std::string what(std::string_view key) const {
    return fmt::format("{}: {}", name_, key);
  }

  [[nodiscard]] const std::string* find(std::string_view key) const {
    const auto found = std::ranges::find(values_, key, &std::pair<std::string, std::string>::first);
    return found == values_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] std::optional<std::size_t> count(std::string_view key, std::size_t most) const {
    const std::string* text = find(key);
    if (text == nullptr) return std::nullopt;
    const std::size_t value = parse_count(*text, what(key), 1);
    if (value > most) {
      throw InvalidArgument(
          fmt::format("{} is {}, but must be at most {}", what(key), value, most));
    }
    return value;
  }

  // one of two words
  [[nodiscard]] bool is(std::string_view key, std::string_view yes, std::string_view no) const {
    const std::string* text = find(key);
    if (text == nullptr || *text == no) return false;
    if (*text == yes) return true;
    throw InvalidArgument(
        fmt::format("{} is '{}', but must be '{}' or '{}'", what(key), *text, yes, no));
  }

  // two keys that exclude each other
  void refuse_both(std::string_view a, std::string_view b) const {
    if (find(a) != nullptr && find(b) != nullptr) {
      throw InvalidArgument(
          fmt::format("{}: '{}' and '{}' cannot go together: each says how to bin", name_, a, b));
    }
  }

 private:
  void add(const std::string& part, bool first, const KnownKeys& known) {
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

  std::string name_;
  std::vector<std::pair<std::string, std::string>> values_;
};

// lo:hi, or nothing for auto
std::optional<Range> parse_range(const Keys& keys, std::size_t n_bins) {
  const std::string* text = keys.find("range");
  if (text == nullptr || *text == "auto") return std::nullopt;
  const std::vector<std::string> ends = split(*text, ':');
  if (ends.size() != 2) {
    throw InvalidArgument(
        fmt::format("{} is '{}', but must be LOW:HIGH or auto", keys.what("range"), *text));
  }
  // adding 0 makes -0 the same as 0
  const Range range{parse_real(ends[0], keys.what("range's low end")) + 0.0,
                    parse_real(ends[1], keys.what("range's high end")) + 0.0};
  const double cells = (range.high - range.low) * static_cast<double>(n_bins);
  if (!(range.low < range.high) || !std::isfinite(cells)) {
    throw InvalidArgument(
        fmt::format("{} is '{}', but the low end must be below the high end, and both "
                    "within what can be binned",
                    keys.what("range"), *text));
  }
  return range;
}

std::unique_ptr<const Discretiser> parse_bins(const Keys& keys) {
  for (const char* key : {"bins", "range", "mass"}) keys.refuse_both("width", key);
  keys.refuse_both("mass", "range");
  BinsOptions options;
  options.n_bins = keys.count("bins", kMaxBins).value_or(options.n_bins);
  options.range = parse_range(keys, options.n_bins);
  options.mass = keys.is("mass", "true", "false");
  options.preactivation = keys.is("of", "preactivation", "activation");
  if (const std::string* width = keys.find("width")) {
    options.width = parse_real(*width, keys.what("width"));
    if (!(*options.width > 0)) {
      throw InvalidArgument(
          fmt::format("{} is '{}', but must be greater than 0", keys.what("width"), *width));
    }
  }
  return make_bins(options);
}

std::unique_ptr<const Discretiser> parse_exact(const Keys& keys) {
  const std::optional<std::size_t> n_bits = keys.count("bits", kMaxBits);
  return n_bits ? make_quantised(*n_bits) : make_exact();
}

// An estimator's name, its keys and what makes it.
struct Known {
  EstimatorInfo info;
  KnownKeys keys;
  std::unique_ptr<const Discretiser> (*make)(const Keys& keys);
};

const std::vector<Known>& known() {
  static const std::vector<Known> all = {
      {{"bins", "bins:N[,range=LOW:HIGH|auto][,mass][,of=preactivation] or bins:width=W",
        "plug-in on the cells of a grid over all units (N = 30; range=auto)",
        "Shwartz-Ziv & Tishby 2017, arXiv 1703.00810"},
       {{"bins", "range", "width", "of"}, {"mass"}},
       parse_bins},
      {{"idnns", "idnns",
        "the public code of that paper as it is: 29 intervals, +1 alone, below -1 wrapped",
        "github.com/ravidziv/IDNNs"},
       {},
       [](const Keys&) { return make_idnns(); }},
      {{"exact", "exact[:bits=K]",
        "plug-in on distinct rows as they are, or quantised to 2^K levels",
        "Lorenzen et al. 2022, arXiv 2106.12912"},
       {{"bits"}, {}},
       parse_exact},
  };
  return all;
}

}  // namespace

std::unique_ptr<const Estimator> make_estimator(std::string_view spec) {
  const std::size_t colon = spec.find(':');
  const std::string name(spec.substr(0, colon));
  std::vector<std::string> names;
  for (const Known& estimator : known()) {
    names.push_back(estimator.info.name);
    if (estimator.info.name != name) continue;
    const std::string_view text = colon == std::string_view::npos ? "" : spec.substr(colon + 1);
    if (colon != std::string_view::npos && text.empty()) {
      throw InvalidArgument(
          fmt::format("estimator '{}' ends in a colon, but nothing follows", spec));
    }
    return std::make_unique<CountingEstimator>(estimator.make(Keys(name, text, estimator.keys)));
  }
  throw InvalidArgument(
      fmt::format("unknown estimator '{}'; did you mean '{}'?", name, nearest_word(name, names)));
}

const std::vector<EstimatorInfo>& known_estimators() {
  static const std::vector<EstimatorInfo> infos = [] {
    std::vector<EstimatorInfo> out;
    for (const Known& estimator : known()) out.push_back(estimator.info);
    return out;
  }();
  return infos;
}

}  // namespace infoplane
