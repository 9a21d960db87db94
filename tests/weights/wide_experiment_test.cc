#include "infoplane/weights/wide_experiment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

WideOptions small_options() {
  WideOptions options;
  options.n_inputs = 5;
  options.n_train = 30;
  options.n_test = 80;
  options.n_seeds = 4;
  options.n_targets = 30;
  options.n_draws = 16;
  options.taus = {0, 0.1, 1, 10};
  return options;
}

Work on(std::size_t threads) {
  Work work;
  work.n_threads = threads;
  return work;
}

TEST(GaussianTask, HasTheInformationAskedFor) {
  const GaussianTask task(4, Nats(0.7));
  EXPECT_NEAR(-std::log(1 - task.rho() * task.rho()) / 2, 0.7, 1e-12);
  Stream stream(1, 0, Purpose::kTest);
  constexpr Eigen::Index kN = 20000;
  const Matrix x = task.draw_inputs(kN, stream);
  const Vector y = task.draw_targets(x, stream);
  const Vector along = x.rowwise().sum() / 2;
  // means of products of standard normals: the standard error is at most sqrt((1 + rho^2)/N)
  const double tolerance = 4 * std::sqrt(2.0 / kN);
  EXPECT_NEAR(along.dot(y) / kN, task.rho(), tolerance);
  EXPECT_NEAR(y.squaredNorm() / kN, 1, tolerance);
  EXPECT_NEAR((x.col(0) - x.col(1)).dot(y) / kN, 0, 2 * tolerance);
  const GaussianTarget target = task.target(x);
  EXPECT_TRUE(target.mean.isApprox(task.rho() * along, 1e-12));
  EXPECT_NEAR((y - target.mean).squaredNorm() / kN / target.variance, 1, tolerance);
}

TEST(GaussianTask, DrawsInputsThatGoWithATarget) {
  // x ~ N(rho y u, I - rho^2 u u')
  const GaussianTask task(4, Nats(0.7));
  Stream stream(2, 0, Purpose::kTest);
  constexpr Eigen::Index kN = 20000;
  const Matrix x = task.draw_inputs_given(1.5, kN, stream);
  const Vector u = Vector::Constant(4, 0.5);
  const Eigen::RowVectorXd mean = x.colwise().mean();
  const Matrix centred = x.rowwise() - mean;
  const Matrix covariance = centred.transpose() * centred / kN;
  const Matrix expected = Matrix::Identity(4, 4) - std::pow(task.rho(), 2) * u * u.transpose();
  EXPECT_LT((mean.transpose() - task.rho() * 1.5 * u).cwiseAbs().maxCoeff(),
            4.5 / std::sqrt(static_cast<double>(kN)));
  EXPECT_LT((covariance - expected).cwiseAbs().maxCoeff(),
            4.5 * std::sqrt(2.0 / static_cast<double>(kN)));
}

TEST(WideExperiment, SaysWhatTheInformationsMustSatisfy) {
  for (const Activation f : {Activation::kErf, Activation::kRelu}) {
    WideOptions options = small_options();
    options.network.activation = f;
    const WideResult result = run_wide_experiment(options, on(1));
    ASSERT_EQ(result.points.size(), 4U);
    EXPECT_FALSE(result.weights_are_exact);
    EXPECT_NEAR(result.largest_i_xz.value(), std::log(80), 1e-12);
    const WidePoint& first = result.points.front();
    EXPECT_EQ(first.weights_nats.mean, 0);
    EXPECT_NEAR(first.i_zd_nats->mean, 0, 1e-10) << "no data set has been seen";
    EXPECT_NEAR(first.i_zd_initial_nats->mean, 0, 1e-12);
    // the mean output is 0, so that the loss is half of y^2
    EXPECT_NEAR(first.train_loss.mean, 0.5, 0.2);
    for (const WidePoint& point : result.points) {
      EXPECT_LE(point.i_zy_nats->mean, point.i_xz_nats->mean + 1e-7) << "data processing";
      EXPECT_LE(point.i_xz_nats->mean, point.i_xz_upper_nats->mean + 1e-9);
      EXPECT_LE(point.i_xz_nats->mean, std::log(80));
      EXPECT_LE(point.i_zy_lower_nats->mean, point.i_zy_upper_nats->mean);
      EXPECT_LE(point.i_zd_nats->mean, point.i_zd_upper_nats->mean + 1e-9);
      EXPECT_LE(point.i_zd_nats->mean, std::log(4));
      EXPECT_LE(point.i_xz_nats->low, point.i_xz_nats->high);
    }
    const WidePoint& last = result.points.back();
    EXPECT_LT(last.train_loss.mean, 0.02);
    EXPECT_GT(last.i_zy_decoder_nats.low, 0.1) << "it has learned something";
    EXPECT_GT(last.weights_nats.mean, result.points[2].weights_nats.mean);
  }
}

TEST(WideExperiment, DoesNotDependOnThreads) {
  const WideResult one = run_wide_experiment(small_options(), on(1));
  const WideResult three = run_wide_experiment(small_options(), on(3));
  for (std::size_t k = 0; k < one.points.size(); ++k) {
    EXPECT_EQ(one.points[k].test_loss.mean, three.points[k].test_loss.mean);
    EXPECT_EQ(one.points[k].i_xz_upper_nats->high, three.points[k].i_xz_upper_nats->high);
    EXPECT_EQ(one.points[k].i_zy_nats->low, three.points[k].i_zy_nats->low);
    EXPECT_EQ(one.points[k].i_zd_nats->mean, three.points[k].i_zd_nats->mean);
  }
}

TEST(WideExperiment, LeavesOutWhatALinearModelNoLongerResolves) {
  // 30 inputs determine 5 weights: all variances go to 0
  WideOptions options = small_options();
  options.network.hidden = 0;
  options.network.activation = Activation::kLinear;
  options.network.bias_tangent = 0;
  options.taus = {1, 100};
  const WideResult result = run_wide_experiment(options, on(1));
  EXPECT_TRUE(result.weights_are_exact);
  EXPECT_TRUE(result.points[0].i_xz_nats);
  EXPECT_FALSE(result.points[1].i_xz_nats);
  EXPECT_FALSE(result.points[1].i_zy_upper_nats);
  EXPECT_FALSE(result.points[1].i_zd_nats);
  EXPECT_LT(result.points[1].i_zy_decoder_nats.mean, 1) << "of I(X;Y) = 1";
  EXPECT_GT(result.points[1].i_zy_decoder_nats.mean, 0.6);
}

TEST(WideExperiment, RefusesWhatItCannotDo) {
  const auto refuses = [](const auto& change) {
    WideOptions options = small_options();
    change(options);
    EXPECT_THROW(run_wide_experiment(options, {}), InvalidArgument);
  };
  refuses([](WideOptions& o) { o.n_seeds = 1; });
  refuses([](WideOptions& o) { o.n_test = 1; });
  refuses([](WideOptions& o) { o.n_draws = 1; });
  refuses([](WideOptions& o) { o.n_inputs = 0; });
  refuses([](WideOptions& o) { o.taus = {}; });
  refuses([](WideOptions& o) { o.taus = {1, 0.5}; });
  refuses([](WideOptions& o) { o.taus = {INFINITY}; });
  refuses([](WideOptions& o) { o.information = Nats(0); });
  refuses([](WideOptions& o) { o.network.activation = Activation::kSigmoid; });
}

}  // namespace
}  // namespace infoplane
