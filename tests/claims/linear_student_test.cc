#include "infoplane/claims/linear_student.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

LinearStudent small_student() {
  LinearStudent student;
  student.hidden = {4, 3};
  student.n_inputs = 6;
  student.n_relevant = 6;
  student.n_examples = 9;
  student.learning_rate = 0.1;
  student.epochs = 20;
  student.record = "every:1";
  return student;
}

double loss(const LinearWeights& weights, const LinearTask& task) {
  return (task.y - task.x * linear_prediction(weights)).squaredNorm() /
         (2 * static_cast<double>(task.y.size()));
}

TEST(LinearStudent, DescendsAlongTheGradient) {
  const LinearStudent student = small_student();
  const LinearTask task = linear_task(student, 3);
  LinearWeights weights = initial_weights(student, 3);
  const LinearWeights direction = descent_direction(weights, task.x, task.y);
  constexpr double kStep = 1e-5;
  for (std::size_t l = 0; l < weights.size(); ++l) {
    ASSERT_EQ(direction[l].rows(), weights[l].rows());
    for (Eigen::Index i = 0; i < weights[l].size(); ++i) {
      double& w = weights[l].data()[i];
      const double before = w;
      w = before + kStep;
      const double above = loss(weights, task);
      w = before - kStep;
      const double below = loss(weights, task);
      w = before;
      // rounding of the loss over the step, and the third derivative times its square
      EXPECT_NEAR(direction[l].data()[i], -(above - below) / (2 * kStep), 1e-9) << l << " " << i;
    }
  }
}

LinearWeights trained(const LinearStudent& student, std::uint32_t replica = 0) {
  LinearWeights last;
  train_student(student, linear_task(student, replica), replica,
                [&](std::size_t, const LinearWeights& weights) { last = weights; });
  return last;
}

TEST(LinearStudent, WithoutHiddenLayersFollowsTheClosedForm) {
  LinearStudent student = small_student();
  student.hidden = {};
  student.epochs = 50;
  const LinearTask task = linear_task(student, 0);
  // w_e = w* + (I - rate X'X/N)^e (w_0 - w*), w* the least squares
  const Matrix covariance = task.x.transpose() * task.x / 9.0;
  const Vector least = covariance.ldlt().solve(task.x.transpose() * task.y / 9.0);
  const Matrix shrink = Matrix::Identity(6, 6) - student.learning_rate * covariance;
  Vector expected = initial_weights(student, 0)[0].transpose() - least;
  for (std::size_t e = 0; e < student.epochs; ++e) expected = shrink * expected;
  EXPECT_LT((linear_prediction(trained(student)) - least - expected).norm(), 1e-12);
}

TEST(LinearStudent, BatchesAreStepsOnTheirExamples) {
  LinearStudent student = small_student();
  student.epochs = 1;
  const LinearTask task = linear_task(student, 0);
  student.batch = 9;
  LinearWeights whole = initial_weights(student, 0);
  const LinearWeights direction = descent_direction(whole, task.x, task.y);
  for (std::size_t l = 0; l < whole.size(); ++l) whole[l] += 0.1 * direction[l];
  EXPECT_LT((linear_prediction(trained(student)) - linear_prediction(whole)).norm(), 1e-14);
  // to first order in the rate, three batches of 3 are three steps on all
  student.batch = 3;
  student.learning_rate = 1e-4;
  LinearStudent three = student;
  three.batch.reset();
  three.epochs = 3;
  const Vector start = linear_prediction(initial_weights(student, 0));
  const Vector by_batches = linear_prediction(trained(student)) - start;
  const Vector by_steps = linear_prediction(trained(three)) - start;
  EXPECT_LT((by_batches - by_steps).norm(), 1e-2 * by_steps.norm());
  EXPECT_GT((by_batches - by_steps).norm(), 0) << "batches are not all examples";
}

TEST(LinearStudent, DependsOnTheReplicaAlone) {
  const LinearStudent student = small_student();
  EXPECT_EQ(linear_prediction(trained(student, 2)), linear_prediction(trained(student, 2)));
  EXPECT_NE(linear_prediction(trained(student, 2)), linear_prediction(trained(student, 1)));
  LinearStudent batches = student;
  batches.batch = 2;
  EXPECT_EQ(linear_prediction(trained(batches, 2)), linear_prediction(trained(batches, 2)));
  EXPECT_EQ(linear_task(student, 2).y, linear_task(batches, 2).y) << "the same task";
}

TEST(LinearStudent, TeachersHaveTheSignalAndTheNoiseAskedFor) {
  LinearStudent student = small_student();
  student.n_inputs = 100;
  student.n_relevant = 30;
  student.n_examples = 4000;
  student.snr = 4;
  const LinearTask task = linear_task(student, 0);
  EXPECT_EQ(task.teacher.weights.tail(70), Vector::Zero(70));
  // a mean square of n normal numbers has a standard deviation of sqrt(2/n) of itself
  EXPECT_NEAR(task.teacher.weights.squaredNorm() / 100, 1, 4 * std::sqrt(2.0 / 30));
  EXPECT_NEAR(task.x.squaredNorm() / 4000, 1, 4 * std::sqrt(2.0 / 400000));
  const Vector noise = task.y - task.x * task.teacher.weights;
  EXPECT_NEAR(noise.squaredNorm() / 4000, 0.25, 4 * 0.25 * std::sqrt(2.0 / 4000));
}

TEST(LinearStudent, SaysWhenItDiverges) {
  LinearStudent student = small_student();
  student.learning_rate = 1000;
  EXPECT_TRUE(throws_with<WorkError>([&] { trained(student); },
                                     "rate 1000 is too large, replica 0 diverged"));
}

}  // namespace
}  // namespace infoplane
