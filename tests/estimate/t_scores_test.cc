#include "infoplane/estimate/t_scores.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numbers>

namespace infoplane {
namespace {

TEST(TScores, AreStudentQuantiles) {
  for (const std::size_t n : {2, 3, 1000, 10001, 1000000}) {
    const TScores scores(n);
    for (const double nu : {0.7, 1.0, 2.5, 7.0, 40.0, 200.0}) {
      const TScoreTable table = scores.table(nu);
      ASSERT_EQ(table.scores.size(), n);
      const boost::math::students_t t(nu);
      // all of few, the ends and some of many
      for (std::size_t r = 0; r < n; r += (n < 2000 || r < 10 || r + 10 >= n) ? 1 : n / 500) {
        const double expected =
            boost::math::quantile(t, static_cast<double>(r + 1) / static_cast<double>(n + 1));
        EXPECT_NEAR(table.scores[r], expected, 1e-10 * std::abs(expected) + 1e-13)
            << n << " " << nu;
        EXPECT_EQ(table.scores[r], -table.scores[n - 1 - r]);
      }
    }
  }
}

TEST(TScores, OfOneDegreeOfFreedomAreTangents) {
  const TScoreTable table = TScores(999).table(1);
  for (std::size_t r = 0; r < 999; ++r) {
    const double expected = std::tan(std::numbers::pi * (static_cast<double>(r + 1) / 1000 - 0.5));
    EXPECT_NEAR(table.scores[r], expected, 1e-10 * std::abs(expected) + 1e-13);
  }
}

TEST(TScores, SumTheirLogDensities) {
  for (const std::size_t n : {7, 200}) {
    const boost::math::students_t t(3.5);
    double expected = 0;
    for (std::size_t r = 1; r <= n; ++r) {
      const double u = static_cast<double>(r) / static_cast<double>(n + 1);
      expected += std::log(boost::math::pdf(t, boost::math::quantile(t, u)));
    }
    EXPECT_NEAR(TScores(n).table(3.5).log_density, expected, 1e-9);
  }
}

TEST(TScores, BecomeNormalOnes) {
  const TScores scores(99);
  const TScoreTable normal = scores.normal();
  // python3: statistics.NormalDist().inv_cdf(.9)
  EXPECT_NEAR(normal.scores[89], 1.2815515655446008, 1e-14);
  double expected = 0;
  for (const double z : normal.scores) expected -= (z * z + std::log(2 * std::numbers::pi)) / 2;
  EXPECT_NEAR(normal.log_density, expected, 1e-10);
  const TScoreTable near = scores.table(200);
  // the first two terms of the expansion of Cornish & Fisher; the third is of the size of nu^-3 z^7
  // / 96
  for (std::size_t r = 0; r < 99; ++r) {
    const double z = normal.scores[r];
    const double first = (std::pow(z, 3) + z) / (4 * 200.0);
    const double second = (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * 200.0 * 200.0);
    EXPECT_NEAR(near.scores[r], z + first + second, 2e-6);
  }
}

TEST(TLogDensity, MatchesSciPy) {
  // scipy.stats.multivariate_t([0] * 3, np.eye(3), df=2.5).logpdf([1, -2, .5])
  EXPECT_NEAR(TLogDensity(2.5, 3)(5.25), -5.629400229849109, 1e-12);
}

TEST(TEntropy, MatchesIntegrals) {
  // -int p ln p over the radius r = tan(s), scipy.integrate.quad with epsabs 1e-13; of one degree
  // of freedom and dimension it is ln 4 pi
  EXPECT_NEAR(t_entropy(1, 1), std::log(4 * std::numbers::pi), 1e-12);
  EXPECT_NEAR(t_entropy(2, 2), 3.837877066409374, 1e-10);
  EXPECT_NEAR(t_entropy(3.5, 4), 6.73026251556914, 1e-10);
  EXPECT_NEAR(t_entropy(200, 10), 14.238901443947091, 1e-10);
}

}  // namespace
}  // namespace infoplane
