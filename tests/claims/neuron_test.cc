#include "infoplane/claims/neuron.h"

#include <gtest/gtest.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "infoplane/claims/exact_case.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

double bits(const std::string& spec) { return Bits(exact_information(spec)).value(); }

std::string neuron(const std::string& activation, double weight, const std::string& cells) {
  return "neuron:activation=" + activation + ",weight=" + std::to_string(weight) + "," + cells;
}

const std::string fifteenths = "width=0.06666666666666667";

TEST(Neuron, HasTheInformationOfAnIndependentCalculation) {
  // to 1e-3 bits, from a program of others
  EXPECT_NEAR(bits(neuron("tanh", 0.87, "bins=30")), 4.900, 1e-3);
  EXPECT_NEAR(bits(neuron("tanh", 1, "bins=30")), 4.877, 1e-3);
  EXPECT_NEAR(bits(neuron("tanh", 10, "bins=30")), 2.044, 1e-3);
  EXPECT_NEAR(bits(neuron("tanh", 100, "bins=30")), 1.151, 1e-3);
  EXPECT_NEAR(bits(neuron("relu", 1, fifteenths)), 3.325, 1e-3);
  EXPECT_NEAR(bits(neuron("relu", 10, fifteenths)), 5.114, 1e-3);
  EXPECT_NEAR(bits(neuron("relu", 100, fifteenths)), 6.796, 1e-3);
}

TEST(Neuron, OfALineWithNoiseHasTheClosedForm) {
  EXPECT_NEAR(bits("noisy-neuron:weight=2,noise=0.1"), 4.3237, 1e-4);
  EXPECT_NEAR(bits("noisy-neuron:weight=2,noise=1"), 1.1610, 1e-4);
  EXPECT_NEAR(bits("noisy-neuron:weight=2,noise=10"), 0.0283, 1e-4);
}

// what an estimator says of f(w x), x the normal quantiles of (i - 1/2) / N
double estimated(const std::string& estimator, Activation f, double weight) {
  constexpr std::size_t kN = std::size_t{1} << 20;
  std::vector<double> t(kN);
  for (std::size_t i = 0; i < kN; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(kN);
    t[i] = activate(f, -weight * std::numbers::sqrt2 * boost::math::erfc_inv(2 * p));
  }
  NetworkSample sample;
  sample.layers.resize(1);
  sample.layers[0].t = column_major(t.data(), kN, 1);
  return Bits(*make_estimator(estimator)->network(sample, {}).layers[0].i_xt.value).value();
}

TEST(Neuron, IsWhatTheOrdinaryEstimatorSaysOfEvenlySpreadInputs) {
  for (const double weight : {0.87, 10.0, 100.0}) {
    EXPECT_NEAR(estimated("bins:30,range=-1:1", Activation::kTanh, weight),
                bits(neuron("tanh", weight, "bins=30")), 1e-3)
        << weight;
    EXPECT_NEAR(estimated("bins:width=0.06666666666666667", Activation::kRelu, weight),
                bits(neuron("relu", weight, fifteenths)), 1e-3)
        << weight;
  }
}

TEST(Neuron, OfALinearFunctionIsAHistogramOfTheNormalDistribution) {
  // two cells of half the inputs each; fine cells: the differential entropy less the width's log
  EXPECT_NEAR(bits(neuron("sigmoid", 3, "bins=2")), 1, 1e-12);
  const double h = 0.5 * std::log2(2 * std::numbers::pi * std::numbers::e);
  EXPECT_NEAR(bits(neuron("linear", 4, "width=0.01")), h + 2 - std::log2(0.01), 1e-6);
}

TEST(ExactCase, SaysWhatIsWrong) {
  const auto refuses = [](const std::string& spec, const std::string& part) {
    return throws_with<InvalidArgument>([&] { exact_information(spec); }, part);
  };
  EXPECT_TRUE(refuses("nothing", "unknown exact case 'nothing'"));
  EXPECT_TRUE(refuses("neuron:activation=tanh,bins=30", "weight is not given"));
  EXPECT_TRUE(refuses("neuron:weight=1,bins=30", "activation is not given"));
  EXPECT_TRUE(refuses("neuron:activation=tanh,weight=1", "a number of bins or a width"));
  EXPECT_TRUE(refuses("neuron:activation=tanh,weight=1,bins=3,width=1", "a number of bins or"));
  EXPECT_TRUE(refuses("neuron:activation=gelu,weight=1,bins=3", "no rising function"));
  EXPECT_TRUE(refuses("neuron:activation=relu,weight=1,bins=3", "relu has no range"));
  EXPECT_TRUE(refuses("neuron:activation=relu,weight=1,width=1e-9", "too many cells"));
  EXPECT_TRUE(refuses("noisy-neuron:weight=1", "noise is not given"));
  EXPECT_TRUE(refuses("noisy-neuron:weight=1,noise=0", "noise"));
}

}  // namespace
}  // namespace infoplane
