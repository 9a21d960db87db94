#include "infoplane/estimate/auto.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "tests/core/throws_with.h"
#include "tests/estimate/auto_samples.h"
#include "tests/estimate/choice_samples.h"

namespace infoplane {
namespace {

TEST(Auto, IsSpelledInOneWay) {
  for (const auto& [text, spec] : std::vector<std::pair<std::string, std::string>>{
           {"auto", "auto"},
           {"auto:t=on", "auto"},
           {"auto:radial=on,t=on", "auto"},
           {"auto:t=off", "auto:t=off"},
           {"auto:radial=off", "auto:radial=off"},
           {"auto:radial=off,t=off", "auto:t=off,radial=off"}}) {
    EXPECT_EQ(make_estimator(text)->spec(), spec) << text;
    EXPECT_EQ(make_estimator(spec)->spec(), spec);
  }
  EXPECT_TRUE(make_auto({})->uses_inputs());
}

TEST(Auto, RefusesWhatItIsNotTold) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { (void)make_estimator("auto:t=maybe"); }, "maybe"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { (void)make_estimator("auto:k=3"); }, "k"));
  EXPECT_TRUE(
      throws_with<InvalidArgument>([] { (void)make_estimator("auto:radial=no"); }, "radial"));
}

TEST(Auto, RefusesWhatItCannotRead) {
  const Points x = side_of({normal_column(50, 1)});
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { estimate(x, side_of({normal_column(49, 1)})); },
                                           "50 rows"));
  Points bad = x;
  bad.values[7] = std::nan("");
  EXPECT_THROW(estimate(x, bad), InvalidArgument);
  bad.values[7] = INFINITY;
  EXPECT_THROW(estimate(bad, x), InvalidArgument);
}

TEST(Auto, SaysWhatItChoseAndWhy) {
  const PointPair pair = circle(1000, 1);
  const PairEstimate got = estimate(pair.x, pair.y);
  EXPECT_NEAR(value(got.information), kCircle, 3.5 * error(got.information));
  EXPECT_TRUE(got.information.chosen.starts_with("rank-ksg:k=")) << got.information.chosen;
  EXPECT_TRUE(holds(got.information.why, "x is numbers, 1 column; y is numbers, 1 column;"))
      << got.information.why;
  EXPECT_TRUE(holds(got.information.why, "nearest neighbours read low"));
  // what was chosen is among what was considered
  bool found = false;
  EXPECT_GE(got.information.considered.size(), 3U);
  EXPECT_EQ(got.information.considered[0].spec, "copula");
  for (const Considered& one : got.information.considered) {
    found |= one.spec == got.information.chosen &&
             std::abs(one.value.value() - value(got.information)) < 1e-12;
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(got.flags, Flags{Flag::kBiasedLowPossible});
}

TEST(Auto, SaysThatACopulaIsAModel) {
  const Column x = normal_column(1000, 2);
  const PairEstimate got = estimate(side_of({x}), side_of({correlated(x, 0.6, 3)}));
  EXPECT_EQ(got.information.chosen, "copula");
  EXPECT_EQ(got.flags, Flags{Flag::kModelBased});
  EXPECT_NEAR(value(got.information), normal_information(0.6), 3.5 * error(got.information));
}

TEST(Auto, SaysWhatCanonicalVariablesAreOf) {
  // a square of one of five columns in another basis
  std::vector<Column> columns;
  for (std::uint32_t j = 0; j < 5; ++j) columns.push_back(normal_column(1500, 10 + j));
  const Column square = changed(columns[0], [](double v) { return v * v; });
  const PairEstimate got = estimate(rotated(side_of(columns)),
                                    side_of({sum(1, square, 0.5, normal_column(1500, 20)),
                                             normal_column(1500, 21), normal_column(1500, 22)}));
  EXPECT_TRUE(got.information.chosen.starts_with("cca-ksg:r=")) << got.information.chosen;
  EXPECT_TRUE(holds(got.information.why, got.information.chosen + " on polynomials of"))
      << got.information.why;
  EXPECT_TRUE(got.flags.contains(Flag::kBiasedLowPossible));
}

TEST(Auto, HasTheNormalInterval) {
  const Column x = normal_column(300, 30);
  const Column name = bit_column(300, 0.5, 30);
  for (const auto& [a, b] : {std::pair(side_of({x}), side_of({correlated(x, 0.6, 31)})),
                             std::pair(side_of({moved(name, 32)}), side_of({name}))}) {
    const Estimate got = estimate(a, b).information;
    EXPECT_NEAR(got.ci95.value().low.value(), value(got) - 1.959964 * error(got), 1e-6);
    EXPECT_NEAR(got.ci95.value().high.value(), value(got) + 1.959964 * error(got), 1e-6);
  }
}

TEST(Auto, TakesNamesForNamesIfTold) {
  const Column name = bit_column(1000, 0.5, 40);
  const Points x = side_of({moved(name, 41)});
  // which numbers they are is nothing to them
  const Points odd = side_of({changed(name, [](double v) { return v == 0 ? 17.5 : -2.25; })});
  const PairEstimate got = estimate(x, odd, {.y = true});
  EXPECT_EQ(got.information.chosen, "rank-ksg:k=5");
  EXPECT_TRUE(holds(got.information.why, "y is discrete, 2 states")) << got.information.why;
  EXPECT_NEAR(value(got.information), kShiftOfOne, 3.5 * error(got.information));
  EXPECT_EQ(value(got.information), value(estimate(odd, x, {.x = true}).information));
  // few values are found without being told
  EXPECT_EQ(value(got.information), value(estimate(x, odd).information));
}

TEST(Auto, FlagsWhatIsAboveLnN) {
  // twelve pairs of columns with correlations of .99: 12 * 1.96 nats, and ln 60 = 4.1
  std::vector<Column> x;
  std::vector<Column> y;
  for (std::uint32_t j = 0; j < 12; ++j) {
    x.push_back(normal_column(60, 100 + j));
    y.push_back(correlated(x.back(), 0.99, 120 + j));
  }
  const PairEstimate got = estimate(side_of(x), side_of(y));
  EXPECT_GT(value(got.information), std::log(60));
  EXPECT_TRUE(got.flags.contains(Flag::kAboveLnN));
  EXPECT_TRUE(got.flags.contains(Flag::kModelBased));
}

TEST(Auto, FlagsTies) {
  const Column x = normal_column(500, 140);
  const Column y = correlated(x, 0.5, 141);
  const auto step = [](double v) { return std::round(200 * v) / 200; };
  EXPECT_FALSE(estimate(side_of({x}), side_of({y})).flags.contains(Flag::kTies));
  const PairEstimate got = estimate(side_of({changed(x, step)}), side_of({changed(y, step)}));
  EXPECT_TRUE(got.flags.contains(Flag::kTies));
  EXPECT_TRUE(holds(got.information.why, "x is numbers")) << got.information.why;
  EXPECT_NEAR(value(got.information), normal_information(0.5), 3.5 * error(got.information));
}

TEST(Auto, GivesTheSameBitsSwappedAndForAnyNumberOfThreads) {
  const Column a = normal_column(600, 160);
  const Column b = correlated(a, 0.7, 161);
  const Column bit = bit_column(600, 0.5, 162);
  for (const auto& [x, y] : {std::pair(side_of({a, normal_column(600, 163)}), side_of({b})),
                             std::pair(side_of({relu(a)}), side_of({relu(b), bit})),
                             std::pair(side_of({moved(bit, 164), a, b}), side_of({bit}))}) {
    const PairEstimate got = estimate(x, y);
    const PairEstimate three = estimate(x, y, {}, 3);
    EXPECT_EQ(value(got.information), value(three.information));
    EXPECT_EQ(error(got.information), error(three.information));
    const PairEstimate swapped = estimate(y, x);
    // sums of a chain's parts are rounded in another order
    EXPECT_NEAR(value(swapped.information), value(got.information), 1e-12);
    EXPECT_EQ(swapped.information.chosen, got.information.chosen);
  }
}

}  // namespace
}  // namespace infoplane
