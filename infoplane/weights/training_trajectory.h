#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infoplane/core/mean_interval.h"
#include "infoplane/run/task.h"
#include "infoplane/weights/gradient_spread.h"

namespace infoplane {

/// What the weights after some epochs say at most of which rows the training set has, by the
/// trajectory bound.
struct TrajectoryInformation {
  /// Why there is none; all else is then empty.
  std::string absent;
  /// In nats, one an epoch, with the jackknife's interval over replicas; none with one replica.
  std::vector<MeanInterval> bounds;
  /// The last one without each replica in turn; empty with one replica.
  std::vector<double> last_left_out;
  /// ln of the number of training sets that there are: no weights say more.
  double all_nats = 0;
};

/// Why a run's replicas give no trajectory bound at these epochs, in a sentence; empty where they
/// do. They must be trained by SGLD with a temperature above 0, without dropout and batch norm, on
/// training sets drawn at random, with batches and noise of their own, and be looked at from epoch
/// 0 on.
std::string trajectory_obstacle(const Task& task, const std::vector<std::size_t>& epochs);

/// The bound (J1), added up from epoch 0 to each of the epochs. A step's E|F - c|^2 is (Z1) with
/// the step's batch size, meaned over the replicas; c is the gradient of all rows of the data.
/// Between two of the epochs it is interpolated linearly in the step.
/// Source: docs/methods.md sections 20 and 25.
/// epochs: increasing; spreads: replica after replica, an entry an epoch.
/// Throws InvalidArgument if there are no spreads or not one for each replica and epoch.
/// Cost: O(R steps); memory O(steps).
TrajectoryInformation training_trajectory(const Task& task, const std::vector<std::size_t>& epochs,
                                          const std::vector<GradientSpread>& spreads);

}  // namespace infoplane
