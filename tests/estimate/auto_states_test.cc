#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/estimate/auto_samples.h"
#include "tests/estimate/choice_samples.h"

// `auto` on sides that are discrete, or in part
namespace infoplane {
namespace {

TEST(AutoStates, CountsTwoDiscreteSides) {
  // of four rows each pair of bits comes once, or x = y
  const std::size_t n = 400;
  Column x(n);
  Column y(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = static_cast<double>(i % 2);
    y[i] = static_cast<double>(i / 2 % 2);
  }
  const PairEstimate none = estimate(side_of({x}), side_of({y}));
  EXPECT_EQ(none.information.chosen, "exact");
  // 0 as counted; the correction is (2 + 2 - 4 - 1) / 2N to first order
  EXPECT_NEAR(value(none.information), -1.0 / 800, 1e-5);
  EXPECT_TRUE(holds(none.information.why, "counts")) << none.information.why;
  const PairEstimate all = estimate(side_of({x}), side_of({x}), {.x = true, .y = true});
  EXPECT_NEAR(value(all.information), std::numbers::ln2, 1e-12);
}

TEST(AutoStates, IsNeverAboveTheEntropyOfADiscreteSide) {
  // classes that are far from each other in all of three columns: the five nearest neighbours are
  // of the same, and Ross says psi(N) - mean psi(N_c), which is above H by (3 - 1) / 2N
  const std::size_t n = 300;
  Column y(n);
  for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<double>(i % 3);
  const Points x =
      side_of({sum(1, normal_column(n, 50), 100, y), sum(1, normal_column(n, 51), 100, y),
               sum(1, normal_column(n, 52), 100, y)});
  for (const bool swapped : {false, true}) {
    const Points names = side_of({y});
    const PairEstimate got =
        swapped ? estimate(names, x, {.x = true}) : estimate(x, names, {.y = true});
    EXPECT_NEAR(value(got.information), std::log(3), 1e-12);
    EXPECT_TRUE(got.flags.contains(Flag::kOverHY));
    EXPECT_TRUE(holds(got.information.why, swapped ? "entropy of x" : "entropy of y"))
        << got.information.why;
  }
}

TEST(AutoStates, RefusesTooFewSamplesForANameEach) {
  const std::size_t n = 200;
  Column names(n);
  for (std::size_t i = 0; i < n; ++i) names[i] = static_cast<double>(i % 41);
  const Points x = side_of({sum(1, normal_column(n, 60), 1, names)});
  expect_unresolved(estimate(x, side_of({names}), {.y = true}), "fewer than 5 samples");
  // five of each are enough
  for (double& v : names) v = std::min(v, 39.0);
  EXPECT_TRUE(estimate(x, side_of({names}), {.y = true}).information.value);
}

TEST(AutoStates, RefusesTooFewSamples) {
  const PointPair pair = copula_pairs(10, {}, 70);
  EXPECT_TRUE(estimate(pair.x, pair.y).information.value);
  for (const std::size_t n : {1, 2, 9}) {
    const PointPair few = copula_pairs(n, {}, 70);
    expect_unresolved(estimate(few.x, few.y), "fewer than 10 samples");
  }
  const PointPair wide = copula_pairs(30, {.dx = 20, .dy = 20}, 71);
  expect_unresolved(estimate(wide.x, wide.y), "too few samples");
}

TEST(AutoStates, RefusesWhatIsInfinite) {
  const PointPair pair = copula_pairs(300, {.dx = 3}, 72);
  const auto column = [&](std::size_t j) {
    return Column(pair.x.column(j).begin(), pair.x.column(j).end());
  };
  const Points y = side_of({sum(2, column(0), -1, column(2)), normal_column(300, 73)});
  expect_unresolved(estimate(pair.x, y), "determines");
}

// The 4096 patterns of 12 bits, each once, and the number of ones.
struct Patterns {
  std::vector<Column> bits{12, Column(4096)};
  Column n_ones = Column(4096, 0.0);
  Patterns() {
    for (std::size_t i = 0; i < 4096; ++i) {
      for (std::size_t j = 0; j < 12; ++j) {
        bits[j][i] = static_cast<double>(i >> j & 1U);
        n_ones[i] += bits[j][i];
      }
    }
  }
};

TEST(AutoStates, RefusesPatternsThatSayMuch) {
  // each bit in noise of .3 of its own: 12 times .571 nats (as name_choice_test.cc, a shift of
  // .5 / .3), four fifths of ln 4096
  const Patterns patterns;
  std::vector<Column> noisy;
  for (std::uint32_t j = 0; j < 12; ++j) {
    noisy.push_back(sum(1, patterns.bits[j], 0.3, normal_column(4096, 80 + j)));
  }
  const PairEstimate got = estimate(side_of(patterns.bits), side_of(noisy));
  expect_unresolved(got, "more than a quarter of ln N");
  EXPECT_TRUE(got.flags.contains(Flag::kTies));
}

TEST(AutoStates, RefusesPatternsOfWhichCanonicalVariablesSeeAPart) {
  // y_1 = (b_0 xor b_1) + b_0 / 2 in noise of .3; each of seven other bits has a column in noise of
  // 1.5. These have 7 * 1/2 ln(1 + 1/9) = .37 nats as linear correlations, of which at most three
  // variables see two.
  const std::size_t n = 2048;
  std::vector<Column> bits;
  for (std::uint32_t j = 0; j < 9; ++j) bits.push_back(bit_column(n, 0.5, 300 + j));
  Column both(n);
  for (std::size_t i = 0; i < n; ++i) both[i] = (bits[0][i] != bits[1][i] ? 1 : 0) + bits[0][i] / 2;
  std::vector<Column> y = {sum(1, both, 0.3, normal_column(n, 400))};
  for (std::uint32_t j = 2; j < 9; ++j) {
    y.push_back(sum(1, bits[j], 1.5, normal_column(n, 400 + j)));
  }
  expect_unresolved(estimate(side_of(bits), side_of(y)), "leave out more than a tenth");
}

TEST(AutoStates, ReadsPatternsThatSayLittle) {
  // the sum of the bits in noise of 4: .08592 nats. (NumPy: the density is a mean of 13 normals
  // with binomial weights, -p ln p by the trapezoidal rule, less ln(2 pi e 16) / 2.)
  const Patterns patterns;
  const PairEstimate got = estimate(side_of(patterns.bits),
                                    side_of({sum(1, patterns.n_ones, 4, normal_column(4096, 93))}));
  EXPECT_NEAR(value(got.information), 0.08592, 3.5 * error(got.information));
  EXPECT_LT(error(got.information), 0.015);
  EXPECT_TRUE(got.flags.contains(Flag::kTies));
  EXPECT_TRUE(got.flags.contains(Flag::kBiasedLowPossible));
  EXPECT_TRUE(holds(got.information.why, "columns are taken as numbers")) << got.information.why;
}

TEST(AutoStates, TakesValuesForNumbersWherePairsOfThemAreRare) {
  // steps of a third: each of some 20 values has ten rows of 240, but each pair of them has not
  // two. They are noise of variance 1/108 on each side.
  const auto step = [](double v) { return std::round(3 * v) / 3; };
  const Column a = normal_column(240, 95);
  const Points x = side_of({changed(a, step)});
  const Points y = side_of({changed(correlated(a, 0.8, 96), step)});
  const PairEstimate got = estimate(x, y);
  EXPECT_NE(got.information.chosen, "exact");
  EXPECT_NEAR(value(got.information), normal_information(0.8 / (1 + 1.0 / 108)),
              3.5 * error(got.information));
  EXPECT_TRUE(holds(got.information.why, "columns are taken as numbers")) << got.information.why;
  EXPECT_TRUE(got.flags.contains(Flag::kTies));
  EXPECT_TRUE(got.flags.contains(Flag::kBiasedLowPossible));
  // names have no numbers
  expect_unresolved(estimate(x, y, {.x = true, .y = true}), "fewer than 5 samples");
}

TEST(AutoStates, TakesColumnsForNumbersWhereTheirStatesAreTooManyToCompare) {
  // three rectified columns on each side: 64 pairs of states, most with fewer than 100 of 800 rows
  const PointPair pair = rectified_pairs(800, 3, 0.5, 180, 185);
  const PairEstimate got = estimate(pair.x, pair.y);
  EXPECT_TRUE(holds(got.information.why, "x is part discrete, 8 states")) << got.information.why;
  EXPECT_TRUE(holds(got.information.why, "columns are taken as numbers")) << got.information.why;
  EXPECT_TRUE(got.flags.contains(Flag::kBiasedLowPossible));
  // a function of each side has less information than normals of these correlations, 3 * .144
  EXPECT_GT(value(got.information), 3 * error(got.information));
  EXPECT_LT(value(got.information), 3 * normal_information(0.5));
}

TEST(AutoStates, AreGivenUpWherePairsOfThemAreRare) {
  // 100 names and 32 states of five rectified columns, independent: not three rows for each pair
  const std::size_t n = 1000;
  Column name(n);
  for (std::size_t i = 0; i < n; ++i) name[i] = static_cast<double>(i * 37 % 100);
  std::vector<Column> columns;
  for (std::uint32_t j = 0; j < 5; ++j) columns.push_back(relu(normal_column(n, 530 + j)));
  const PairEstimate got = estimate(side_of({name}), side_of(columns), {.x = true});
  EXPECT_TRUE(holds(got.information.why, "columns are taken as numbers")) << got.information.why;
  EXPECT_NEAR(value(got.information), 0, 3.5 * error(got.information));
}

TEST(AutoStates, SeesNothingInASideThatIsConstant) {
  const Points constant = side_of({Column(100, 4.0), Column(100, -1.0)});
  for (const Points& other :
       {side_of({normal_column(100, 94)}), side_of({bit_column(100, 0.5, 94)}),
        side_of({relu(normal_column(100, 94))}), constant}) {
    EXPECT_EQ(value(estimate(constant, other).information), 0);
    EXPECT_EQ(value(estimate(other, constant).information), 0);
  }
}

TEST(AutoStates, AreNotReadHighWhereTheyAreGivenUp) {
  // three pairs of rectified columns, of which a row in eight is nothing but zeros, and of columns
  // on eight equally likely levels: 3 * .346418 (state_chain_test.cc) and 3 * .35934 nats (tables
  // of the normal pair's cells, SciPy). They are more than 10% in pairs of states with fewer than
  // 100 rows, or fewer than five for each pair.
  const std::size_t n = 4000;
  const auto level = [](double v) {
    return std::floor(8 * (std::erfc(-v / std::numbers::sqrt2) / 2));
  };
  const PointPair zeros = rectified_pairs(n, 3, 0.8, 500, 510);
  const PairEstimate rectified = estimate(zeros.x, zeros.y);
  EXPECT_TRUE(holds(rectified.information.why, "taken as numbers")) << rectified.information.why;
  EXPECT_LT(value(rectified.information), 3 * 0.346418 + 2 * error(rectified.information));
  EXPECT_GT(value(rectified.information), 3 * 0.346418 - 0.15);
  const PointPair lattice = changed_pairs(n, 3, 0.75, level, 500, 520);
  const PairEstimate levels = estimate(lattice.x, lattice.y);
  EXPECT_TRUE(holds(levels.information.why, "taken as numbers")) << levels.information.why;
  EXPECT_LT(value(levels.information), 3 * 0.35934 + 2 * error(levels.information));
  EXPECT_GT(value(levels.information), 3 * 0.35934 - 0.15);
}

TEST(AutoStates, ReadsRectifiedColumns) {
  // state_chain_test.cc: .346418 nats
  const Column x = normal_column(1500, 150);
  const PairEstimate got = estimate(side_of({relu(x)}), side_of({relu(correlated(x, 0.8, 151))}));
  EXPECT_EQ(got.information.chosen, "chain");
  EXPECT_NEAR(value(got.information), 0.346418, 3.5 * error(got.information));
  EXPECT_TRUE(holds(got.information.why, "x is part discrete, 2 states")) << got.information.why;
}

}  // namespace
}  // namespace infoplane
