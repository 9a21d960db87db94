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

/// The names of the flags.
nlohmann::ordered_json flags_json(const Flags& flags);

/// "0.4133", with four digits; "-" if there is none.
std::string number_text(const std::optional<Nats>& nats, const Unit& unit);

/// "0.4133 [0.4013, 0.4253]"; "-" if there is no value, without brackets if there is no interval.
std::string estimate_text(const Estimate& estimate, const Unit& unit);

}  // namespace infoplane
