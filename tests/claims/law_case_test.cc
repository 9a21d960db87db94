#include "infoplane/claims/law_case.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/units.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

// Student's .975 quantile of 2 degrees of freedom
const double t_2 = .95 / std::sqrt(2 * .975 * .025);

// three layers that rise by 3 bits and fall by 1, 2 and 3 without losing the label, and three
// blocks; without block b the last value of each layer is .1 (b - 1) higher
LawPlane small_plane() {
  LawPlane plane;
  plane.law = "inits";
  plane.estimator = "bins:30,range=-1:1";
  plane.n_vectors = 50;
  plane.n_samples = 64;
  plane.epochs = {0, 5, 9};
  plane.n_layers = 3;
  for (std::size_t e = 0; e < 3; ++e) {
    for (std::size_t l = 0; l < 3; ++l) {
      const double value = e == 0 ? 1 : e == 1 ? 4 : 3 - static_cast<double>(l);
      LawPoint point;
      point.by_vectors.emplace_back();
      point.by_vectors[0].mean.i_xt = Nats(Bits(value));
      point.by_vectors[0].mean.i_ty = Nats(Bits(e == 0 ? 0 : .9));
      for (const double shift : {-.1, 0.0, .1}) {
        point.left_out.push_back(
            {Nats(Bits(value + (e == 2 ? shift : 0))), point.by_vectors[0].mean.i_ty});
      }
      plane.points.push_back(point);
    }
  }
  return plane;
}

Quantity quantity(Quantity::Kind kind, const char* layers) { return {kind, layers}; }

ClaimResult judged(const Quantity& asked, const Rule& rule,
                   const std::vector<Measurement>& measured) {
  Claim claim;
  claim.varied = "the activation";
  claim.quantity = asked;
  claim.rule = rule;
  claim.variants.resize(measured.size());
  return judge(claim, false, measured);
}

TEST(MeasureLaw, IsOneNumberWithTheJackknifesInterval) {
  const Quantity fall = quantity(Quantity::Kind::kLawFall, "1,2");
  const Measurement found = measure_law(fall, small_plane());
  ASSERT_TRUE(found.under_law);
  EXPECT_EQ(found.under_law->law, "inits");
  EXPECT_EQ(found.under_law->n_vectors, 50U);
  EXPECT_NEAR(found.under_law->value, 3, 1e-12);
  EXPECT_EQ(found.replicas, (std::vector<std::uint32_t>{0, 1, 2}));
  const ClaimResult result = judged(fall, {Rule::Kind::kExceed, 1, .5}, {found, found});
  // values 3.2, 3, 2.8: s^2 = 2/3 .08
  EXPECT_NEAR(result.variants[0].value->mean, 3, 1e-12);
  EXPECT_NEAR(*result.variants[0].value->low, 3 - t_2 * std::sqrt(.16 / 3), 1e-9);
  EXPECT_NEAR(result.variants[0].margin->mean, 2, 1e-12);
}

TEST(MeasureLaw, LeavesOutAndNamesLayersThatAreNotResolved) {
  LawPlane plane = small_plane();
  const Quantity margin = quantity(Quantity::Kind::kLawMargin, "hidden");
  EXPECT_TRUE(measure_law(margin, plane).under_law->unresolved.empty());
  plane.points[7].flags.insert(Flag::kUnresolved);
  const Measurement found = measure_law(margin, plane);
  EXPECT_EQ(found.under_law->unresolved, (std::vector<std::size_t>{1}));
  // kLabelLossBits less no loss, in layer 1
  EXPECT_NEAR(found.under_law->value, .02, 1e-12);
  plane.points[3].flags.insert(Flag::kUnresolved);
  const ClaimResult open =
      judged(margin, {Rule::Kind::kExceed, 0, .5}, {measure_law(margin, plane), found});
  EXPECT_FALSE(open.variants[0].value);
  EXPECT_EQ(open.variants[0].reason, "layers 1, 2: not resolved by 50 weight vectors");
  EXPECT_EQ(open.variants[0].outcome, Outcome::kOpen);
  EXPECT_EQ(open.verdict, ClaimVerdict::kUnresolved);
}

TEST(MeasureLaw, HasNoSumOfFallsWithoutAllOfItsLayers) {
  LawPlane plane = small_plane();
  plane.points[7].flags.insert(Flag::kUnresolved);
  EXPECT_TRUE(measure_law(quantity(Quantity::Kind::kLawFall, "1,2"), plane).values.empty());
  EXPECT_EQ(measure_law(quantity(Quantity::Kind::kLawFall, "1,3"), plane).values.size(), 3U);
}

TEST(MeasureLaw, RefusesOtherQuantitiesAndLayers) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] { measure_law(quantity(Quantity::Kind::kDrop, "1"), small_plane()); },
      "is not of random weights"));
  EXPECT_THROW(measure_law(quantity(Quantity::Kind::kLawFall, "4"), small_plane()),
               InvalidArgument);
}

Measurement of_blocks(double all, const std::vector<double>& left_out) {
  Measurement out{"run", "bins:30", 64, {}, left_out};
  for (std::uint32_t b = 0; b < left_out.size(); ++b) out.replicas.push_back(b);
  out.under_law = UnderLaw{"inits", 50, all, {}};
  return out;
}

TEST(LawDifference, LeavesTheSameBlockOutOfBoth) {
  // far more spread than difference, but the difference is 1 without any block
  const MeanInterval paired =
      law_difference(of_blocks(3, {1, 3, 5}), of_blocks(2, {0, 2, 4}), 1, .25);
  EXPECT_NEAR(paired.mean, .75, 1e-12);
  EXPECT_NEAR(*paired.low, .75, 1e-12);
  EXPECT_NEAR(*paired.high, .75, 1e-12);
  // 3 - 2/2 = 2 and 1, 2, 3 without the blocks: s^2 = 2/3 2
  const MeanInterval shared =
      law_difference(of_blocks(3, {1, 3, 5}), of_blocks(2, {0, 2, 4}), .5, 0);
  EXPECT_NEAR(*shared.high, 2 + t_2 * std::sqrt(4.0 / 3), 1e-9);
}

TEST(LawDifference, TakesOtherNumbersOfBlocksForIndependent) {
  // half-widths: t_2 sqrt(2/3 2) and, of two blocks, t_1 sqrt(1/2 2), t_1 = tan(.475 pi)
  const double half = std::hypot(t_2 * std::sqrt(4.0 / 3), 12.706204736174694);
  const MeanInterval found = law_difference(of_blocks(3, {2, 3, 4}), of_blocks(2, {1, 3}), 1, 0);
  EXPECT_NEAR(found.mean, 1, 1e-12);
  EXPECT_NEAR(*found.low, 1 - half, 1e-6);
  EXPECT_NEAR(*found.high, 1 + half, 1e-6);
}

TEST(LawDifference, DecidesWhatDecreases) {
  const Quantity fall = quantity(Quantity::Kind::kLawFall, "5");
  const Rule decrease{Rule::Kind::kDecrease, 0, .5};
  const Measurement more = of_blocks(3, {2.9, 3, 3.1});
  const Measurement less = of_blocks(1, {.9, 1.01, 1.1});
  EXPECT_EQ(judged(fall, decrease, {more, less}).verdict, ClaimVerdict::kHolds);
  EXPECT_EQ(judged(fall, decrease, {less, more}).verdict, ClaimVerdict::kDoesNotHold);
  Measurement nothing = of_blocks(0, {});
  nothing.under_law->unresolved = {4};
  const ClaimResult open = judged(fall, decrease, {nothing, less});
  EXPECT_EQ(open.verdict, ClaimVerdict::kUnresolved);
  EXPECT_FALSE(open.variants[1].margin);
}

}  // namespace
}  // namespace infoplane
