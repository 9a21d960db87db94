#include "infoplane/weights/gaussian_mixture.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
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

// means of standard deviation `spread`, covariances A A'/(d + 2), each with its own A
GaussianMixture random_mixture(Eigen::Index d, Eigen::Index n, double spread) {
  GaussianMixture out{spread * normal(d, n, 0), {}};
  for (Eigen::Index i = 0; i < n; ++i) {
    const Matrix a = normal(d, d + 2, 1 + static_cast<std::uint32_t>(i));
    out.covariances.push_back(a * a.transpose() / static_cast<double>(d + 2));
  }
  return out;
}

// a -> M a + shift
GaussianMixture mapped(const GaussianMixture& mixture, const Matrix& m, double shift = 0) {
  GaussianMixture out{m * mixture.means, {}};
  out.means.array() += shift;
  for (const Matrix& s : mixture.covariances) out.covariances.push_back(m * s * m.transpose());
  return out;
}

// ln p(a) of one component, by the textbook's formula
class Density {
 public:
  Density(const GaussianMixture& mixture, std::size_t i)
      : mean_(mixture.means.col(static_cast<Eigen::Index>(i))),
        inverse_(mixture.covariances[i].inverse()),
        constant_(-std::log((2 * std::numbers::pi * mixture.covariances[i]).determinant()) / 2) {}
  double operator()(const Vector& a) const {
    return std::exp(constant_ - (a - mean_).dot(inverse_ * (a - mean_)) / 2);
  }

 private:
  Vector mean_;
  Matrix inverse_;
  double constant_;
};

// I(X;A) in nats by the trapezoid rule on [-width, width]^d, d = 1 or 2
double integrated(const GaussianMixture& mixture, double width, int steps) {
  std::vector<Density> densities;
  for (std::size_t k = 0; k < mixture.covariances.size(); ++k) densities.emplace_back(mixture, k);
  const auto n = static_cast<double>(densities.size());
  const bool plane = mixture.means.rows() == 2;
  const double step = 2 * width / steps;
  double sum = 0;
  Vector a(mixture.means.rows());
  for (int i = 0; i <= steps; ++i) {
    for (int j = 0; j <= (plane ? steps : 0); ++j) {
      a(0) = -width + i * step;
      if (plane) a(1) = -width + j * step;
      double mean = 0;
      double own = 0;
      for (const Density& density : densities) {
        const double p = density(a);
        mean += p / n;
        if (p > 0) own += p * std::log(p) / n;
      }
      if (mean > 0) sum += own - mean * std::log(mean);
    }
  }
  return sum * (plane ? step * step : step);
}

MixtureInformation information(const GaussianMixture& mixture, std::size_t n_pairs = 8,
                               std::uint64_t seed = 0) {
  return mixture_information(mixture, {.n_pairs = n_pairs, .seed = seed}, {});
}

GaussianMixture two_on_a_line(double m, double v_0, double v_1) {
  GaussianMixture out{Matrix(1, 2), {Matrix::Constant(1, 1, v_0), Matrix::Constant(1, 1, v_1)}};
  out.means << -m, m;
  return out;
}

GaussianMixture two_in_the_plane(double size_of_second) {
  GaussianMixture out{Matrix(2, 2), {Matrix(2, 2), Matrix(2, 2)}};
  out.means << -0.6, 0.6, 0, 0.8;
  out.covariances[0] << 1, 0.7, 0.7, 1;
  out.covariances[1] << 0.5, -0.3, -0.3, 2;
  out.covariances[1] *= size_of_second;
  return out;
}

// 4 standard errors: a false alarm once in 16000
void expect_within_errors(const MixtureInformation& found, double truth) {
  EXPECT_NEAR(found.value.value(), truth, 4 * found.std_error.value());
}

void expect_integral(const GaussianMixture& mixture, double integral) {
  const MixtureInformation found = information(mixture, 20000);
  expect_within_errors(found, integral);
  // of 40000 pairs, whose means deviate by less than 1 nat
  EXPECT_LT(found.std_error.value(), 0.005);
  EXPECT_LE(found.lower->value(), integral);
  EXPECT_GE(found.upper->value(), integral);
}

TEST(GaussianMixture, OfTwoOnALineIsTheIntegral) {
  for (const GaussianMixture& mixture :
       {two_on_a_line(1, 1, 1), two_on_a_line(0.5, 0.3, 2), two_on_a_line(0, 0.1, 5)}) {
    expect_integral(mixture, integrated(mixture, 25, 20000));
  }
}

TEST(GaussianMixture, OfTwoInThePlaneIsTheIntegral) {
  expect_integral(two_in_the_plane(1), integrated(two_in_the_plane(1), 12, 400));
  // a small one inside a large one: steps of 0.017, a quarter of its smallest standard deviation
  expect_integral(two_in_the_plane(0.01), integrated(two_in_the_plane(0.01), 6, 700));
}

TEST(GaussianMixture, HasAnHonestStandardError) {
  const GaussianMixture mixture = two_in_the_plane(1);
  const double truth = integrated(mixture, 12, 400);
  // one control for both components, from these pairs: its bias needs more of them than two
  constexpr int kRepetitions = 400;
  double squares = 0;
  double variance = 0;
  for (int seed = 0; seed < kRepetitions; ++seed) {
    const MixtureInformation found = information(mixture, 32, static_cast<std::uint64_t>(seed));
    squares += std::pow(found.value.value() - truth, 2);
    variance += std::pow(found.std_error.value(), 2);
  }
  // a mean of 400 squared normal numbers deviates by sqrt(2/400) = 7%: 4 of these
  EXPECT_NEAR(squares / variance, 1, 0.29);
}

TEST(GaussianMixture, OfEqualComponentsIsZero) {
  GaussianMixture mixture{Matrix(3, 7), {}};
  mixture.means.colwise() = Vector(normal(3, 1, 0));
  mixture.covariances.assign(7, random_mixture(3, 1, 1).covariances[0]);
  const MixtureInformation found = information(mixture);
  EXPECT_EQ(found.value.value(), 0);
  EXPECT_EQ(found.std_error.value(), 0);
  EXPECT_NEAR(found.lower->value(), 0, 1e-14);
  EXPECT_NEAR(found.upper->value(), 0, 1e-14);
}

TEST(GaussianMixture, OfFarComponentsIsLogN) {
  GaussianMixture mixture = random_mixture(4, 37, 1);
  for (Eigen::Index i = 0; i < 37; ++i) mixture.means.col(i).array() += 1000.0 * i;
  const MixtureInformation found = information(mixture);
  EXPECT_EQ(found.value.value(), std::log(37.0));
  EXPECT_EQ(found.std_error.value(), 0);
  EXPECT_EQ(found.lower->value(), std::log(37.0));
  EXPECT_EQ(found.upper->value(), std::log(37.0));
}

TEST(GaussianMixture, IsInvariantUnderInvertibleMaps) {
  const GaussianMixture mixture = random_mixture(5, 60, 1);
  const MixtureInformation before = information(mixture);
  const Matrix any = normal(5, 5, 100);
  const MixtureInformation after = information(mapped(mixture, any, 30));
  // bounds are of determinants and quadratic forms alone
  EXPECT_NEAR(after.lower->value(), before.lower->value(), 1e-9);
  EXPECT_NEAR(after.upper->value(), before.upper->value(), 1e-9);
  const double error = std::hypot(before.std_error.value(), after.std_error.value());
  EXPECT_NEAR(after.value.value(), before.value.value(), 4 * error);
  // a lower triangle maps the draws onto each other, too
  Matrix triangle = any.triangularView<Eigen::Lower>();
  triangle.diagonal() = triangle.diagonal().cwiseAbs();
  EXPECT_NEAR(information(mapped(mixture, triangle, -7)).value.value(), before.value.value(), 1e-9);
}

TEST(GaussianMixture, OfOneCovarianceIsWhatNoisySays) {
  const Matrix means = normal(3, 300, 0);
  const double sigma = 0.4;
  GaussianMixture mixture{means, std::vector<Matrix>(300, sigma * sigma * Matrix::Identity(3, 3))};
  NetworkSample sample;
  LayerSample layer;
  layer.t = MatrixView<double>{means.data(), 300, 3, 3, 1};
  sample.layers.push_back(layer);
  const auto noisy = make_estimator("noisy:sigma=0.4,draws=24")->network(sample, {}).layers[0].i_xt;
  const MixtureInformation found = information(mixture);
  EXPECT_NEAR(found.value.value(), noisy.value->value(),
              4 * std::hypot(found.std_error.value(), noisy.std_error->value()));
  EXPECT_LT(found.std_error.value(), 0.02);
}

TEST(GaussianMixture, BoundsAreThoseOfTheFormulas) {
  const GaussianMixture mixture = random_mixture(4, 6, 0.5);
  double lower = std::log(6.0);
  double upper = std::log(6.0);
  for (std::size_t i = 0; i < 6; ++i) {
    double near = 0;
    double reached = 0;
    for (std::size_t j = 0; j < 6; ++j) {
      const Matrix& s_i = mixture.covariances[i];
      const Matrix& s_j = mixture.covariances[j];
      const Vector d = mixture.means.col(static_cast<Eigen::Index>(i)) -
                       mixture.means.col(static_cast<Eigen::Index>(j));
      const Matrix mean = (s_i + s_j) / 2;
      near += std::exp(-d.dot(mean.inverse() * d) / 8) *
              std::pow(s_i.determinant() * s_j.determinant(), 0.25) / std::sqrt(mean.determinant());
      const Matrix inverse = s_j.inverse();
      reached += std::exp(-((inverse * s_i).trace() + d.dot(inverse * d) - 4 +
                            std::log(s_j.determinant() / s_i.determinant())) /
                          2);
    }
    lower -= std::log(near) / 6;
    upper -= std::log(reached) / 6;
  }
  const MixtureInformation found = information(mixture);
  EXPECT_NEAR(found.lower->value(), lower, 1e-10);
  EXPECT_NEAR(found.upper->value(), upper, 1e-10);
  EXPECT_LT(lower, upper);
}

TEST(GaussianMixture, OfMoreUnitsThanDirectionsIsThatOfTheDirections) {
  const GaussianMixture mixture = two_in_the_plane(1);
  const MixtureInformation found = information(mapped(mixture, normal(5, 2, 3), 2), 2000);
  EXPECT_EQ(found.n_supports, 1U);
  EXPECT_EQ(found.smallest_rank, 2U);
  expect_within_errors(found, integrated(mixture, 12, 400));
  EXPECT_NEAR(found.lower->value(), information(mixture).lower->value(), 1e-9);
  EXPECT_NEAR(found.upper->value(), information(mixture).upper->value(), 1e-9);
}

TEST(GaussianMixture, APointTellsTheLineThatItIsOn) {
  // two components on a line, and two on a parallel one
  const GaussianMixture line = two_on_a_line(0.5, 0.3, 2);
  GaussianMixture mixture{Matrix(2, 4), {}};
  mixture.means << -0.5, 0.5, -0.5, 0.5, 0, 0, 1, 1;
  for (const double v : {0.3, 2.0, 0.3, 2.0}) {
    mixture.covariances.push_back(Matrix::Zero(2, 2));
    mixture.covariances.back()(0, 0) = v;
  }
  const MixtureInformation parallel = information(mixture, 2000);
  EXPECT_EQ(parallel.n_supports, 2U);
  EXPECT_EQ(parallel.smallest_rank, 1U);
  expect_within_errors(parallel, std::log(2.0) + integrated(line, 25, 20000));

  // on two that cross: components 2 and 3 have a line of their own through the same points
  for (const std::size_t i : {2U, 3U}) mixture.covariances[i] = Matrix::Ones(2, 2);
  mixture.means.row(1) << 0, 0, -0.5, 0.5;
  EXPECT_EQ(information(mixture).n_supports, 2U);
  EXPECT_GT(information(mixture).value.value(), std::log(2.0));

  // a line in a plane has no probability for what fills the plane
  mixture.covariances.resize(2);
  mixture.means.conservativeResize(2, 2);
  mixture.covariances[1] = Matrix::Identity(2, 2);
  EXPECT_EQ(information(mixture).value.value(), std::log(2.0));
  EXPECT_EQ(information(mixture).upper->value(), std::log(2.0));
}

TEST(GaussianMixture, WithoutAnyNoiseIsTheEntropyOfThePoints) {
  GaussianMixture mixture{Matrix(2, 4), std::vector<Matrix>(4, Matrix::Zero(2, 2))};
  mixture.means << 0, 0, 1, 2, 5, 5, 5, 5;
  const MixtureInformation found = information(mixture);
  EXPECT_NEAR(found.value.value(), 1.5 * std::numbers::ln2, 1e-15);
  EXPECT_EQ(found.std_error.value(), 0);
  EXPECT_EQ(found.n_supports, 3U);
  EXPECT_EQ(found.smallest_rank, 0U);
}

TEST(GaussianMixture, OfOneComponentIsZero) {
  EXPECT_EQ(information(random_mixture(3, 1, 1)).value.value(), 0);
}

TEST(GaussianMixture, IsTheSameForAnyNumberOfThreads) {
  const GaussianMixture mixture = random_mixture(3, 50, 1);
  Work one;
  one.n_threads = 1;
  Work three;
  three.n_threads = 3;
  const MixtureInformation a = mixture_information(mixture, {}, one);
  const MixtureInformation b = mixture_information(mixture, {}, three);
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.std_error, b.std_error);
  EXPECT_EQ(*a.lower, *b.lower);
  EXPECT_EQ(*a.upper, *b.upper);
}

TEST(GaussianMixture, RefusesWhatItCannotBe) {
  const GaussianMixture good = random_mixture(2, 3, 1);
  EXPECT_THROW(information(good, 1), InvalidArgument);
  EXPECT_THROW(information({Matrix(2, 0), {}}), InvalidArgument);
  GaussianMixture bad = good;
  bad.covariances.pop_back();
  EXPECT_THROW(information(bad), InvalidArgument);
  bad = good;
  bad.covariances[1] = Matrix::Identity(3, 3);
  EXPECT_THROW(information(bad), InvalidArgument);
  bad = good;
  bad.covariances[2](0, 0) = -1;
  EXPECT_THROW(information(bad), InvalidArgument);
  bad = good;
  bad.means(1, 1) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(information(bad), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
