#include "infoplane/report/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace infoplane {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(LinearAxis, MapsItsEndsToThePaper) {
  const LinearAxis axis{-1, 3, 100, 20};
  EXPECT_DOUBLE_EQ(axis(-1), 100);
  EXPECT_DOUBLE_EQ(axis(3), 20);
  EXPECT_DOUBLE_EQ(axis(1), 60);
}

TEST(RoundTicks, AreOneTwoOrFiveTimesAPowerOfTenApart) {
  EXPECT_THAT(round_ticks(0, 12, 6), ElementsAre(0, 2, 4, 6, 8, 10, 12));
  EXPECT_THAT(round_ticks(-0.04, 1.07, 4),
              ElementsAre(DoubleNear(0, 1e-12), DoubleNear(0.5, 1e-12), DoubleNear(1, 1e-12)));
  EXPECT_THAT(round_ticks(0, 1, 10), testing::SizeIs(11));
}

TEST(RoundTicks, StayWithinTheAxis) {
  for (const double tick : round_ticks(0.13, 0.87, 5)) {
    EXPECT_GE(tick, 0.13);
    EXPECT_LE(tick, 0.87);
  }
}

TEST(TickDecimals, TellTicksApart) {
  EXPECT_EQ(tick_decimals({0, 2, 4}), 0);
  EXPECT_EQ(tick_decimals({0, 0.2, 0.4}), 1);
  EXPECT_EQ(tick_decimals({0, 0.05}), 2);
}

TEST(EpochShare, RunsFromZeroToOneAndIsLogarithmic) {
  EXPECT_DOUBLE_EQ(epoch_share(0, 8000), 0);
  EXPECT_DOUBLE_EQ(epoch_share(8000, 8000), 1);
  // 1 + e is squared from 99 to 9999
  EXPECT_NEAR(epoch_share(99, 9999), 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(epoch_share(0, 0), 1);
}

TEST(EpochTicks, AreZeroAndPowersOfTen) {
  EXPECT_THAT(epoch_ticks(8000), ElementsAre(0, 1, 10, 100, 1000));
  EXPECT_THAT(epoch_ticks(0), ElementsAre(0));
}

TEST(ThinEpochs, KeepsAllOfAFew) {
  EXPECT_THAT(thin_epochs({0, 5, 9}, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(thin_epochs({}, 3), ElementsAre());
}

TEST(ThinEpochs, KeepsTheEndsAndIncreases) {
  std::vector<std::size_t> epochs(1001);
  std::iota(epochs.begin(), epochs.end(), std::size_t{0});
  const auto kept = thin_epochs(epochs, 40);
  EXPECT_EQ(kept.front(), 0);
  EXPECT_EQ(kept.back(), 1000);
  EXPECT_LE(kept.size(), 40);
  EXPECT_GE(kept.size(), 30);
  EXPECT_TRUE(std::ranges::is_sorted(kept, std::ranges::less_equal{}));
}

TEST(ThinEpochs, SpreadsEvenlyOnTheLogarithmicScale) {
  std::vector<std::size_t> epochs(10000);
  std::iota(epochs.begin(), epochs.end(), std::size_t{0});
  // shares 0, 1/4, ... of ln(10000): the first epochs at or beyond 10^k - 1
  EXPECT_THAT(thin_epochs(epochs, 5), ElementsAre(0, 9, 99, 999, 9999));
}

}  // namespace
}  // namespace infoplane
