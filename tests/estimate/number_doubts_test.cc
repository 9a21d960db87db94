#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "tests/estimate/choice_samples.h"
#include "tests/estimate/number_samples.h"

// NumberChoice::more
namespace infoplane {
namespace {

TEST(NumberChoice, DoubtsNothingOfNormalSamples) {
  // each is in doubt with a probability of about .05, at most: more than 3 of 10 are in 1 of 1000
  int doubts = 0;
  for (std::uint32_t index = 0; index < 10; ++index) {
    doubts +=
        choose(copula_pairs(500, {.dx = 2, .dy = 2, .rho = 0.5}, 70 + index)).more.empty() ? 0 : 1;
  }
  EXPECT_LE(doubts, 3);
}

TEST(NumberChoice, DoubtsACopulaThatIsNotTheSamples) {
  // a common scale in too many columns for so few rows, with what would see it left out
  const NumberChoice got = choose(common_scale(500, 12), {.t_copula = false, .radial = false});
  ASSERT_TRUE(got.best().is_base) << got.best().spec;
  EXPECT_TRUE(holds(got.more, "not jointly Gaussian")) << got.more;
}

TEST(NumberChoice, DoubtsACopulaBelowAnother) {
  // some weak circles are seen by neighbours, but not clearly
  int doubts = 0;
  for (std::uint32_t index = 0; index < 20; ++index) {
    const NumberChoice got = choose(circle(60, 100 + index));
    if (!holds(got.more, "says more, but not clearly")) continue;
    ++doubts;
    EXPECT_TRUE(got.best().is_base);
    const NumberEstimate* above = find(got, got.more.substr(0, got.more.find(" says more")));
    ASSERT_NE(above, nullptr) << got.more;
    const PairedDifference more = difference(above->information, got.best().information);
    EXPECT_GT(more.mean, 2 * more.std_error);
    // else it would be chosen
    EXPECT_LE(more.mean, 3 * std::hypot(more.std_error, above->subtraction_error));
  }
  EXPECT_GE(doubts, 1);
}

}  // namespace
}  // namespace infoplane
