#include "infoplane/nets/activation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::vector<Activation> hidden_activations() {
  std::vector<Activation> all;
  for (const std::string& name : hidden_activation_names()) all.push_back(parse_activation(name));
  return all;
}

TEST(ActivationName, ReadsBackForEveryActivation) {
  EXPECT_EQ(hidden_activations().size(), 10U);
  for (const Activation a : hidden_activations()) {
    EXPECT_EQ(parse_activation(activation_name(a)), a) << activation_name(a);
  }
  EXPECT_EQ(activation_name(Activation::kLeakyRelu), "leaky-relu");
  EXPECT_EQ(activation_name(Activation::kLinear), "linear");
  EXPECT_EQ(parse_activation("softmax"), Activation::kSoftmax);
}

TEST(ActivationName, UnknownOneNamesTheNearest) {
  EXPECT_THAT([] { parse_activation("tahn"); },
              ThrowsMessage<InvalidArgument>("unknown activation 'tahn'; did you mean 'tanh'?"));
  EXPECT_THAT([] { parse_activation("leakyrelu"); },
              ThrowsMessage<InvalidArgument>(HasSubstr("'leaky-relu'")));
  EXPECT_THROW(parse_activation(""), InvalidArgument);
  EXPECT_THROW(parse_activation("Tanh"), InvalidArgument);
}

TEST(ActivationName, HiddenLayersMayNotBeSoftmax) {
  for (const std::string& name : hidden_activation_names()) EXPECT_NE(name, "softmax");
}

TEST(ActivationRange, IsReachedAtLargeArgumentsWhereThereIsOne) {
  for (const Activation a : hidden_activations()) {
    const std::optional<Range> range = activation_range(a);
    if (!range) continue;
    EXPECT_NEAR(activate(a, -1e12), range->low, 1e-11) << activation_name(a);
    EXPECT_NEAR(activate(a, 1e12), range->high, 1e-11) << activation_name(a);
  }
  EXPECT_EQ(activation_range(Activation::kSoftmax), (Range{0, 1}));
}

TEST(ActivationRange, IsEmptyForUnboundedActivations) {
  for (const Activation a : {Activation::kRelu, Activation::kLeakyRelu, Activation::kElu,
                             Activation::kGelu, Activation::kSoftplus, Activation::kLinear}) {
    EXPECT_FALSE(activation_range(a)) << activation_name(a);
  }
}

TEST(Activate, MatchesTheDefinitions) {
  const double e = std::numbers::e;
  EXPECT_DOUBLE_EQ(activate(Activation::kTanh, 1), (e * e - 1) / (e * e + 1));
  EXPECT_EQ(activate(Activation::kRelu, 1.5), 1.5);
  EXPECT_EQ(activate(Activation::kRelu, -1.5), 0);
  EXPECT_EQ(activate(Activation::kLeakyRelu, 1.5), 1.5);
  EXPECT_DOUBLE_EQ(activate(Activation::kLeakyRelu, -1.5), -0.015);
  EXPECT_EQ(activate(Activation::kElu, 1.5), 1.5);
  EXPECT_DOUBLE_EQ(activate(Activation::kElu, -1), 1 / e - 1);
  EXPECT_DOUBLE_EQ(activate(Activation::kSigmoid, 1), e / (e + 1));
  EXPECT_DOUBLE_EQ(activate(Activation::kSigmoid, -1), 1 / (e + 1));
  EXPECT_DOUBLE_EQ(activate(Activation::kSoftsign, -3), -0.75);
  EXPECT_DOUBLE_EQ(activate(Activation::kSoftplus, 1), std::log(1 + e));
  EXPECT_EQ(activate(Activation::kLinear, -7.5), -7.5);
  // Phi(1) and erf(1): Abramowitz & Stegun, tables 26.1 and 7.1
  EXPECT_NEAR(activate(Activation::kGelu, 1), 0.841344746068543, 1e-15);
  EXPECT_NEAR(activate(Activation::kGelu, -1), -0.158655253931457, 1e-15);
  EXPECT_NEAR(activate(Activation::kErf, 1), 0.842700792949715, 1e-15);
}

TEST(Activate, KeepsItsRelativePrecisionInTheTails) {
  // sigmoid(z) = exp(z) and softplus(z) = exp(z) to relative exp(z) = 2e-22 at z = -50
  EXPECT_DOUBLE_EQ(activate(Activation::kSigmoid, -50), std::exp(-50));
  EXPECT_DOUBLE_EQ(activate(Activation::kSoftplus, -50), std::exp(-50));
  EXPECT_EQ(activate(Activation::kSoftplus, 1000), 1000);
  // exp(z) - 1 = z + z^2/2
  EXPECT_DOUBLE_EQ(activate(Activation::kElu, -1e-12), -1e-12 + 5e-25);
  // z Phi(z) at z = -10: Phi(-10) = 7.61985302416052606597e-24, computed with mpmath.ncdf(-10)
  EXPECT_NEAR(activate(Activation::kGelu, -10) / -7.61985302416052606597e-23, 1, 1e-13);
}

TEST(Activate, IsFiniteWithItsSlopeForEveryFiniteNumber) {
  for (const Activation a : hidden_activations()) {
    for (const double z : {-1e308, -1e6, -745.0, -1e-308, -0.0, 0.0, 1e-308, 710.0, 1e6, 1e308}) {
      EXPECT_TRUE(std::isfinite(activate(a, z))) << activation_name(a) << ' ' << z;
      EXPECT_TRUE(std::isfinite(activation_slope(a, z))) << activation_name(a) << ' ' << z;
    }
  }
}

TEST(ActivationSlope, MatchesCentralDifferences) {
  const double h = 1e-5;
  for (const Activation a : hidden_activations()) {
    for (const double z : {-6.0, -2.3, -1.0, -0.2, 0.1, 0.7, 1.9, 5.0}) {
      const double difference = (activate(a, z + h) - activate(a, z - h)) / (2 * h);
      // rounding 1e-16 |f| / h and truncation h^2 f''' / 6 are both below 1e-10
      EXPECT_NEAR(activation_slope(a, z), difference, 5e-10) << activation_name(a) << ' ' << z;
    }
  }
}

TEST(ActivationSlope, IsTheOneFromBelowAtKinks) {
  EXPECT_EQ(activation_slope(Activation::kRelu, 0), 0);
  EXPECT_EQ(activation_slope(Activation::kLeakyRelu, 0), 0.01);
  EXPECT_EQ(activation_slope(Activation::kElu, 0), 1);
}

TEST(ActivationSlope, KeepsItsRelativePrecisionInTheTails) {
  // tanh' = 4 exp(-2|z|) and sigmoid' = exp(-|z|), to relative 2 exp(-|z|)
  EXPECT_NEAR(activation_slope(Activation::kTanh, 30) / (4 * std::exp(-60)), 1, 1e-14);
  EXPECT_NEAR(activation_slope(Activation::kTanh, -30) / (4 * std::exp(-60)), 1, 1e-14);
  EXPECT_NEAR(activation_slope(Activation::kSigmoid, 50) / std::exp(-50), 1, 1e-14);
  EXPECT_NEAR(activation_slope(Activation::kSigmoid, -50) / std::exp(-50), 1, 1e-14);
}

TEST(Activate, RefusesSoftmax) {
  EXPECT_THROW(activate(Activation::kSoftmax, 0), InvalidArgument);
  EXPECT_THROW(activation_slope(Activation::kSoftmax, 0), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
