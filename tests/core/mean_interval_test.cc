#include "infoplane/core/mean_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

TEST(MeanInterval, OfTwoValuesUsesTheCauchyQuantile) {
  // t with 1 degree of freedom: tan(pi (p - 1/2)); s / sqrt(2) = 1
  const std::vector<double> values = {0, 2};
  const MeanInterval interval = mean_interval(values);
  EXPECT_DOUBLE_EQ(interval.mean, 1);
  EXPECT_NEAR(interval.high.value() - 1, std::tan(0.475 * std::numbers::pi), 1e-9);
  EXPECT_NEAR(1 - interval.low.value(), std::tan(0.475 * std::numbers::pi), 1e-9);
}

TEST(MeanInterval, OfThreeAndFiveValuesUsesTheClosedFormQuantiles) {
  // 2 degrees of freedom: (2p - 1) / sqrt(2 p (1 - p)); here s = 1
  const double t2 = 0.95 / std::sqrt(2 * 0.975 * 0.025);
  const std::vector<double> three = {1, 2, 3};
  EXPECT_NEAR(mean_interval(three).high.value(), 2 + t2 / std::sqrt(3.0), 1e-9);
  // 4 degrees of freedom: 2 sqrt(q - 1), q = cos(acos(sqrt a) / 3) / sqrt a, a = 4 p (1 - p); s^2
  // = 2.5
  const double a = 4 * 0.975 * 0.025;
  const double t4 = 2 * std::sqrt(std::cos(std::acos(std::sqrt(a)) / 3) / std::sqrt(a) - 1);
  const std::vector<double> five = {1, 2, 3, 4, 5};
  EXPECT_NEAR(mean_interval(five).low.value(), 3 - t4 * std::sqrt(2.5 / 5), 1e-9);
}

TEST(MeanInterval, OfOneValueHasNoInterval) {
  const std::vector<double> values = {0.7};
  const MeanInterval interval = mean_interval(values);
  EXPECT_DOUBLE_EQ(interval.mean, 0.7);
  EXPECT_FALSE(interval.low || interval.high);
}

TEST(MeanInterval, RefusesNothingAndWhatIsNotFinite) {
  EXPECT_THROW(mean_interval({}), InvalidArgument);
  const std::vector<double> values = {1, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THROW(mean_interval(values), InvalidArgument);
}

TEST(JackknifeInterval, OfAMeanIsStudentsInterval) {
  // without v_b the mean is (n mean - v_b) / (n - 1), so that s is the mean's own standard error
  const std::vector<double> values = {1, 2, 4, 8, 7};
  const MeanInterval student = mean_interval(values);
  std::vector<double> left_out;
  for (const double value : values) left_out.push_back((22 - value) / 4);
  const MeanInterval found = jackknife_interval(student.mean, left_out);
  EXPECT_NEAR(found.low.value(), student.low.value(), 1e-12);
  EXPECT_NEAR(found.high.value(), student.high.value(), 1e-12);
}

TEST(JackknifeInterval, StandsAroundTheValueAndNotAroundTheMeanOfTheOthers) {
  // (B - 1)/B times the sum of squares .02, and Student's factor of 1 degree of freedom
  const MeanInterval found = jackknife_interval(5, std::vector<double>{1.0, 1.2});
  const double half_width = 0.1 * std::tan(0.475 * std::numbers::pi);
  EXPECT_NEAR(found.high.value(), 5 + half_width, 1e-9);
  EXPECT_NEAR(found.low.value(), 5 - half_width, 1e-9);
  EXPECT_FALSE(jackknife_interval(5, std::vector<double>{1.0}).low);
  EXPECT_THROW(jackknife_interval(5, {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
