#include "infoplane/weights/layer_moments.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/weights/nested_weights.h"
#include "tests/weights/test_networks.h"

namespace infoplane {
namespace {

TEST(LayerMoments, AreTheIntegrals) {
  const TwoUnits units;
  const TestNetwork c = units.network();
  constexpr std::size_t kDraws = 20000;
  const PerturbedNetworks networks(c.spec, c.parameters, c.statistics, IsotropicNoise{units.s},
                                   kDraws, 0);
  const LayerMoments moments = layer_moments(networks, c.inputs(), {})[1];
  for (std::size_t i = 0; i < 3; ++i) {
    const double mean = units.mean(units.x[i], [](double m, double) { return m; });
    const double variance =
        units.mean(units.x[i], [&](double m, double d) { return std::pow(m - mean, 2) + d * d; });
    // 4 deviations of a mean and of a variance of K draws, without the help of the regression
    EXPECT_NEAR(moments.drawn.means(0, static_cast<Eigen::Index>(i)), mean,
                4 * std::sqrt(variance / kDraws));
    EXPECT_NEAR(moments.drawn.covariances[i](0, 0), variance,
                4 * variance * std::sqrt(2.0 / kDraws));
    EXPECT_GT(std::abs(moments.linearised.covariances[i](0, 0) / variance - 1), 0.1);
  }
}

// Regression on the linearised draws makes small differences visible: those of plain sample
// covariances of 200 draws have a noise of sqrt((d + 1)/200) = 14% in d = 3 units.
TEST(LayerMoments, SeeSmallDifferences) {
  const TestNetwork c = random_network(4, "5-3", Initialiser::kGlorotNormal, 10);
  const auto difference = [&](double s, std::uint64_t seed) {
    return noisy_weights_information(c.with(IsotropicNoise{s}), c.inputs(),
                                     {.n_draws = 200, .n_pairs = 2, .seed = seed}, {})[1]
        .covariance_difference;
  };
  // of second order in s
  EXPECT_NEAR(difference(0.02, 0), difference(0.1, 0) / 25, 0.004);
  EXPECT_NEAR(difference(0.1, 1), difference(0.1, 0), 0.02);
  EXPECT_GT(difference(0.5, 0), kCovarianceLimit);
}

}  // namespace
}  // namespace infoplane
