#include "infoplane/weights/gaussian_mixture.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

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

// means of standard deviation `spread`, covariances A A'/(d + 2), each with its own A
GaussianMixture random_mixture(Eigen::Index d, Eigen::Index n, double spread, std::uint32_t index) {
  GaussianMixture out;
  out.means = spread * normal(d, n, index);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Matrix a = normal(d, d + 2, index + 1 + static_cast<std::uint32_t>(i));
    out.covariances.push_back(a * a.transpose() / static_cast<double>(d + 2));
  }
  return out;
}

double density(const GaussianMixture& mixture, std::size_t i, const Vector& a) {
  const Matrix& s = mixture.covariances[i];
  const Vector y = a - mixture.means.col(static_cast<Eigen::Index>(i));
  return std::exp(-y.dot(s.inverse() * y) / 2) /
         std::sqrt((2 * std::numbers::pi * s).determinant());
}

// I(X;A) in nats by the trapezoid rule on [-width, width]^d, d = 1 or 2
double integrated(const GaussianMixture& mixture, double width, int steps) {
  const std::size_t n = mixture.covariances.size();
  const bool plane = mixture.means.rows() == 2;
  const double step = 2 * width / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    for (int j = 0; j <= (plane ? steps : 0); ++j) {
      Vector a(mixture.means.rows());
      a(0) = -width + i * step;
      if (plane) a(1) = -width + j * step;
      std::vector<double> p;
      double mean = 0;
      for (std::size_t k = 0; k < n; ++k) {
        p.push_back(density(mixture, k, a));
        mean += p.back() / static_cast<double>(n);
      }
      for (const double p_k : p) {
        if (p_k > 0) sum += p_k * std::log(p_k / mean) / static_cast<double>(n);
      }
    }
  }
  return sum * (plane ? step * step : step);
}

MixtureInformation information(const GaussianMixture& mixture, std::size_t n_pairs,
                               std::uint64_t seed = 0) {
  return mixture_information(mixture, {.n_pairs = n_pairs, .seed = seed}, {});
}

GaussianMixture two_on_a_line(double m, double v_0, double v_1) {
  GaussianMixture out{Matrix(1, 2), {Matrix::Constant(1, 1, v_0), Matrix::Constant(1, 1, v_1)}};
  out.means << -m, m;
  return out;
}

void expect_near_integral(const GaussianMixture& mixture, double integral) {
  const MixtureInformation found = information(mixture, 20000);
  // 4 standard errors, which are below 0.01 nats with 40000 pairs in all
  EXPECT_NEAR(found.value.value(), integral, 4 * found.std_error.value());
  EXPECT_LT(found.std_error.value(), 0.01);
  EXPECT_LE(found.lower->value(), integral);
  EXPECT_GE(found.upper->value(), integral);
}

TEST(GaussianMixture, OfTwoOnALineIsTheIntegral) {
  for (const auto& mixture :
       {two_on_a_line(1, 1, 1), two_on_a_line(0.5, 0.3, 2), two_on_a_line(0, 0.1, 5)}) {
    expect_near_integral(mixture, integrated(mixture, 25, 20000));
  }
}

TEST(GaussianMixture, OfTwoInThePlaneIsTheIntegral) {
  GaussianMixture mixture{Matrix(2, 2), {Matrix(2, 2), Matrix(2, 2)}};
  mixture.means << -0.6, 0.6, 0, 0.8;
  mixture.covariances[0] << 1, 0.7, 0.7, 1;
  mixture.covariances[1] << 0.5, -0.3, -0.3, 2;
  expect_near_integral(mixture, integrated(mixture, 12, 600));
  // very different sizes
  mixture.covariances[1] *= 0.01;
  expect_near_integral(mixture, integrated(mixture, 8, 1600));
}

TEST(GaussianMixture, SpeedBench) {
  Work one; one.n_threads = 1;
  for (auto [d, n, spread, pairs] : {std::tuple{5, 1024, 1.0, 8}, std::tuple{5, 1024, 3.0, 8}, std::tuple{12, 1024, 1.0, 8}, std::tuple{5, 4096, 1.0, 4}, std::tuple{10, 4096, 2.0, 4}}) {
    auto m = random_mixture(d, n, spread, 5);
    for (bool b : {false, true}) {
      auto t0 = std::chrono::steady_clock::now();
      auto r = mixture_information(m, {.n_pairs = (size_t)pairs, .bounds = b}, one);
      double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
      printf("d %d n %d spread %g pairs %d bounds %d: %.3f s  I %.4f +- %.4f bits", d, n, spread, pairs, b, t, Bits(r.value).value(), Bits(r.std_error).value());
      if (b) printf(" [%.4f %.4f]", Bits(*r.lower).value(), Bits(*r.upper).value());
      printf("\n");
    }
  }
}

}  // namespace
}  // namespace infoplane
