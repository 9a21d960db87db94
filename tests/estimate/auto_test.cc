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
#include "tests/estimate/choice_samples.h"

namespace infoplane {
namespace {

struct Discrete {
  bool x = false;
  bool y = false;
};

PairEstimate estimate(const Points& x, const Points& y, Discrete discrete = {},
                      std::size_t n_threads = 1) {
  return make_auto({})->pair(
      {.x = samples_of(x), .y = samples_of(y), .x_discrete = discrete.x, .y_discrete = discrete.y},
      threads(n_threads));
}

double value(const Estimate& e) { return e.value.value().value(); }
double error(const Estimate& e) { return e.std_error.value().value(); }

void expect_unresolved(const PairEstimate& pair, const std::string& why) {
  EXPECT_FALSE(pair.information.value);
  EXPECT_FALSE(pair.information.std_error);
  EXPECT_FALSE(pair.information.ci95);
  EXPECT_EQ(pair.information.chosen, "");
  EXPECT_TRUE(pair.flags.contains(Flag::kUnresolved)) << format_flags(pair.flags);
  EXPECT_TRUE(holds(pair.information.why, why)) << pair.information.why;
}

// name_choice_test.cc: a bit and a normal moved by one to either side
constexpr double kShiftOfOne = 0.33683;
Column moved(const Column& bit, std::uint32_t index) {
  return sum(1, normal_column(bit.size(), index), 2, bit);
}

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

TEST(Auto, CountsTwoDiscreteSides) {
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

TEST(Auto, IsNeverAboveTheEntropyOfADiscreteSide) {
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

TEST(Auto, RefusesTooFewSamplesForANameEach) {
  const std::size_t n = 200;
  Column names(n);
  for (std::size_t i = 0; i < n; ++i) names[i] = static_cast<double>(i % 41);
  const Points x = side_of({sum(1, normal_column(n, 60), 1, names)});
  expect_unresolved(estimate(x, side_of({names}), {.y = true}), "fewer than 5 samples");
  // five of each are enough
  for (double& v : names) v = std::min(v, 39.0);
  EXPECT_TRUE(estimate(x, side_of({names}), {.y = true}).information.value);
}

TEST(Auto, RefusesTooFewSamples) {
  const PointPair pair = copula_pairs(10, {}, 70);
  EXPECT_TRUE(estimate(pair.x, pair.y).information.value);
  for (const std::size_t n : {1, 2, 9}) {
    const PointPair few = copula_pairs(n, {}, 70);
    expect_unresolved(estimate(few.x, few.y), "fewer than 10 samples");
  }
  const PointPair wide = copula_pairs(30, {.dx = 20, .dy = 20}, 71);
  expect_unresolved(estimate(wide.x, wide.y), "too few samples");
}

TEST(Auto, RefusesWhatIsInfinite) {
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

TEST(Auto, RefusesPatternsThatSayMuch) {
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

TEST(Auto, RefusesPatternsOfWhichCanonicalVariablesSeeAPart) {
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

TEST(Auto, ReadsPatternsThatSayLittle) {
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

TEST(Auto, TakesValuesForNumbersWherePairsOfThemAreRare) {
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

TEST(Auto, TakesColumnsForNumbersWhereTheirStatesAreTooManyToCompare) {
  // three rectified columns on each side: 64 pairs of states, most with fewer than 100 of 800 rows
  std::vector<Column> x;
  std::vector<Column> y;
  for (std::uint32_t j = 0; j < 3; ++j) {
    const Column column = normal_column(800, 180 + j);
    x.push_back(relu(column));
    y.push_back(relu(correlated(column, 0.5, 185 + j)));
  }
  const PairEstimate got = estimate(side_of(x), side_of(y));
  EXPECT_TRUE(holds(got.information.why, "x is part discrete, 8 states")) << got.information.why;
  EXPECT_TRUE(holds(got.information.why, "columns are taken as numbers")) << got.information.why;
  EXPECT_TRUE(got.flags.contains(Flag::kBiasedLowPossible));
  // a function of each side has less information than normals of these correlations, 3 * .144
  EXPECT_GT(value(got.information), 3 * error(got.information));
  EXPECT_LT(value(got.information), 3 * normal_information(0.5));
}

TEST(Auto, SeesNothingInASideThatIsConstant) {
  const Points constant = side_of({Column(100, 4.0), Column(100, -1.0)});
  for (const Points& other :
       {side_of({normal_column(100, 94)}), side_of({bit_column(100, 0.5, 94)}),
        side_of({relu(normal_column(100, 94))}), constant}) {
    EXPECT_EQ(value(estimate(constant, other).information), 0);
    EXPECT_EQ(value(estimate(other, constant).information), 0);
  }
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

TEST(Auto, ReadsRectifiedColumns) {
  // state_chain_test.cc: .346418 nats
  const Column x = normal_column(1500, 150);
  const PairEstimate got = estimate(side_of({relu(x)}), side_of({relu(correlated(x, 0.8, 151))}));
  EXPECT_EQ(got.information.chosen, "chain");
  EXPECT_NEAR(value(got.information), 0.346418, 3.5 * error(got.information));
  EXPECT_TRUE(holds(got.information.why, "x is part discrete, 2 states")) << got.information.why;
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
