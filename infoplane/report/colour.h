#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace infoplane {

/// What a colour stands on.
enum class Ground { kLight, kDark };

/// Colours of epochs, from the first (dark violet) to the last (amber): evenly rising OKLab
/// lightness
/// (.30 to .83 on a light ground, .47 to .90 on a dark one), so that equal steps look equal and a
/// grey print keeps the order.
using EpochRamp = std::array<std::string_view, 9>;
const EpochRamp& epoch_ramp(Ground ground);

/// The ramp at `share` in [0, 1] (clamped), on a light ground, as "#rrggbb".
std::string epoch_colour(double share);

/// Colour of layer `layer` (from 0) of n, as "#rrggbb": hues in the order of depth, from indigo for
/// the first to red for the last.
std::string layer_colour(std::size_t layer, std::size_t n, Ground ground);

}  // namespace infoplane
