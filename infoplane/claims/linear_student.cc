#include "infoplane/claims/linear_student.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/run/schedule.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr std::uint64_t kSeed = 0;

// streams of Purpose::kTask
enum TaskStream : std::uint32_t { kTeacher, kInputs, kNoise };

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

template <class Numbers>
void fill_normal(Numbers&& numbers, double deviation, Stream stream) {
  for (Eigen::Index j = 0; j < numbers.cols(); ++j) {
    for (Eigen::Index i = 0; i < numbers.rows(); ++i) numbers(i, j) = deviation * stream.normal();
  }
}

void step(LinearWeights& weights, const Matrix& x, const Vector& y, double rate) {
  const LinearWeights direction = descent_direction(weights, x, y);
  for (std::size_t l = 0; l < weights.size(); ++l) weights[l] += rate * direction[l];
}

void train_epoch(LinearWeights& weights, const LinearStudent& student, const LinearTask& task,
                 Stream order_stream) {
  const std::size_t n = student.n_examples;
  const std::size_t batch = student.batch.value_or(n);
  if (batch >= n) return step(weights, task.x, task.y, student.learning_rate);
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  shuffle(order, order_stream);
  for (std::size_t first = 0; first < n; first += batch) {
    const std::vector<std::uint32_t> rows(
        order.begin() + static_cast<std::ptrdiff_t>(first),
        order.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch, n)));
    step(weights, task.x(rows, Eigen::all), task.y(rows), student.learning_rate);
  }
}

}  // namespace

LinearTask linear_task(const LinearStudent& student, std::uint32_t replica) {
  const auto d = static_cast<double>(student.n_inputs);
  const double noise_variance = 1 / student.snr;
  LinearTask task{{Vector::Zero(index(student.n_inputs)), noise_variance},
                  Matrix(index(student.n_examples), index(student.n_inputs)),
                  Vector(index(student.n_examples))};
  const auto stream = [&](TaskStream which) {
    return Stream(kSeed, replica, Purpose::kTask, which);
  };
  fill_normal(task.teacher.weights.head(index(student.n_relevant)),
              std::sqrt(d / static_cast<double>(student.n_relevant)), stream(kTeacher));
  fill_normal(task.x, std::sqrt(1 / d), stream(kInputs));
  fill_normal(task.y, std::sqrt(noise_variance), stream(kNoise));
  task.y += task.x * task.teacher.weights;
  return task;
}

LinearWeights initial_weights(const LinearStudent& student, std::uint32_t replica) {
  LinearWeights weights;
  std::size_t before = student.n_inputs;
  std::vector<std::size_t> units = student.hidden;
  units.push_back(1);
  for (const std::size_t n : units) {
    Matrix w(index(n), index(before));
    fill_normal(
        w, student.init / std::sqrt(static_cast<double>(before)),
        {kSeed, replica, Purpose::kInitialisation, static_cast<std::uint32_t>(weights.size())});
    weights.push_back(std::move(w));
    before = n;
  }
  return weights;
}

Vector linear_prediction(const LinearWeights& weights) {
  Vector row = weights.back().transpose();
  for (std::size_t l = weights.size() - 1; l-- > 0;) row = weights[l].transpose() * row;
  return row;
}

LinearWeights descent_direction(const LinearWeights& weights, const Matrix& x, const Vector& y) {
  const std::size_t n_layers = weights.size();
  // (W_L ... W_l+1)'
  std::vector<Vector> back(n_layers);
  back[n_layers - 1] = Vector::Ones(1);
  for (std::size_t l = n_layers - 1; l > 0; --l) {
    back[l - 1] = weights[l].transpose() * back[l];
  }
  const Vector errors = y - x * (weights[0].transpose() * back[0]);
  // W_l-1 ... W_1 g
  Vector forward = x.transpose() * errors / static_cast<double>(y.size());
  LinearWeights direction(n_layers);
  for (std::size_t l = 0; l < n_layers; ++l) {
    direction[l] = back[l] * forward.transpose();
    if (l + 1 < n_layers) forward = weights[l] * forward;
  }
  return direction;
}

void train_student(
    const LinearStudent& student, const LinearTask& task, std::uint32_t replica,
    const std::function<void(std::size_t epoch, const LinearWeights& weights)>& show) {
  LinearWeights weights = initial_weights(student, replica);
  std::size_t epoch = 0;
  for (const std::size_t recorded : recorded_epochs(student.record, student.epochs)) {
    for (; epoch < recorded; ++epoch) {
      train_epoch(weights, student, task,
                  {kSeed, replica, Purpose::kBatchOrder, static_cast<std::uint32_t>(epoch)});
    }
    if (!linear_prediction(weights).allFinite()) {
      throw WorkError(fmt::format("linear-student: rate {} is too large, replica {} diverged",
                                  student.learning_rate, replica));
    }
    show(epoch, weights);
  }
}

}  // namespace infoplane
