#pragma once

#include <span>
#include <string>
#include <string_view>

#include "infoplane/core/embedded.h"

namespace infoplane {

/// An experiment that the program carries with it: presets/NAME.toml.
struct Preset {
  std::string name;
  /// The file's first line, which is a comment, without the '#'.
  std::string summary;
  std::string toml;
};

/// All presets, sorted by name.
std::span<const Preset> presets();

/// Throws InvalidArgument with the nearest known name.
const Preset& find_preset(std::string_view name);

/// Name and text of each file of presets/, as the build embeds them.
EmbeddedFiles embedded_presets();

}  // namespace infoplane
