#include "infoplane/nets/activation_curvature.h"

#include <gtest/gtest.h>

#include <string>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

TEST(ActivationCurvature, IsTheDifferenceOfSlopes) {
  for (const std::string& name : hidden_activation_names()) {
    const Activation activation = parse_activation(name);
    const auto slope = [&](double z) { return activation_slope(activation, z); };
    for (const double z : {-7.3, -2.0, -0.4, -0.02, 0.02, 0.3, 1.7, 6.1}) {
      const double h = 1e-3;
      const double difference =
          (8 * (slope(z + h) - slope(z - h)) - (slope(z + 2 * h) - slope(z - 2 * h))) / (12 * h);
      // rounding: 1e-16 / h; truncation: h^4 / 30 times a fifth derivative of the slope, softsign's
      // of up to 720
      EXPECT_NEAR(activation_curvature(activation, z), difference, 3e-11) << name << ' ' << z;
    }
  }
}

TEST(ActivationCurvature, TakesTheSideBelowAtAKink) {
  EXPECT_EQ(activation_curvature(Activation::kRelu, 0), 0);
  EXPECT_EQ(activation_curvature(Activation::kElu, 0), 1);
  EXPECT_EQ(activation_curvature(Activation::kSoftsign, 0), 0);
}

TEST(ActivationCurvature, RefusesSoftmax) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { activation_curvature(Activation::kSoftmax, 1); },
                                           "acts on a whole layer"));
}

}  // namespace
}  // namespace infoplane
