#include "infoplane/weights/gaussian_information.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "tests/core/throws_with.h"
#include "tests/weights/small_network.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Matrix example_curvature() {
  return (Matrix(3, 3) << 2, 0.6, -0.3, 0.6, 0.5, 0.1, -0.3, 0.1, 0.13).finished();
}
Vector example_weights() { return (Vector(3) << 0.7, -1.2, 0.4).finished(); }
constexpr double kLoss = 0.31;
constexpr InformationPrice kPrice{.beta = 0.08, .prior_variance = 1.5};

// KL( N(w, Sigma) || N(0, v I) ) by its definition, nats
double divergence(const Matrix& sigma, const Vector& w, double v) {
  const auto d = static_cast<double>(w.size());
  return (sigma.trace() / v + w.squaredNorm() / v - d - std::log(sigma.determinant()) +
          d * std::log(v)) /
         2;
}

TEST(GaussianInformation, IsWhatDirectMinimisationFinds) {
  // SciPy 1.10: minimize(J, method="BFGS"), then "Nelder-Mead" to 1e-16, over the 6 entries of the
  // lower triangle of A, J = L + tr(K A A')/2 + beta KL with the KL by its definition. K's
  // eigenvalues are -0.0194, 0.409, 2.240, and -beta / v is -0.0533
  const auto k = CurvatureSpectrum::dense(example_curvature());
  const GaussianInformation found = gaussian_information(kLoss, example_weights(), k, kPrice);
  EXPECT_NEAR(found.objective, 0.5844692519913213, 1e-14);
  // where J is flat, its parts are known to the root of its accuracy
  EXPECT_NEAR(found.expected_loss, 0.3615460726868554, 1e-7);
  EXPECT_NEAR(found.information.value(), 2.786539741305824, 1e-6);
  Matrix sigma(3, 3);
  sigma << 0.20340239, -0.31140585, 0.50269801, -0.31140585, 0.63714626, -0.85710753, 0.50269801,
      -0.85710753, 1.72647357;
  const Matrix best = information_optimal_weights(example_weights(), k, kPrice).covariance();
  EXPECT_LT((best - sigma).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(GaussianInformation, HasNoBetterCovariance) {
  const auto k = CurvatureSpectrum::dense(example_curvature());
  const Matrix best = information_optimal_weights(example_weights(), k, kPrice).covariance();
  const auto objective = [&](const Matrix& sigma) {
    return kLoss + (example_curvature() * sigma).trace() / 2 +
           kPrice.beta * divergence(sigma, example_weights(), kPrice.prior_variance);
  };
  const double least = gaussian_information(kLoss, example_weights(), k, kPrice).objective;
  EXPECT_NEAR(objective(best), least, 1e-14);
  Stream stream(1, 0, Purpose::kTest);
  for (int trial = 0; trial < 50; ++trial) {
    Matrix change = Matrix::Identity(3, 3);
    for (double& value : change.reshaped()) value += 0.05 * stream.normal();
    EXPECT_GT(objective(change * best * change.transpose()), least);
  }
}

TEST(GaussianInformation, IsTheDivergenceOfTheLawThatItGives) {
  const SmallNetwork test("4-2", Activation::kTanh, 3, Loss::kCrossEntropy);
  const NetworkJacobian network = test.network();
  for (const CurvatureKind kind : {CurvatureKind::kGaussNewton, CurvatureKind::kGaussNewtonDiagonal,
                                   CurvatureKind::kKronecker}) {
    const CurvatureSpectrum k = curvature_spectrum(network, test.data(), kind, {});
    const InformationPrice price{.beta = 0.02, .prior_variance = 0.7};
    const GaussianInformation found = gaussian_information(0.4, network.parameters(), k, price);
    const Matrix sigma = information_optimal_weights(network.parameters(), k, price).covariance();
    EXPECT_NEAR(found.information.value(), divergence(sigma, network.parameters(), 0.7), 1e-11);
    EXPECT_NEAR(found.objective, found.expected_loss + 0.02 * found.information.value(), 1e-13);
  }
}

TEST(GaussianInformation, GrowsAsInformationGetsCheaper) {
  const auto k = CurvatureSpectrum::diagonal((Vector(3) << 3, 0.1, 0).finished());
  double before = 0;
  for (const double beta : {1e6, 1.0, 1e-2, 1e-4}) {
    const double now = gaussian_information(0, example_weights(), k, {beta, 1}).information.value();
    EXPECT_GT(now, before);
    before = now;
  }
  // at no price worth paying the noise is the prior's, and what is left is the mean's distance
  EXPECT_NEAR(gaussian_information(0, example_weights(), k, {1e9, 1}).information.value(),
              example_weights().squaredNorm() / 2, 1e-12);
  // ln(1 + 3e4) - 3e4/(1 + 3e4) + ln(1 + 1e3) - 1e3/(1 + 1e3), a half of it; and |w|^2 = 2.09
  EXPECT_NEAR(before,
              (2.09 + std::log(30001) - 30000.0 / 30001 + std::log(1001) - 1000.0 / 1001) / 2,
              1e-12);
}

TEST(GaussianInformation, ExpectedLossIsThatOfNoisyWeights) {
  // exact where the loss is quadratic: one linear layer with squared error
  SmallNetwork test("2", Activation::kTanh, 3, Loss::kSquaredError);
  test.spec.layers.erase(test.spec.layers.begin());
  test.parameters.resize(ParameterLayout(test.spec).n_parameters);
  const NetworkJacobian network = test.network();
  const double loss = loss_gradient(network, test.data(), {}).loss;
  const auto k = curvature_spectrum(network, test.data(), CurvatureKind::kHessian, {});
  const InformationPrice price{.beta = 0.1, .prior_variance = 0.5};
  const GaussianWeights law = information_optimal_weights(network.parameters(), k, price);
  constexpr int kDraws = 4000;
  double sum = 0;
  double squares = 0;
  Stream stream(2, 0, Purpose::kTest);
  for (int r = 0; r < kDraws; ++r) {
    const Vector w = law.draw(stream);
    const double value = loss_gradient(test.network_at({w.begin(), w.end()}), test.data(), {}).loss;
    sum += value / kDraws;
    squares += value * value / kDraws;
  }
  const double error = std::sqrt((squares - sum * sum) / kDraws);
  const double expected = gaussian_information(loss, network.parameters(), k, price).expected_loss;
  EXPECT_NEAR(sum, expected, 4 * error);
  EXPECT_GT(expected - loss, 20 * error) << "the noise must be seen";
}

TEST(GaussianInformation, RefusesACurvatureForWhichThereIsNoBestCovariance) {
  const auto k = CurvatureSpectrum::dense(example_curvature() - 0.1 * Matrix::Identity(3, 3));
  // eigenvalues are those of the SciPy program less 0.1
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { gaussian_information(kLoss, example_weights(), k, kPrice); },
      "smallest eigenvalue is -0.11942"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { information_optimal_weights(example_weights(), k, kPrice); },
      "must be above -0.0533333"));
  EXPECT_GT(gaussian_information(kLoss, example_weights(), k, {0.2, 1.5}).information.value(), 0);
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        gaussian_information(kLoss, example_weights(), k, {0, 1.5});
      },
      "beta is 0, but must be"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        gaussian_information(kLoss, example_weights(), k, {1, -1});
      },
      "variance is -1"));
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] { gaussian_information(kLoss, example_weights().head(2), k, kPrice); },
      "there are 2 weights"));
}

}  // namespace
}  // namespace infoplane
