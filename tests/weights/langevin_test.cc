#include "infoplane/weights/langevin.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <limits>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"
#include "tests/weights/regression_example.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

double bits(Nats nats) { return Bits(nats).value(); }

const Vector outputs = Vector::LinSpaced(12, -1, 2);

TEST(LangevinDynamics, StationaryInformationIsTheReference) {
  EXPECT_NEAR(bits(LangevinDynamics(regression_example(), .005).stationary_information()),
              7.2419189005, 1e-10);
  EXPECT_NEAR(bits(LangevinDynamics(regression_example(), .001).stationary_information()),
              7.3883011377, 1e-10);
}

// With P of regression_example.h, A = 2 I + P'P/.25, y ~ N(0, Cy = P P'/2 + .25 I): the recursions
// of the covariance C of a data set's chains and of the map G from y to their mean,
//   M = np.eye(4) - eta * A; C = v0 * np.eye(4); G = np.zeros((4, 12))
//   for t in range(T): C = M @ C @ M.T + 2 * eta * np.eye(4); G = M @ G + eta * P.T / .25
//   print((slogdet(C + G @ Cy @ G.T)[1] - slogdet(C)[1]) / 2 / np.log(2))        (NumPy 1.24)
TEST(LangevinDynamics, InformationAfterSomeStepsIsThatOfNumPysRecursion) {
  const LangevinDynamics slow(regression_example(), .001);
  EXPECT_NEAR(bits(slow.information_after(10)), 2.7531519256326007, 1e-11);
  EXPECT_NEAR(bits(slow.information_after(1000)), 7.388301137346022, 1e-11);
  const LangevinDynamics dynamics(regression_example(), .005);
  EXPECT_NEAR(bits(dynamics.information_after(1)), 1.7083621580779198, 1e-11);
  EXPECT_NEAR(bits(dynamics.information_after(7)), 5.246393039512507, 1e-11);
  EXPECT_NEAR(bits(dynamics.information_after(7, .5)), 2.941540994637422, 1e-11);
  // steps that go beyond the mean: eta a from 1.3 to 1.8
  const LangevinDynamics fast(regression_example(), .06);
  EXPECT_NEAR(bits(fast.information_after(3)), 4.609859985091464, 1e-11);
  EXPECT_NEAR(bits(fast.information_after(4)), 2.796934200435794, 1e-11);
  EXPECT_NEAR(bits(fast.information_after(3, 2)), 3.4576394317763284, 1e-11);
  EXPECT_NEAR(bits(fast.information_after(400)), 3.420201541332821, 1e-11);
}

TEST(LangevinDynamics, InformationBeginsAtNothingAndEndsAtTheStationaryOne) {
  const LangevinDynamics dynamics(regression_example(), .005);
  EXPECT_EQ(dynamics.information_after(0).value(), 0);
  EXPECT_EQ(dynamics.information_after(0, .5).value(), 0);
  EXPECT_NEAR(bits(dynamics.information_after(100000)), bits(dynamics.stationary_information()),
              1e-12);
  EXPECT_NEAR(bits(dynamics.information_after(100000, 3)), bits(dynamics.stationary_information()),
              1e-12);
  double before = 0;
  for (std::size_t t = 1; t < 60; ++t) {
    const double now = bits(dynamics.information_after(t));
    EXPECT_GT(now, before) << "while eta a < 1, every step adds";
    before = now;
  }
}

TEST(LangevinDynamics, NeverHasMoreThanThePosteriorButMayHaveMoreThanItsEnd) {
  const LangevinDynamics dynamics(regression_example(), .06);
  EXPECT_GT(dynamics.information_after(1).value(), 1.9 * dynamics.stationary_information().value());
  for (std::size_t t = 1; t < 30; ++t) {
    EXPECT_LT(dynamics.information_after(t).value(), regression_example().information().value());
  }
}

TEST(LangevinDynamics, HasThePosteriorsInformationWithSmallSteps) {
  const LinearRegression regression = regression_example();
  const double exact = regression.information().value();
  // (R10) to first order in eta: it loses 1/2 sum r eta a / 2 / (1 + r) = eta l / 4 sum r
  const double eta = 1e-6;
  const double loss = eta * regression.prior_precision() / 4 * regression.signal_to_noise().sum();
  const LangevinDynamics dynamics(regression, eta);
  EXPECT_NEAR((exact - dynamics.stationary_information().value()) / loss, 1, 1e-4);
}

// S = M S M + 2 eta I, and the law after t steps by the recursion itself
TEST(LangevinDynamics, LawsAreThoseOfTheRecursion) {
  const LinearRegression regression = regression_example();
  const double eta = .05;
  const LangevinDynamics dynamics(regression, eta);
  const Matrix a =
      2 * Matrix::Identity(4, 4) + regression.design().transpose() * regression.design() / .25;
  const Vector pull = regression.design().transpose() * outputs / .25;
  const Matrix m = Matrix::Identity(4, 4) - eta * a;
  const Matrix noise = 2 * eta * Matrix::Identity(4, 4);

  const NormalLaw stationary = dynamics.stationary(outputs);
  EXPECT_LT((m * stationary.covariance * m + noise - stationary.covariance).norm(), 1e-13);
  EXPECT_LT((a * stationary.mean - pull).norm(), 1e-11);
  // the form: Sigma (I - eta A/2)^-1
  const Matrix closed = a.inverse() * (Matrix::Identity(4, 4) - eta / 2 * a).inverse();
  EXPECT_LT((stationary.covariance - closed).norm(), 1e-13);

  const LangevinStart start{Eigen::Vector4d(3, -1, 0, 2), .8};
  Vector mean = start.mean;
  Matrix covariance = start.variance * Matrix::Identity(4, 4);
  for (std::size_t t = 0; t < 12; ++t) {
    const NormalLaw law = dynamics.after(t, start, outputs);
    EXPECT_LT((law.mean - mean).norm(), 1e-11);
    EXPECT_LT((law.covariance - covariance).norm(), 1e-12);
    mean = m * mean + eta * pull;
    covariance = m * covariance * m + noise;
  }
}

TEST(LangevinDynamics, WeightsThatNoOutputSeesSayNothing) {
  Matrix design = Matrix::Zero(3, 4);
  design(0, 1) = 2;
  const LangevinDynamics dynamics(LinearRegression(design, 1, 1), .1);
  // one direction: r = 4, a = 5, 1/2 ln(1 + 4 (1 - .25))
  EXPECT_NEAR(dynamics.stationary_information().value(), std::log(4.0) / 2, 1e-14);
}

TEST(LangevinDynamics, IsRefusedWhereItHasNoStationaryLaw) {
  const double largest = LangevinDynamics::largest_step(regression_example());
  // 2 over the largest eigenvalue of A: NumPy's eigvalsh has 29.75415529
  EXPECT_NEAR(largest, 0.06721750225485207, 1e-14);
  EXPECT_NO_THROW(LangevinDynamics(regression_example(), .999999 * largest));
  EXPECT_TRUE(
      throws_with<InvalidArgument>([&] { LangevinDynamics(regression_example(), largest * 1.001); },
                                   "must be in (0, 0.0672175"));
  EXPECT_THROW(LangevinDynamics(regression_example(), 0), InvalidArgument);
  EXPECT_THROW(LangevinDynamics(regression_example(), std::numeric_limits<double>::quiet_NaN()),
               InvalidArgument);
}

TEST(LangevinDynamics, RefusesAStartOfAnotherShape) {
  const LangevinDynamics dynamics(regression_example(), .01);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        dynamics.after(1, {Vector::Zero(3), 0}, outputs);
      },
      "a start of 3 numbers, but must be 4"));
  EXPECT_THROW(dynamics.after(1, {Vector::Zero(4), -1}, outputs), InvalidArgument);
  EXPECT_THROW(dynamics.information_after(1, -1), InvalidArgument);
  EXPECT_THROW(dynamics.stationary(Vector::Zero(4)), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
