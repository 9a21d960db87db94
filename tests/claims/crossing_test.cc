#include "infoplane/claims/crossing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "infoplane/claims/verdict.h"
#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using testing::ElementsAre;
using testing::Optional;

// norms of the mean over those of the standard deviation, 1, of each layer; epoch 0 has none
TrainingRow row(std::uint32_t replica, std::size_t epoch, const std::vector<double>& ratios) {
  TrainingRow row;
  row.replica = replica;
  row.epoch = epoch;
  row.metrics.weight_norm = {1, 1};
  row.metrics.gradient_mean_norm = ratios;
  row.metrics.gradient_std_norm.assign(ratios.size(), 1.0);
  return row;
}

// the layer of dead units: its weights get no gradient from any sample
TrainingRow dead_row(std::uint32_t replica, std::size_t epoch, const std::vector<double>& ratios) {
  TrainingRow dead = row(replica, epoch, ratios);
  dead.metrics.gradient_mean_norm.back() = 0;
  dead.metrics.gradient_std_norm.back() = 0;
  return dead;
}

Measurement crosses(const char* layers, const std::vector<TrainingRow>& training) {
  return measure_training({Quantity::Kind::kCrosses, layers}, training);
}

Crossing crossing_of(const std::vector<double>& ratios) {
  std::vector<TrainingRow> rows = {row(0, 0, {})};
  for (const double ratio : ratios) rows.push_back(row(0, rows.size(), {ratio}));
  return find_crossing(rows, 0);
}

TEST(Crossing, IsBelowOneAfterTheLargestRatio) {
  EXPECT_THAT(crossing_of({2, 3, 0.5, 0.1}).epoch, Optional(3U));
  // to and fro near 1, before the gradients drift
  EXPECT_THAT(crossing_of({1.1, 0.9, 1.2, 5, 2, 0.9, 1.1, 0.2}).epoch, Optional(6U));
  // where it is largest at the end, what came before still crossed
  EXPECT_THAT(crossing_of({2, 0.5, 3}).epoch, Optional(2U));
}

TEST(Crossing, NeedsDriftFirstAndDiffusionLater) {
  EXPECT_FALSE(crossing_of({0.5, 2, 3}).epoch);
  EXPECT_FALSE(crossing_of({0.9, 0.5, 0.4}).epoch);
  EXPECT_FALSE(crossing_of({3, 2, 1}).epoch) << "1 is no diffusion";
  EXPECT_FALSE(crossing_of({1, 0.5}).epoch) << "1 is no drift";
  EXPECT_TRUE(crossing_of({0.5, 2, 3}).has_gradients);
  EXPECT_FALSE(crossing_of({}).has_gradients);
}

TEST(MeasureTraining, SeesGradientsGoFromDriftToDiffusion) {
  const std::vector<TrainingRow> training = {
      row(0, 0, {}), row(0, 1, {3, 0.5}), row(0, 2, {0.5, 2}), row(0, 3, {0.4, 0.9}),
      // the second layer has no drift first
      row(4, 0, {}), row(4, 1, {3, 0.5}), row(4, 2, {0.5, 0.4}), row(4, 3, {2, 3})};
  EXPECT_EQ(crosses("1", training).values, (std::vector<double>{1, 1}));
  EXPECT_EQ(crosses("2", training).values, (std::vector<double>{1, 0}));
  EXPECT_EQ(crosses("1,2", training).values, (std::vector<double>{1, 0}));
  EXPECT_EQ(crosses("1", training).replicas, (std::vector<std::uint32_t>{0, 4}));
  EXPECT_THROW(crosses("3", training), InvalidArgument);
  EXPECT_THROW(measure_training({Quantity::Kind::kDrop, "1"}, training), InvalidArgument);
  EXPECT_THROW(measure({Quantity::Kind::kCrosses, "1"}, Plane()), InvalidArgument);
}

TEST(MeasureTraining, LeavesOutNetworksWhoseLayerNeverHasAGradient) {
  const std::vector<TrainingRow> training = {
      row(0, 1, {3, 3}), row(0, 2, {0.5, 0.5}), dead_row(1, 1, {3, 3}), dead_row(1, 2, {0.5, 0.5}),
      // dies before it diffuses: it had gradients, and they did not cross
      row(2, 1, {3, 3}), dead_row(2, 2, {0.5, 0.5})};
  const Measurement second = crosses("2", training);
  EXPECT_THAT(second.replicas, ElementsAre(0, 2));
  EXPECT_THAT(second.values, ElementsAre(1, 0));
  EXPECT_THAT(second.excluded, ElementsAre(1));
  EXPECT_THAT(crosses("1", training).values, ElementsAre(1, 1, 1)) << "the first layer is alive";
}

TEST(MeasureTraining, WithNothingToCompareIsOpen) {
  Claim claim;
  claim.quantity = {Quantity::Kind::kCrosses, "1"};
  claim.rule = {Rule::Kind::kExceed, 0.9, 0.5};
  claim.variants.resize(2);
  // full batch
  const Measurement none = crosses("1", {row(0, 0, {}), row(0, 1, {}), row(1, 1, {})});
  EXPECT_THAT(none.excluded, ElementsAre(0, 1));
  const ClaimResult result = judge(claim, false, {none, none});
  EXPECT_FALSE(result.variants[0].value);
  EXPECT_EQ(result.variants[0].outcome, Outcome::kOpen);
  EXPECT_NE(result.variants[0].reason, "");
  EXPECT_EQ(result.verdict, ClaimVerdict::kUnresolved);
}

TEST(GradientRatios, AreQuartilesOverTheNetworks) {
  std::vector<TrainingRow> training;
  // the first layer crosses at 10, 10, 30 and never; five networks, one of them dead in layer 2
  const std::vector<std::vector<double>> first = {
      {2, 0.8, 0.1}, {3, 0.9, 0.1}, {4, 1.5, 0.1}, {5, 1.6, 1.2}, {6, 0.7, 0.1}};
  for (std::uint32_t r = 0; r < 5; ++r) {
    training.push_back(row(r, 0, {}));
    for (std::size_t e = 0; e < 3; ++e) {
      const std::vector<double> ratios = {first[r][e], 2.0};
      const std::size_t epoch = std::vector<std::size_t>{1, 10, 30}[e];
      training.push_back(r == 2 ? dead_row(r, epoch, ratios) : row(r, epoch, ratios));
    }
  }
  const GradientRatios found = gradient_ratios(training);
  EXPECT_THAT(found.epochs, ElementsAre(1, 10, 30));
  ASSERT_EQ(found.layers.size(), 2U);
  // 2, 3, 4, 5, 6
  EXPECT_DOUBLE_EQ(found.layers[0].quartiles[0]->low, 3);
  EXPECT_DOUBLE_EQ(found.layers[0].quartiles[0]->median, 4);
  EXPECT_DOUBLE_EQ(found.layers[0].quartiles[0]->high, 5);
  EXPECT_EQ(found.layers[0].n_networks, 5U);
  EXPECT_EQ(found.layers[0].n_crossing, 4U);
  EXPECT_THAT(found.layers[0].median_epoch, Optional(10.0));
  EXPECT_EQ(found.layers[1].n_networks, 4U) << "one is dead";
  EXPECT_EQ(found.layers[1].n_crossing, 0U);
  EXPECT_FALSE(found.layers[1].median_epoch);
}

TEST(GradientRatios, HaveNoMedianEpochWhereHalfNeverCross) {
  const GradientRatios found =
      gradient_ratios({row(0, 1, {2}), row(0, 2, {0.5}), row(1, 1, {2}), row(1, 2, {1.5})});
  EXPECT_EQ(found.layers[0].n_crossing, 1U);
  EXPECT_FALSE(found.layers[0].median_epoch);
  EXPECT_TRUE(gradient_ratios({}).layers.empty());
}

}  // namespace
}  // namespace infoplane
