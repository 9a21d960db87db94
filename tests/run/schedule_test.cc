#include "infoplane/run/schedule.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Epochs = std::vector<std::size_t>;

testing::AssertionResult refuses(const std::string& schedule, std::size_t epochs,
                                 const std::string& part) {
  return throws_with<InvalidArgument>([&] { recorded_epochs(schedule, epochs); }, part);
}

TEST(Schedule, TheOneOfThePaperHas274Checkpoints) {
  // python3 -c "print(len({0} | {int(8000**(k/396) + .5) for k in range(397)}))"
  const Epochs epochs = recorded_epochs("log:397", 8000);
  EXPECT_EQ(epochs.size(), 274U);
  EXPECT_EQ(epochs.front(), 0U);
  EXPECT_EQ(epochs.back(), 8000U);
}

TEST(Schedule, LogIsRoundedPowersOfTheLastEpoch) {
  // 1000^(k/6), k = 0..6: 1, 3.16, 10, 31.6, 100, 316.2, 1000
  EXPECT_EQ(recorded_epochs("log:7", 1000), (Epochs{0, 1, 3, 10, 32, 100, 316, 1000}));
  EXPECT_EQ(recorded_epochs("log:2", 1000), (Epochs{0, 1, 1000}));
}

TEST(Schedule, LogWithMorePointsThanEpochsHasEachOnce) {
  EXPECT_EQ(recorded_epochs("log:1000", 3), (Epochs{0, 1, 2, 3}));
}

TEST(Schedule, EveryEndsWithTheLastEpoch) {
  EXPECT_EQ(recorded_epochs("every:10", 30), (Epochs{0, 10, 20, 30}));
  EXPECT_EQ(recorded_epochs("every:10", 35), (Epochs{0, 10, 20, 30, 35}));
  EXPECT_EQ(recorded_epochs("every:10", 5), (Epochs{0, 5}));
}

TEST(Schedule, ListIsSortedAndHasEachEpochOnce) {
  EXPECT_EQ(recorded_epochs("[30, 1,10,1]", 30), (Epochs{1, 10, 30}));
}

TEST(Schedule, WithoutTrainingIsTheInitialNetwork) {
  EXPECT_EQ(recorded_epochs("log:397", 0), Epochs{0});
  EXPECT_EQ(recorded_epochs("every:5", 0), Epochs{0});
  EXPECT_EQ(recorded_epochs("[0]", 0), Epochs{0});
}

TEST(Schedule, RefusesWhatIsNone) {
  EXPECT_TRUE(refuses("log", 10, "schedule 'log' is unknown: expected log:K"));
  EXPECT_TRUE(refuses("", 10, "schedule '' is unknown"));
  EXPECT_TRUE(refuses("10", 10, "schedule '10' is unknown"));
  EXPECT_TRUE(refuses("log:1", 10, "'1', but must be a whole number of at least 2"));
  EXPECT_TRUE(refuses("log:many", 10, "K in schedule 'log:many' is 'many'"));
  EXPECT_TRUE(refuses("every:0", 10, "'0', but must be a whole number of at least 1"));
  EXPECT_TRUE(refuses("every:-1", 10, "'-1', but must be"));
}

TEST(Schedule, RefusesAListThatIsEmptyOrLeavesTheTraining) {
  EXPECT_TRUE(refuses("[]", 10, "has no epoch"));
  EXPECT_TRUE(refuses("[0,11]", 10, "has epoch 11, but training ends after epoch 10"));
  EXPECT_TRUE(refuses("[0,-1]", 10, "'-1', but must be a whole number of at least 0"));
  EXPECT_TRUE(refuses("[0,ten]", 10, "'ten', but must be a whole number"));
  EXPECT_TRUE(refuses("[0,1.5]", 10, "'1.5', but must be a whole number"));
}

TEST(Schedule, RefusesMoreThanAMillionCheckpoints) {
  EXPECT_EQ(recorded_epochs("every:1", 999'999).size(), kMaxCheckpoints);
  EXPECT_TRUE(refuses("every:1", 1'000'000, "has 1000001 epochs, but may have at most 1000000"));
  EXPECT_TRUE(refuses("log:1000001", 10, "has 1000001 epochs, but may have at most 1000000"));
}

}  // namespace
}  // namespace infoplane
