#include "infoplane/cli/estimate_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace infoplane {
namespace {

double in_unit(Nats nats, const Unit& unit) { return unit.per_bit() * Bits(nats).value(); }

}  // namespace

nlohmann::ordered_json number_json(const std::optional<Nats>& nats, const Unit& unit) {
  if (!nats) return nullptr;
  return in_unit(*nats, unit);
}

nlohmann::ordered_json interval_json(const std::optional<Interval>& interval, const Unit& unit) {
  if (!interval) return nullptr;
  return {in_unit(interval->low, unit), in_unit(interval->high, unit)};
}

nlohmann::ordered_json text_json(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

void put_choice(const std::string& prefix, const Estimate& estimate, const Unit& unit,
                nlohmann::ordered_json& object) {
  if (estimate.why.empty()) return;
  auto considered = nlohmann::ordered_json::array();
  for (const Considered& one : estimate.considered) {
    considered.push_back({{"estimator", one.spec},
                          {"seen", text_json(one.seen)},
                          {"value", number_json(one.value, unit)}});
  }
  auto parts = nlohmann::ordered_json::array();
  for (const InformationPart& part : estimate.parts) {
    parts.push_back({{"what", part.what}, {"value", number_json(part.value, unit)}});
  }
  object[prefix + "chosen"] = text_json(estimate.chosen);
  object[prefix + "why"] = estimate.why;
  object[prefix + "considered"] = std::move(considered);
  object[prefix + "parts"] = std::move(parts);
}

nlohmann::ordered_json flags_json(const Flags& flags) {
  auto json = nlohmann::ordered_json::array();
  for (const Flag flag : flags) json.push_back(flag_name(flag));
  return json;
}

std::string number_text(const std::optional<Nats>& nats, const Unit& unit) {
  if (!nats) return "-";
  // a value that rounds to 0 has no sign
  const double rounded = std::round(in_unit(*nats, unit) * 1e4) / 1e4;
  return fmt::format("{:.4f}", rounded + 0.0);
}

std::string choice_text(std::string_view name, const Estimate& estimate, const Unit& unit) {
  if (estimate.why.empty()) return "";
  std::string text = estimate.chosen.empty()
                         ? fmt::format("{}: {}\n", name, estimate.why)
                         : fmt::format("{} chose {}: {}\n", name, estimate.chosen, estimate.why);
  for (const InformationPart& part : estimate.parts) {
    text += fmt::format("  {}  {}\n", number_text(part.value, unit), part.what);
  }
  if (estimate.considered.size() < 2) return text;
  std::size_t width = 0;
  for (const Considered& one : estimate.considered) width = std::max(width, one.spec.size());
  for (const Considered& one : estimate.considered) {
    text += fmt::format("  {:<{}}  {}", one.spec, width, number_text(one.value, unit));
    text += one.seen.empty() ? "\n" : fmt::format("  on {}\n", one.seen);
  }
  return text;
}

std::string estimate_text(const Estimate& estimate, const Unit& unit) {
  std::string text = number_text(estimate.value, unit);
  if (estimate.value && estimate.ci95) {
    text += fmt::format(" [{}, {}]", number_text(estimate.ci95->low, unit),
                        number_text(estimate.ci95->high, unit));
  }
  return text;
}

}  // namespace infoplane
