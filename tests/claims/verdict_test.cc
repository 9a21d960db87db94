#include "infoplane/claims/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/units.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

Estimate bits(double value) { return {Nats(Bits(value)), {}, {}, {}, {}}; }

// two replicas, three epochs, three layers: I(X;T) = 10 layer + what is given, I(T;Y) a tenth of it
Plane small_plane() {
  Plane plane;
  plane.estimator = "bins:30";
  plane.replicas = {0, 2};
  plane.epochs = {0, 5, 9};
  plane.n_layers = 3;
  plane.n_samples = 64;
  for (const double replica : {0.0, 1.0}) {
    for (const double epoch : {1.0, 4.0, 2.0}) {
      for (const double layer : {0.0, 1.0, 2.0}) {
        LayerEstimate point;
        // drops of 2 + 2 replica in layer 1, twice and three times that in the others
        point.i_xt = bits(10 * layer + (1 + replica) * (1 + layer) * epoch);
        point.i_ty.value = 0.1 * *point.i_xt.value;
        plane.points.push_back(point);
      }
    }
  }
  return plane;
}

TEST(Measure, AddsUpTheDropsOfTheLayers) {
  const Plane plane = small_plane();
  const auto drop = [&](const char* layers) {
    return measure({Quantity::Kind::kDrop, layers}, plane).values;
  };
  using testing::DoubleNear;
  using testing::ElementsAre;
  constexpr double kEps = 1e-12;
  EXPECT_THAT(drop("1"), ElementsAre(DoubleNear(2, kEps), DoubleNear(4, kEps)));
  EXPECT_THAT(drop("hidden"), ElementsAre(DoubleNear(6, kEps), DoubleNear(12, kEps)));
  EXPECT_THAT(drop("output"), ElementsAre(DoubleNear(6, kEps), DoubleNear(12, kEps)));
  EXPECT_THAT(drop("1,3"), ElementsAre(DoubleNear(8, kEps), DoubleNear(16, kEps)));
  const Measurement found = measure({Quantity::Kind::kDrop, "1"}, plane);
  EXPECT_EQ(found.replicas, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(found.estimator, "bins:30");
  EXPECT_EQ(found.n_samples, 64U);
}

TEST(Measure, TakesFinalValues) {
  const Plane plane = small_plane();
  EXPECT_NEAR(measure({Quantity::Kind::kFinalXt, "hidden"}, plane).values[0], 2 + 14, 1e-12);
  // from 10 l + 1 (1 + l) to 10 l + 2 (1 + l)
  EXPECT_NEAR(measure({Quantity::Kind::kRise, "hidden"}, plane).values[0], 1 + 2, 1e-12);
  // 20 + 2 * 3 * 2, a tenth
  EXPECT_NEAR(measure({Quantity::Kind::kFinalTy, "output"}, plane).values[1], 3.2, 1e-12);
}

TEST(Measure, RefusesWhatIsNotThere) {
  Plane plane = small_plane();
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        measure({Quantity::Kind::kDrop, "4"}, plane);
      },
      "layer '4', but must be in 1 to 3"));
  EXPECT_THROW(measure({Quantity::Kind::kDrop, "x"}, plane), InvalidArgument);
  plane.points[1].i_xt.value.reset();
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        measure({Quantity::Kind::kDrop, "hidden"}, plane);
      },
      "gives no I(X;T) of layer 2"));
  EXPECT_NO_THROW(measure({Quantity::Kind::kDrop, "1"}, plane));
}

TEST(Measure, CountsTheNetworksThatCompress) {
  Plane plane = small_plane();
  const Quantity compresses{Quantity::Kind::kCompresses, "hidden"};
  const Measurement all = measure(compresses, plane);
  EXPECT_EQ(all.values, (std::vector<double>{1, 1}));
  EXPECT_TRUE(all.share);
  // layer 1 of the first replica stays where its peak is
  plane.points[6].i_xt = plane.points[3].i_xt;
  EXPECT_EQ(measure(compresses, plane).values, (std::vector<double>{0, 1}));
  EXPECT_EQ(measure({Quantity::Kind::kCompresses, "output"}, plane).values,
            (std::vector<double>{1, 1}));
}

Claim claim_of(Rule rule, std::size_t n_variants) {
  Claim claim;
  claim.name = "c";
  claim.varied = "the estimator";
  claim.rule = rule;
  claim.variants.resize(n_variants);
  return claim;
}

Measurement of(const std::vector<double>& values, std::vector<std::uint32_t> replicas = {}) {
  if (replicas.empty()) {
    for (std::uint32_t r = 0; r < values.size(); ++r) replicas.push_back(r);
  }
  return {"run", "bins:30", 64, replicas, values};
}

ClaimVerdict verdict(Rule rule, const std::vector<Measurement>& measured) {
  return judge(claim_of(rule, measured.size()), false, measured).verdict;
}

constexpr Rule kAgree{Rule::Kind::kAgree, 0.5, 0.5};
constexpr Rule kExceed{Rule::Kind::kExceed, 1, 0.5};
constexpr Rule kDecrease{Rule::Kind::kDecrease, 0, 0.5};
// mean 3, 95% interval 3 -+ 0.25
const std::vector<double> three = {2.9, 3.0, 3.1};
const std::vector<double> two = {1.9, 2.0, 2.1};
const std::vector<double> one = {0.9, 1.0, 1.1};
const std::vector<double> little = {0.1, 0.2, 0.15};

TEST(Judge, AgreeingVariantsHold) {
  EXPECT_EQ(verdict(kAgree, {of(three), of(two)}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict(kAgree, {of(two), of(three)}), ClaimVerdict::kHolds);
}

TEST(Judge, OneThatHasLessThanItsShareMakesItDepend) {
  EXPECT_EQ(verdict(kAgree, {of(three), of(two), of(one)}), ClaimVerdict::kDepends);
  const ClaimResult result = judge(claim_of(kAgree, 2), true, {of(one), of(three)});
  EXPECT_EQ(verdict_text(result), "depends on the estimator");
  EXPECT_EQ(result.largest, 1U);
  EXPECT_EQ(result.variants[0].outcome, Outcome::kNo);
  // 1 - 3/2
  EXPECT_NEAR(result.variants[0].margin->mean, -0.5, 1e-12);
  EXPECT_TRUE(result.quick);
}

TEST(Judge, NothingToAgreeOnDoesNotHold) {
  EXPECT_EQ(verdict(kAgree, {of(little), of({0, 0, 0})}), ClaimVerdict::kDoesNotHold);
}

TEST(Judge, WhatLiesOnBothSidesIsUnresolved) {
  EXPECT_EQ(verdict(kAgree, {of(three), of({0.5, 1.5, 2.5})}), ClaimVerdict::kUnresolved);
  EXPECT_EQ(verdict(kAgree, {of({3}), of({1})}), ClaimVerdict::kUnresolved);
  EXPECT_EQ(verdict(kExceed, {of({0.5, 1.5, 2.5}), of(two)}), ClaimVerdict::kUnresolved);
  EXPECT_EQ(verdict(kDecrease, {of(three), of({2, 3, 4})}), ClaimVerdict::kUnresolved);
}

TEST(Judge, ExceedingCountsEveryVariant) {
  EXPECT_EQ(verdict(kExceed, {of(three), of(two)}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict(kExceed, {of(little), of({0, 0, 0})}), ClaimVerdict::kDoesNotHold);
  EXPECT_EQ(verdict(kExceed, {of(little), of(three)}), ClaimVerdict::kDepends);
}

TEST(Judge, BelowIsTheOtherSideOfExceeding) {
  constexpr Rule kBelow{Rule::Kind::kBelow, 1, 0.5};
  EXPECT_EQ(verdict(kBelow, {of(little), of({0, 0, 0})}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict(kBelow, {of(three), of(two)}), ClaimVerdict::kDoesNotHold);
  EXPECT_EQ(verdict(kBelow, {of(little), of(three)}), ClaimVerdict::kDepends);
  EXPECT_EQ(verdict(kBelow, {of(little), of(one)}), ClaimVerdict::kUnresolved);
  const ClaimResult result = judge(claim_of(kBelow, 2), false, {of(three), of(two)});
  // 1 - 3 -+ 0.25
  EXPECT_NEAR(result.variants[0].margin->mean, -2, 1e-12);
  EXPECT_NEAR(*result.variants[0].margin->low, -2.25, 0.01);
  EXPECT_NEAR(*result.variants[0].margin->high, -1.75, 0.01);
}

TEST(Judge, DecreasingComparesNeighbours) {
  EXPECT_EQ(verdict(kDecrease, {of(three), of(two), of(one)}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict(kDecrease, {of(three), of(one), of(two)}), ClaimVerdict::kDoesNotHold);
  EXPECT_EQ(verdict({Rule::Kind::kDecrease, 0.5, 0.5}, {of(three), of(two)}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict({Rule::Kind::kDecrease, 1.5, 0.5}, {of(three), of(two)}),
            ClaimVerdict::kDoesNotHold);
}

TEST(Judge, ComparesNetworkByNetwork) {
  // far more spread than difference, but the difference is the same in every network
  const std::vector<double> a = {1, 5, 9, 13};
  const std::vector<double> b = {0.5, 4.6, 8.4, 12.5};
  EXPECT_EQ(verdict(kDecrease, {of(a), of(b)}), ClaimVerdict::kHolds);
  // only the networks that both have: 5 - 4.6, 9 - 8.4, 13 - 12.5
  const ClaimResult result = judge(claim_of(kDecrease, 2), false,
                                   {of(a, {0, 1, 2, 3}), of({4.6, 8.4, 12.5, 99}, {1, 2, 3, 7})});
  EXPECT_NEAR(result.variants[1].margin->mean, 0.5, 1e-12);
}

TEST(Judge, SharesHaveTheIntervalOfClopperAndPearson) {
  // of 50 in 50: 0.025^(1/50) to 1; of 10 in 10: 0.025^(1/10)
  const auto all = [](std::size_t n) {
    Measurement measured = of(std::vector<double>(n, 1.0));
    measured.share = true;
    return measured;
  };
  constexpr Rule kNine{Rule::Kind::kExceed, 0.9, 0.5};
  const ClaimResult result = judge(claim_of(kNine, 2), false, {all(50), all(60)});
  EXPECT_EQ(result.verdict, ClaimVerdict::kHolds);
  EXPECT_NEAR(*result.variants[0].value->low, std::pow(0.025, 0.02), 1e-9);
  EXPECT_EQ(*result.variants[0].value->high, 1);
  EXPECT_EQ(verdict(kNine, {all(10), all(50)}), ClaimVerdict::kUnresolved);
}

TEST(Judge, ExactNumbersAreTakenAsTheyAre) {
  const auto exact = [](double value) {
    Measurement measured;
    measured.values = {value};
    return measured;
  };
  EXPECT_EQ(verdict(kDecrease, {exact(2), exact(1)}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict(kDecrease, {exact(1), exact(2)}), ClaimVerdict::kDoesNotHold);
  EXPECT_EQ(verdict(kDecrease, {of(three), exact(1)}), ClaimVerdict::kHolds);
  EXPECT_EQ(verdict(kAgree, {exact(2), exact(1.5)}), ClaimVerdict::kHolds);
}

TEST(Judge, NeedsAMeasurementForEachVariant) {
  EXPECT_THROW(judge(claim_of(kAgree, 3), false, {of(one), of(two)}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
