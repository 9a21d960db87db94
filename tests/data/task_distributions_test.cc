#include "infoplane/data/task_distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "infoplane/data/task_maps.h"
#include "infoplane/data/tasks.h"
#include "tests/data/task_draws.h"

namespace infoplane {
namespace {

TEST(TaskMaps, QuantileInvertsTheMixture) {
  for (const TwoNormals& mixture :
       {TwoNormals{0.3, 0, 5}, TwoNormals{0.5, -1, 3}, TwoNormals{1, 2, 9}}) {
    double before = -1e9;
    for (int step = -56; step <= 56; ++step) {
      const double z = step / 8.0;
      const double q = quantile_of_normal(mixture, z);
      EXPECT_GT(q, before);
      before = q;
      // relative to the smaller tail
      const double sign = z > 0 ? -1 : 1;
      const double tail = mixture.share * normal_cdf(sign * (q - mixture.first)) +
                          (1 - mixture.share) * normal_cdf(sign * (q - mixture.second));
      EXPECT_NEAR(tail / normal_cdf(sign * z), 1, 1e-10) << z;
    }
  }
  EXPECT_NEAR(quantile_of_normal({0.5, -2, 2}, 0), 0, 1e-12);
}

TEST(TaskMaps, WigglesIncrease) {
  for (int step = -6000; step < 6000; ++step) {
    const double x = step / 1000.0;
    EXPECT_LT(wiggly_x(x), wiggly_x(x + 1e-3)) << x;
    EXPECT_LT(wiggly_y(x), wiggly_y(x + 1e-3)) << x;
  }
  EXPECT_NEAR(wiggly_x(0), 0.2 * std::sin(1) - 0.03 * std::sin(2.5), 1e-15);
  EXPECT_NEAR(wiggly_y(0), 0.17 * std::sin(3.5) - 0.02 * std::sin(2.5), 1e-15);
  EXPECT_EQ(half_cube(-4), -8);
}

TEST(LinearGaussian, OfOneUnitHasTheTruthOfItsCorrelation) {
  const PairTask& task = find_task(linear_gaussian_tasks(), "linear-1-1-0.5");
  const Columns columns = draw_raw(task, 100000, 1);
  const double r = correlation(columns[0], columns[1]);
  // d(-1/2 ln(1 - r^2)) = r/(1 - r^2) dr and sd(r) = (1 - r^2)/sqrt N: the standard error is r/sqrt
  // N
  EXPECT_NEAR(task.truth.value(), -0.5 * std::log(1 - r * r), 4 * std::abs(r) / std::sqrt(1e5));
}

// 1/2 (ln|S_x| + ln|S_t| - ln|S_xt|) of the sample's own covariances; its bias is dx dt / 2N
TEST(LinearGaussian, TruthsAreThoseOfTheSamplesCovariances) {
  constexpr std::size_t kN = 50000;
  for (const PairTask& task : linear_gaussian_tasks()) {
    const Columns columns = draw_raw(task, kN, 2);
    const auto log_det = [&](std::size_t first, std::size_t d) {
      std::vector<double> matrix(d * d);
      for (std::size_t a = 0; a < d; ++a) {
        for (std::size_t b = 0; b < d; ++b) {
          matrix[a * d + b] = mean_product(columns[first + a], columns[first + b]);
        }
      }
      return log_determinant(matrix, d);
    };
    const double sampled =
        0.5 * (log_det(0, task.dx) + log_det(task.dx, task.dy) - log_det(0, task.dx + task.dy));
    const double bias = static_cast<double>(task.dx * task.dy) / (2.0 * kN);
    // of the log-determinants' ratio: at most sqrt(d / N), d the smaller side
    EXPECT_NEAR(sampled - bias, task.truth.value(),
                4 * std::sqrt(static_cast<double>(task.dy) / kN))
        << task.name;
    EXPECT_GT(task.truth.value(), 0.1) << task.name;
  }
}

TEST(LogDeterminant, IsThatOfKnownMatrices) {
  // 4 * 9 - 2 * 2, and Hilbert's matrix of order 3, 1/2160
  EXPECT_NEAR(log_determinant(std::vector<double>{4, 2, 2, 9}, 2), std::log(32), 1e-14);
  EXPECT_NEAR(log_determinant(std::vector<double>{1, 1. / 2, 1. / 3, 1. / 2, 1. / 3, 1. / 4, 1. / 3,
                                                  1. / 4, 1. / 5},
                              3),
              -std::log(2160), 1e-11);
}

TEST(Independent, PairsKnowNothingOfEachOther) {
  for (const PairTask& task : independent_tasks()) {
    EXPECT_EQ(task.truth.value(), 0) << task.name;
    EXPECT_FALSE(std::signbit(task.truth.value())) << task.name;
    const Columns columns = draw_raw(task, 20000, 3);
    EXPECT_NEAR(correlation(ranks(columns.front()), ranks(columns.back())), 0, 0.03) << task.name;
  }
}

}  // namespace
}  // namespace infoplane
