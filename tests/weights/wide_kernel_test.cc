#include "infoplane/weights/wide_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/nets/reference.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

// the inputs of the NumPy program below
Matrix training_inputs() {
  Matrix x(4, 3);
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 3; ++j) x(i, j) = std::cos(.7 * (i + 1) * (j + 1)) + .1 * i;
  }
  return x;
}

Matrix test_inputs() {
  Matrix x(2, 3);
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j) x(i, j) = std::sin(.9 * (i + 1) * (j + 1)) - .2;
  }
  return x;
}

struct Means {
  double values = 0;
  double slopes = 0;
};

// E f(u) f(v) and E f'(u) f'(v) for (u, v) = (a s, b s + c t), by the trapezoid rule over s and t
Means by_integration(Activation f, double a, double b, double c) {
  constexpr double kStep = 0.02;
  Means means;
  for (int i = -425; i <= 425; ++i) {
    for (int j = -425; j <= 425; ++j) {
      // no node on the kinks
      const double s = (i + 0.31) * kStep;
      const double t = (j + 0.47) * kStep;
      const double p = std::exp(-(s * s + t * t) / 2) / (2 * std::numbers::pi) * kStep * kStep;
      const double u = a * s;
      const double v = b * s + c * t;
      means.values += p * activate(f, u) * activate(f, v);
      means.slopes += p * activation_slope(f, u) * activation_slope(f, v);
    }
  }
  return means;
}

TEST(WideKernel, IsTheIntegralOverTwoUnits) {
  // K_1 = x.x'/2: x = sqrt 2 (a, 0), x' = sqrt 2 (b, c)
  const double a = 1.3;
  const double b = -0.4;
  const double c = 0.9;
  Matrix x(1, 2);
  Matrix y(1, 2);
  x << std::numbers::sqrt2 * a, 0;
  y << std::numbers::sqrt2 * b, std::numbers::sqrt2 * c;
  for (const Activation f : {Activation::kErf, Activation::kGelu, Activation::kLinear,
                             Activation::kRelu, Activation::kLeakyRelu}) {
    const bool kink = f == Activation::kRelu || f == Activation::kLeakyRelu;
    const Means means = by_integration(f, a, b, c);
    WideNetwork network;
    network.activation = f;
    const WideKernels kernels = wide_kernels(network, x, y);
    // smooth functions to rounding; a kink costs the square of the step, a jump the step times the
    // density where a node falls beside it, both averaged over 850 nodes
    EXPECT_NEAR(kernels.initial(0, 0), means.values, kink ? 1e-4 : 1e-11) << activation_name(f);
    EXPECT_NEAR(kernels.tangent(0, 0), means.values + 1 + means.slopes * (a * b + 1),
                kink ? 1e-3 : 1e-11)
        << activation_name(f);
  }
}

TEST(WideKernel, OfManyLayersMatchesNumPy) {
  // the recursion with arcsines and arccosines, in NumPy 1.24: K_1 = sw2 A B' / d + sb2, then
  //   erf:  E = 2/pi arcsin(2k / sqrt((1+2a)(1+2b))), S = 4/pi / sqrt((1+2a)(1+2b) - 4 k^2)
  //   relu: E = sqrt(ab) (sin th + (pi - th) cos th) / 2pi, S = (pi - th)/2pi, th =
  //   arccos(k/sqrt(ab))
  // of test_inputs() and training_inputs(), element [1, 2]; of the latter alone, [3, 3], with th =
  // 0
  struct Case {
    WideNetwork network;
    double k, theta, k_diagonal, theta_diagonal;
  };
  const std::vector<Case> cases{
      {{3, Activation::kErf, 1, 0, 1},
       -0.14901538914164383,
       2.2710316312801386,
       0.2274166315498678,
       4.1327505254931864},
      {{3, Activation::kRelu, 1, 0, 1},
       0.037846175813194584,
       1.4463678583259947,
       0.06739079198724007,
       2.1445631679489603},
      {{2, Activation::kRelu, 2, .3, .5},
       1.1689501058590048,
       1.7433911254495347,
       1.9782526717958413,
       5.634758015387525},
      {{1, Activation::kErf, 1.5, .1, 0},
       -0.23214227464612766,
       -0.7464738400378157,
       0.7695031275289211,
       1.3869168045199036},
  };
  for (const Case& c : cases) {
    const WideKernels across = wide_kernels(c.network, test_inputs(), training_inputs());
    const WideKernels within = wide_kernels(c.network, training_inputs());
    EXPECT_NEAR(across.initial(1, 2), c.k, 1e-12);
    EXPECT_NEAR(across.tangent(1, 2), c.theta, 1e-12);
    EXPECT_NEAR(within.initial(3, 3), c.k_diagonal, 1e-12);
    EXPECT_NEAR(within.tangent(3, 3), c.theta_diagonal, 1e-12);
  }
}

TEST(WideKernel, OfAnInputWithItselfIsSymmetricAndItsDiagonalTheVariance) {
  for (const Activation f : {Activation::kErf, Activation::kRelu, Activation::kGelu}) {
    WideNetwork network;
    network.hidden = 4;
    network.activation = f;
    const WideKernels within = wide_kernels(network, training_inputs());
    EXPECT_EQ(within.initial, within.initial.transpose());
    EXPECT_EQ(within.tangent, within.tangent.transpose());
    EXPECT_TRUE(
        within.initial.diagonal().isApprox(wide_variances(network, training_inputs()), 1e-14));
    const WideKernels across = wide_kernels(network, training_inputs(), training_inputs());
    EXPECT_TRUE(across.initial.isApprox(within.initial, 1e-12));
    EXPECT_TRUE(across.tangent.isApprox(within.tangent, 1e-7));
  }
}

NetworkSpec finite(std::size_t hidden, std::size_t width, Activation f) {
  LayerSpec layer;
  layer.width = width;
  layer.activation = f;
  return make_network(3, std::vector<LayerSpec>(hidden, layer), 2, Loss::kSquaredError,
                      Initialiser::kNtk);
}

std::vector<double> initial(const NetworkSpec& spec, std::uint32_t replica) {
  Stream stream(5, replica, Purpose::kTest);
  const std::vector<float> parameters = initial_parameters(spec, stream);
  return {parameters.begin(), parameters.end()};
}

std::vector<double> row(const Matrix& x, Eigen::Index i) { return {x(i, 0), x(i, 1), x(i, 2)}; }

// of the second output less the first one: the loss 1/2 |t - onehot|^2 has gradient
// sum_j (t_j - q_j) grad t_j, so that only the labels' part is left of a difference
Eigen::VectorXd gradient(const NetworkSpec& spec, const std::vector<double>& parameters,
                         const std::vector<double>& x) {
  Eigen::VectorXd difference = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(parameters.size()));
  for (const std::uint32_t label : {0U, 1U}) {
    const std::vector<std::uint32_t> labels{label};
    const ReferenceBatch batch{row_major(x.data(), 1, 3), labels, {}};
    const std::vector<double> g = reference_gradient(spec, parameters, batch);
    const Eigen::Map<const Eigen::VectorXd> map(g.data(), difference.size());
    difference += label == 0 ? Eigen::VectorXd(map) : Eigen::VectorXd(-map);
  }
  return difference;
}

struct Sampled {
  double mean = 0;
  double std_error = 0;
};

Sampled sampled(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const Eigen::Map<const Eigen::VectorXd> v(values.data(),
                                            static_cast<Eigen::Index>(values.size()));
  return {v.mean(), std::sqrt((v.array() - v.mean()).square().sum() / (n - 1) / n)};
}

TEST(WideKernel, OfOneHiddenLayerIsTheMeanOverFiniteNetworksOfAnyWidth) {
  // with one hidden layer E t t' = K and E grad t . grad t' = Theta at any width, here 6. Of the
  // difference of two outputs both are twice as much, as E grad t_0 . grad t_1 = 0. 16 z-tests:
  // |z| < 4 fails by chance in .1% of seeds
  const Matrix x = training_inputs();
  for (const Activation f :
       {Activation::kErf, Activation::kRelu, Activation::kGelu, Activation::kLinear}) {
    const NetworkSpec spec = finite(1, 6, f);
    WideNetwork network;
    network.activation = f;
    const WideKernels kernels = wide_kernels(network, x);
    for (const Eigen::Index other : {0, 2}) {
      std::vector<double> products;
      std::vector<double> slopes;
      for (std::uint32_t r = 0; r < 4000; ++r) {
        const std::vector<double> parameters = initial(spec, r);
        const std::vector<double> here = row(x, 0);
        const std::vector<double> there = row(x, other);
        const std::vector<std::uint32_t> labels{0};
        const auto output = [&](const std::vector<double>& at) {
          return reference_forward(spec, parameters, {}, {row_major(at.data(), 1, 3), labels, {}},
                                   false)
              .activations.back()[0];
        };
        products.push_back(output(here) * output(there));
        slopes.push_back(gradient(spec, parameters, here).dot(gradient(spec, parameters, there)) /
                         2);
      }
      const Sampled k = sampled(products);
      EXPECT_NEAR(k.mean, kernels.initial(0, other), 4 * k.std_error) << activation_name(f);
      const Sampled theta = sampled(slopes);
      EXPECT_NEAR(theta.mean, kernels.tangent(0, other), 4 * theta.std_error) << activation_name(f);
    }
  }
}

TEST(WideKernel, IsTheSumOfSquaredGradientsOfAWideNetwork) {
  // two hidden layers: besides the scatter, of which 4 standard errors are allowed, the mean over
  // finite networks is off by order 1/width, here 1/192; 3/192 of Theta is allowed
  const Matrix x = training_inputs();
  for (const Activation f : {Activation::kErf, Activation::kRelu}) {
    const NetworkSpec spec = finite(2, 192, f);
    WideNetwork network;
    network.hidden = 2;
    network.activation = f;
    const WideKernels kernels = wide_kernels(network, x);
    std::vector<double> same;
    std::vector<double> across;
    for (std::uint32_t r = 0; r < 30; ++r) {
      const std::vector<double> parameters = initial(spec, r);
      const Eigen::VectorXd here = gradient(spec, parameters, row(x, 1));
      same.push_back(here.squaredNorm() / 2);
      across.push_back(here.dot(gradient(spec, parameters, row(x, 3))) / 2);
    }
    const Sampled one = sampled(same);
    const Sampled two = sampled(across);
    const double bias = 3.0 / 192 * kernels.tangent(1, 1);
    EXPECT_NEAR(one.mean, kernels.tangent(1, 1), 4 * one.std_error + bias);
    EXPECT_NEAR(two.mean, kernels.tangent(1, 3), 4 * two.std_error + bias);
    EXPECT_LT(one.std_error, 0.03 * one.mean) << "the test would not see an error";
  }
}

TEST(WideKernel, RefusesWhatHasNoKernel) {
  const Matrix x = training_inputs();
  WideNetwork network;
  network.activation = Activation::kTanh;
  EXPECT_THROW(wide_kernels(network, x), InvalidArgument);
  network.activation = Activation::kErf;
  EXPECT_THROW(wide_kernels(network, x, Matrix::Ones(2, 4)), InvalidArgument);
  EXPECT_THROW(wide_kernels(network, Matrix(2, 0)), InvalidArgument);
  EXPECT_THROW(wide_kernels(network, Matrix::Constant(1, 3, NAN)), InvalidArgument);
  EXPECT_NO_THROW(wide_kernels(network, Matrix::Zero(1, 3)));
  network.activation = Activation::kRelu;
  EXPECT_THROW(wide_kernels(network, Matrix::Zero(1, 3)), InvalidArgument);
  EXPECT_THROW(wide_variances(network, Matrix::Zero(1, 3)), InvalidArgument);
  network.weight_variance = 0;
  EXPECT_THROW(wide_kernels(network, x), InvalidArgument);
  network = {};
  network.bias_variance = -1;
  EXPECT_THROW(wide_kernels(network, x), InvalidArgument);
  network = {};
  network.bias_tangent = NAN;
  EXPECT_THROW(wide_kernels(network, x), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
