#include "infoplane/weights/linear_regression.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <limits>
#include <numbers>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"
#include "tests/weights/regression_example.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

double bits(Nats nats) { return Bits(nats).value(); }

TEST(LinearRegression, InformationIsTheReference) {
  EXPECT_NEAR(bits(regression_example().information()), 7.423744313978, 1e-12);
}

// N = 3, d = 5: more weights than outputs
LinearRegression wide_example() {
  Matrix design(3, 5);
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index j = 0; j < 5; ++j) {
      design(i, j) = std::sin(static_cast<double>(2 * i + j * j + 1));
    }
  }
  return {design, .5, .3};
}

// /usr/bin/python3 -c "import numpy as np; l, s = .5, .3; y = np.array([.7, -1.2, .4])
// P = np.array([[np.sin(2*i + j*j + 1) for j in range(5)] for i in range(3)])
// S = np.linalg.inv(l * np.eye(5) + P.T @ P / s**2); m = S @ P.T @ y / s**2
// print(np.linalg.slogdet(np.eye(3) + P @ P.T / (l * s**2))[1] / 2, m, S[0, 0], S[1, 3])
// print((l * np.trace(S) + l * m @ m - 5 - np.linalg.slogdet(l * S)[1]) / 2)"
TEST(LinearRegression, IsThatOfNumPyWithMoreWeightsThanOutputs) {
  const LinearRegression regression = wide_example();
  const Vector y = Eigen::Vector3d(.7, -1.2, .4);
  EXPECT_NEAR(regression.information().value(), 4.280776213547024, 1e-12);
  const NormalLaw posterior = regression.posterior(y);
  Vector mean(5);
  mean << -0.2252100499450915, 0.648110075181052, -0.5451283363888468, 0.5822085032450944,
      -0.04770417990985397;
  EXPECT_LT((posterior.mean - mean).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_NEAR(posterior.covariance(0, 0), 1.34082569692042, 1e-12);
  EXPECT_NEAR(posterior.covariance(1, 3), -0.3794516762613699, 1e-12);
  EXPECT_NEAR(regression.divergence(y).value(), 3.5749656622174664, 1e-12);
  EXPECT_NEAR(prior_divergence(posterior, .5).value(), 3.5749656622174664, 1e-12);
}

// The expected divergence by matrices alone: the posterior's mean is K y, y ~ N(0, Phi Phi'/l +
// s^2 I), and the divergence is linear in the square of the mean.
double expected_divergence_by_matrices(const LinearRegression& regression) {
  const Matrix& phi = regression.design();
  const double l = regression.prior_precision();
  const double s2 = regression.noise() * regression.noise();
  const Matrix a = l * Matrix::Identity(phi.cols(), phi.cols()) + phi.transpose() * phi / s2;
  const Matrix covariance = a.inverse();
  const Matrix k = covariance * phi.transpose() / s2;
  const Matrix of_y = phi * phi.transpose() / l + s2 * Matrix::Identity(phi.rows(), phi.rows());
  const NormalLaw centred{Vector::Zero(phi.cols()), covariance};
  return prior_divergence(centred, l).value() + l / 2 * (k * of_y * k.transpose()).trace();
}

TEST(LinearRegression, InformationIsTheExpectedDivergence) {
  for (const LinearRegression& regression : {regression_example(), wide_example()}) {
    const double information = regression.information().value();
    EXPECT_NEAR(regression.expected_divergence().value(), information, 1e-12);
    EXPECT_NEAR(expected_divergence_by_matrices(regression), information, 1e-11);
  }
}

TEST(LinearRegression, InformationIsTheMeanDivergenceOfDrawnDataSets) {
  const LinearRegression regression = regression_example();
  constexpr int kN = 20000;
  double sum = 0;
  double squares = 0;
  Stream stream(0, 0, Purpose::kTest);
  for (int n = 0; n < kN; ++n) {
    const double one = regression.divergence(regression.draw_outputs(stream)).value();
    sum += one;
    squares += one * one;
  }
  const double mean = sum / kN;
  const double standard_error = std::sqrt((squares / kN - mean * mean) / kN);
  EXPECT_NEAR(mean, regression.information().value(), 4 * standard_error);
  EXPECT_LT(standard_error, .02) << "l |mean|^2 / 2 is at most a gamma of shape 2: deviation 1.4";
}

Matrix hilbert(Eigen::Index rows, Eigen::Index cols) {
  Matrix out(rows, cols);
  for (Eigen::Index i = 0; i < rows; ++i) {
    for (Eigen::Index j = 0; j < cols; ++j) out(i, j) = 1 / static_cast<double>(i + j + 1);
  }
  return out;
}

// The determinant of the same doubles in exact fractions: with Python's fractions.Fraction, P[i][j]
// = Fraction(1.0 / (i + j + 1)), c = Fraction(1e-6)**2, Gaussian elimination of I + P P'/c, and
// half of the logarithm in 60 digits (decimal).
TEST(LinearRegression, InformationOfAnIllConditionedDesignIsThatOfExactFractions) {
  // singular values from 1.7 to 1e-7: Phi'Phi alone would have lost the smallest
  EXPECT_NEAR(LinearRegression(hilbert(8, 6), 1, 1e-6).information().value(), 46.91399499248366,
              1e-9);
  EXPECT_NEAR(LinearRegression(hilbert(6, 8), 1, 1e-6).information().value(), 46.91399499248366,
              1e-9);
  const LinearRegression regression(hilbert(8, 6), 1, 1e-6);
  EXPECT_NEAR(regression.expected_divergence().value(), 46.91399499248366, 1e-9);
  // a posterior narrower than the prior by 12 orders is still positive definite
  EXPECT_NO_THROW(prior_divergence(regression.posterior(Vector::Ones(8)), 1));
}

TEST(LinearRegression, OutputsThatSayNothingLeaveThePrior) {
  const LinearRegression regression(Matrix::Zero(3, 2), 4, 1);
  EXPECT_EQ(regression.information().value(), 0);
  const NormalLaw posterior = regression.posterior(Vector::Ones(3));
  EXPECT_EQ(posterior.mean.norm(), 0);
  EXPECT_NEAR(prior_divergence(posterior, 4).value(), 0, 1e-15);
}

// KL of N(m, v) to N(0, 1/l) by the trapezoid rule
TEST(PriorDivergence, IsTheIntegralInOneDimension) {
  const double m = .7;
  const double v = .3;
  const double l = 1.6;
  const auto log_density = [](double x, double mean, double variance) {
    return -(x - mean) * (x - mean) / (2 * variance) -
           std::log(2 * std::numbers::pi * variance) / 2;
  };
  double integral = 0;
  const double step = 1e-3;
  for (int i = -8000; i <= 8000; ++i) {
    const double x = m + i * step;
    const double log_p = log_density(x, m, v);
    integral += std::exp(log_p) * (log_p - log_density(x, 0, 1 / l)) * step;
  }
  const NormalLaw law{Vector::Constant(1, m), Matrix::Constant(1, 1, v)};
  EXPECT_NEAR(prior_divergence(law, l).value(), integral, 1e-10);
}

TEST(LinearRegression, RefusesWhatItCannotUse) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(throws_with<InvalidArgument>([] { LinearRegression(Matrix::Ones(2, 2), 0, 1); },
                                           "the prior's precision is 0, but must be positive"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { LinearRegression(Matrix::Ones(2, 2), 1, -1); },
                                           "the noise is -1"));
  EXPECT_THROW(LinearRegression(Matrix(0, 2), 1, 1), InvalidArgument);
  EXPECT_THROW(LinearRegression(Matrix::Constant(2, 2, nan), 1, 1), InvalidArgument);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] { LinearRegression(Matrix::Constant(2, 2, 1e200), 1, 1); }, "too large"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { wide_example().posterior(Vector::Ones(2)); },
                                           "2 outputs, but there must be 3"));
  EXPECT_THROW(wide_example().divergence(Vector::Constant(3, nan)), InvalidArgument);
  EXPECT_THROW(prior_divergence({Vector::Zero(2), Matrix::Zero(2, 2)}, 1), InvalidArgument);
  EXPECT_THROW(prior_divergence({Vector::Zero(2), Matrix::Identity(3, 3)}, 1), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
