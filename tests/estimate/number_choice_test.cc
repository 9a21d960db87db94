#include "infoplane/estimate/number_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/normal_scores.h"
#include "tests/estimate/choice_samples.h"
#include "tests/estimate/number_samples.h"

namespace infoplane {
namespace {

bool is_empty(const PointPair& pair) {
  return !choose_for_numbers(pair.x, pair.y, {}, threads(1)).has_value();
}

Points scored(const Points& points) {
  return {points.n, points.d, normal_scores(points.values, points.n, threads(1))};
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// the first column is h, those after it say nothing
Points among_noise(const Column& h, std::size_t d, std::uint32_t index) {
  std::vector<Column> columns = {h};
  while (columns.size() < d) {
    columns.push_back(normal_column(h.size(), index + static_cast<std::uint32_t>(columns.size())));
  }
  return side_of(columns);
}

// One column of five is y = h^2 + .5 e, h one of five others, in bases in which no column is
// either. h(y) - ln(2 pi e .25) / 2 is .8027 nats (NumPy: p(y) as a sum of normal densities around
// h^2 over 16001 values of h, -p ln p by the trapezoidal rule on 9801 values of y).
constexpr double kSquare = 0.8027;
PointPair hidden_square(std::size_t n, std::uint32_t index) {
  const Column h = normal_column(n, index);
  const Column square = changed(h, [](double v) { return v * v; });
  const Column y = sum(1, square, 0.5, normal_column(n, index + 1));
  return {rotated(among_noise(h, 5, index + 10)), rotated(among_noise(y, 5, index + 20))};
}

TEST(NumberChoice, StaysAtTheCopulaOnNormalSamples) {
  for (std::uint32_t index = 0; index < 4; ++index) {
    for (const std::size_t d : {1, 2, 4}) {
      const NumberChoice got = choose(copula_pairs(1000, {.dx = d, .dy = d, .rho = 0.5}, index));
      EXPECT_EQ(got.best().spec, "copula") << d << ", sample " << index;
      EXPECT_EQ(got.chosen, 0U);
      EXPECT_TRUE(got.best().is_base);
      EXPECT_EQ(got.left_over, 0);
      // 1/2 ln(|S_d|^2 / |S_2d|), |S_d| = .5^(d - 1) (1 + (d - 1) .5)
      const auto dd = static_cast<double>(d);
      const double truth = std::log(std::pow((1 + dd) / 2, 2) / ((1 + 2 * dd) / 2) * 2) / 2;
      EXPECT_NEAR(got.best().information.nats, truth, 3.5 * got.best().std_error);
      EXPECT_LT(got.best().std_error, 0.05);
    }
  }
}

TEST(NumberChoice, TakesTheTCopulaOnStudentSamples) {
  // as tcopula_test.cc: .43195 of nu = 1 in 2 + 2 dimensions
  const PointPair pair = copula_pairs(2000, {.dx = 2, .dy = 2, .nu = 1}, 1);
  const NumberChoice got = choose(pair);
  EXPECT_EQ(got.best().spec, "tcopula");
  EXPECT_TRUE(got.best().is_base);
  EXPECT_NEAR(got.best().information.nats, 0.43195, 3 * got.best().std_error);
  EXPECT_TRUE(got.more.empty()) << got.more;
}

TEST(NumberChoice, LeavesOutTheTCopulaIfTold) {
  const PointPair pair = copula_pairs(1000, {.dx = 2, .dy = 2, .nu = 1}, 1);
  EXPECT_NE(find(choose(pair), "tcopula"), nullptr);
  const NumberChoice without = choose(pair, {.t_copula = false});
  EXPECT_EQ(find(without, "tcopula"), nullptr);
  // there is something else that sees it
  EXPECT_GT(without.best().information.nats, 0.2);
}

TEST(NumberChoice, TakesNearestNeighboursOnACircle) {
  const NumberChoice got = choose(circle(1500, 1));
  EXPECT_TRUE(got.best().spec.starts_with("rank-ksg:k=")) << got.best().spec;
  EXPECT_FALSE(got.best().is_base);
  // .615 / sqrt(1500) = .016 is the truth's own spread. KSG-1 is high here: 60 samples of 2000,
  // with a k-d tree of SciPy's, have a mean of .450 for k = 3 and .463 for k = 10
  EXPECT_NEAR(got.best().information.nats, kCircle, 3.5 * got.best().std_error);
  EXPECT_LT(got.best().std_error, 0.03);
  EXPECT_TRUE(holds(got.more, "nearest neighbours read low")) << got.more;
}

// of the smallest k, which spreads most: that of the chosen one knows nothing of the choice
TEST(NumberChoice, HasTheStandardErrorOfAChosenK) {
  const PointPair pair = circle(1500, 1);
  const NumberChoice got = choose(pair);
  const ChosenK ksg = ksg_with_chosen_k(scored(pair.x), scored(pair.y), threads(1));
  EXPECT_NEAR(got.best().std_error, ksg.std_error, 1e-12);
  EXPECT_GT(ksg.std_error, std_error(ksg.information));
}

TEST(NumberChoice, FindsWhatIsHiddenInRotatedColumns) {
  const NumberChoice got = choose(hidden_square(2000, 100));
  EXPECT_TRUE(got.best().spec.starts_with("cca-ksg:r=")) << got.best().spec;
  EXPECT_TRUE(holds(got.best().seen, "polynomials of the")) << got.best().seen;
  EXPECT_GE(got.best().n_variables, 1U);
  EXPECT_FALSE(got.best().is_base);
  // what canonical variables see is at most the truth, and here not much less
  EXPECT_LT(got.best().information.nats, kSquare + 3 * got.best().std_error);
  EXPECT_GT(got.best().information.nats, 0.8 * kSquare);
  // nothing linear is there to be left out: the sum of the squares of at most 25 correlations of
  // noise by two, less its mean
  EXPECT_NEAR(got.left_over, 0, 4 * std::sqrt(25.0 / 2) / 2000);
  EXPECT_TRUE(holds(got.more, "leave out")) << got.more;
}

TEST(NumberChoice, SaysWhatLinearCorrelationsAreLeftOver) {
  // as hidden_square, but the other four columns have correlations of .3 with each other's
  PointPair pair = hidden_square(2000, 200);
  Points x = rotated(pair.x);
  Points y = rotated(pair.y);
  for (std::size_t k = 2000; k < x.values.size(); ++k) {
    y.values[k] = 0.3 * x.values[k] + std::sqrt(1 - 0.09) * y.values[k];
  }
  const NumberChoice got = choose({rotated(x), rotated(y)});
  const std::size_t r = got.best().n_variables;
  ASSERT_GE(r, 1U) << got.best().spec;
  // All four but the r largest. A sample's -1/2 ln(1 - rho^2) has a standard deviation of
  // .3 / sqrt(2000) = .0067; the r largest of four are above the mean by 1.03 or 1.33 of that.
  const auto others = static_cast<double>(4 - r);
  EXPECT_NEAR(got.left_over, others * normal_information(0.3) - 1.2 * 0.0067,
              3.5 * 0.0067 * std::sqrt(others));
}

TEST(NumberChoice, LeavesOutRadialFeaturesIfTold) {
  const PointPair pair = common_scale(1500, 8);
  const auto sees_radial = [](const NumberChoice& choice) {
    return std::ranges::any_of(choice.estimates, [](const NumberEstimate& one) {
      return holds(one.seen, "radial features");
    });
  };
  EXPECT_TRUE(sees_radial(choose(pair, {.t_copula = false})));
  EXPECT_FALSE(sees_radial(choose(pair, {.t_copula = false, .radial = false})));
}

TEST(NumberChoice, LooksForNeighboursInUpToSevenColumns) {
  EXPECT_NE(find(choose(copula_pairs(300, {.dx = 3, .dy = 4}, 1)), "rank-ksg"), nullptr);
  EXPECT_EQ(find(choose(copula_pairs(300, {.dx = 4, .dy = 4}, 1)), "rank-ksg"), nullptr);
  // one column on each side has no other variables
  const NumberChoice got = choose(circle(300, 2));
  EXPECT_EQ(find(got, "cca-ksg"), nullptr);
}

// Independent in the second half of the rows.
PointPair half_dependent(std::size_t n, std::size_t d) {
  PointPair pair = copula_pairs(n, {.dx = d, .dy = d}, 3);
  for (std::size_t k = 0; k < n * d; ++k) {
    if (k % n < n / 2) pair.y.values[k] = pair.x.values[k] + 0.3 * pair.y.values[k];
  }
  return pair;
}

TEST(NumberChoice, HasATermForEachRowWhoseMeanIsTheValue) {
  for (const PointPair& pair : {half_dependent(1000, 1), half_dependent(1000, 3),
                                copula_pairs(1000, {.dx = 2, .dy = 2, .nu = 1}, 1)}) {
    for (const NumberEstimate& one : choose(pair).estimates) {
      ASSERT_EQ(one.information.n(), 1000U);
      EXPECT_NEAR(mean(one.information.terms), one.information.nats, 1e-12) << one.spec;
      EXPECT_GE(one.std_error, std_error(one.information)) << one.spec;
      EXPECT_GE(one.std_error, one.subtraction_error) << one.spec;
    }
  }
}

TEST(NumberChoice, HasTermsInTheRowsOrder) {
  for (const std::size_t d : {1, 3}) {
    const NumberChoice got = choose(half_dependent(1000, d));
    EXPECT_GE(got.estimates.size(), 3U);
    for (const NumberEstimate& one : got.estimates) {
      // in an order of their own, both halves would be alike but for sqrt(2 / 500) of the terms'
      // standard deviation of about 1
      const std::span<const double> terms = one.information.terms;
      EXPECT_GT(mean(terms.first(500)), mean(terms.last(500)) + 0.4) << one.spec;
    }
  }
}

TEST(NumberChoice, SeesNothingInIndependentPairs) {
  for (const std::size_t d : {1, 2, 5}) {
    for (const bool cauchy : {false, true}) {
      double sum = 0;
      for (std::uint32_t index = 0; index < 10; ++index) {
        PointPair pair = copula_pairs(800, {.dx = d, .dy = d}, 40 + index);
        if (cauchy) {
          const PointPair other = copula_pairs(800, {.dx = d, .dy = d}, 60 + index);
          for (std::size_t k = 0; k < 800 * d; ++k) {
            pair.x.values[k] /= other.x.values[k];
            pair.y.values[k] /= other.y.values[k];
          }
        }
        sum += choose(pair).best().information.nats;
      }
      // an estimate's own standard deviation is sqrt(d^2 / 2) / N where the copula is chosen: 3.5
      // of that of ten, and .002 for the few others
      const double se = std::sqrt(static_cast<double>(d * d) / 2 / 10) / 800;
      EXPECT_NEAR(sum / 10, 0, 3.5 * se + 0.002) << d << (cauchy ? ", Cauchy" : ", normal");
    }
  }
}

TEST(NumberChoice, IsEmptyWhereOneSideIsAFunctionOfTheOther) {
  const PointPair pair = copula_pairs(500, {.dx = 3, .dy = 1}, 4);
  const auto column = [&](std::size_t j) {
    return Column(pair.x.column(j).begin(), pair.x.column(j).end());
  };
  // two sums of three columns; one of two; a rising function of one
  const Column together = sum(1, column(0), -2, column(1));
  const Column noise(pair.y.values);
  EXPECT_TRUE(is_empty({pair.x, side_of({together, sum(1, column(1), 0.5, column(2))})}));
  EXPECT_TRUE(is_empty({pair.x, side_of({together, noise})}));
  EXPECT_TRUE(is_empty(
      {pair.x, side_of({noise, changed(column(2), [](double v) { return std::exp(v); })})}));
  EXPECT_FALSE(is_empty({pair.x, side_of({sum(1, together, 0.1, noise)})}));
}

TEST(NumberChoice, IsNotEmptyBecauseOfValuesThatAreFarOut) {
  // as a mark for what is missing, on both sides: it makes the columns as they are proportional
  PointPair pair = copula_pairs(500, {.dx = 2, .dy = 1, .rho = 0.5}, 4);
  for (const std::size_t row : {3, 77, 240}) {
    pair.x.values[row] = -1e30;
    pair.y.values[row] = -1e30;
  }
  // 1/2 ln(.75 / .5) of 1 + 2 columns with correlations of .5
  const NumberChoice got = choose(pair);
  EXPECT_NEAR(got.best().information.nats, std::log(1.5) / 2, 3.5 * got.best().std_error);
  // a function of two columns is one without them too
  const auto column = [&](std::size_t j) {
    return Column(pair.x.column(j).begin(), pair.x.column(j).end());
  };
  pair.y = side_of({sum(1, column(0), -2, column(1))});
  EXPECT_TRUE(is_empty(pair));
}

TEST(NumberChoice, IsEmptyWithoutMoreRowsThanColumns) {
  EXPECT_TRUE(is_empty(copula_pairs(30, {.dx = 20, .dy = 20}, 5)));
  EXPECT_TRUE(is_empty(copula_pairs(30, {.dx = 10, .dy = 20}, 5)));
  EXPECT_FALSE(is_empty(copula_pairs(31, {.dx = 10, .dy = 20}, 5)));
}

TEST(NumberChoice, IsNothingWhereASideIsConstant) {
  PointPair pair = copula_pairs(200, {.dx = 2, .dy = 2}, 6);
  pair.x.values.assign(400, 3.0);
  const NumberChoice got = choose(pair);
  EXPECT_EQ(got.best().information.nats, 0);
  EXPECT_EQ(got.best().information.terms, Column(200, 0.0));
}

TEST(NumberChoice, LeavesOutCopiesAndConstants) {
  const PointPair pair = copula_pairs(600, {.dx = 2, .dy = 3, .rho = 0.3}, 7);
  PointPair more = pair;
  more.y.d = 5;
  more.y.values.insert(more.y.values.end(), 600, -1.0);
  for (std::size_t i = 0; i < 600; ++i) more.y.values.push_back(std::sinh(pair.y.values[i]));
  const NumberChoice with = choose(more);
  const NumberChoice without = choose(pair);
  ASSERT_EQ(with.estimates.size(), without.estimates.size());
  for (std::size_t k = 0; k < with.estimates.size(); ++k) {
    EXPECT_EQ(with.estimates[k].information.nats, without.estimates[k].information.nats);
  }
}

void expect_same(const NumberChoice& a, const NumberChoice& b) {
  EXPECT_EQ(a.chosen, b.chosen);
  EXPECT_EQ(a.more, b.more);
  EXPECT_EQ(a.left_over, b.left_over);
  ASSERT_EQ(a.estimates.size(), b.estimates.size());
  for (std::size_t k = 0; k < a.estimates.size(); ++k) {
    EXPECT_EQ(a.estimates[k].spec, b.estimates[k].spec);
    EXPECT_EQ(a.estimates[k].seen, b.estimates[k].seen);
    EXPECT_EQ(a.estimates[k].information.nats, b.estimates[k].information.nats);
    EXPECT_EQ(a.estimates[k].information.terms, b.estimates[k].information.terms);
    EXPECT_EQ(a.estimates[k].std_error, b.estimates[k].std_error);
  }
}

Points rounded(Points points) {
  for (double& v : points.values) v = std::round(4 * v) / 4;
  return points;
}

TEST(NumberChoice, IsTheSameWithSidesSwapped) {
  const PointPair student = copula_pairs(700, {.dx = 2, .dy = 2, .nu = 1}, 8);
  for (const PointPair& pair :
       {student, PointPair{rounded(student.x), rounded(student.y)}, hidden_square(1000, 300),
        copula_pairs(500, {.dx = 4, .dy = 2, .rho = 0.5}, 8), circle(500, 8)}) {
    expect_same(choose(pair), choose({pair.y, pair.x}));
  }
}

TEST(NumberChoice, IsTheSameForAnyNumberOfThreads) {
  for (const PointPair& pair :
       {copula_pairs(700, {.dx = 2, .dy = 3, .nu = 1}, 9), hidden_square(1000, 400)}) {
    expect_same(choose(pair), choose(pair, {}, 3));
  }
}

TEST(NumberChoice, ReadsRanksOfColumnsInWhatIsBasedOnThem) {
  const PointPair pair = copula_pairs(800, {.dx = 1, .dy = 2, .rho = 0.4, .nu = 2}, 10);
  PointPair other = pair;
  for (double& v : other.x.values) v = std::asinh(v);
  for (std::size_t i = 0; i < 800; ++i) other.y.values[i] = std::exp(other.y.values[i] / 10);
  const NumberChoice before = choose(pair);
  const NumberChoice after = choose(other);
  for (const char* spec : {"copula", "tcopula", "rank-ksg"}) {
    ASSERT_NE(find(before, spec), nullptr) << spec;
    ASSERT_NE(find(after, spec), nullptr) << spec;
    EXPECT_EQ(find(before, spec)->information.terms, find(after, spec)->information.terms) << spec;
  }
  // the Gaussian one reads the columns themselves
  EXPECT_NE(find(before, "gaussian")->information.nats, find(after, "gaussian")->information.nats);
}

TEST(NumberChoice, PutsSidesInAnOrderOfTheirRanks) {
  const PointPair pair = copula_pairs(500, {.dx = 2, .dy = 2, .rho = 0.4}, 11);
  for (const double scale : {1e-3, 1e3}) {
    PointPair other = pair;
    for (double& v : other.x.values) v = std::exp(v) * scale;
    EXPECT_EQ(find(choose(other), "copula")->information.terms,
              find(choose(pair), "copula")->information.terms);
  }
}

TEST(NumberChoice, UntiesEqualValues) {
  // steps of a quarter are noise of variance 1/192 on each side
  const Column x = normal_column(2000, 500);
  const Column y = correlated(x, 0.8, 501);
  const NumberChoice got = choose({rounded(side_of({x})), rounded(side_of({y}))});
  EXPECT_NEAR(got.best().information.nats, normal_information(0.8 / (1 + 1.0 / 192)),
              3 * got.best().std_error);
}

}  // namespace
}  // namespace infoplane
