#include "infoplane/weights/swag.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

TEST(Swag, LawIsByHand) {
  SwagIterates iterates(2);
  for (const std::vector<float>& w : {std::vector<float>{1, 2}, {3, 0}, {8, 1}}) iterates.add(w);
  const GaussianWeights law = iterates.law();
  EXPECT_EQ(law.mean(), (Vector(2) << 4, 1).finished());
  // running means (1, 2), (2, 1), (4, 1); the last two deviations (1, -1), (4, 0); variances
  // (9 + 1 + 16)/3 and (1 + 1 + 0)/3; K - 1 = 1, and a half of all
  Matrix expected(2, 2);
  expected << (26.0 / 3 + 17) / 2, -1.0 / 2, -1.0 / 2, (2.0 / 3 + 1) / 2;
  EXPECT_LT((law.covariance() - expected).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(Swag, KeepsMeanAndVarianceOfAllIteratesButDeviationsOfTheLastOnes) {
  SwagIterates few(2);
  SwagIterates many(50);
  Stream stream(4, 0, Purpose::kTest);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 40; ++i) {
    const auto w = static_cast<float>(1000 + stream.normal());
    sum += w;
    squares += (w - 1000.0) * (w - 1000.0);
    few.add(std::vector<float>{w});
    many.add(std::vector<float>{w});
  }
  const double mean = sum / 40;
  const double variance = squares / 40 - (mean - 1000) * (mean - 1000);
  EXPECT_NEAR(few.law().mean()[0], mean, 1e-9);
  EXPECT_EQ(few.law().mean(), many.law().mean());
  // with all deviations both parts estimate the variance, the second one a little too small
  EXPECT_NEAR(many.law().covariance()(0, 0), variance, 0.15 * variance);
  EXPECT_GT(few.law().covariance()(0, 0), variance / 2);
}

TEST(Swag, DeviationsFromRunningMeansAreTooSmall) {
  // K independent iterates of variance 1: E (w_i - m_i)^2 = 1 - 1/i, and so the low-rank part has
  // (K - H_K) / (K - 1) / 2 in place of 1/2; K = 5: H_5 = 137/60. The variances' half is 4/5 / 2
  const double expected = (5 - 137.0 / 60) / 8 + 0.4;
  constexpr int kTrials = 20000;
  double sum = 0;
  double squares = 0;
  Stream stream(5, 0, Purpose::kTest);
  for (int trial = 0; trial < kTrials; ++trial) {
    SwagIterates iterates(5);
    for (int i = 0; i < 5; ++i) {
      iterates.add(std::vector<float>{static_cast<float>(stream.normal())});
    }
    const double value = iterates.law().covariance()(0, 0);
    sum += value / kTrials;
    squares += value * value / kTrials;
  }
  EXPECT_NEAR(sum, expected, 4 * std::sqrt((squares - sum * sum) / kTrials));
}

TEST(Swag, RefusesWhatIsNoSequence) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { SwagIterates(1); }, "rank is 1"));
  SwagIterates iterates(3);
  iterates.add(std::vector<float>{1, 2});
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { static_cast<void>(iterates.law()); },
                                           "number of iterates is 1"));
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { iterates.add(std::vector<float>{1}); },
                                           "has 1 parameters, but must have 2"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        iterates.add(std::vector<float>{1, NAN});
      },
      "not finite"));
}

}  // namespace
}  // namespace infoplane
