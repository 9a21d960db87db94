#include "infoplane/estimate/gaussian_copula.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "infoplane/estimate/copula.h"
#include "tests/estimate/copula_cases.h"

namespace infoplane {
namespace {

std::optional<CopulaInformation> information(const PointPair& pair, std::size_t n_threads = 1) {
  const RankPair ranks = ranks_of(pair);
  return gaussian_copula_information(normal_scores(ranks.x, {}), normal_scores(ranks.y, {}),
                                     threads(n_threads));
}

TEST(GaussianCopula, IsTheCopulaEstimateAsAMeanOfTerms) {
  for (const std::size_t d : {1, 3, 20}) {
    const PointPair pair = copula_pairs(600, {.dx = d, .dy = d, .rho = 0.5}, 1);
    const CopulaInformation got = information(pair).value();
    const PairEstimate copula =
        make_copula()->pair({.x = samples_of(pair.x), .y = samples_of(pair.y)}, threads(1));
    EXPECT_EQ(got.penalty, 0);
    EXPECT_NEAR(got.information.nats, copula.information.value.value().value(), 1e-10);
    const std::vector<double>& terms = got.information.terms;
    ASSERT_EQ(terms.size(), 600U);
    EXPECT_NEAR(std::accumulate(terms.begin(), terms.end(), 0.0) / 600, got.information.nats,
                1e-10);
  }
}

TEST(GaussianCopula, HasTheTermsOfTheBivariateNormal) {
  const PointPair pair = copula_pairs(300, {.rho = 0.6}, 2);
  const CopulaInformation got = information(pair).value();
  const RankPair ranks = ranks_of(pair);
  const Points zx = normal_scores(ranks.x, {});
  const Points zy = normal_scores(ranks.y, {});
  const double r = got.correlations[1];
  // ln of the joint density by the product of the others
  const auto term = [&](std::size_t i) {
    const double a = zx.values[i];
    const double b = zy.values[i];
    return -std::log(1 - r * r) / 2 - (a * a - 2 * r * a * b + b * b) / (2 * (1 - r * r)) +
           (a * a + b * b) / 2;
  };
  // all are shifted by the same
  const double shift = got.information.terms[0] - term(0);
  for (std::size_t i = 0; i < 300; ++i) {
    EXPECT_NEAR(got.information.terms[i], term(i) + shift, 1e-10);
  }
}

TEST(GaussianCopula, PaysForWhatItPromisesTooMuch) {
  // correlated columns that are far out together: normal scores know nothing of that, and pairs of
  // independent x and y get densities that no such copula has
  const PointPair pair = copula_pairs(2000, {.dx = 8, .dy = 8, .rho = 0.5, .nu = 1}, 3);
  const CopulaInformation got = information(pair).value();
  EXPECT_GT(got.penalty, 0);
  const std::vector<double>& terms = got.information.terms;
  EXPECT_NEAR(std::accumulate(terms.begin(), terms.end(), 0.0) / 2000, got.information.nats, 1e-10);
  const PairEstimate copula =
      make_copula()->pair({.x = samples_of(pair.x), .y = samples_of(pair.y)}, threads(1));
  EXPECT_NEAR(got.information.nats, copula.information.value.value().value() - got.penalty, 1e-10);
}

TEST(GaussianCopula, IsEmptyForFewSamplesAndForColumnsThatDetermineEachOther) {
  EXPECT_FALSE(information(copula_pairs(6, {.dx = 3, .dy = 3}, 4)));
  EXPECT_TRUE(information(copula_pairs(7, {.dx = 3, .dy = 3}, 4)));
  PointPair same = copula_pairs(100, {}, 5);
  same.y = same.x;
  EXPECT_FALSE(information(same));
}

TEST(GaussianCopula, IsTheSameForAnyNumberOfThreads) {
  const PointPair pair = copula_pairs(5000, {.dx = 3, .dy = 4, .rho = 0.4}, 6);
  EXPECT_EQ(information(pair, 1).value().information.terms,
            information(pair, 4).value().information.terms);
}

}  // namespace
}  // namespace infoplane
