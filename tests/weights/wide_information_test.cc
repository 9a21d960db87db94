#include "infoplane/weights/wide_information.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Vector normal(Eigen::Index n, Stream& stream) {
  Vector out(n);
  for (double& number : out) number = stream.normal();
  return out;
}

double density(double x, double variance) {
  return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
}

TEST(LabelInformation, IsTheIntegralOverClasses) {
  GaussianLaws laws{Vector{{-1, -0.5, 1, 1.2, 0}}, Vector{{0.5, 0.2, 0.3, 1, 0.1}}};
  const std::vector<std::uint32_t> labels{0, 0, 7, 7, 7};
  double slow = 0;
  for (int k = -8000; k <= 8000; ++k) {
    const double z = k * 1e-3;
    std::vector<double> of_class(2, 0.0);
    for (Eigen::Index i = 0; i < 5; ++i) {
      of_class[i < 2 ? 0 : 1] += density(z - laws.mean[i], laws.variance[i]) / 5;
    }
    const double p = of_class[0] + of_class[1];
    slow += 1e-3 * of_class[0] * std::log(of_class[0] / (0.4 * p));
    slow += 1e-3 * of_class[1] * std::log(of_class[1] / (0.6 * p));
  }
  const BoundedInformation got = label_information(laws, labels);
  EXPECT_NEAR(got.value->value(), slow, 1e-8);
  EXPECT_LT(got.value->value(), line_information(laws).value().value()) << "data processing";
  EXPECT_LT(got.lower, *got.value);
  EXPECT_GT(got.upper, *got.value);
}

TEST(LabelInformation, RefusesLabelsThatDoNotFit) {
  const GaussianLaws laws{Vector{{0, 1, 2}}, Vector::Ones(3)};
  EXPECT_THROW(label_information(laws, std::vector<std::uint32_t>{0, 1}), InvalidArgument);
  EXPECT_THROW(label_information(laws, std::vector<std::uint32_t>{0, 0, 1}), InvalidArgument);
}

TEST(TargetInformation, IsTheIntegralOverBoth) {
  const GaussianLaws laws{Vector{{-1, 0.2, 1.5}}, Vector{{0.3, 0.1, 0.6}}};
  const GaussianTarget target{Vector{{-0.7, 0.4, 0.9}}, 0.2};
  double slow = 0;
  constexpr double kStep = 0.01;
  for (int k = -700; k <= 700; ++k) {
    for (int l = -500; l <= 500; ++l) {
      double joint = 0;
      double p_z = 0;
      double p_y = 0;
      for (Eigen::Index i = 0; i < 3; ++i) {
        const double z = density(k * kStep - laws.mean[i], laws.variance[i]) / 3;
        const double y = density(l * kStep - target.mean[i], target.variance);
        joint += z * y;
        p_z += z;
        p_y += y / 3;
      }
      if (joint > 1e-300) slow += kStep * kStep * joint * std::log(joint / (p_z * p_y));
    }
  }
  const LineInformation line = line_information(laws);
  const double got = target_information(laws, line, target).value();
  EXPECT_NEAR(got, slow, 1e-8);
  EXPECT_LT(got, line.value().value()) << "data processing";
}

TEST(TargetInformation, IsNothingOfAConstantAndAllOfTargetsApart) {
  const GaussianLaws laws{Vector{{-1, 0.2, 1.5}}, Vector{{0.3, 0.1, 0.6}}};
  const LineInformation line = line_information(laws);
  EXPECT_NEAR(target_information(laws, line, {Vector::Ones(3), 2}).value(), 0, 1e-12);
  // y tells which input it was, so that Z says of it what it says of X
  EXPECT_NEAR(target_information(laws, line, {Vector{{0, 100, 200}}, 1}).value(),
              line.value().value(), 1e-8);
  EXPECT_THROW(target_information(laws, line, {Vector::Ones(2), 1}), InvalidArgument);
  EXPECT_THROW(target_information(laws, line, {Vector::Ones(3), 0}), InvalidArgument);
}

struct Sampled {
  double mean = 0;
  double std_error = 0;
};

Sampled sampled(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const Eigen::Map<const Vector> v(values.data(), static_cast<Eigen::Index>(values.size()));
  return {v.mean(), std::sqrt((v.array() - v.mean()).square().sum() / (n - 1) / n)};
}

TEST(WideBounds, BracketTheTruthOfAGaussianPopulation) {
  // x ~ N(0, 1), z = x + N(0, v), y = rho x + N(0, 1 - rho^2): I(X;Z) = 1/2 ln(1 + 1/v) and I(Z;Y)
  // = -1/2 ln(1 - rho^2 / (1 + v)). In the mean over draws of 60 inputs the bounds are on their
  // sides and not far away; 3 standard errors of 40 means
  constexpr double kV = 0.1;
  constexpr double kRho = 0.8;
  const double i_xz = std::log(1 + 1 / kV) / 2;
  const double i_zy = -std::log(1 - kRho * kRho / (1 + kV)) / 2;
  std::vector<double> lower_x;
  std::vector<double> upper_x;
  std::vector<double> lower_y;
  std::vector<double> upper_y;
  std::vector<double> decoder_y;
  for (std::uint32_t r = 0; r < 40; ++r) {
    Stream stream(4, r, Purpose::kTest);
    const auto laws_at = [&](const Vector& x) {
      return GaussianLaws{x, Vector::Constant(x.size(), kV)};
    };
    const Vector x = normal(60, stream);
    const LineInformation line = line_information(laws_at(x));
    const BoundedInformation of_x = input_information(line);
    lower_x.push_back(of_x.lower.value());
    upper_x.push_back(of_x.upper.value());
    std::vector<GaussianLaws> groups;
    for (int g = 0; g < 40; ++g) {
      const double y = stream.normal();
      groups.push_back(
          laws_at((kRho * y + std::sqrt(1 - kRho * kRho) * normal(30, stream).array()).matrix()));
    }
    const BoundedInformation of_y = grouped_information(line, groups);
    lower_y.push_back(of_y.lower.value());
    upper_y.push_back(of_y.upper.value());
    const Vector other = normal(500, stream);
    const LinearDecoder decoder = fit_decoder(
        laws_at(other), kRho * other + std::sqrt(1 - kRho * kRho) * normal(500, stream));
    decoder_y.push_back(
        decoder_information(laws_at(x), {kRho * x, 1 - kRho * kRho}, decoder).value());
  }
  const auto is_below = [](const std::vector<double>& bound, double truth, double at_most) {
    const Sampled s = sampled(bound);
    EXPECT_LT(s.mean, truth + 3 * s.std_error);
    EXPECT_GT(s.mean, truth - at_most);
  };
  const auto is_above = [](const std::vector<double>& bound, double truth, double at_most) {
    const Sampled s = sampled(bound);
    EXPECT_GT(s.mean, truth - 3 * s.std_error);
    EXPECT_LT(s.mean, truth + at_most);
  };
  is_below(lower_x, i_xz, 0.1);
  is_above(upper_x, i_xz, 0.3);
  is_below(lower_y, i_zy, 0.4);
  is_above(upper_y, i_zy, 0.4);
  // the best decoder is linear here: the bound is the truth but for the fit, some 3/1000
  const Sampled decoded = sampled(decoder_y);
  EXPECT_NEAR(decoded.mean, i_zy, 3 * decoded.std_error + 0.005);
  EXPECT_THROW(grouped_information(line_information({Vector{{0, 1}}, Vector::Ones(2)}), {}),
               InvalidArgument);
  EXPECT_THROW(fit_decoder({Vector{{0, 1}}, Vector::Ones(2)}, Vector::Ones(3)), InvalidArgument);
  EXPECT_THROW(fit_decoder({Vector{{0, 1}}, Vector::Ones(2)}, Vector::Ones(2)), InvalidArgument);
}

TEST(DataInformation, BracketsTheTruthOfGaussianDataSets) {
  // data set s shifts z by d ~ N(0, 1): I(Z;D|X=x) = 1/2 ln(1 + 1/v_x), here at 200 inputs whose
  // shifts are independent
  constexpr Eigen::Index kInputs = 200;
  std::vector<GaussianLaws> laws;
  double truth = 0;
  Vector variance(kInputs);
  for (Eigen::Index i = 0; i < kInputs; ++i) {
    variance[i] = i % 2 == 0 ? 0.5 : 0.2;
    truth += std::log(1 + 1 / variance[i]) / 2 / kInputs;
  }
  for (std::uint32_t s = 0; s < 25; ++s) {
    Stream stream(6, s, Purpose::kTest);
    laws.push_back({normal(kInputs, stream), variance});
  }
  const DataInformation got = data_information(laws);
  const Sampled own = sampled(got.own_nats);
  const Sampled others = sampled(got.others_nats);
  EXPECT_LT(own.mean, truth);
  EXPECT_GT(others.mean, truth);
  EXPECT_NEAR(own.mean, truth, 0.1);
  EXPECT_NEAR(others.mean, truth, 0.2);
  EXPECT_LT(own.mean, std::log(25.0));
  // KL( N(d, v) || N(0, 1 + v) ) has mean 1/2 ln(1 + 1/v) over d: the bound is tight here
  std::vector<double> initial;
  initial.reserve(laws.size());
  for (const GaussianLaws& one : laws) {
    initial.push_back(data_information_bound(one, Vector(variance.array() + 1)).value());
  }
  const Sampled bound = sampled(initial);
  EXPECT_NEAR(bound.mean, truth, 4 * bound.std_error);
}

TEST(DataInformation, RefusesWhatDoesNotFit) {
  const GaussianLaws one{Vector::Ones(2), Vector::Ones(2)};
  EXPECT_THROW(data_information(std::vector<GaussianLaws>{one}), InvalidArgument);
  EXPECT_THROW(data_information(std::vector<GaussianLaws>{one, {Vector::Ones(3), Vector::Ones(3)}}),
               InvalidArgument);
  EXPECT_THROW(data_information_bound(one, Vector::Ones(3)), InvalidArgument);
  EXPECT_THROW(data_information_bound({Vector::Ones(2), Vector::Zero(2)}, Vector::Ones(2)),
               InvalidArgument);
}

// a linear model of 5 inputs without biases: f = x.w / sqrt 5, w ~ N(0, I)
WideNetwork linear_model() {
  WideNetwork network;
  network.hidden = 0;
  network.activation = Activation::kLinear;
  network.bias_tangent = 0;
  return network;
}

// exp(-a) of a symmetric matrix, by squaring a series
Matrix exponential(const Matrix& a) {
  constexpr int kHalvings = 10;
  const Matrix small = -a / (1 << kHalvings);
  Matrix term = Matrix::Identity(a.rows(), a.cols());
  Matrix sum = term;
  for (int k = 1; k < 20; ++k) {
    term = term * small / k;
    sum += term;
  }
  for (int k = 0; k < kHalvings; ++k) sum = sum * sum;
  return sum;
}

TEST(WeightInformation, IsTheDivergenceOfTheWeightsThemselves) {
  // in the space of the weights, dw/dtau = -Phi'(Phi w - Y): w_tau = M w_0 + c, M = exp(-tau
  // Phi'Phi), c = the integral of exp(-s Phi'Phi) ds Phi'Y; KL( N(c, M M') || N(0, I) ) =
  // (tr M M' - 5 - ln det M M' + |c|^2)/2. Fewer and more inputs than weights
  Stream stream(7, 0, Purpose::kTest);
  for (const Eigen::Index n : {3, 8}) {
    Matrix x(n, 5);
    for (double& number : x.reshaped()) number = stream.normal();
    const Vector y = normal(n, stream);
    const WideEnsemble ensemble(linear_model(), x, y);
    const Matrix phi = x / std::sqrt(5.0);
    const Matrix gram = phi.transpose() * phi;
    for (const double tau : {1e-4, 0.1, 1.0, 4.0}) {
      // exp of the block matrix [[-gram, Phi'Y], [0, 0]] tau has M and c
      Matrix block = Matrix::Zero(6, 6);
      block.topLeftCorner(5, 5) = tau * gram;
      block.topRightCorner(5, 1) = -tau * phi.transpose() * y;
      const Matrix flow = exponential(block);
      const Matrix m = flow.topLeftCorner(5, 5);
      const Vector c = flow.topRightCorner(5, 1);
      const double log_determinant = 2 * std::log(m.determinant());
      const double direct =
          ((m * m.transpose()).trace() - 5 - log_determinant + c.squaredNorm()) / 2;
      EXPECT_NEAR(weight_information_bound(ensemble, tau).value(), direct, 1e-8);

      // and the outputs' law is that of phi(x).w
      Matrix tests(2, 5);
      tests << 1, 0, -1, 2, 0.5, 0.3, 0.3, 1, -1, 0;
      const JointLaw law = ensemble.joint(ensemble.inputs(tests), {tau});
      const Matrix at = tests / std::sqrt(5.0);
      EXPECT_TRUE(law.mean.isApprox(at * c, 1e-9));
      EXPECT_TRUE(law.covariance.isApprox(at * m * m.transpose() * at.transpose(), 1e-9));
    }
  }
}

TEST(WeightInformation, BeginsAtZeroAndGrowsWithoutBound) {
  const Matrix x{{1, 2}, {-0.5, 1}};
  const WideEnsemble ensemble(linear_model(), x, Vector{{1, 0}});
  EXPECT_EQ(weight_information_bound(ensemble, 0).value(), 0);
  // u^2/2 - u^3/6 of each eigenvalue and l tau^2 (Q'Y)^2 are left for small tau, halves of both
  const double tau = 1e-7;
  double first = 0;
  for (Eigen::Index i = 0; i < 2; ++i) {
    const double l = ensemble.eigenvalues()[i];
    first += l * l * tau * tau + l * std::pow(tau * ensemble.targets()[i], 2) / 2;
  }
  EXPECT_NEAR(weight_information_bound(ensemble, tau).value() / first, 1, 1e-5);
  // at late times each tau adds the trace of Theta, (1 + 4 + .25 + 1)/2
  const double late = weight_information_bound(ensemble, 1001).value() -
                      weight_information_bound(ensemble, 1000).value();
  EXPECT_NEAR(late, 3.125, 1e-9);
  EXPECT_THROW(weight_information_bound(ensemble, -1), InvalidArgument);
}

TEST(WeightInformation, IsOfTheNetworkItselfOnlyInTheLinearCase) {
  WideNetwork network = linear_model();
  EXPECT_TRUE(is_linear_in_normal_weights(network));
  network.bias_tangent = 1;
  EXPECT_FALSE(is_linear_in_normal_weights(network)) << "biases that begin at 0 have no density";
  network.bias_variance = 1;
  EXPECT_TRUE(is_linear_in_normal_weights(network));
  network.hidden = 1;
  EXPECT_FALSE(is_linear_in_normal_weights(network));
}

}  // namespace
}  // namespace infoplane
