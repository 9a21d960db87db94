#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/nets/activation.h"

namespace infoplane {

/// Finite networks of Initialiser::kNtk against the infinite ensemble. Inputs x ~ N(0, I); classes
/// by the sign of the first coordinate, one-hot as the targets of two outputs, of which the first
/// is looked at. All networks have the same data.
struct WideFiniteOptions {
  std::size_t hidden = 1;
  Activation activation = Activation::kErf;
  std::size_t width = 1024;
  std::size_t n_networks = 400;
  std::size_t n_inputs = 3;
  std::size_t n_train = 20;
  std::size_t n_test = 10;
  /// Ascending.
  std::vector<double> taus{0, .5, 1, 2, 5, 10, 20};
  /// Rate of descent on the sum of squares over the largest eigenvalue's inverse: each step takes
  /// this share of the error along the first eigenvector. In (0, 1].
  double step_share = 0.5;
  std::uint64_t seed = 0;
  /// A folder in which each network's outputs are kept as soon as it is trained, so that what is
  /// interrupted goes on; made where it is not there. Empty: nothing is kept.
  std::filesystem::path kept{};
};

/// The ensembles at one time, over the test inputs.
struct WideFinitePoint {
  /// A whole number of steps.
  double tau = 0;
  std::size_t n_steps = 0;
  /// Mean of the first output over the networks, and of the infinite ensemble, at each test input.
  Eigen::VectorXd mean;
  Eigen::VectorXd predicted_mean;
  /// Largest over the test inputs of |mean - predicted_mean| over the standard error of the mean,
  /// from the networks' own variance, ...
  double largest_z = 0;
  /// ... and |mean - predicted_mean| / |predicted_mean|, Euclidean norms; 0 where both are 0.
  double mean_error = 0;
  /// |sample covariance - predicted| / |predicted|, Frobenius norms, ...
  double covariance_error = 0;
  /// ... and what the number of networks alone leaves of it, (X19).
  double covariance_noise = 0;
};

struct WideFiniteResult {
  /// Rate on the mean over the training set, as TrainSpec has it.
  double learning_rate = 0;
  std::vector<WideFinitePoint> points;
};

/// Trains the networks by the program's own trainer (plain SGD, full batch, Loss::kSquaredError)
/// and holds their first output at the test inputs against WideEnsemble with the same steps. tau =
/// learning rate x steps / n_train, as the trainer's loss is a mean. The limit is one of width at a
/// fixed tau: relu networks learn features and part from the kernel as tau grows.
/// Source: Lee et al. 2019, arXiv 1902.06720; docs/methods.md section 24. Throws InvalidArgument:
/// counts, times or shares out of their range, and what kernels and trainers throw; WorkError if a
/// network diverges or cannot be kept; Interrupted. Progress counts networks. The same bits for any
/// number of threads (on one SIMD target).
WideFiniteResult compare_with_finite(const WideFiniteOptions& options, const Work& work);

}  // namespace infoplane
