#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/core/work.h"
#include "infoplane/run/run_directory.h"
#include "infoplane/weights/gaussian_information.h"
#include "infoplane/weights/gradient_spread.h"
#include "infoplane/weights/training_trajectory.h"

namespace infoplane {

/// What is free in the information in a network's weights.
struct TrainingInformationOptions {
  /// Of the Gaussian information; empty: 1/n, n the training samples, with which N(w, Sigma*) is
  /// the Laplace approximation of the posterior.
  std::optional<double> beta;
  /// lambda^2 of its prior N(0, lambda^2 I); empty: kPriorFactor times the mean square of replica
  /// 0's initial weights.
  std::optional<double> prior_variance;
  /// How often the PAC-Bayes information is drawn as its code draws it.
  std::size_t n_code_draws = 8;

  friend bool operator==(const TrainingInformationOptions&,
                         const TrainingInformationOptions&) = default;
};

/// Room for weights to grow in: lambda is 3.2 times as large as the initial weights are.
inline constexpr double kPriorFactor = 10;

/// A network at an epoch.
struct NetworkInformation {
  /// Nats for cross-entropy and logistic.
  double train_loss = 0;
  double train_accuracy = 0;
  /// Empty without test samples.
  std::optional<double> test_accuracy;
  /// (I13), and the loss with so much noise in the weights, to second order.
  Nats gaussian;
  double expected_loss = 0;
  /// (P2).
  Nats pac_bayes;
  /// What its code computes: mean (P4), the part of it that is sampling noise, and draws (P3). Not
  /// in nats; in no unit at all.
  double code_mean = 0;
  double code_noise = 0;
  std::vector<double> code_draws;
  /// Around the gradient of all data; only where there is a trajectory bound.
  std::optional<GradientSpread> spread;

  /// Generalisation gap: training accuracy less test accuracy.
  [[nodiscard]] std::optional<double> gap() const {
    if (!test_accuracy) return std::nullopt;
    return train_accuracy - *test_accuracy;
  }
};

/// The information in the weights of the networks of a run along their training.
struct TrainingInformation {
  std::vector<std::uint32_t> replicas;
  std::vector<std::size_t> epochs;
  InformationPrice price;
  /// Which Gauss-Newton matrix the Gaussian information is of.
  CurvatureKind curvature = CurvatureKind::kGaussNewton;
  /// Replica after replica, an entry an epoch.
  std::vector<NetworkInformation> networks;
  TrajectoryInformation trajectory;

  [[nodiscard]] const NetworkInformation& at(std::size_t r, std::size_t e) const {
    return networks[r * epochs.size() + e];
  }
  /// At the last epoch.
  [[nodiscard]] const NetworkInformation& last(std::size_t r) const {
    return at(r, epochs.size() - 1);
  }
};

/// Beta and lambda^2 where the options leave them open.
InformationPrice information_price(const Task& task, const TrainingInformationOptions& options);

/// The dense Gauss-Newton matrix up to 1000 parameters, then Kronecker factors, or with batch norm,
/// of which there are none, the diagonal.
CurvatureKind information_curvature(const NetworkSpec& network);

/// Measures replicas at epochs: the Gaussian information with the Gauss-Newton matrix of the
/// training samples, the PAC-Bayes information of w - w_0 with the run's batch size, and for SGLD
/// the trajectory bound. What is measured is kept in the run directory (InformationStore) and not
/// measured again. docs/methods.md section 25.
/// replicas, epochs: increasing; replicas have checkpoints of all epochs. Progress counts networks.
/// The same bits for any number of threads.
/// Throws InvalidArgument: no replicas, no epochs, an epoch that is not recorded, a network with
/// noise, options out of bounds; DataError, WorkError, Interrupted.
/// Cost: for each network O(n P^2 + P^3), and with factors O(n P).
TrainingInformation measure_training_information(const Task& task, const RunDirectory& directory,
                                                 std::vector<std::uint32_t> replicas,
                                                 std::vector<std::size_t> epochs,
                                                 const TrainingInformationOptions& options,
                                                 const Work& work);

}  // namespace infoplane
