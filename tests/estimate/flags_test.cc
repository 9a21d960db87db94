#include "infoplane/estimate/flags.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/estimate/spec.h"
#include "tests/estimate/recorded.h"

namespace infoplane {
namespace {

LayerEstimate layer_of(double i_xt, double i_ty, double h_y) {
  LayerEstimate layer;
  layer.i_xt.value = Nats(i_xt);
  layer.i_ty.value = Nats(i_ty);
  layer.h_y = Nats(h_y);
  return layer;
}

NetworkEstimate flagged(std::vector<LayerEstimate> layers, double h_x) {
  NetworkEstimate network{.layers = std::move(layers), .between = {}};
  flag_values(Nats(h_x), 4096, network);
  return network;
}

TEST(FlagName, IsOneForEveryFlag) {
  Flags all;
  for (int f = 0; f <= static_cast<int>(Flag::kUnresolved); ++f) all.insert(static_cast<Flag>(f));
  EXPECT_EQ(format_flags(all),
            "saturated;singletons;over-H(Y);dpi;ties;out-of-range;range-of-sample;above-ln-N;model-"
            "based;not-shannon;unresolved");
  EXPECT_EQ(format_flags({}), "");
}

TEST(FlagValues, SaturatedFromTwoPercentBelowTheInputsEntropy) {
  EXPECT_EQ(flagged({layer_of(0.98 * 8, 0, 1)}, 8).layers[0].flags, Flags{Flag::kSaturated});
  EXPECT_EQ(flagged({layer_of(0.979 * 8, 0, 1)}, 8).layers[0].flags, Flags{});
}

TEST(FlagValues, OverHyBeyondRounding) {
  EXPECT_EQ(flagged({layer_of(1, 0.7 + 1e-8, 0.7)}, 8).layers[0].flags, Flags{Flag::kOverHY});
  EXPECT_EQ(flagged({layer_of(1, 0.7 + 1e-10, 0.7)}, 8).layers[0].flags, Flags{});
}

TEST(FlagValues, DpiOnTheLayerThatRises) {
  // I(X;T) rises at the second layer, I(T;Y) at the third
  const NetworkEstimate network = flagged(
      {layer_of(1, 0.5, 1), layer_of(1.1, 0.4, 1), layer_of(1, 0.45, 1), layer_of(1, 0.45, 1)}, 8);
  EXPECT_EQ(network.layers[0].flags, Flags{});
  EXPECT_EQ(network.layers[1].flags, Flags{Flag::kDpi});
  EXPECT_EQ(network.layers[2].flags, Flags{Flag::kDpi});
  EXPECT_EQ(network.layers[3].flags, Flags{});
  EXPECT_EQ(flagged({layer_of(1, 0.5, 1), layer_of(1 + 1e-10, 0.5, 1)}, 8).layers[1].flags,
            Flags{});
}

TEST(FlagValues, SaysNothingOfWhatIsNotThere) {
  EXPECT_EQ(flagged({LayerEstimate{}, LayerEstimate{}}, 8).layers[1].flags, Flags{});
}

Flags flags_of(const char* spec, const std::vector<float>& values) {
  return make_estimator(spec)->network(one_layer(one_unit(values)), {}).layers.at(0).flags;
}

TEST(CountingFlags, SingletonsIfMoreThanHalfOfTheCellsHoldOneSample) {
  // cells of 1, 1, 2 and of 1, 2 samples
  EXPECT_TRUE(flags_of("exact", {0, 1, 2, 2}).contains(Flag::kSingletons));
  EXPECT_FALSE(flags_of("exact", {0, 1, 1}).contains(Flag::kSingletons));
}

TEST(CountingFlags, SaturatedIfEveryInputHasACellOfItsOwn) {
  EXPECT_TRUE(flags_of("exact", {0, 1, 2, 3}).contains(Flag::kSaturated));
  EXPECT_FALSE(flags_of("exact", {0, 1, 2, 2}).contains(Flag::kSaturated));
  // and each comes twice: ln 4 of a possible ln 4, though there are 8 samples
  const auto t = one_unit<float>({0, 1, 2, 3, 0, 1, 2, 3});
  const std::vector<std::uint32_t> ids = {0, 1, 2, 3, 0, 1, 2, 3};
  NetworkSample sample = one_layer(t);
  sample.input_ids = ids;
  EXPECT_TRUE(
      make_estimator("exact")->network(sample, {}).layers.at(0).flags.contains(Flag::kSaturated));
}

TEST(CountingFlags, DpiOfAWholeNetwork) {
  const auto coarse = one_unit<float>({0, 0, 1, 1});
  const auto fine = one_unit<float>({0, 1, 2, 2});
  NetworkSample sample = one_layer(coarse);
  sample.layers.push_back({.t = fine.column_major()});
  EXPECT_TRUE(make_estimator("exact")->network(sample, {}).layers.at(1).flags.contains(Flag::kDpi));
  std::swap(sample.layers[0], sample.layers[1]);
  EXPECT_FALSE(
      make_estimator("exact")->network(sample, {}).layers.at(1).flags.contains(Flag::kDpi));
}

}  // namespace
}  // namespace infoplane
