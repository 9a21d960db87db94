#include "infoplane/weights/curvature.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"
#include "tests/weights/kronecker_block.h"
#include "tests/weights/small_network.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

double largest(const Matrix& m) { return m.cwiseAbs().maxCoeff(); }

// reference_gradient's are those of the batch, so that networks with batch norm are not for it
Vector reference(const SmallNetwork& test) {
  const std::vector<double> x(test.x.begin(), test.x.end());
  const std::vector<double> gradient = reference_gradient(
      test.spec, test.parameters,
      {.x = row_major(x.data(), test.n, test.spec.n_inputs), .labels = test.labels, .masks = {}});
  return Eigen::Map<const Vector>(gradient.data(), static_cast<Eigen::Index>(gradient.size()));
}

// sum over samples of J' H J, H by hand from the reference's outputs
Matrix slow_gauss_newton(const SmallNetwork& test) {
  const NetworkJacobian network = test.network();
  const ReferenceForward forward = test.reference(test.parameters);
  const auto n_outputs = static_cast<Eigen::Index>(test.spec.layers.back().width);
  Matrix sum = Matrix::Zero(network.n_parameters(), network.n_parameters());
  for (std::size_t i = 0; i < test.n; ++i) {
    Matrix jacobian;
    Vector z;
    network.layer(test.spec.layers.size() - 1,
                  std::span(test.x).subspan(i * test.spec.n_inputs, test.spec.n_inputs), jacobian,
                  z);
    Vector t(n_outputs);
    for (Eigen::Index j = 0; j < n_outputs; ++j) {
      t[j] = forward.activations.back()[static_cast<std::size_t>(j) * test.n + i];
    }
    Matrix h = Matrix::Identity(n_outputs, n_outputs);
    if (test.spec.loss == Loss::kCrossEntropy) h = Matrix(t.asDiagonal()) - t * t.transpose();
    if (test.spec.loss == Loss::kLogistic) h = (t.array() * (1 - t.array())).matrix().asDiagonal();
    sum += jacobian.transpose() * h * jacobian;
  }
  return sum / static_cast<double>(test.n);
}

std::vector<SmallNetwork> networks() {
  return {{"4-2", Activation::kTanh, 3, Loss::kCrossEntropy},
          {"5-4", Activation::kGelu, 2, Loss::kCrossEntropy, Initialiser::kNtk},
          {"4-3", Activation::kRelu, 3, Loss::kLogistic},
          {"4-3", Activation::kElu, 2, Loss::kLogistic, Initialiser::kNtk},
          {"4-3", Activation::kErf, 4, Loss::kSquaredError}};
}

TEST(Curvature, LossAndGradientAreTheReferences) {
  for (const SmallNetwork& test : networks()) {
    const LossGradient found = loss_gradient(test.network(), test.data(), {});
    EXPECT_NEAR(found.loss, test.reference(test.parameters).loss, 1e-14);
    EXPECT_LT(largest(found.gradient - reference(test)), 1e-14);
  }
}

TEST(Curvature, OutputRootIsOfTheLosssHessianEvenWhereClassesAreAllButCertain) {
  Matrix z(3, 4);
  z << 1, 2, -1, 0.5, 900, -900, 0, 899, -5, -800, -800, -5.5;
  const Matrix root = output_hessian_root(Loss::kCrossEntropy, z);
  ASSERT_EQ(root.rows(), 9);
  for (Eigen::Index i = 0; i < 3; ++i) {
    const Vector e = (z.row(i).array() - z.row(i).maxCoeff()).exp();
    const Vector p = e / e.sum();
    Matrix h = Matrix::Zero(4, 4);
    for (Eigen::Index r = 0; r < 3; ++r) {
      h += root.row(r * 3 + i).transpose() * root.row(r * 3 + i);
    }
    EXPECT_LT(largest(h - (Matrix(p.asDiagonal()) - p * p.transpose())), 1e-15) << "row " << i;
  }
  // p (1 - p) of a class with 1 - p = e^-40, which 1 - p itself would have lost
  Matrix sure(1, 2);
  sure << 40, 0;
  EXPECT_NEAR(output_hessian_root(Loss::kCrossEntropy, sure).squaredNorm() / 2 / std::exp(-40), 1,
              1e-13);
}

TEST(Curvature, GaussNewtonIsTheSumOverSamples) {
  for (const SmallNetwork& test : networks()) {
    SCOPED_TRACE(loss_name(test.spec.loss));
    const NetworkJacobian network = test.network();
    const Matrix expected = slow_gauss_newton(test);
    const Matrix found = gauss_newton(network, test.data().x, {});
    EXPECT_LT(largest(found - expected), 1e-13);
    EXPECT_GT(largest(expected), 0.1);
    EXPECT_LT(largest(gauss_newton_diagonal(network, test.data().x, {}) - expected.diagonal()),
              1e-13);
  }
}

TEST(Curvature, GaussNewtonsDiagonalSeesBatchNorm) {
  const SmallNetwork test("4-BN-3-BN", Activation::kTanh, 3, Loss::kCrossEntropy,
                          Initialiser::kNtk);
  const Matrix g = gauss_newton(test.network(), test.data().x, {});
  EXPECT_LT(largest(g - slow_gauss_newton(test)), 1e-13);
  EXPECT_LT(largest(gauss_newton_diagonal(test.network(), test.data().x, {}) - g.diagonal()),
            1e-13);
}

TEST(Curvature, GaussNewtonIsTheCovarianceOfGradientsWithLabelsOfTheNetworksOwn) {
  // Fisher information: E_y g g' with y drawn by the softmax, here summed over y exactly
  SmallNetwork test("4-2", Activation::kTanh, 3, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  const ReferenceForward forward = test.reference(test.parameters);
  Matrix expected = Matrix::Zero(network.n_parameters(), network.n_parameters());
  for (std::uint32_t y = 0; y < 3; ++y) {
    test.labels.assign(test.n, y);
    for_each_gradient_block(network, test.data(), [&](std::size_t first, const Matrix& gradients) {
      for (Eigen::Index b = 0; b < gradients.rows(); ++b) {
        const std::size_t i = first + static_cast<std::size_t>(b);
        expected += forward.activations.back()[y * test.n + i] / static_cast<double>(test.n) *
                    gradients.row(b).transpose() * gradients.row(b);
      }
    });
  }
  EXPECT_LT(largest(gauss_newton(network, test.data().x, {}) - expected), 1e-14);
}

TEST(Curvature, GradientBlocksAreTheSamplesGradientsInOrder) {
  const SmallNetwork test("4-2", Activation::kTanh, 3, Loss::kCrossEntropy, Initialiser::kHeNormal,
                          3, 700);
  Vector sum = Vector::Zero(test.network().n_parameters());
  Matrix second = Matrix::Zero(sum.size(), sum.size());
  std::size_t next = 0;
  for_each_gradient_block(
      test.network(), test.data(), [&](std::size_t first, const Matrix& gradients) {
        EXPECT_EQ(first, next);
        next += static_cast<std::size_t>(gradients.rows());
        // the first of the block alone
        LabelledInputs one = test.data();
        one.x = row_major(test.x.data() + first * 3, 1, 3);
        one.labels = one.labels.subspan(first, 1);
        EXPECT_LT(
            largest(loss_gradient(test.network(), one, {}).gradient - gradients.row(0).transpose()),
            1e-14);
        sum += gradients.colwise().sum().transpose();
        second += gradients.transpose() * gradients;
      });
  EXPECT_EQ(next, 700);
  EXPECT_LT(largest(sum / 700 - reference(test)), 1e-14);
  EXPECT_LT(largest(second / 700 - empirical_fisher(test.network(), test.data(), {})), 1e-13);
}

TEST(Curvature, KroneckerFactorsAreExactForOneSample) {
  for (SmallNetwork test : networks()) {
    test.n = 1;
    test.labels.resize(1);
    const Matrix g = gauss_newton(test.network(), test.data().x, {});
    const auto factors = kronecker_factors(test.network(), test.data().x, {});
    const ParameterLayout layout(test.spec);
    for (std::size_t l = 0; l < factors.size(); ++l) {
      const Matrix block = kronecker_block(factors[l]);
      const auto first = static_cast<Eigen::Index>(layout.layers[l].weights);
      EXPECT_LT(largest(g.block(first, first, block.rows(), block.cols()) - block), 1e-13);
    }
  }
}

TEST(Curvature, KroneckerFactorsAreMeansOfTheirOwn) {
  const SmallNetwork test("4-3", Activation::kTanh, 3, Loss::kCrossEntropy, Initialiser::kNtk);
  const auto all = kronecker_factors(test.network(), test.data().x, {});
  Matrix input = Matrix::Zero(5, 5);
  Matrix output = Matrix::Zero(3, 3);
  for (std::size_t i = 0; i < test.n; ++i) {
    const auto one = kronecker_factors(test.network(), row_major(&test.x[3 * i], 1, 3), {});
    input += one[1].input / static_cast<double>(test.n);
    output += one[1].output / static_cast<double>(test.n);
  }
  EXPECT_LT(largest(all[1].input - input), 1e-14);
  EXPECT_LT(largest(all[1].output - output), 1e-14);
}

TEST(Curvature, IsTheSameForAnyNumberOfThreads) {
  const SmallNetwork test("4-3", Activation::kTanh, 3, Loss::kCrossEntropy, Initialiser::kHeNormal,
                          3, 3000);
  const NetworkJacobian network = test.network();
  const Work one{1, {}, {}};
  const Work three{3, {}, {}};
  EXPECT_EQ(gauss_newton(network, test.data().x, one), gauss_newton(network, test.data().x, three));
  EXPECT_EQ(loss_gradient(network, test.data(), one).gradient,
            loss_gradient(network, test.data(), three).gradient);
  EXPECT_EQ(kronecker_factors(network, test.data().x, one)[1].input,
            kronecker_factors(network, test.data().x, three)[1].input);
}

TEST(Curvature, RefusesWhatItCannotDo) {
  const SmallNetwork test("4-BN", Activation::kTanh, 3, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { kronecker_factors(network, test.data().x, {}); },
                                           "layer 1 has batch norm"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { gauss_newton(network, row_major(test.x.data(), 2, 4), {}); },
      "gauss-newton: the number of input columns is 4, but must be 3"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { gauss_newton(network, row_major(test.x.data(), 0, 3), {}); }, "there are no inputs"));
  SmallNetwork huge("4", Activation::kLinear, 3, Loss::kSquaredError);
  for (double& value : huge.parameters) value = 1e200;
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { loss_gradient(huge.network(), huge.data(), {}); },
                                           "values overflow"));
}

}  // namespace
}  // namespace infoplane
