#include "infoplane/weights/law_phases.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

Nats bits(double value) { return Nats(Bits(value)); }

// one layer: I(X;T) and I(T;Y) over the epochs, and by how much each of three blocks differs when
// it is left out
LawPlane plane_of(const std::vector<double>& i_xt, const std::vector<double>& i_ty,
                  const std::vector<double>& offsets = {-.001, 0, .001}) {
  LawPlane plane;
  plane.n_layers = 1;
  for (std::size_t e = 0; e < i_xt.size(); ++e) {
    plane.epochs.push_back(10 * e);
    LawPoint point;
    point.by_vectors.emplace_back();
    point.by_vectors[0].mean.i_xt = bits(i_xt[e]);
    point.by_vectors[0].mean.i_ty = bits(i_ty[e]);
    // the last epoch's alone, so that rise and fall have an interval
    const bool last = e + 1 == i_xt.size();
    for (const double offset : offsets) {
      point.left_out.push_back({bits(i_xt[e] + (last ? offset : 0)), bits(i_ty[e])});
    }
    plane.points.push_back(point);
  }
  return plane;
}

TEST(LawPhases, AreRiseFallAndLabelLoss) {
  const LawPhases found =
      find_law_phases(plane_of({1, 3, 4, 4, 2.5}, {.1, .5, .9, .95, .93}, {-.1, 0, .1}))[0];
  EXPECT_EQ(found.peak_epoch, 20U);
  EXPECT_NEAR(found.peak_bits.mean, 4, 1e-12);
  EXPECT_NEAR(found.rise_bits.mean, 3, 1e-12);
  EXPECT_NEAR(found.fall_bits.mean, 1.5, 1e-12);
  EXPECT_NEAR(found.final_bits.mean, 2.5, 1e-12);
  EXPECT_NEAR(found.label_loss_bits.mean, -.03, 1e-12);
  EXPECT_NEAR(found.final_ty_bits.mean, .93, 1e-12);
  // s^2 = 2/3 .02; Student's factor of 2 degrees of freedom
  const double t = .95 / std::sqrt(2 * .975 * .025);
  EXPECT_NEAR(*found.fall_bits.high, 1.5 + t * std::sqrt(2.0 / 3 * .02), 1e-9);
  EXPECT_NEAR(*found.rise_bits.low, 3, 1e-12);
}

TEST(LawPhases, EachBlockHasItsOwnPeak) {
  LawPlane plane = plane_of({1, 3, 2}, {0, 0, 0});
  // without the first block the peak is at the last epoch
  plane.points[2].left_out[0].i_xt = bits(5);
  const LawPhases found = find_law_phases(plane)[0];
  // peaks 5, 3, 3: s^2 = 2/3 (8/3); falls 0, 1, .999
  const double t = .95 / std::sqrt(2 * .975 * .025);
  EXPECT_NEAR(*found.peak_bits.high, 3 + t * std::sqrt(16.0 / 9), 1e-9);
}

TEST(LawPhases, HoldWhereAllIntervalsAreOnTheGoodSide) {
  const auto verdict = [](const std::vector<double>& i_xt, const std::vector<double>& i_ty,
                          const std::vector<double>& offsets = {-.001, 0, .001}) {
    return find_law_phases(plane_of(i_xt, i_ty, offsets))[0].verdict;
  };
  EXPECT_EQ(verdict({1, 4, 3}, {.1, .9, .9}), LawVerdict::kHolds);
  // too little rise, fall, too much loss of the label
  EXPECT_EQ(verdict({3.6, 4, 3}, {.1, .9, .9}), LawVerdict::kDoesNotHold);
  EXPECT_EQ(verdict({1, 4, 3.6}, {.1, .9, .9}), LawVerdict::kDoesNotHold);
  EXPECT_EQ(verdict({1, 4, 3}, {.1, .9, .87}), LawVerdict::kDoesNotHold);
  EXPECT_EQ(verdict({1, 4, 3}, {.1, .9, .885}), LawVerdict::kHolds);
  // an interval across the threshold: half a width of 4.3 sqrt(2/3 .02) = .5
  EXPECT_EQ(verdict({1, 4, 3.2}, {.1, .9, .9}, {-.1, 0, .1}), LawVerdict::kUnresolved);
  // a single epoch has no phases
  EXPECT_EQ(verdict({1}, {.1}), LawVerdict::kUnresolved);
}

TEST(LawPhases, AreUnresolvedWherePeakOrEndIs) {
  LawPlane plane = plane_of({1, 4, 3}, {.1, .9, .9});
  plane.points[0].flags.insert(Flag::kUnresolved);
  EXPECT_EQ(find_law_phases(plane)[0].verdict, LawVerdict::kHolds);
  plane.points[1].flags.insert(Flag::kUnresolved);
  EXPECT_EQ(find_law_phases(plane)[0].verdict, LawVerdict::kUnresolved);
}

// layer 1 with rise 3, fall 1, label loss 0; layer 2 with 3, .6 and -.05, but a fall of .4 without
// the first block
LawPlane two_layers() {
  const LawPlane first = plane_of({1, 4, 3}, {.1, .9, .9}, {0, 0, 0});
  const LawPlane second = plane_of({1, 4, 3.4}, {.1, .9, .95}, {.2, 0, 0});
  LawPlane plane = first;
  plane.n_layers = 2;
  plane.points.clear();
  for (std::size_t e = 0; e < first.epochs.size(); ++e) {
    plane.points.push_back(first.at(e, 0));
    plane.points.push_back(second.at(e, 0));
  }
  return plane;
}

TEST(HypothesisMargin, IsThatOfTheBestLayerChosenAnewWithoutEachBlock) {
  const LawPlane plane = two_layers();
  // min(2.5, .5, .02) and min(2.5, .1, .07)
  EXPECT_NEAR(hypothesis_margin(plane, {0}).all, .02, 1e-12);
  EXPECT_NEAR(hypothesis_margin(plane, {1}).all, .07, 1e-12);
  const LawNumber both = hypothesis_margin(plane, {0, 1});
  EXPECT_NEAR(both.all, .07, 1e-12);
  ASSERT_EQ(both.left_out.size(), 3U);
  // layer 2 has a fall of .4 there, .1 too little
  EXPECT_NEAR(hypothesis_margin(plane, {1}).left_out[0], -.1, 1e-12);
  EXPECT_NEAR(both.left_out[0], .02, 1e-12);
  EXPECT_NEAR(both.left_out[2], .07, 1e-12);
  // s^2 = 2/3 (.05^2 (4/9 + 1/9 + 1/9)) = (1/30)^2; Student's factor of 2 degrees of freedom
  const double t = .95 / std::sqrt(2 * .975 * .025);
  EXPECT_NEAR(*both.interval().high, .07 + t / 30, 1e-9);
}

TEST(FallAfterPeak, IsAddedUpOverTheLayers) {
  const LawNumber fall = fall_after_peak(two_layers(), {0, 1});
  EXPECT_NEAR(fall.all, 1.6, 1e-12);
  EXPECT_NEAR(fall.left_out[0], 1.4, 1e-12);
  EXPECT_NEAR(fall.left_out[1], 1.6, 1e-12);
  EXPECT_NEAR(fall_after_peak(two_layers(), {1}).all, .6, 1e-12);
}

TEST(ResolvedLayers, AreThoseWhosePeakAndEndAre) {
  LawPlane plane = two_layers();
  EXPECT_EQ(resolved_layers(plane, {1, 0}), (std::vector<std::size_t>{1, 0}));
  // at the first epoch it does not matter, at the last it does
  plane.points[0].flags.insert(Flag::kUnresolved);
  plane.points[5].flags.insert(Flag::kUnresolved);
  EXPECT_EQ(resolved_layers(plane, {0, 1}), (std::vector<std::size_t>{0}));
  EXPECT_TRUE(resolved_layers(plane_of({1}, {.1}), {0}).empty()) << "a single epoch";
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { resolved_layers(plane, {2}); },
                                           "layer 3, but must be in 1 to 2"));
  EXPECT_THROW(fall_after_peak(plane, {}), InvalidArgument);
}

TEST(LawPhases, RefuseAPlaneWithoutItsPoints) {
  LawPlane plane = plane_of({1, 4}, {.1, .9});
  plane.points.pop_back();
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { find_law_phases(plane); }, "1 points"));
}

}  // namespace
}  // namespace infoplane
