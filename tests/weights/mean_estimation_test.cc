#include "infoplane/weights/mean_estimation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/gaussian_model.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

MeanEstimation problem_of(std::size_t n, std::size_t n_steps, std::size_t batch) {
  return {n, n_steps, batch, 2, .1, 5};
}

TEST(MeanEstimation, OneSampleAStepIsTheReference) {
  const MeanEstimationPoint end = mean_estimation(problem_of(10, 10, 1)).back();
  EXPECT_EQ(end.n_steps, 10U);
  EXPECT_NEAR(end.last.value(), .2231435513, 1e-10);
  EXPECT_NEAR(end.bound.value(), 2.2314355131, 1e-10);
  EXPECT_NEAR(end.excess().value(), 2.2314355131 - .2231435513, 2e-10);
  // each step sees a fresh sample: the past says nothing of its gradient
  EXPECT_NEAR(end.tightest_bound.value(), end.bound.value(), 1e-13);
}

TEST(MeanEstimation, FullBatchIsTheReference) {
  const MeanEstimationPoint end = mean_estimation(problem_of(4, 20, 4)).back();
  EXPECT_NEAR(end.last.value(), .6575483831, 1e-10);
  EXPECT_NEAR(end.path.value(), .8109302162, 1e-10);
  EXPECT_NEAR(end.tightest_bound.value(), .8109302162, 1e-10);
  // with the population's gradient for a centre each step is charged anew: 20 ln(1 + 1/16)
  EXPECT_NEAR(end.bound.value(), 20 * std::log(17.0 / 16), 1e-12);
}

// From NumPy 1.24: G and H, the maps from samples and noise to the path, by running the recursion
// (J3) on unit vectors; N = H H', S = G G':
//   last = d/2 log1p(S[-1,-1] / N[-1,-1]); path = d/2 (slogdet(S + N) - slogdet(N));
//   tightest = sum of d/2 log1p(eta b/2 (B'B - c'inv((S + N)[:t,:t])c)), c = G[:t] @ B, B the batch
//   of step t. (n, T, B, eta, b, d) = (5, 13, 2, .3, 2, 3), (3, 5, 1, 1.5, 2, 1), (4, 20, 1, .1, 5,
//   2)
TEST(MeanEstimation, IsThatOfNumPyInOtherCases) {
  const auto expect = [](const MeanEstimation& problem, double last, double path, double bound) {
    const MeanEstimationPoint end = mean_estimation(problem).back();
    EXPECT_NEAR(end.last.value(), last, 1e-11);
    EXPECT_NEAR(end.path.value(), path, 1e-11);
    EXPECT_NEAR(end.tightest_bound.value(), path, 1e-11);
    EXPECT_NEAR(end.bound.value(), bound, 1e-11);
  };
  expect({5, 13, 2, 3, .3, 2}, .454898332762, 2.311430475634, 2.725357876316);
  expect({3, 5, 1, 1, 1.5, 2}, .382290431804, 1.844439727057, 2.290726829685);
  expect(problem_of(4, 20, 1), .664185795082, 3.243720864865, 4.462871026284);
}

TEST(MeanEstimation, BoundIsAboveTheTruthAtEveryStep) {
  for (const auto& problem :
       {problem_of(10, 30, 1), problem_of(4, 40, 4), MeanEstimation{6, 40, 4, 3, .7, 30},
        MeanEstimation{5, 40, 2, 1, 1.9, .01}, MeanEstimation{1, 40, 1, 7, .02, 1000}}) {
    for (const MeanEstimationPoint& point : mean_estimation(problem)) {
      // rounding: at the first step all of them are equal
      const double slack = 1e-12 * point.bound.value();
      EXPECT_GE(point.path.value(), point.last.value() - slack);
      EXPECT_GE(point.bound.value(), point.tightest_bound.value() - slack);
      EXPECT_GE(point.excess().value(), -slack);
      // the gradient is normal, and unknown by as much in every direction: nothing is given away
      EXPECT_NEAR(point.tightest_bound.value(), point.path.value(), 1e-10);
    }
  }
}

TEST(MeanEstimation, PointsDoNotDependOnLaterSteps) {
  const auto few = mean_estimation(problem_of(5, 7, 2));
  const auto many = mean_estimation(problem_of(5, 12, 2));
  for (std::size_t t = 0; t < few.size(); ++t) {
    EXPECT_NEAR(few[t].last.value(), many[t].last.value(), 1e-14);
    EXPECT_NEAR(few[t].path.value(), many[t].path.value(), 1e-13);
  }
}

// One column a sample or step, kN rows of independent runs in one dimension.
struct Runs {
  std::vector<double> samples;
  std::vector<double> path;
};
constexpr std::size_t kN = 20000;

Runs simulate(const MeanEstimation& problem) {
  Runs runs{std::vector<double>(kN * problem.n_samples), std::vector<double>(kN * problem.n_steps)};
  Stream stream(3, 0, Purpose::kTest);
  for (std::size_t row = 0; row < kN; ++row) {
    for (std::size_t i = 0; i < problem.n_samples; ++i) {
      runs.samples[i * kN + row] = stream.normal();
    }
    double w = .7;
    for (std::size_t t = 0; t < problem.n_steps; ++t) {
      double mean = 0;
      for (std::size_t k = 0; k < problem.batch; ++k) {
        mean += runs.samples[(t * problem.batch + k) % problem.n_samples * kN + row];
      }
      mean /= static_cast<double>(problem.batch);
      w += -problem.step * (w - mean) +
           std::sqrt(2 * problem.step / problem.inverse_temperature) * stream.normal();
      runs.path[t * kN + row] = w;
    }
  }
  return runs;
}

TEST(MeanEstimation, IsWhatTheGaussianEstimatorSaysOfSimulatedRuns) {
  const MeanEstimation problem{4, 6, 3, 1, .4, 5};
  const Runs runs = simulate(problem);
  const ModelSample samples(runs.samples, kN, {});
  const std::vector<double> last(runs.path.end() - kN, runs.path.end());
  const MeanEstimationPoint exact = mean_estimation(problem).back();
  // of a Gaussian pair the estimate's variance is at most min(d_x, d_y) / N: 4 standard errors
  EXPECT_NEAR(*gaussian_information(ModelSample(last, kN, {}), samples, {}), exact.last.value(),
              4 * std::sqrt(1.0 / kN));
  EXPECT_NEAR(*gaussian_information(ModelSample(runs.path, kN, {}), samples, {}),
              exact.path.value(), 4 * std::sqrt(4.0 / kN));
}

// last = d/2 log1p(G[-1,0]**2 / N[-1,-1]), path = d/2 log1p(G[:,0] @ inv(N) @ G[:,0]), G, N as
// above
TEST(LeaveOneOut, IsThatOfNumPy) {
  const LeaveOneOutPoint full = leave_one_out(problem_of(4, 20, 4), 0).back();
  EXPECT_NEAR(full.last.value(), .209055737338, 1e-11);
  EXPECT_NEAR(full.path.value(), .271933715484, 1e-11);
  // 20 ln(1 + .25/16) and 20 eta b / 4 d / (n (n - 1))
  EXPECT_NEAR(full.bound.value(), 20 * std::log1p(.25 / 16), 1e-12);
  EXPECT_NEAR(full.divergence.value(), 20 * .5 / 4 * 2 / 12, 1e-12);
  const LeaveOneOutPoint one = leave_one_out(problem_of(10, 10, 1), 0).back();
  EXPECT_NEAR(one.last.value(), .008083481007, 1e-11);
  EXPECT_NEAR(one.path.value(), .223143551314, 1e-11);
  EXPECT_NEAR(one.bound.value(), std::log(1.25), 1e-12) << "one step of ten sees the sample";
}

TEST(LeaveOneOut, IsAnotherQuantityThatAddsUpToMoreThanAll) {
  for (const auto& problem :
       {problem_of(4, 20, 4), problem_of(10, 10, 1), MeanEstimation{5, 13, 2, 3, .3, 2}}) {
    const MeanEstimationPoint all = mean_estimation(problem).back();
    double last = 0;
    double path = 0;
    for (std::size_t i = 0; i < problem.n_samples; ++i) {
      const LeaveOneOutPoint one = leave_one_out(problem, i).back();
      EXPECT_LE(one.last, one.path);
      EXPECT_LE(one.path.value(), one.bound.value() + 1e-13);
      EXPECT_LE(one.bound, one.divergence);
      EXPECT_LT(one.last, all.last) << "no bound of I(W;S)";
      last += one.last.value();
      path += one.path.value();
    }
    EXPECT_GT(last, all.last.value());
    EXPECT_GE(path, all.path.value() - 1e-12);
  }
  // not even what should bound it is above I(W;S)
  EXPECT_LT(leave_one_out(problem_of(10, 200, 10), 0).back().divergence,
            mean_estimation(problem_of(10, 200, 10)).back().path);
}

TEST(MeanEstimation, RefusesProblemsThatAreNone) {
  const auto refuses = [](const MeanEstimation& problem, const std::string& part) {
    return throws_with<InvalidArgument>([&] { mean_estimation(problem); }, part);
  };
  EXPECT_TRUE(refuses({0, 1, 1, 1, .1, 1}, "the number of samples is 0, but must be in [1,"));
  EXPECT_TRUE(refuses({1, 0, 1, 1, .1, 1}, "the number of steps is 0"));
  EXPECT_TRUE(refuses({3, 1, 4, 1, .1, 1}, "the batch is 4, but must be in [1, 3]"));
  EXPECT_TRUE(refuses({3, 1, 1, 0, .1, 1}, "the dimension is 0"));
  EXPECT_TRUE(refuses({3, 1, 1, 1, 2, 1}, "the step is 2, but must be in (0, 2)"));
  EXPECT_TRUE(refuses({3, 1, 1, 1, .1, 0}, "the inverse temperature is 0"));
  EXPECT_TRUE(refuses({3, 5000, 1, 1, .1, 1}, "the number of steps is 5000"));
  EXPECT_TRUE(throws_with<InvalidArgument>([] { leave_one_out(problem_of(4, 20, 4), 4); },
                                           "sample 4 of 4 cannot be left out"));
  EXPECT_THROW(leave_one_out(problem_of(1, 20, 1), 0), InvalidArgument);
}

}  // namespace
}  // namespace infoplane
