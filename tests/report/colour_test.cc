#include "infoplane/report/colour.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

namespace infoplane {
namespace {

double linear_light(const std::string& colour, std::size_t channel) {
  const double value = std::stoi(colour.substr(1 + 2 * channel, 2), nullptr, 16) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

// lightness of OKLab (Ottosson 2020)
double lightness(const std::string& colour) {
  const double r = linear_light(colour, 0);
  const double g = linear_light(colour, 1);
  const double b = linear_light(colour, 2);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

TEST(EpochRamp, RisesEvenlyInLightness) {
  for (const Ground ground : {Ground::kLight, Ground::kDark}) {
    const EpochRamp& ramp = epoch_ramp(ground);
    const double first = ground == Ground::kLight ? 0.30 : 0.47;
    const double last = ground == Ground::kLight ? 0.83 : 0.90;
    for (std::size_t i = 0; i < ramp.size(); ++i) {
      const double expected = first + (last - first) * static_cast<double>(i) / 8;
      // a step of 1/255 in one channel is less than 0.004
      EXPECT_NEAR(lightness(std::string(ramp[i])), expected, 0.004);
    }
  }
}

TEST(EpochColour, BeginsAndEndsWithTheRamp) {
  EXPECT_EQ(epoch_colour(0), epoch_ramp(Ground::kLight).front());
  EXPECT_EQ(epoch_colour(1), epoch_ramp(Ground::kLight).back());
  EXPECT_EQ(epoch_colour(-3), epoch_colour(0));
  EXPECT_EQ(epoch_colour(7), epoch_colour(1));
}

TEST(EpochColour, StaysBetweenItsNeighbours) {
  const double middle = lightness(epoch_colour(0.5 / 8));
  EXPECT_GT(middle, lightness(epoch_colour(0)));
  EXPECT_LT(middle, lightness(epoch_colour(1.0 / 8)));
}

TEST(LayerColour, TellsLayersApart) {
  std::set<std::string> colours;
  for (std::size_t l = 0; l < 12; ++l) colours.insert(layer_colour(l, 12, Ground::kLight));
  EXPECT_EQ(colours.size(), 12);
  EXPECT_EQ(layer_colour(0, 1, Ground::kDark), layer_colour(0, 2, Ground::kDark));
}

}  // namespace
}  // namespace infoplane
