#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "infoplane/cli/console.h"
#include "infoplane/core/units.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// A number in the asked unit; null if there is none.
nlohmann::ordered_json number_json(const std::optional<Nats>& nats, const Unit& unit);

/// [low, high] in the asked unit; null if there is none.
nlohmann::ordered_json interval_json(const std::optional<Interval>& interval, const Unit& unit);

/// A text; null if it is empty.
nlohmann::ordered_json text_json(const std::string& text);

/// How an estimator came to the estimate, put into the object under the names PREFIX + "chosen",
/// "why", "considered" and "parts"; nothing where it says nothing.
void put_choice(const std::string& prefix, const Estimate& estimate, const Unit& unit,
                nlohmann::ordered_json& object);

/// The names of the flags.
nlohmann::ordered_json flags_json(const Flags& flags);

/// "0.4133", with four digits; "-" if there is none.
std::string number_text(const std::optional<Nats>& nats, const Unit& unit);

/// "0.4133 [0.4013, 0.4253]"; "-" if there is no value, without brackets if there is no interval.
std::string estimate_text(const Estimate& estimate, const Unit& unit);

/// What was chosen and why, and under it a line for each that it was chosen from, or for each part
/// that it is the sum of; nothing where there was no choice. `name` is what the lines begin with:
/// "auto".
std::string choice_text(std::string_view name, const Estimate& estimate, const Unit& unit);

}  // namespace infoplane
