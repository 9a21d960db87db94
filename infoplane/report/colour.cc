#include "infoplane/report/colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

namespace infoplane {
namespace {

constexpr EpochRamp kEpochsOnLight = {"#2c1374", "#541683", "#7e1a85", "#a6217b", "#ca3267",
                                      "#e54e4c", "#f5712a", "#f99814", "#f4bf3f"};
constexpr EpochRamp kEpochsOnDark = {"#5549aa", "#8149b6", "#ac4bb3", "#d450a3", "#f55c8a",
                                     "#fe7f77", "#ffa074", "#febe7e", "#fed98a"};
constexpr std::array<std::string_view, 6> kLayersOnLight = {"#4953ab", "#077cb6", "#01938e",
                                                            "#549a44", "#c2840a", "#b84d49"};
constexpr std::array<std::string_view, 6> kLayersOnDark = {"#7483e0", "#3faff3", "#13cbc3",
                                                           "#85cd75", "#f9b64f", "#f07f77"};

// channel 0 (red), 1 or 2 of "#rrggbb"
int channel(std::string_view colour, std::size_t which) {
  int value = 0;
  const char* begin = colour.data() + 1 + 2 * which;
  std::from_chars(begin, begin + 2, value, 16);
  return value;
}

// linear in sRGB between neighbouring anchors, which are close
std::string interpolate(std::span<const std::string_view> anchors, double share) {
  const double position = std::clamp(share, 0.0, 1.0) * static_cast<double>(anchors.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(position), anchors.size() - 2);
  const double weight = position - static_cast<double>(i);
  std::array<int, 3> rgb{};
  for (std::size_t c = 0; c < 3; ++c) {
    const double mixed =
        (1 - weight) * channel(anchors[i], c) + weight * channel(anchors[i + 1], c);
    rgb[c] = static_cast<int>(std::lround(mixed));
  }
  return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
}

}  // namespace

const EpochRamp& epoch_ramp(Ground ground) {
  return ground == Ground::kLight ? kEpochsOnLight : kEpochsOnDark;
}

std::string epoch_colour(double share) { return interpolate(kEpochsOnLight, share); }

std::string layer_colour(std::size_t layer, std::size_t n, Ground ground) {
  const double share = n < 2 ? 0 : static_cast<double>(layer) / static_cast<double>(n - 1);
  return interpolate(ground == Ground::kLight ? kLayersOnLight : kLayersOnDark, share);
}

}  // namespace infoplane
