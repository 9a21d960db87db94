#include "infoplane/weights/mean_estimation.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "infoplane/core/errors.h"
#include "infoplane/weights/trajectory_bound.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// matrices of so many rows and columns still fit
constexpr std::size_t kMost = 4096;

void check_count(const char* what, std::size_t n, std::size_t most) {
  if (n >= 1 && n <= most) return;
  throw InvalidArgument(
      fmt::format("mean-estimation: {} is {}, but must be in [1, {}]", what, n, most));
}

void check(const MeanEstimation& problem) {
  check_count("the number of samples", problem.n_samples, kMost);
  check_count("the number of steps", problem.n_steps, kMost);
  check_count("the batch", problem.batch, problem.n_samples);
  check_count("the dimension", problem.dimension, std::numeric_limits<std::uint32_t>::max());
  if (!(problem.step > 0 && problem.step < 2)) {
    throw InvalidArgument(
        fmt::format("mean-estimation: the step is {}, but must be in (0, 2)", problem.step));
  }
  const double b = problem.inverse_temperature;
  if (!std::isfinite(b) || b <= 0) {
    throw InvalidArgument(fmt::format(
        "mean-estimation: the inverse temperature is {}, but must be positive and finite", b));
  }
}

// (T, n): what each sample weighs in each step's gradient, 1/B or 0
Matrix batch_weights(const MeanEstimation& problem) {
  const auto n = static_cast<Eigen::Index>(problem.n_samples);
  const auto batch = static_cast<Eigen::Index>(problem.batch);
  Matrix out = Matrix::Zero(static_cast<Eigen::Index>(problem.n_steps), n);
  for (Eigen::Index t = 0; t < out.rows(); ++t) {
    for (Eigen::Index k = 0; k < batch; ++k) {
      out(t, (t * batch + k) % n) = 1 / static_cast<double>(batch);
    }
  }
  return out;
}

// The map from samples (T, n) and noise (T, T) to the path W_1 ... W_T, in one dimension.
struct PathMap {
  Matrix samples;
  Matrix noise;
};

PathMap path_map(const MeanEstimation& problem, const Matrix& weights) {
  const double keep = 1 - problem.step;
  const Eigen::Index n_steps = weights.rows();
  PathMap map{problem.step * weights, Matrix::Zero(n_steps, n_steps)};
  map.noise.diagonal().setConstant(std::sqrt(2 * problem.step / problem.inverse_temperature));
  // each step keeps 1 - eta of the weights before it
  for (Eigen::Index t = 1; t < n_steps; ++t) {
    map.samples.row(t) += keep * map.samples.row(t - 1);
    map.noise.row(t) += keep * map.noise.row(t - 1);
  }
  return map;
}

// What W_T and W_1 ... W_T say of the samples of the map, in one dimension, for every T.
struct PathInformation {
  std::vector<double> last;
  std::vector<double> path;
};

PathInformation information(const PathMap& map) {
  Matrix covariance = map.noise * map.noise.transpose();
  const Vector noise_variances = covariance.diagonal();
  covariance += map.samples * map.samples.transpose();
  // the leading blocks of C = L L' have the leading blocks of L
  const Eigen::LLT<Matrix> llt(covariance);
  PathInformation out;
  double path = 0;
  for (Eigen::Index t = 0; t < covariance.rows(); ++t) {
    out.last.push_back(std::log1p(map.samples.row(t).squaredNorm() / noise_variances(t)) / 2);
    // ln|noise| is that of a triangular map with a constant diagonal
    path += std::log(llt.matrixLLT()(t, t) / map.noise(t, t));
    out.path.push_back(path);
  }
  return out;
}

// Var(F_t | W_0 ... W_t) in one dimension: each step shows F_t with noise, and narrows the normal
// law of the samples (J5)
std::vector<double> gradient_variances(const MeanEstimation& problem, const Matrix& weights) {
  const double precision = problem.step * problem.inverse_temperature / 2;
  Matrix covariance = Matrix::Identity(weights.cols(), weights.cols());
  std::vector<double> out;
  for (Eigen::Index t = 0; t < weights.rows(); ++t) {
    const Vector along = covariance * weights.row(t).transpose();
    const double variance = weights.row(t).dot(along);
    out.push_back(variance);
    covariance -= precision / (1 + precision * variance) * along * along.transpose();
  }
  return out;
}

// steps with the deviations of one dimension
std::vector<NoisyStep> noisy_steps(const MeanEstimation& problem,
                                   const std::vector<double>& variances) {
  std::vector<NoisyStep> steps;
  steps.reserve(variances.size());
  for (const double variance : variances) {
    steps.push_back({problem.step, problem.inverse_temperature,
                     static_cast<double>(problem.dimension) * variance});
  }
  return steps;
}

}  // namespace

std::vector<MeanEstimationPoint> mean_estimation(const MeanEstimation& problem) {
  check(problem);
  const Matrix weights = batch_weights(problem);
  const PathInformation exact = information(path_map(problem, weights));
  const std::vector<double> population(problem.n_steps, 1 / static_cast<double>(problem.batch));
  const auto bound = trajectory_bound(noisy_steps(problem, population), problem.dimension);
  const auto tightest = trajectory_bound(noisy_steps(problem, gradient_variances(problem, weights)),
                                         problem.dimension);
  const auto d = static_cast<double>(problem.dimension);
  std::vector<MeanEstimationPoint> points;
  for (std::size_t t = 0; t < problem.n_steps; ++t) {
    points.push_back(
        {t + 1, Nats(d * exact.last[t]), Nats(d * exact.path[t]), bound[t], tightest[t]});
  }
  return points;
}

std::vector<LeaveOneOutPoint> leave_one_out(const MeanEstimation& problem, std::size_t left_out) {
  check(problem);
  const std::size_t n = problem.n_samples;
  if (n < 2 || left_out >= n) {
    throw InvalidArgument(
        fmt::format("mean-estimation: sample {} of {} cannot be left out", left_out, n));
  }
  // the others are known: only this one's column is random
  const Matrix weights = batch_weights(problem).col(static_cast<Eigen::Index>(left_out));
  const PathInformation exact = information(path_map(problem, weights));
  std::vector<double> population;
  std::vector<double> others;
  for (const double weight : weights.reshaped()) {
    population.push_back(weight * weight);
    // z less the mean of n - 1 others has variance 1 + 1 / (n - 1)
    others.push_back(weight * weight * static_cast<double>(n) / static_cast<double>(n - 1));
  }
  const auto bound = trajectory_bound(noisy_steps(problem, population), problem.dimension);
  const auto divergence = trajectory_divergence(noisy_steps(problem, others));
  const auto d = static_cast<double>(problem.dimension);
  std::vector<LeaveOneOutPoint> points;
  for (std::size_t t = 0; t < problem.n_steps; ++t) {
    points.push_back(
        {t + 1, Nats(d * exact.last[t]), Nats(d * exact.path[t]), bound[t], divergence[t]});
  }
  return points;
}

}  // namespace infoplane
