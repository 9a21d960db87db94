#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/data/column_distributions.h"
#include "infoplane/data/mixture_distributions.h"
#include "infoplane/data/quadrature.h"
#include "infoplane/data/tasks.h"
#include "tests/data/task_draws.h"

namespace infoplane {
namespace {

// mixtures and columns that are no draws from a density: their truths and samplers

void expect_truths(const std::vector<PairTask>& tasks,
                   const std::map<std::string, double>& expected) {
  EXPECT_EQ(tasks.size(), expected.size());
  for (const PairTask& task : tasks) {
    ASSERT_TRUE(expected.contains(task.name)) << task.name;
    EXPECT_NEAR(task.truth.value(), expected.at(task.name), 2e-6) << task.name;
  }
}

// By a NumPy/SciPy program that has no formula in common with the code but the pairs' definitions.
// Where x and y are one column each, or say no more than one number each, it sums p ln(p / p_x p_y)
// over a grid of the joint density (numpy, rectangles, 2000 to 4000 points a side). Crosses of two
// and three pairs: E ln cosh over A - B, A ~ (1 + rho)/2 chi^2_d and B ~ (1 - rho)/2 chi^2_d, on a
// grid of both. Gamma: scipy.stats.gamma(k).entropy(). Parabola: h(Y) on a grid. Student: entropies
// by integrating ln(1 + d f / nu) over scipy.stats.f (|x|^2/d is F-distributed). Normal ones:
// -ln(1 - .64) and -3/2 ln(1 - .49).
TEST(Mixtures, TruthsAreThoseOfAnIndependentProgram) {
  expect_truths(mixture_tasks(), {{"cross-1-1-0.9", 0.4084425},
                                  {"cross-2-2-0.8", 0.5394237},
                                  {"cross-3-3-0.8", 0.9577109},
                                  {"clusters-2-2-1.5", 0.4059588},
                                  {"clusters-3-3-3", 0.6854815},
                                  {"scales-1-1-5", 0.1243514},
                                  {"scales-3-3-3", 0.2635880},
                                  {"circle-1-1-0.1", 0.6788552},
                                  {"angle-2-1-0.3", 0.8616321},
                                  {"sine-1-1-2-0.3", 0.8616321},
                                  {"gamma-1-1-1-1", 0.5772157},
                                  {"gamma-1-1-3-0.5", 1.8524721},
                                  {"parabola-1-1-0.5", 0.8027026},
                                  {"rotated-parabola-5-5-0.5", 0.8027026},
                                  {"rotated-half_cube-student-identity-3-3-5", 0.0890153},
                                  {"rotated-half_cube-normal-3-3-2-0.8", 1.0216512},
                                  {"mixed-normal-10-10-3-0.7", 1.0100168},
                                  {"parabola-50-5-0.5", 0.8027026},
                                  {"rotated-parabola-50-5-0.5", 0.8027026}});
}

// The same for columns: sums of p ln(p / p_x p_y) over tables of a value of x and a grid of y, with
// a cell of its own for what is exactly 0 (scipy.stats: norm, poisson, multivariate_normal.cdf for
// the cells of two normals); of the sum of a relu and a normal, h(Y) on a grid; exponential: h(Y)
// of the mixture density by scipy.integrate.quad.
TEST(DiscreteColumns, TruthsAreThoseOfAnIndependentProgram) {
  expect_truths(discrete_column_tasks(), {{"binary-1-1-0.3", 0.2918575},
                                          {"binary-4-1-0.3", 0.8913824},
                                          {"binary-12-1-0.3", 1.3709382},
                                          {"once-binary-12-1-0.3", 1.3709382},
                                          {"binary-normal-2-1-0.5", 1.0932333},
                                          {"relu-1-1-0.3", 0.8668830},
                                          {"relu-2-2-0.3", 1.7337660},
                                          {"relu-3-3-0.7", 1.2615367},
                                          {"relu-5-5-0.7", 2.1025612},
                                          {"relu-both-1-1-0.8", 0.3464181},
                                          {"relu-both-3-3-0.8", 1.0392544},
                                          {"relu-normal-2-1-0.5", 0.9230579},
                                          {"relu-label-1-1-0.5", 0.3239573},
                                          {"exponential-1-1-3", 1.3862944},
                                          {"poisson-1-1-0.5", 0.2759423},
                                          {"levels-1-1-8", 0.3593416},
                                          {"levels-3-3-8", 1.0780247}});
}

TEST(DiscreteColumns, AreNotDeclaredDiscrete) {
  for (const PairTask& task : discrete_column_tasks()) {
    EXPECT_FALSE(task.x_discrete || task.y_discrete) << task.name;
  }
}

TEST(DiscreteColumns, OncePatternsAreAllThereWhateverNIs) {
  const PairTask& task = find_task(discrete_column_tasks(), "once-binary-12-1-0.3");
  const PairDraw draw = task.sample(10, 1);
  ASSERT_EQ(draw.x.rows, 4096U);
  const auto& x = std::get<std::vector<double>>(draw.x.columns);
  std::set<std::size_t> patterns;
  for (std::size_t i = 0; i < 4096; ++i) {
    std::size_t pattern = 0;
    for (std::size_t j = 0; j < 12; ++j) pattern = 2 * pattern + (x[j * 4096 + i] > 0 ? 1 : 0);
    patterns.insert(pattern);
  }
  EXPECT_EQ(patterns.size(), 4096U);
  EXPECT_NE(x, std::get<std::vector<double>>(task.sample(10, 2).x.columns));
  EXPECT_THROW(static_cast<void>(task.sample(0, 1)), InvalidArgument);
}

// Half of the outputs of a rectified unit of symmetric input are 0: a share of 20,000 has a
// standard deviation of .0035.
TEST(DiscreteColumns, RectifiedColumnsAreZeroHalfTheTime) {
  for (const char* name : {"relu-1-1-0.3", "relu-3-3-0.7", "relu-both-3-3-0.8"}) {
    const PairTask& task = find_task(discrete_column_tasks(), name);
    const Columns columns = draw_raw(task, 20000, 1);
    for (std::size_t j = 0; j < task.dy; ++j) {
      const auto zeros = std::ranges::count(columns[task.dx + j], 0.0);
      EXPECT_NEAR(static_cast<double>(zeros) / 20000, 0.5, 4 * 0.0035) << name;
      EXPECT_EQ(*std::ranges::min_element(columns[task.dx + j]), 0) << name;
    }
  }
}

// y is exponential of mean 4: its mean over 40,000 has a standard deviation of .02, and 1/e of it
// is beyond 4, +- .0024; x is 0 a quarter of the time, +- .0022
TEST(DiscreteColumns, TheExponentialChannelHasAnExponentialOutput) {
  constexpr double kN = 40000;
  const Columns columns =
      draw_raw(find_task(discrete_column_tasks(), "exponential-1-1-3"), 40000, 1);
  const std::vector<double> one(40000, 1.0);
  EXPECT_NEAR(mean_product(columns[1], one), 4, 0.08);
  const auto beyond = std::ranges::count_if(columns[1], [](double y) { return y > 4; });
  EXPECT_NEAR(static_cast<double>(beyond) / kN, std::exp(-1), 4 * 0.0024);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(columns[0], 0.0)) / kN, 0.25, 4 * 0.0022);
}

// E y = exp(a + b^2/2) and E y^2 = E y + exp(2a + 2 b^2), a = 1, b = 1/2; the standard deviations
// of the two means over 40,000 are .012 and .16
TEST(DiscreteColumns, CountsHaveThePoissonMoments) {
  const Columns columns = draw_raw(find_task(discrete_column_tasks(), "poisson-1-1-0.5"), 40000, 1);
  const std::vector<double> one(40000, 1.0);
  EXPECT_NEAR(mean_product(columns[1], one), std::exp(1.125), 0.05);
  EXPECT_NEAR(mean_product(columns[1], columns[1]), std::exp(1.125) + std::exp(2.5), 0.65);
}

// both components of a cross have correlation .9, of opposite signs
TEST(Mixtures, CrossesHaveNoCorrelationButTheirSquaresDo) {
  Columns columns = draw_raw(find_task(mixture_tasks(), "cross-1-1-0.9"), 40000, 1);
  EXPECT_NEAR(correlation(columns[0], columns[1]), 0, 0.03);
  for (auto& column : columns) {
    for (double& value : column) value *= value;
  }
  // of squares of normals with correlation r it is r^2
  EXPECT_NEAR(correlation(columns[0], columns[1]), 0.81, 0.03);
}

// X of shape 3 and noise of shape 1/2: means and variances are the shapes. Over 40,000 the standard
// deviations of the means are .0087 and .0035, of the noise's variance (fourth central moment
// 3 k^2 + 6 k = 3.75) .0094.
TEST(Mixtures, GammaChannelsHaveTheMomentsOfTheirShapes) {
  const Columns columns = draw_raw(find_task(mixture_tasks(), "gamma-1-1-3-0.5"), 40000, 1);
  std::vector<double> noise = columns[1];
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] -= columns[0][i];
  const std::vector<double> one(40000, 1.0);
  EXPECT_NEAR(mean_product(columns[0], one), 3, 4 * 0.0087);
  EXPECT_NEAR(mean_product(noise, one), 0.5, 4 * 0.0035);
  EXPECT_NEAR(mean_product(noise, noise) - 0.25, 0.5, 4 * 0.0094 + 4 * 0.0035);
}

TEST(MixingMatrix, RotationsKeepLengthsAndAngles) {
  const MixingMatrix q = random_rotation(5, 1300);
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = 0; b < 5; ++b) {
      double dot = 0;
      for (std::size_t k = 0; k < 5; ++k) dot += q.m[a * 5 + k] * q.m[b * 5 + k];
      EXPECT_NEAR(dot, a == b ? 1 : 0, 1e-13);
    }
  }
  std::vector<double> v = {1, 0, 0, 0, 0};
  mix(q, v);
  EXPECT_EQ(v[3], q.m[15]);
}

// a polynomial of degree 39 in each part is integrated exactly
TEST(Quadrature, IsExactForPolynomialsAndRightForANormalDensity) {
  EXPECT_NEAR(integrate([](double x) { return std::pow(x, 7); }, 0, 2, 1), 32, 1e-12);
  EXPECT_NEAR(integrate([](double x) { return normal_density(x, 0.5); }, -4, 4), 1, 1e-13);
  EXPECT_EQ(x_ln_x(0), 0);
}

}  // namespace
}  // namespace infoplane
