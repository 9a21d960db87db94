#include "infoplane/report/training_curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace infoplane {
namespace {

TrainingRow row(std::uint32_t replica, std::size_t epoch, double loss) {
  TrainingRow result{replica, epoch, {}};
  result.metrics.train_loss = loss;
  result.metrics.weight_norm = {2};
  if (epoch > 0) {
    result.metrics.gradient_mean_norm = {loss};
    result.metrics.gradient_std_norm = {3 * loss};
  }
  return result;
}

TEST(TrainingCurves, AreMeansOverReplicasInOrderOfEpochs) {
  const TrainingCurves curves =
      training_curves({row(0, 10, 1), row(0, 0, 4), row(1, 0, 6), row(1, 10, 3)}, 1);
  EXPECT_THAT(curves.epochs, testing::ElementsAre(0, 10));
  EXPECT_DOUBLE_EQ(curves.train_loss[0]->mean, 5);
  EXPECT_DOUBLE_EQ(curves.train_loss[1]->mean, 2);
  EXPECT_TRUE(curves.train_loss[1]->low.has_value());
}

TEST(TrainingCurves, DivideGradientNormsByTheWeights) {
  const TrainingCurves curves = training_curves({row(0, 0, 4), row(0, 10, 1)}, 1);
  EXPECT_FALSE(curves.gradient_mean[0][0].has_value());
  EXPECT_DOUBLE_EQ(curves.gradient_mean[0][1]->mean, 0.5);
  EXPECT_DOUBLE_EQ(curves.gradient_std[0][1]->mean, 1.5);
}

TEST(TrainingCurves, LeaveOutWhatIsNotFiniteAndWhatIsNotThere) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const TrainingCurves curves = training_curves({row(0, 0, nan), row(1, 0, 2), row(0, 10, nan)}, 2);
  EXPECT_DOUBLE_EQ(curves.train_loss[0]->mean, 2);
  EXPECT_FALSE(curves.train_loss[1].has_value());
  EXPECT_FALSE(curves.test_accuracy[0].has_value());
  EXPECT_FALSE(curves.gradient_mean[1][1].has_value());
}

TEST(TrainingCurves, OfNothingAreEmpty) {
  EXPECT_TRUE(training_curves({}, 3).epochs.empty());
  EXPECT_THAT(training_curves({}, 3).gradient_std, testing::SizeIs(3));
}

}  // namespace
}  // namespace infoplane
