#include "infoplane/weights/langevin_chains.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"
#include "tests/weights/regression_example.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

const Vector outputs = Vector::LinSpaced(12, -1, 2);

ChainOptions options_of(std::size_t n_steps) {
  ChainOptions options;
  options.n_steps = n_steps;
  options.start = {Eigen::Vector4d(1, -1, 0, 2), .5};
  return options;
}

// The largest deviation of the chains' mean and covariance from the law, in standard errors: of a
// mean sqrt(V_ii / n), of a covariance sqrt((V_ii V_jj + V_ij^2) / (n - 1)).
double largest_z(const Matrix& chains, const NormalLaw& law) {
  const auto n = static_cast<double>(chains.rows());
  const Vector mean = chains.colwise().mean();
  const Matrix centred = chains.rowwise() - mean.transpose();
  const Matrix covariance = centred.transpose() * centred / (n - 1);
  const Matrix& v = law.covariance;
  double largest = 0;
  for (Eigen::Index i = 0; i < v.rows(); ++i) {
    largest = std::max(largest, std::abs(mean(i) - law.mean(i)) / std::sqrt(v(i, i) / n));
    for (Eigen::Index j = 0; j <= i; ++j) {
      const double error = std::sqrt((v(i, i) * v(j, j) + v(i, j) * v(i, j)) / (n - 1));
      largest = std::max(largest, std::abs(covariance(i, j) - v(i, j)) / error);
    }
  }
  return largest;
}

// 14 numbers within 4 standard errors each: all of them but once in a thousand
constexpr double kFourErrors = 4;

TEST(LangevinChains, HaveTheExactLawAfterSomeSteps) {
  const LangevinDynamics dynamics(regression_example(), .005);
  for (const std::size_t n_steps : {0U, 3U, 20U}) {
    const ChainOptions options = options_of(n_steps);
    const Matrix chains = sample_chains(dynamics, outputs, options, 10000, 0, {});
    EXPECT_LT(largest_z(chains, dynamics.after(n_steps, options.start, outputs)), kFourErrors)
        << n_steps;
  }
}

TEST(LangevinChains, EndInTheStationaryLawAndNotInThePosterior) {
  // eta a from .66 to .89: after 60 steps (.34)^60 of the start is left, nothing
  const LangevinDynamics dynamics(regression_example(), .03);
  const Matrix chains = sample_chains(dynamics, outputs, options_of(60), 10000, 1, {});
  EXPECT_LT(largest_z(chains, dynamics.stationary(outputs)), kFourErrors);
  EXPECT_GT(largest_z(chains, dynamics.regression().posterior(outputs)), 20)
      << "the step makes the variances 1.5 to 1.8 times as large";
}

TEST(LangevinChains, InformationIsThatOfTheStationaryLaw) {
  const LangevinDynamics dynamics(regression_example(), .005);
  // (1 - .005 * 21.97)^150 = 3e-8 of the start is left
  const Estimate found = sampled_information(dynamics, options_of(150), 4000, {});
  const double exact = dynamics.stationary_information().value();
  ASSERT_TRUE(found.value && found.std_error && found.ci95);
  // the Gaussian plug-in's variance is 1/n times the sum of the squared canonical correlations, at
  // most d/n: .032^2
  EXPECT_NEAR(found.value->value(), exact, 4 * std::sqrt(4.0 / 4000));
  EXPECT_LE(found.ci95->low.value(), exact);
  EXPECT_GE(found.ci95->high.value(), exact);
  // with about 9 degrees of freedom an error is off by a factor of 2 once in some hundred times
  EXPECT_GT(found.std_error->value(), std::sqrt(4.0 / 4000) / 2);
  EXPECT_LT(found.std_error->value(), std::sqrt(4.0 / 4000) * 2);
}

TEST(LangevinChains, InformationIsThatOfTheStepsTaken) {
  const LangevinDynamics dynamics(regression_example(), .005);
  const Estimate found = sampled_information(dynamics, options_of(7), 4000, {});
  EXPECT_NEAR(found.value->value(), dynamics.information_after(7, .5).value(),
              4 * std::sqrt(4.0 / 4000));
  EXPECT_GT(dynamics.information_after(7).value() - found.value->value(), .5)
      << "a start that is not known makes noise";
}

TEST(LangevinChains, AreTheSameForAnyNumberOfThreads) {
  const LangevinDynamics dynamics(regression_example(), .01);
  Work one;
  one.n_threads = 1;
  Work three;
  three.n_threads = 3;
  EXPECT_EQ(sample_chains(dynamics, outputs, options_of(5), 50, 0, one),
            sample_chains(dynamics, outputs, options_of(5), 50, 0, three));
  EXPECT_EQ(sampled_information(dynamics, options_of(5), 200, one).ci95->low,
            sampled_information(dynamics, options_of(5), 200, three).ci95->low);
}

TEST(LangevinChains, OfDataSetsAndSeedsDiffer) {
  const LangevinDynamics dynamics(regression_example(), .01);
  const Matrix chains = sample_chains(dynamics, outputs, options_of(5), 2, 0, {});
  EXPECT_NE(chains.row(0), chains.row(1));
  EXPECT_NE(chains, sample_chains(dynamics, outputs, options_of(5), 2, 1, {}));
  ChainOptions other = options_of(5);
  other.seed = 1;
  EXPECT_NE(chains, sample_chains(dynamics, outputs, other, 2, 0, {}));
}

TEST(LangevinChains, HaveNoInformationFromTooFewDataSets) {
  const LangevinDynamics dynamics(regression_example(), .01);
  EXPECT_FALSE(sampled_information(dynamics, options_of(5), 8, {}).value);
  const Estimate few = sampled_information(dynamics, options_of(5), 12, {});
  EXPECT_TRUE(few.value);
  EXPECT_FALSE(few.ci95);
}

TEST(LangevinChains, RefuseWhatTheyCannotUse) {
  const LangevinDynamics dynamics(regression_example(), .01);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { sample_chains(dynamics, outputs, options_of(5), 0, 0, {}); },
      "0 chains, but there must be 1 to"));
  EXPECT_THROW(sample_chains(dynamics, Vector::Zero(3), options_of(5), 1, 0, {}), InvalidArgument);
  EXPECT_THROW(sampled_information(dynamics, options_of(5), 0, {}), InvalidArgument);
  ChainOptions wrong = options_of(5);
  wrong.start.mean = Vector::Zero(3);
  EXPECT_THROW(sampled_information(dynamics, wrong, 10, {}), InvalidArgument);
  EXPECT_THROW(sample_chains(dynamics, outputs, wrong, 10, 0, {}), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
