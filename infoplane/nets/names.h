#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {

/// The value of Enum called `name`, where names[i] belongs to the value i. Throws InvalidArgument:
/// "unknown WHAT 'x'; did you mean 'y'?".
template <class Enum>
Enum parse_name(std::string_view what, std::string_view name, std::span<const std::string> names) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    throw InvalidArgument(
        fmt::format("unknown {} '{}'; did you mean '{}'?", what, name, nearest_word(name, names)));
  }
  return static_cast<Enum>(found - names.begin());
}

}  // namespace infoplane
