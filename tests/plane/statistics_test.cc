#include "infoplane/plane/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/units.h"

namespace infoplane {
namespace {

Estimate bits(double value) { return {Nats(Bits(value)), {}, {}, {}}; }

// a plane of one layer: xt[r][e] and ty[r][e] in bits
Plane one_layer(const std::vector<std::vector<double>>& xt,
                const std::vector<std::vector<double>>& ty) {
  Plane plane;
  plane.estimator = "bins:30";
  plane.n_layers = 1;
  for (std::size_t r = 0; r < xt.size(); ++r) {
    plane.replicas.push_back(static_cast<std::uint32_t>(r));
    for (std::size_t e = 0; e < xt[r].size(); ++e) {
      if (r == 0) plane.epochs.push_back(10 * e);
      LayerEstimate point;
      point.i_xt = bits(xt[r][e]);
      point.i_ty = bits(ty[r][e]);
      plane.points.push_back(point);
    }
  }
  return plane;
}

void saturate(Plane& plane, std::size_t r) {
  for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
    plane.points[r * plane.epochs.size() + e].flags.insert(Flag::kSaturated);
  }
}

const std::vector<double> flat_ty = {0.5, 0.5, 0.5};
const std::vector<double> rising_ty = {0.1, 0.5, 0.9};

TEST(Summarise, IsTheMeanOverReplicasAtEachEpochAndLayer) {
  Plane plane = one_layer({{1, 2, 3}, {3, 4, 5}}, {flat_ty, rising_ty});
  const auto summary = summarise(plane);
  ASSERT_EQ(summary.size(), 3);
  EXPECT_NEAR(summary[0].i_xt_bits->mean, 2, 1e-12);
  EXPECT_NEAR(summary[2].i_xt_bits->mean, 4, 1e-12);
  EXPECT_NEAR(summary[2].i_ty_bits->mean, 0.7, 1e-12);
  EXPECT_TRUE(summary[2].i_ty_bits->low.has_value());
}

TEST(Summarise, IsEmptyWhereAReplicaHasNoEstimate) {
  Plane plane = one_layer({{1, 2, 3}, {3, 4, 5}}, {flat_ty, rising_ty});
  plane.points[4].i_xt.value.reset();
  const auto summary = summarise(plane);
  EXPECT_TRUE(summary[0].i_xt_bits.has_value());
  EXPECT_FALSE(summary[1].i_xt_bits.has_value());
  EXPECT_TRUE(summary[1].i_ty_bits.has_value());
}

TEST(Summarise, RefusesAPlaneWithMissingPoints) {
  Plane plane = one_layer({{1, 2, 3}}, {flat_ty});
  plane.points.pop_back();
  EXPECT_THROW(summarise(plane), InvalidArgument);
}

TEST(FindPhases, MeasuresPeakDropAndRise) {
  // peaks 5 at epoch 10 and 7 at epoch 0, the latter twice: the first counts; finals 4 and 3
  const Plane plane = one_layer({{1, 5, 4}, {7, 7, 3}}, {{0.1, 0.2, 0.9}, {0.3, 0.2, 0.7}});
  const LayerPhases phases = find_phases(plane).at(0);
  EXPECT_DOUBLE_EQ(phases.peak_epoch_median, 5);
  EXPECT_NEAR(phases.peak_bits.mean, 6, 1e-12);
  EXPECT_NEAR(phases.final_bits.mean, 3.5, 1e-12);
  EXPECT_NEAR(phases.drop_bits.mean, 2.5, 1e-12);
  EXPECT_NEAR(phases.rise_ty_bits.mean, 0.6, 1e-12);
  EXPECT_NEAR(phases.final_ty_bits.mean, 0.8, 1e-12);
  // drops 1 and 4: mean 2.5, s / sqrt(2) = 1.5
  EXPECT_NEAR(phases.drop_bits.low.value(), 2.5 - 1.5 * std::tan(0.475 * std::numbers::pi), 1e-9);
}

TEST(FindPhases, TakesTheMiddleOfAnOddNumberOfPeakEpochs) {
  const Plane plane = one_layer({{1, 5, 4}, {1, 2, 3}, {9, 2, 1}}, {flat_ty, flat_ty, flat_ty});
  EXPECT_DOUBLE_EQ(find_phases(plane)[0].peak_epoch_median, 10);
}

TEST(FindPhases, DoesNotLetRoundingChooseThePeak) {
  const Plane plane = one_layer({{5, 5 + 1e-13, 5}}, {flat_ty});
  const LayerPhases phases = find_phases(plane)[0];
  EXPECT_DOUBLE_EQ(phases.peak_epoch_median, 0);
  EXPECT_DOUBLE_EQ(phases.drop_bits.mean, 0);
}

TEST(FindPhases, GivesEachVerdictByTheLowerEnds) {
  const std::vector<std::vector<double>> drops = {{1, 5, 3}, {1, 5.1, 3}};
  const std::vector<std::vector<double>> grows = {{1, 2, 3}, {1, 2, 3.1}};
  const std::vector<std::vector<double>> flat = {flat_ty, flat_ty};
  const std::vector<std::vector<double>> rises = {rising_ty, rising_ty};
  EXPECT_EQ(find_phases(one_layer(grows, rises))[0].verdict, Verdict::kFits);
  EXPECT_EQ(find_phases(one_layer(drops, flat))[0].verdict, Verdict::kCompresses);
  EXPECT_EQ(find_phases(one_layer(drops, rises))[0].verdict, Verdict::kBoth);
  EXPECT_EQ(find_phases(one_layer(grows, flat))[0].verdict, Verdict::kNeither);
}

TEST(FindPhases, DoesNotCallAnUncertainDropCompression) {
  // drops 0 and 4: the mean is 2, but the interval reaches below zero
  const Plane plane = one_layer({{1, 2, 3}, {1, 7, 3}}, {flat_ty, flat_ty});
  EXPECT_EQ(find_phases(plane)[0].verdict, Verdict::kNeither);
}

TEST(FindPhases, DoesNotCallASmallRiseOrDropAPhase) {
  // rise 0.04 < 0.05 and drop 0.09 < 0.1, the same in both replicas: the intervals have no width
  const std::vector<double> xt = {1, 3, 2.91};
  const std::vector<double> ty = {0.5, 0.5, 0.54};
  EXPECT_EQ(find_phases(one_layer({xt, xt}, {ty, ty}))[0].verdict, Verdict::kNeither);
}

TEST(FindPhases, IsUnresolvedWhereHalfOfTheReplicasAreSaturated) {
  const std::vector<double> xt = {12, 12, 11.95};
  Plane plane = one_layer({xt, xt}, {rising_ty, rising_ty});
  EXPECT_EQ(find_phases(plane)[0].verdict, Verdict::kFits);
  saturate(plane, 0);
  EXPECT_EQ(find_phases(plane)[0].verdict, Verdict::kUnresolved);
}

TEST(FindPhases, SeesCompressionThatASaturatedLayerProves) {
  const std::vector<double> xt = {12, 12, 11.8};
  Plane plane = one_layer({xt, xt}, {rising_ty, rising_ty});
  saturate(plane, 0);
  saturate(plane, 1);
  EXPECT_EQ(find_phases(plane)[0].verdict, Verdict::kCompresses);
}

TEST(FindPhases, IsResolvedWhereOnlyThePeakIsSaturated) {
  const std::vector<double> xt = {12, 12, 3};
  Plane plane = one_layer({xt, xt}, {flat_ty, flat_ty});
  saturate(plane, 0);
  saturate(plane, 1);
  plane.points[2].flags.clear();
  plane.points[5].flags.clear();
  EXPECT_EQ(find_phases(plane)[0].verdict, Verdict::kCompresses);
}

TEST(FindPhases, IsUnresolvedWithOneReplica) {
  const Plane plane = one_layer({{1, 9, 2}}, {rising_ty});
  const LayerPhases phases = find_phases(plane)[0];
  EXPECT_EQ(phases.verdict, Verdict::kUnresolved);
  EXPECT_NEAR(phases.drop_bits.mean, 7, 1e-12);
}

TEST(FindPhases, LeavesWhatTheEstimatorLacksAtZero) {
  Plane plane = one_layer({{1, 9, 2}, {1, 9, 2}}, {rising_ty, rising_ty});
  for (auto& point : plane.points) point.i_xt.value.reset();
  const LayerPhases phases = find_phases(plane)[0];
  EXPECT_EQ(phases.verdict, Verdict::kUnresolved);
  EXPECT_DOUBLE_EQ(phases.drop_bits.mean, 0);
  EXPECT_FALSE(phases.drop_bits.low.has_value());
  EXPECT_NEAR(phases.rise_ty_bits.mean, 0.8, 1e-12);
}

TEST(FindPhases, RefusesAPlaneWithoutReplicas) {
  Plane plane;
  plane.n_layers = 2;
  EXPECT_THROW(find_phases(plane), InvalidArgument);
}

TEST(VerdictName, IsTheWordOfTheFiles) {
  EXPECT_EQ(verdict_name(Verdict::kFits), "fits");
  EXPECT_EQ(verdict_name(Verdict::kCompresses), "compresses");
  EXPECT_EQ(verdict_name(Verdict::kBoth), "both");
  EXPECT_EQ(verdict_name(Verdict::kNeither), "neither");
  EXPECT_EQ(verdict_name(Verdict::kUnresolved), "unresolved");
}

}  // namespace
}  // namespace infoplane
