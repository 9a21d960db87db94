#include "infoplane/estimate/chosen_k.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/ksg_terms.h"
#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

// Four terms: `mean` with `spread` up and down. The difference of two of them has the mean and the
// spread that their means and spreads differ by, s, and the standard error
//   1.3 sqrt(4 s^2 / 3 / 4) = .7506 s, of which 1.5 are 1.1258 s.
LocalInformation information(double mean, double spread) {
  return local_information({mean + spread, mean - spread, mean + spread, mean - spread});
}

std::size_t choice(const std::vector<LocalInformation>& informations) {
  return lepski_choice(informations);
}

TEST(LepskiChoice, GoesOnUpToOneAndAHalfStandardErrors) {
  EXPECT_EQ(choice({information(0, 1), information(1.12, 2)}), 1U);
  EXPECT_EQ(choice({information(0, 1), information(1.13, 2)}), 0U);
  EXPECT_EQ(choice({information(0, 1), information(-1.12, 2)}), 1U);
  EXPECT_EQ(choice({information(0, 1), information(-1.13, 2)}), 0U);
}

TEST(LepskiChoice, ComparesWithAllBeforeAndNotWithTheLastAlone) {
  // .8 of spread 1 is within 1.13 of the one before; 1.6 of spread 1.2 is not within 1.35
  EXPECT_EQ(choice({information(0, 0), information(0.8, 1), information(1.6, 2)}), 2U);
  EXPECT_EQ(choice({information(0, 0), information(0.8, 1), information(1.6, 1.2)}), 1U);
}

TEST(LepskiChoice, StopsAtTheFirstThatDiffers) {
  // the third would do
  EXPECT_EQ(choice({information(0, 0), information(2, 1), information(0, 1)}), 0U);
}

TEST(LepskiChoice, TakesTheLastOfEqualOnes) {
  EXPECT_EQ(choice({information(1, 1), information(1, 1), information(1, 1)}), 2U);
  EXPECT_EQ(choice({information(1, 1)}), 0U);
  EXPECT_THROW((void)choice({}), InvalidArgument);
}

TEST(ChosenK, IsThatOfTheTermsOfItsLadder) {
  for (const auto& [d_x, d_y] : {std::pair{1, 1}, {2, 2}, {4, 3}}) {
    const PointPair pair = normal_points(800, d_x, d_y, 0.6);
    const auto ladder = k_ladder(pair.x.d + pair.y.d);
    const std::vector<LocalInformation> terms = ksg_terms(pair.x, pair.y, ladder, {});
    const std::size_t index = lepski_choice(terms);
    const ChosenK got = ksg_with_chosen_k(pair.x, pair.y, {});
    EXPECT_EQ(got.k, ladder[index]);
    EXPECT_EQ(got.information.terms, terms[index].terms);
    EXPECT_EQ(got.information.nats, terms[index].nats);
    EXPECT_EQ(got.std_error, std_error(terms.front()));
  }
}

TEST(ChosenK, HasALongLadderForThreeToSixColumns) {
  EXPECT_EQ(k_ladder(2).back(), 10U);
  EXPECT_EQ(k_ladder(3).back(), 30U);
  EXPECT_EQ(k_ladder(6).back(), 30U);
  EXPECT_EQ(k_ladder(7).back(), 5U);
}

// How often, of 20 samples, the largest k of the ladder was chosen, and the smallest.
struct Ends {
  int smallest = 0;
  int largest = 0;
};
template <class Draw>
Ends ends_of(const Draw& draw) {
  Ends ends;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const PointPair pair = draw(seed);
    const auto ladder = k_ladder(pair.x.d + pair.y.d);
    const std::size_t k = ksg_with_chosen_k(pair.x, pair.y, {}).k;
    ends.smallest += k == ladder.front();
    ends.largest += k == ladder.back();
  }
  return ends;
}

TEST(ChosenK, IsLargeWhereTheDensityIsSmoothAndSmallInANarrowChannel) {
  // Independent sides: no bias at any k, and each of the three comparisons of the last k with those
  // before fails with a chance of 13% (1.5 standard errors) at the most, so that it is chosen in at
  // least half of the samples: 6 of 20 or fewer would have a chance of 6%.
  const Ends smooth =
      ends_of([](std::uint32_t seed) { return normal_points(1000, 1, 1, 0, seed); });
  EXPECT_GE(smooth.largest, 7);
  // In a channel as wide as the distance to some 20 neighbours, 2 e N = 40, larger k see its walls.
  const Ends narrow = ends_of([](std::uint32_t seed) { return channel(1000, 0.02, seed); });
  EXPECT_GE(narrow.smallest, 15);
}

TEST(ChosenK, DoesNotDependOnThreadsNorOnWhichSideIsWhich) {
  const PointPair pair = normal_points(900, 3, 2, 0.6);
  const ChosenK one = ksg_with_chosen_k(pair.x, pair.y, threads(1));
  const ChosenK four = ksg_with_chosen_k(pair.x, pair.y, threads(4));
  const ChosenK swapped = ksg_with_chosen_k(pair.y, pair.x, {});
  EXPECT_EQ(four.information.terms, one.information.terms);
  EXPECT_EQ(swapped.k, one.k);
  EXPECT_EQ(swapped.information.terms, one.information.terms);
}

TEST(ChosenK, LeavesOutWhatIsNotBelowTheNumberOfSamples) {
  const PointPair five = normal_points(5, 1, 1, 0.5);
  EXPECT_EQ(ksg_with_chosen_k(five.x, five.y, {}).k, 3U);
  const PointPair three = normal_points(3, 1, 1, 0.5);
  EXPECT_THROW((void)ksg_with_chosen_k(three.x, three.y, {}), InvalidArgument);
  EXPECT_THROW((void)ksg_with_chosen_k(five.x, three.y, {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
