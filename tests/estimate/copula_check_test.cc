#include "infoplane/estimate/copula_check.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "tests/estimate/point_samples.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

double p_value(const PointPair& pair) {
  const PointPair z = scores(pair);
  return gaussian_copula_p_value(z.x, z.y, threads(1));
}

TEST(CopulaCheck, SeldomDoubtsGaussianPairs) {
  // a binomial count of 60 with probability .05 is above 9 once in 1,200 cases
  struct Case {
    std::size_t n;
    std::size_t d;
    double rho;
  };
  // with 50 columns in 200 rows, covariances of the sample's own would be seen for something else
  for (const Case c : {Case{1000, 1, 0.6},
                       {1000, 3, 0.0},
                       {100, 3, 0.6},
                       {1000, 25, 0.3},
                       {200, 25, 0.0},
                       {200, 25, 0.6}}) {
    int small = 0;
    for (std::uint32_t index = 0; index < 60; ++index) {
      const double p = p_value(normal_points(c.n, c.d, c.d, c.rho, index));
      EXPECT_GE(p, 0);
      EXPECT_LE(p, 1);
      small += p < 0.05 ? 1 : 0;
    }
    EXPECT_LE(small, 9) << c.n << " rows, " << c.d << " columns, correlation " << c.rho;
  }
}

// a random rotation of all columns
void rotate(Points& points, std::uint32_t index) {
  Stream stream(11, 0, Purpose::kTest, index);
  const auto d = static_cast<Eigen::Index>(points.d);
  Matrix normals(d, d);
  for (double& v : normals.reshaped()) v = stream.normal();
  const Matrix q = Eigen::HouseholderQR<Matrix>(normals).householderQ();
  Eigen::Map<Matrix> all(points.values.data(), static_cast<Eigen::Index>(points.n), d);
  all = (all * q).eval();
}

TEST(CopulaCheck, SeesASquareHiddenInFiftyColumns) {
  // Cov(q_x, y) of y = (x^2 - 1 + noise) / sqrt 3 is 2 / sqrt 3 and of q_x alone the deviation
  // sqrt 50: sqrt N (2 / sqrt 3) / sqrt 50 = 10 standard errors
  PointPair pair = normal_points(4000, 25, 25, 0);
  for (std::size_t i = 0; i < 4000; ++i) {
    const double x = pair.x.values[i];
    pair.y.values[i] = (x * x - 1 + pair.y.values[i]) / std::sqrt(3.0);
  }
  rotate(pair.x, 1);
  rotate(pair.y, 2);
  EXPECT_LT(p_value(pair), 1e-6);
  std::swap(pair.x, pair.y);
  EXPECT_LT(p_value(pair), 1e-6);
}

TEST(CopulaCheck, SeesRotationsByTheLength) {
  // y is x turned by an angle of three times its length: no column is correlated with another
  PointPair pair = normal_points(2000, 2, 2, 0);
  for (std::size_t i = 0; i < 2000; ++i) {
    const double a = pair.x.values[i];
    const double b = pair.x.values[2000 + i];
    const double angle = 3 * std::hypot(a, b);
    pair.y.values[i] = a * std::cos(angle) - b * std::sin(angle) + 0.3 * pair.y.values[i];
    pair.y.values[2000 + i] =
        a * std::sin(angle) + b * std::cos(angle) + 0.3 * pair.y.values[2000 + i];
  }
  EXPECT_LT(p_value(pair), 1e-6);
}

TEST(CopulaCheck, SeesACommonScale) {
  for (const std::size_t d : {1, 3}) {
    PointPair pair = normal_points(3000, d, d, 0);
    Stream stream(12, 0, Purpose::kTest);
    for (std::size_t i = 0; i < 3000; ++i) {
      const double scale = std::exp(stream.normal());
      for (std::size_t j = 0; j < d; ++j) {
        pair.x.values[j * 3000 + i] *= scale;
        pair.y.values[j * 3000 + i] *= scale;
      }
    }
    EXPECT_LT(p_value(pair), 1e-6) << d;
  }
}

TEST(CopulaCheck, DoesNotMindLinearMapsOfASide) {
  const PointPair z = scores(normal_points(500, 3, 3, 0.6));
  Points mixed = z.x;
  for (std::size_t i = 0; i < 500; ++i) {
    mixed.values[i] = 3 * z.x.values[i] - 2 * z.x.values[1000 + i];
    mixed.values[500 + i] += 0.5 * z.x.values[i];
  }
  EXPECT_NEAR(gaussian_copula_p_value(mixed, z.y, threads(1)),
              gaussian_copula_p_value(z.x, z.y, threads(1)), 1e-9);
}

TEST(CopulaCheck, SaysNothingWhereThereIsNothingToSee) {
  const PointPair z = scores(normal_points(300, 1, 1, 0.6));
  const Points constant{300, 1, std::vector<double>(300, 0.0)};
  EXPECT_EQ(gaussian_copula_p_value(constant, z.y, threads(1)), 1);
  EXPECT_EQ(gaussian_copula_p_value(z.x, constant, threads(1)), 1);
  // a copy is Gaussian with a correlation of 1
  const double p = gaussian_copula_p_value(z.x, z.x, threads(1));
  EXPECT_GE(p, 0);
  EXPECT_LE(p, 1);
  for (const std::size_t n : {3, 4, 5}) {
    const double tiny = p_value(normal_points(n, 1, 1, 0.6));
    EXPECT_GE(tiny, 0);
    EXPECT_LE(tiny, 1);
  }
}

TEST(CopulaCheck, IsTheSameForAnyNumberOfThreads) {
  const PointPair z = scores(normal_points(5000, 3, 3, 0.6));
  EXPECT_EQ(gaussian_copula_p_value(z.x, z.y, threads(1)),
            gaussian_copula_p_value(z.x, z.y, threads(4)));
}

}  // namespace
}  // namespace infoplane
