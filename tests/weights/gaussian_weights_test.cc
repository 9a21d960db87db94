#include "infoplane/weights/gaussian_weights.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"
#include "tests/weights/kronecker_block.h"
#include "tests/weights/small_network.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Matrix normal(Eigen::Index rows, Eigen::Index cols, std::uint32_t index) {
  Stream stream(3, 0, Purpose::kTest, index);
  Matrix out(rows, cols);
  for (double& value : out.reshaped()) value = stream.normal();
  return out;
}

double largest(const Matrix& m) { return m.cwiseAbs().maxCoeff(); }

// mean and covariance of draws, within 5 standard errors of what the law says: there are up to
// 500 of them in this file, of which one is beyond with probability 3e-4
void expect_draws_as_told(const GaussianWeights& law) {
  constexpr int kDraws = 20000;
  const Matrix sigma = law.covariance();
  Matrix draws(kDraws, law.size());
  for (int r = 0; r < kDraws; ++r) {
    Stream stream(7, 1, Purpose::kWeightNoise, static_cast<std::uint32_t>(r));
    draws.row(r) = law.draw(stream).transpose();
  }
  const Matrix centred = draws.rowwise() - law.mean().transpose();
  const Matrix second = centred.transpose() * centred / kDraws;
  const Vector mean = centred.colwise().mean();
  for (Eigen::Index i = 0; i < law.size(); ++i) {
    EXPECT_LE(std::abs(mean[i]), 5 * std::sqrt(sigma(i, i) / kDraws));
    for (Eigen::Index j = 0; j <= i; ++j) {
      // of a product of two normal numbers the variance is S_ii S_jj + S_ij^2
      const double error =
          std::sqrt((sigma(i, i) * sigma(j, j) + sigma(i, j) * sigma(i, j)) / kDraws);
      EXPECT_LE(std::abs(second(i, j) - sigma(i, j)), 5 * error + 1e-14);
    }
  }
}

TEST(GaussianWeights, IsotropicAndDiagonalLawsAreDrawnAsTold) {
  const GaussianWeights isotropic = GaussianWeights::isotropic(normal(4, 1, 0), 0.3);
  EXPECT_LT(largest(isotropic.covariance() - 0.09 * Matrix::Identity(4, 4)), 1e-16);
  expect_draws_as_told(isotropic);
  const Vector variances = (Vector(4) << 0, 1e-4, 1, 25).finished();
  const GaussianWeights diagonal = GaussianWeights::diagonal(normal(4, 1, 1), variances);
  EXPECT_LT(largest(diagonal.covariance() - Matrix(variances.asDiagonal())), 1e-14);
  expect_draws_as_told(diagonal);
}

TEST(GaussianWeights, DenseCurvatureIsInverted) {
  const Matrix root = normal(5, 5, 2);
  const Matrix k = root * root.transpose();
  const GaussianWeights law =
      GaussianWeights::inverse(normal(5, 1, 3), CurvatureSpectrum::dense(k), 0.7, 0.2);
  const Matrix expected = 0.7 * (k + 0.2 * Matrix::Identity(5, 5)).inverse();
  EXPECT_LT(largest(law.covariance() - expected), 1e-12);
  expect_draws_as_told(law);
}

TEST(GaussianWeights, KroneckerFactorsAreInvertedLayerByLayer) {
  const SmallNetwork test("2", Activation::kTanh, 2, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  const auto factors = kronecker_factors(network, test.data().x, {});
  Matrix k = Matrix::Zero(network.n_parameters(), network.n_parameters());
  for (std::size_t l = 0; l < 2; ++l) {
    const auto first = static_cast<Eigen::Index>(network.layout().layers[l].weights);
    const Matrix block = kronecker_block(factors[l]);
    k.block(first, first, block.rows(), block.cols()) = block;
  }
  const GaussianWeights law = GaussianWeights::laplace(
      network.parameters(), CurvatureSpectrum::kronecker(factors, network.layout()), 50, 0.5, 3);
  const Matrix expected = 0.5 * (50 * k + 3 * Matrix::Identity(k.rows(), k.cols())).inverse();
  EXPECT_LT(largest(law.covariance() - expected), 1e-13);
  expect_draws_as_told(law);
}

TEST(GaussianWeights, LaplacesLawIsThePosteriorOfALinearModel) {
  // squared error, one linear layer: each output's posterior precision is Phi'Phi + delta I, Phi
  // the inputs and a 1, with noise of variance 1 and prior N(0, I / delta)
  SmallNetwork test("2", Activation::kTanh, 2, Loss::kSquaredError);
  test.spec.layers.erase(test.spec.layers.begin());
  test.parameters.resize(ParameterLayout(test.spec).n_parameters);
  const NetworkJacobian network = test.network();
  const GaussianWeights law = GaussianWeights::laplace(
      network.parameters(),
      curvature_spectrum(network, test.data(), CurvatureKind::kGaussNewton, {}), test.n, 1, 0.8);
  Matrix phi = Matrix::Ones(static_cast<Eigen::Index>(test.n), 4);
  for (Eigen::Index i = 0; i < phi.rows(); ++i) {
    for (Eigen::Index k = 0; k < 3; ++k) phi(i, k) = test.x[static_cast<std::size_t>(3 * i + k)];
  }
  const Matrix posterior = (phi.transpose() * phi + 0.8 * Matrix::Identity(4, 4)).inverse();
  // the weights of output 0 are parameters 0 to 2, its bias 6
  const std::vector<Eigen::Index> of_output{0, 1, 2, 6};
  EXPECT_LT(largest(law.covariance()(of_output, of_output) - posterior), 1e-13);
}

TEST(GaussianWeights, LowRankPartIsAdded) {
  const Vector variances = (Vector(4) << 0.1, 0, 0.4, 1).finished();
  const Matrix factor = normal(4, 2, 5);
  const GaussianWeights law = GaussianWeights::low_rank(normal(4, 1, 4), variances, factor);
  EXPECT_LT(
      largest(law.covariance() - Matrix(variances.asDiagonal()) - factor * factor.transpose()),
      1e-15);
  expect_draws_as_told(law);
}

TEST(GaussianWeights, DrawsDependOnTheStreamAlone) {
  const GaussianWeights law = GaussianWeights::isotropic(normal(4, 1, 0), 0.3);
  Stream a(1, 2, Purpose::kWeightNoise, 3);
  Stream b(1, 2, Purpose::kWeightNoise, 3);
  Stream c(1, 2, Purpose::kWeightNoise, 4);
  const Vector first = law.draw(a);
  EXPECT_EQ(first, law.draw(b));
  EXPECT_NE(first, law.draw(c));
  EXPECT_NE(first, law.draw(a));
}

TEST(GaussianWeights, RefusesLawsThatAreNone) {
  const Vector mean = Vector::Zero(2);
  const auto k = CurvatureSpectrum::diagonal((Vector(2) << 1, -0.5).finished());
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { GaussianWeights::isotropic(mean, -1); },
                                           "standard deviation is -1"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { GaussianWeights::diagonal(mean, Vector::Constant(2, NAN)); }, "a variance is nan"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { GaussianWeights::diagonal(mean, Vector::Ones(3)); }, "variances is 3, but must be 2"));
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { GaussianWeights::inverse(mean, k, 1, 0.4); },
                                           "smallest eigenvalue is -0.5, but must be above -0.4"));
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { GaussianWeights::laplace(mean, k, 0, 1, 1); },
                                           "number of samples is 0"));
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { GaussianWeights::laplace(mean, k, 9, 0, 1); },
                                           "temperature is 0"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { GaussianWeights::low_rank(mean, Vector::Ones(2), Matrix::Ones(3, 1)); },
      "rows of the low-rank factor is 3"));
}

}  // namespace
}  // namespace infoplane
