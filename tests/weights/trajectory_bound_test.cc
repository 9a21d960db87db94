#include "infoplane/weights/trajectory_bound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

TEST(TrajectoryBound, IsTheReferenceOfOneSampleAStep) {
  const std::vector<NoisyStep> steps(10, {.1, 5, 2});
  const std::vector<Nats> bound = trajectory_bound(steps, 2);
  ASSERT_EQ(bound.size(), 10U);
  EXPECT_NEAR(bound.back().value(), 2.2314355131, 1e-10);
  EXPECT_NEAR(bound[3].value(), 4 * std::log(1.25), 1e-14) << "cumulative";
}

TEST(TrajectoryBound, AddsStepsOfTheirOwnSizesAndTemperatures) {
  const std::vector<Nats> bound =
      trajectory_bound(std::vector<NoisyStep>{{.5, 8, 3}, {.1, 20, 0}, {.2, 10, 6}}, 3);
  // 3/2 ln(1 + .5 8 3 / 6) = 3/2 ln 3; nothing of a gradient that is known; 3/2 ln(1 + 12 / 6)
  EXPECT_NEAR(bound[0].value(), 1.5 * std::log(3.0), 1e-14);
  EXPECT_EQ(bound[1], bound[0]);
  EXPECT_NEAR(bound[2].value(), 3 * std::log(3.0), 1e-14);
}

// What one step says of two data sets that are equally likely, with gradients 1 and -1: w' = -+eta
// + N(0, 2 eta / b), by the trapezoid rule. c = 0 is their mean.
double information_of_two_gradients(double eta, double b) {
  const double variance = 2 * eta / b;
  const double width = std::sqrt(variance);
  const auto density = [&](double w, double mean) {
    return std::exp(-(w - mean) * (w - mean) / (2 * variance)) /
           std::sqrt(2 * std::numbers::pi * variance);
  };
  double information = 0;
  const double h = width / 200;
  const double far = eta + 12 * width;
  const int n = static_cast<int>(far / h);
  for (int i = -n; i <= n; ++i) {
    const double w = i * h;
    const double one = density(w, eta);
    const double both = (one + density(w, -eta)) / 2;
    if (one > 0) information += one * std::log(one / both) * h;
  }
  return information;
}

TEST(TrajectoryBound, IsAboveWhatAStepSaysOfGradientsThatAreNotNormal) {
  for (const double b : {.1, 1.0, 10.0, 100.0}) {
    const double eta = .3;
    const double truth = information_of_two_gradients(eta, b);
    const std::vector<NoisyStep> step{{eta, b, 1}};
    const double bound = trajectory_bound(step, 1).back().value();
    EXPECT_GT(bound, truth) << b;
    EXPECT_LT(truth, std::log(2.0) + 1e-12);
    EXPECT_GE(trajectory_divergence(step).back().value(), bound) << b;
  }
  // where the noise hides most of it, the difference is of fourth order
  EXPECT_NEAR(information_of_two_gradients(.3, .1) /
                  trajectory_bound(std::vector<NoisyStep>{{.3, .1, 1}}, 1).back().value(),
              1, .001);
}

TEST(TrajectoryBound, OfSmallDeviationsIsTheDivergence) {
  const std::vector<NoisyStep> steps(7, {.01, 3, 1e-7});
  const double divergence = trajectory_divergence(steps).back().value();
  EXPECT_NEAR(divergence, 7 * .01 * 3 / 4 * 1e-7, 1e-22);
  EXPECT_NEAR(trajectory_bound(steps, 4).back().value() / divergence, 1, 1e-9);
}

TEST(TrajectoryBound, OfNoStepsIsEmpty) {
  EXPECT_TRUE(trajectory_bound({}, 3).empty());
  EXPECT_TRUE(trajectory_divergence({}).empty());
}

TEST(TrajectoryBound, RefusesStepsThatAreNone) {
  const auto refuses = [](const NoisyStep& step, const std::string& part) {
    const std::vector<NoisyStep> steps = {{.1, 1, 1}, step};
    return throws_with<InvalidArgument>([&] { trajectory_bound(steps, 1); }, part);
  };
  EXPECT_TRUE(refuses({0, 1, 1}, "the size of step 1 is 0, but must be positive"));
  EXPECT_TRUE(refuses({.1, -2, 1}, "the inverse temperature of step 1 is -2"));
  EXPECT_TRUE(refuses({.1, 1, -.5}, "the deviation of step 1 is -0.5"));
  EXPECT_TRUE(refuses({.1, 1, std::numeric_limits<double>::quiet_NaN()}, "is nan"));
  EXPECT_THROW(trajectory_bound(std::vector<NoisyStep>{{.1, 1, 1}}, 0), InvalidArgument);
  EXPECT_THROW(trajectory_divergence(std::vector<NoisyStep>{{.1, 1, -1}}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
