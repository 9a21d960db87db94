#include "infoplane/claims/linear_information.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Matrix normal(Eigen::Index rows, Eigen::Index cols, std::uint32_t index) {
  Stream stream(1, 0, Purpose::kTest, index);
  Matrix out(rows, cols);
  for (double& number : out.reshaped()) number = stream.normal();
  return out;
}

double of_all(const Matrix& map, double noise) {
  return linear_information(map, {0, static_cast<std::size_t>(map.cols())}, noise).value();
}

// of a normal distribution, in nats, by the trapezoid rule
double entropy_by_integration(double variance) {
  double entropy = 0;
  const double step = std::sqrt(variance) / 200;
  for (int i = -2400; i <= 2400; ++i) {
    const double t = i * step;
    const double p = std::exp(-t * t / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
    if (p > 0) entropy -= p * std::log(p) * step;
  }
  return entropy;
}

TEST(LinearInformation, OfOneUnitIsADifferenceOfIntegratedEntropies) {
  Matrix map(1, 3);
  map << 2, -1, 4;
  // variances: 4/3, 1/3 and 16/3 of the inputs, 0.7 of the noise
  const double noise = 0.7;
  const double h_t = entropy_by_integration(7 + noise);
  EXPECT_NEAR(of_all(map, noise), h_t - entropy_by_integration(noise), 1e-9);
  EXPECT_NEAR(linear_information(map, {1, 1}, noise).value(),
              h_t - entropy_by_integration(20.0 / 3 + noise), 1e-9);
}

// nats, of paired samples
double estimated(const Matrix& x, const Matrix& t) {
  PairSample sample;
  sample.x = column_major(x.data(), static_cast<std::size_t>(x.rows()),
                          static_cast<std::size_t>(x.cols()));
  sample.y = column_major(t.data(), static_cast<std::size_t>(t.rows()),
                          static_cast<std::size_t>(t.cols()));
  return make_estimator("gaussian")->pair(sample, {}).information.value->value();
}

TEST(LinearInformation, IsWhatTheGaussianEstimatorSaysOfSamples) {
  constexpr Eigen::Index kN = 40000;
  const Matrix map = 3 * normal(4, 6, 0);
  const LinearTeacher teacher{normal(6, 1, 1), 0.3};
  const double noise = 0.5;
  const Matrix x = normal(kN, 6, 2) / std::sqrt(6.0);
  const Matrix t = x * map.transpose() + std::sqrt(noise) * normal(kN, 4, 3);
  const Matrix y = x * teacher.weights + std::sqrt(teacher.noise_variance) * normal(kN, 1, 4);
  // of a Gaussian pair the estimate's variance is at most min(d_x, d_y) / N: 4 standard errors
  const auto tolerance = [&](double dims) { return 4 * std::sqrt(dims / kN); };
  EXPECT_NEAR(of_all(map, noise), estimated(x, t), tolerance(4));
  EXPECT_NEAR(linear_information(map, {2, 4}, noise).value(), estimated(x.rightCols(4), t),
              tolerance(4));
  EXPECT_NEAR(linear_information(map, {0, 2}, noise).value(), estimated(x.leftCols(2), t),
              tolerance(2));
  EXPECT_NEAR(target_information(map, teacher, noise).value(), estimated(t, y), tolerance(1));
  const double error = (y - x * (2 * teacher.weights)).squaredNorm() / kN;
  // of a mean square of normal numbers, sqrt(2/N) of it
  EXPECT_NEAR(generalisation_error(2 * teacher.weights, teacher), error,
              4 * error * std::sqrt(2.0 / kN));
}

TEST(LinearInformation, OfPartsIsNoMoreThanOfAll) {
  const Matrix map = 5 * normal(7, 10, 5);
  const double all = of_all(map, 1);
  const double first = linear_information(map, {0, 3}, 1).value();
  const double rest = linear_information(map, {3, 7}, 1).value();
  EXPECT_LT(first + rest, all) << "independent inputs hide each other";
  // I(X;T) = I(X_1;T) + I(X_2;T|X_1), and given X_1 the layer is that of the other inputs alone
  Matrix others = map;
  others.leftCols(3).setZero();
  EXPECT_NEAR(all, first + of_all(others, 1), 1e-12);
  EXPECT_EQ(linear_information(map, {4, 0}, 1).value(), 0);
}

TEST(LinearInformation, ChangesAsItShould) {
  const Matrix map = normal(7, 10, 6);
  const LinearTeacher teacher{normal(10, 1, 7), 0.2};
  EXPECT_NEAR(of_all(2 * map, 4), of_all(map, 1), 1e-12) << "only the ratio counts";
  EXPECT_LT(of_all(map, 2), of_all(map, 1));
  EXPECT_LT(target_information(map.topRows(3), teacher, 1).value(),
            target_information(map, teacher, 1).value());
  // with hardly any noise of its own, T = w.x says of y what there is to know
  const double most = std::log(1 + teacher.weights.squaredNorm() / 10 / teacher.noise_variance) / 2;
  EXPECT_NEAR(target_information(teacher.weights.transpose(), teacher, 1e-12).value(), most, 1e-9);
  EXPECT_LT(target_information(map, teacher, 1e-3).value(), most);
}

}  // namespace
}  // namespace infoplane
