#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "tests/estimate/auto_samples.h"
#include "tests/estimate/choice_samples.h"

// `auto` in networks
namespace infoplane {
namespace {

// A network of two layers: x, x in noise of .5, and a sum of that in more noise or none.
struct Network {
  explicit Network(std::array<double, 2> noise, std::size_t n = 800) : noise_(noise) {
    Column bit = bit_column(n, 0.5, 170);
    labels = {.n_classes = 2, .classes = {}, .probabilities = {}};
    for (const double v : bit) labels.classes.push_back(static_cast<std::uint32_t>(v));
    const Column in = moved(bit, 171);
    inputs = side_of({in, normal_column(n, 172)});
    const Column first = sum(1, in, noise[0], normal_column(n, 173));
    t.push_back(side_of({first, changed(first, [](double v) { return std::tanh(v); })}));
    t.push_back(side_of({sum(2, first, noise[1], normal_column(n, 174))}));
  }
  [[nodiscard]] NetworkEstimate estimate(bool with_labels = true) const {
    NetworkSample sample;
    sample.inputs = samples_of(inputs);
    if (with_labels) sample.labels = &labels;
    for (std::size_t l = 0; l < t.size(); ++l) {
      sample.layers.push_back({.t = samples_of(t[l]), .noise = noise_[l]});
    }
    return make_auto({})->network(sample, threads(1));
  }

  Points inputs;
  Labels labels;
  std::vector<Points> t;

 private:
  std::array<double, 2> noise_;
};

TEST(AutoLayers, HaveNoInformationOnTheInputsWithoutNoise) {
  const NetworkEstimate got = Network({0, 0}).estimate();
  ASSERT_EQ(got.layers.size(), 2U);
  for (const LayerEstimate& layer : got.layers) {
    EXPECT_FALSE(layer.i_xt.value);
    EXPECT_EQ(layer.i_xt.chosen, "");
    EXPECT_TRUE(layer.flags.contains(Flag::kUnresolved));
    for (const char* word : {"noisy", "kde", "bins"}) {
      EXPECT_TRUE(holds(layer.i_xt.why, word)) << layer.i_xt.why;
    }
  }
}

TEST(AutoLayers, SeeTheLabelsAsNames) {
  const Network network({0, 0});
  const NetworkEstimate got = network.estimate();
  const LayerEstimate& last = got.layers[1];
  // a one-to-one function of the input's first column
  EXPECT_NEAR(value(last.i_ty), kShiftOfOne, 3.5 * error(last.i_ty));
  EXPECT_EQ(last.i_ty.chosen, "rank-ksg:k=5");
  EXPECT_TRUE(holds(last.i_ty.why, "Y is discrete, 2 states")) << last.i_ty.why;
  EXPECT_FALSE(last.i_ty.considered.empty());
  Column classes;
  for (const std::uint32_t c : network.labels.classes) classes.push_back(c);
  EXPECT_EQ(value(last.i_ty),
            value(infoplane::estimate(network.t[1], side_of({classes}), {.y = true}).information));
  const LayerEstimate without = network.estimate(false).layers[1];
  EXPECT_FALSE(without.i_ty.value);
  EXPECT_EQ(without.i_ty.why, "");
}

TEST(AutoLayers, HaveInformationOnTheInputsWithNoise) {
  // the input's first column has variance 2, the noise .25: about 1/2 ln(1 + 2 / .25) if it were
  // normal, and that is the most it can be
  const Network network({0.5, 0});
  const NetworkEstimate got = network.estimate();
  const Estimate& first = got.layers[0].i_xt;
  EXPECT_NEAR(value(first), std::log(9) / 2, 0.15);
  EXPECT_FALSE(first.chosen.empty());
  EXPECT_EQ(value(first), value(infoplane::estimate(network.inputs, network.t[0]).information));
  EXPECT_FALSE(first.considered.empty());
  // the noise is in the layers that follow as well
  EXPECT_NEAR(value(got.layers[1].i_xt), value(first), 0.1);
  EXPECT_FALSE(got.layers[0].flags.contains(Flag::kUnresolved));
  EXPECT_FALSE(got.layers[1].flags.contains(Flag::kUnresolved));
}

TEST(AutoLayers, HaveItFromTheFirstLayerWithNoise) {
  const NetworkEstimate got = Network({0, 0.5}).estimate();
  EXPECT_FALSE(got.layers[0].i_xt.value);
  EXPECT_TRUE(got.layers[0].flags.contains(Flag::kUnresolved));
  // twice the column: 1/2 ln(1 + 4 * 2 / .25)
  EXPECT_NEAR(value(got.layers[1].i_xt), std::log(33) / 2, 0.15);
}

}  // namespace
}  // namespace infoplane
