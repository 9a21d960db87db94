#include "infoplane/weights/wide_ensemble.h"

#include <gtest/gtest.h>

#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// as in the NumPy program of wide_kernel_test.cc
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

Vector targets() { return Vector{{1, -.5, .25, 2}}; }

Matrix normal(Eigen::Index rows, Eigen::Index cols, std::uint32_t index) {
  Stream stream(2, 0, Purpose::kTest, index);
  Matrix out(rows, cols);
  for (double& number : out.reshaped()) number = stream.normal();
  return out;
}

WideNetwork network(std::size_t hidden, Activation activation) {
  WideNetwork out;
  out.hidden = hidden;
  out.activation = activation;
  return out;
}

TEST(WideEnsemble, MatchesSciPy) {
  // G = Th(T,X) @ solve(Th(X,X), eye(4) - expm(-tau*Th(X,X))), scipy 1.10, for two hidden layers of
  // erf with the NumPy kernels of wide_kernel_test.cc; mean G Y, covariance
  // K(T,T) + G K(X,X) G' - G K(X,T) - K(T,X) G', loss |expm(-tau*Th) Y|^2 / 8
  const WideEnsemble ensemble(network(2, Activation::kErf), training_inputs(), targets());
  const WideInputs tests = ensemble.inputs(test_inputs());
  const JointLaw early = ensemble.joint(tests, {0.5});
  EXPECT_NEAR(early.mean[0], 0.9995829144019114, 1e-12);
  EXPECT_NEAR(early.mean[1], 0.2969001753543169, 1e-12);
  EXPECT_NEAR(early.covariance(0, 0), 0.1487109863750486, 1e-12);
  EXPECT_NEAR(early.covariance(0, 1), -0.03258269354905922, 1e-12);
  EXPECT_NEAR(early.covariance(1, 1), 0.07061901926991515, 1e-12);
  EXPECT_NEAR(ensemble.train_loss({0.5}), 0.11255024030099783, 1e-12);
  const JointLaw late = ensemble.joint(tests, {3});
  EXPECT_NEAR(late.mean[0], 1.4245415268614052, 1e-12);
  EXPECT_NEAR(late.mean[1], -0.002058450083553265, 1e-12);
  EXPECT_NEAR(late.covariance(0, 1), -0.00926890400750259, 1e-12);
  EXPECT_NEAR(late.covariance(1, 1), 0.017031314251568563, 1e-12);
  EXPECT_NEAR(ensemble.train_loss({3}), 0.0014093192676122655, 1e-12);
  // one output at a time says the same
  const GaussianLaws laws = ensemble.laws(tests, {3});
  EXPECT_EQ(laws.mean, late.mean);
  EXPECT_TRUE(laws.variance.isApprox(late.covariance.diagonal(), 1e-14));
}

TEST(WideEnsemble, IsTheInitialOneExactlyAtTheBeginning) {
  for (const Activation f : {Activation::kErf, Activation::kRelu}) {
    const WideEnsemble ensemble(network(1, f), training_inputs(), targets());
    const JointLaw law = ensemble.joint(ensemble.inputs(test_inputs()), {0});
    EXPECT_EQ(law.mean, Vector::Zero(2));
    const Matrix initial = wide_kernels(network(1, f), test_inputs()).initial;
    EXPECT_TRUE(law.covariance.isApprox(initial, 1e-15));
  }
}

// the map of all functions at (X, x) that one step of descent is, again and again:
// f <- f - step Theta(.,X) (f(X) - y), applied to the initial law N(0, K)
JointLaw step_by_step(const WideNetwork& net, const Matrix& x, const Vector& y, const Matrix& tests,
                      double step, int n_steps) {
  Matrix all(x.rows() + tests.rows(), x.cols());
  all << x, tests;
  const WideKernels kernels = wide_kernels(net, all);
  Matrix map = Matrix::Identity(all.rows(), all.rows());
  map.leftCols(x.rows()) -= step * kernels.tangent.leftCols(x.rows());
  const Vector shift = step * kernels.tangent.leftCols(x.rows()) * y;
  JointLaw law{Vector::Zero(all.rows()), kernels.initial};
  for (int k = 0; k < n_steps; ++k) {
    law.mean = map * law.mean + shift;
    law.covariance = map * law.covariance * map.transpose();
  }
  return {law.mean.tail(tests.rows()),
          law.covariance.bottomRightCorner(tests.rows(), tests.rows())};
}

TEST(WideEnsemble, OfWholeStepsIsGradientDescentStepByStep) {
  const Matrix x = normal(7, 4, 0);
  const Vector y = normal(7, 1, 1);
  const Matrix tests = normal(3, 4, 2);
  const WideNetwork net = network(1, Activation::kRelu);
  const WideEnsemble ensemble(net, x, y);
  // the second one goes too far in the first eigenvector, to and fro
  for (const double share : {0.3, 1.7}) {
    const double step = share / ensemble.eigenvalues().maxCoeff();
    const JointLaw slow = step_by_step(net, x, y, tests, step, 37);
    const JointLaw law = ensemble.joint(ensemble.inputs(tests), {37 * step, step});
    EXPECT_TRUE(law.mean.isApprox(slow.mean, 1e-11));
    EXPECT_TRUE(law.covariance.isApprox(slow.covariance, 1e-10));
  }
  const double tiny = 1e-6;
  const GaussianLaws flow = ensemble.laws(ensemble.inputs(tests), {1});
  const GaussianLaws steps = ensemble.laws(ensemble.inputs(tests), {1, tiny});
  // (1 - s l)^n is exp(-tau l) (1 - tau s l^2/2): a share of at most s l / 2e of the error
  EXPECT_TRUE(steps.mean.isApprox(flow.mean, 1e-5));
  EXPECT_FALSE(steps.mean.isApprox(flow.mean, 1e-12));
}

TEST(WideEnsemble, GainIsSoundWhereEigenvaluesAreTiny) {
  EXPECT_EQ(descent_gain(0, {3}), 3);
  EXPECT_EQ(descent_gain(2, {0}), 0);
  EXPECT_EQ(descent_gain(2, {0, 0.1}), 0);
  // (1 - exp(-u))/l = tau (1 - u/2 + u^2/6 - ...), u = tau l
  EXPECT_NEAR(descent_gain(1e-13, {1e3}), 1e3 * (1 - 1e-10 / 2), 1e-12);
  EXPECT_NEAR(descent_gain(1e-13, {1e3, 0.5}), 1e3 * (1 - 1e-10 / 2), 1e-9);
  EXPECT_DOUBLE_EQ(descent_gain(4, {1e9}), 0.25);
  EXPECT_DOUBLE_EQ(descent_gain(4, {10, 0.25}), 0.25);
}

TEST(WideEnsemble, LearnsTheMeanOfContradictingTargets) {
  // the same input twice: Theta has an eigenvalue of 0, along which nothing is learned
  Matrix x(3, 2);
  x << 1, 0.5, 1, 0.5, -1, 0.2;
  const WideEnsemble ensemble(network(1, Activation::kErf), x, Vector{{1, 0, -1}});
  EXPECT_LT(ensemble.eigenvalues()[0], 1e-14);
  const GaussianLaws law = ensemble.laws(ensemble.inputs(x), {1e6});
  EXPECT_NEAR(law.mean[0], 0.5, 1e-9);
  EXPECT_NEAR(law.mean[2], -1, 1e-9);
  EXPECT_LT(law.variance.maxCoeff(), 1e-12);
  EXPECT_GE(law.variance.minCoeff(), 0);
  EXPECT_NEAR(ensemble.train_loss({1e6}), 0.5 / 6, 1e-9);
}

TEST(WideEnsemble, KeepsTheVariancesOfALinearModelFarBelowRounding) {
  // one weight, y = w x: w_tau = exp(-tau sum x^2) w_0 + ..., variance x^2 exp(-2 tau sum x^2)
  WideNetwork net = network(0, Activation::kLinear);
  net.bias_tangent = 0;
  const WideEnsemble ensemble(net, Matrix{{1.0}, {2.0}}, Vector{{1, 1}});
  const GaussianLaws law = ensemble.laws(ensemble.inputs(Matrix{{3.0}}), {5});
  EXPECT_NEAR(law.mean[0], 3 * 0.6, 1e-9);
  EXPECT_NEAR(law.variance[0] / (9 * std::exp(-50)), 1, 1e-3);
}

TEST(WideEnsemble, RefusesWhatItCannotTrain) {
  const WideNetwork net = network(1, Activation::kErf);
  const Matrix x = training_inputs();
  EXPECT_THROW(WideEnsemble(net, x, Vector::Ones(3)), InvalidArgument);
  EXPECT_THROW(WideEnsemble(net, Matrix(0, 3), Vector(0)), InvalidArgument);
  EXPECT_THROW(WideEnsemble(net, x, Vector::Constant(4, INFINITY)), InvalidArgument);
  const WideEnsemble ensemble(net, x, targets());
  EXPECT_THROW((void)ensemble.inputs(Matrix::Ones(1, 2)), InvalidArgument);
  const WideInputs tests = ensemble.inputs(test_inputs());
  EXPECT_THROW((void)ensemble.laws(tests, {-1}), InvalidArgument);
  EXPECT_THROW((void)ensemble.joint(tests, {INFINITY}), InvalidArgument);
  EXPECT_THROW((void)ensemble.train_loss({1, 3 / ensemble.eigenvalues().maxCoeff()}),
               InvalidArgument);
}

}  // namespace
}  // namespace infoplane
