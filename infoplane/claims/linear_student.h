#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/claims/linear_information.h"

namespace infoplane {

/// A deep linear network f(x) = W_L ... W_1 x with one output that learns from a noisy linear
/// teacher by gradient descent on 1/2 (y - f(x))^2, averaged over a batch.
/// Source: Saxe et al. 2018, section 3; Advani & Saxe 2017, arXiv 1710.03667.
struct LinearStudent {
  /// Units of the hidden layers; none makes a linear regression.
  std::vector<std::size_t> hidden;
  /// Independent inputs of variance 1/n_inputs each.
  std::size_t n_inputs = 100;
  /// The teacher looks at the first so many.
  std::size_t n_relevant = 100;
  std::size_t n_examples = 100;
  /// Examples in a batch; all if empty.
  std::optional<std::size_t> batch{};
  /// Variance of what the teacher says over that of its noise.
  double snr = 5;
  /// The initial weights' standard deviation is this over the root of the inputs of their layer.
  double init = 1;
  double learning_rate = 0;
  std::size_t epochs = 0;
  /// As recorded_epochs() takes it.
  std::string record = "log:200";
};

/// W_1 to W_L: (units, units before).
using LinearWeights = std::vector<Eigen::MatrixXd>;

/// What one replica learns: weights w ~ N(0, n_inputs / n_relevant) of the relevant inputs and 0 of
/// the others, so that w.x has variance 1 on average; noise of variance 1/snr.
struct LinearTask {
  LinearTeacher teacher;
  /// (n_examples, n_inputs)
  Eigen::MatrixXd x;
  Eigen::VectorXd y;
};

/// The task and the initial weights of a replica; they depend on (student, replica) alone.
LinearTask linear_task(const LinearStudent& student, std::uint32_t replica);
LinearWeights initial_weights(const LinearStudent& student, std::uint32_t replica);

/// W_L ... W_1 as a vector of n_inputs.
Eigen::VectorXd linear_prediction(const LinearWeights& weights);

/// Minus the gradient of 1/(2B) sum_i (y_i - f(x_i))^2. With one output all of it is in vectors:
///   g = 1/B sum_i (y_i - f(x_i)) x_i,   (W_L ... W_l+1)' (W_l-1 ... W_1 g)' (C6)
/// Cost: O(B n_inputs + numbers of weights).
LinearWeights descent_direction(const LinearWeights& weights, const Eigen::MatrixXd& x,
                                const Eigen::VectorXd& y);

/// Trains a replica and shows its weights at the recorded epochs, the initial ones first. Examples
/// are shuffled every epoch if there are minibatches; an incomplete last one is used.
/// Throws WorkError if the weights grow beyond all bounds: the learning rate is too large.
void train_student(
    const LinearStudent& student, const LinearTask& task, std::uint32_t replica,
    const std::function<void(std::size_t epoch, const LinearWeights& weights)>& show);

}  // namespace infoplane
