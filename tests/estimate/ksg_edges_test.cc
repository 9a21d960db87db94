#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/digamma.h"
#include "infoplane/estimate/ksg.h"
#include "tests/estimate/ksg_cases.h"
#include "tests/estimate/slow_ksg.h"

namespace infoplane {
namespace {

TEST(Ksg, MatchesBivariateNormal) {
  // -1/2 ln(1 - .75^2); the bias at N = 2000, k = 3 is below 0.005 (docs/methods.md section 11)
  const double truth = -0.5 * std::log(1 - 0.75 * 0.75);
  for (const KsgVariant variant : {KsgVariant::kOne, KsgVariant::kTwo}) {
    std::vector<double> values;
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
      const Pair pair = normals(2000, 1, 1, 0.75, seed);
      values.push_back(value_of(estimate(*ksg(3, variant), pair.x, pair.y)));
    }
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 20;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    EXPECT_NEAR(mean, truth, 0.005 + 3 * std::sqrt(squares / 19 / 20));
  }
}

TEST(Ksg, OfEqualRowsIsWhatTheFormulasGive) {
  const Table constant(20, {1.5, -2});
  const PairEstimate one = estimate(*ksg(), constant, constant);
  // eps = 0, so that nothing is nearer: psi(3) + psi(20) - 2 psi(1) with psi(1) = -gamma,
  // psi(3) = 3/2 - gamma, psi(20) = H_19 - gamma
  double harmonic = 0;
  for (int m = 1; m <= 19; ++m) harmonic += 1.0 / m;
  EXPECT_NEAR(value_of(one), 1.5 + harmonic, kNats);
  EXPECT_THAT(one.flags, testing::Contains(Flag::kTies));
  // all 19 others are equal: psi(19) + ln 20 - 2 ln 20
  const PairEstimate mixed = estimate(*ksg(3, KsgVariant::kMixed), constant, constant);
  EXPECT_NEAR(value_of(mixed), harmonic - 1.0 / 19 - 0.57721566490153286061 - std::log(20.0),
              kNats);
  EXPECT_THAT(mixed.flags, testing::Not(testing::Contains(Flag::kTies)));
}

TEST(Ksg, OfAConstantSideIsAsOfNoInformation) {
  Pair pair = normals(500, 1, 1, 0.5);
  for (auto& row : pair.x) row[0] = 3;
  // n_x = N - 1, and n_y = k - 1: psi(k) + psi(N) - psi(N) - psi(k)
  const PairEstimate got = estimate(*ksg(), pair.x, pair.y);
  EXPECT_NEAR(value_of(got), 0, 1e-12);
  EXPECT_THAT(got.flags, testing::Contains(Flag::kTies));
}

TEST(Ksg, FlagsTiesWhereAColumnRepeatsMoreThanOneValueInAHundred) {
  Pair pair = normals(1000, 3, 2, 0.5);
  for (std::size_t i = 1; i <= 10; ++i) pair.y[i][1] = pair.y[0][1];
  EXPECT_THAT(estimate(*ksg(), pair.x, pair.y).flags, testing::IsEmpty());
  pair.y[11][1] = pair.y[0][1];
  EXPECT_THAT(estimate(*ksg(), pair.x, pair.y).flags, testing::ElementsAre(Flag::kTies));
}

TEST(Ksg, FlagsTiesWhereAKthNeighbourIsEqual) {
  Pair pair = normals(1000, 3, 2, 0.5);
  for (std::size_t i = 1; i <= 3; ++i) {
    pair.x[i] = pair.x[0];
    pair.y[i] = pair.y[0];
  }
  EXPECT_THAT(estimate(*ksg(4), pair.x, pair.y).flags, testing::IsEmpty());
  EXPECT_THAT(estimate(*ksg(3), pair.x, pair.y).flags, testing::ElementsAre(Flag::kTies));
}

TEST(Ksg, RefusesAsManyNeighboursAsSamples) {
  const Pair pair = normals(5, 1, 1, 0.5);
  try {
    estimate(*ksg(5), pair.x, pair.y);
    FAIL();
  } catch (const InvalidArgument& e) {
    EXPECT_STREQ(e.what(), "ksg: k is 5, but must be in [1, N) with N = 5 samples");
  }
  EXPECT_NO_THROW(estimate(*ksg(4), pair.x, pair.y));
  EXPECT_THROW(ksg(0), InvalidArgument);
}

TEST(Ksg, RefusesRowsThatAreNotPairedOrNotFinite) {
  Pair pair = normals(10, 1, 1, 0.5);
  EXPECT_THROW(estimate(*ksg(), normals(9, 1, 1, 0).x, pair.y), InvalidArgument);
  pair.y[4][0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(estimate(*ksg(), pair.x, pair.y), InvalidArgument);
}

TEST(Ksg, HasTheStandardErrorOfSubsamplesUnlessToldNotTo) {
  const Pair pair = normals(500, 1, 1, 0.75);
  const PairEstimate with = estimate(*make_ksg({}), pair.x, pair.y);
  ASSERT_TRUE(with.information.std_error && with.information.ci95);
  EXPECT_GT(with.information.std_error->value(), 0.01);
  EXPECT_LT(with.information.std_error->value(), 0.1);
  EXPECT_LT(with.information.ci95->low.value(), value_of(with));
  EXPECT_GT(with.information.ci95->high.value(), value_of(with));
  const PairEstimate without = estimate(*ksg(), pair.x, pair.y);
  EXPECT_FALSE(without.information.std_error || without.information.ci95);
  EXPECT_EQ(value_of(with), value_of(without));
  // quarters need 8 k samples
  const Pair few = normals(95, 1, 1, 0.75);
  EXPECT_FALSE(estimate(*make_ksg({}), few.x, few.y).information.std_error);
  const Pair enough = normals(96, 1, 1, 0.75);
  EXPECT_TRUE(estimate(*make_ksg({}), enough.x, enough.y).information.std_error);
}

TEST(Ksg, SpellsItsSpecification) {
  EXPECT_EQ(make_ksg({})->spec(), "ksg:k=3");
  EXPECT_EQ(make_ksg({.k = 5, .variant = KsgVariant::kTwo})->spec(), "ksg:k=5,variant=2");
  EXPECT_EQ(make_ksg({.variant = KsgVariant::kMixed, .std_error = false})->spec(),
            "ksg:k=3,variant=mixed,error=none");
  EXPECT_EQ(make_ksg({.variant = KsgVariant::kOne})->spec(), "ksg:k=3,variant=1");
}

TEST(KsgNetwork, ComparesLayersWithLabelsAndKnownInputs) {
  const Pair pair = normals(400, 2, 3, 0.75);
  const Labels labels{3, classes_of(pair.x, 3), {}};
  const Block<float> inputs(pair.x);
  const Block<float> t(pair.y);
  const Pair floats = as_floats(pair);
  NetworkSample sample{.inputs = inputs.view(), .input_ids = {}, .labels = &labels, .layers = {}};
  sample.layers = {LayerSample{.t = inputs.view()}, LayerSample{.t = t.view()}};
  EXPECT_TRUE(ksg()->uses_inputs());

  const NetworkEstimate both = ksg()->network(sample, {});
  ASSERT_EQ(both.layers.size(), 2U);
  EXPECT_NEAR(both.layers[1].i_xt.value->value(), slow_ksg_1(floats.x, floats.y, 3), kNats);
  EXPECT_NEAR(both.layers[1].i_ty.value->value(), slow_ross(floats.y, labels.classes, 3), kNats);
  ASSERT_EQ(both.between.size(), 1U);
  EXPECT_FALSE(both.between[0].value);
  const NetworkEstimate mixed = ksg(3, KsgVariant::kMixed)->network(sample, {});
  EXPECT_NEAR(mixed.layers[1].i_xt.value->value(), slow_mixed(floats.x, floats.y, 3), kNats);
  EXPECT_NEAR(mixed.layers[1].i_ty.value->value(), slow_mixed(floats.y, labels.classes, 3), kNats);
  const NetworkEstimate two = ksg(3, KsgVariant::kTwo)->network(sample, {});
  EXPECT_NEAR(two.layers[1].i_xt.value->value(), slow_ksg_2(floats.x, floats.y, 3), kNats);
  EXPECT_EQ(two.layers[1].i_ty.value->value(), both.layers[1].i_ty.value->value());

  sample.inputs.reset();
  sample.labels = nullptr;
  const NetworkEstimate neither = ksg()->network(sample, {});
  EXPECT_FALSE(neither.layers[1].i_xt.value || neither.layers[1].i_ty.value);
}

}  // namespace
}  // namespace infoplane
