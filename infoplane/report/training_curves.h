#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "infoplane/plane/statistics.h"
#include "infoplane/run/training_log.h"

namespace infoplane {

/// A number at each epoch: its mean over replicas with interval; empty where no replica has it.
using Curve = std::vector<std::optional<MeanInterval>>;

/// How training went, over replicas. Values that are not finite (a training that diverged) are left
/// out.
struct TrainingCurves {
  /// Increasing.
  std::vector<std::size_t> epochs;
  Curve train_loss;
  Curve train_accuracy;
  Curve test_accuracy;
  /// One a layer: norm of the minibatch gradients' mean and of their standard deviation, each over
  /// the norm of that layer's weights (drift and diffusion; Shwartz-Ziv & Tishby 2017, figure 4).
  std::vector<Curve> gradient_mean;
  std::vector<Curve> gradient_std;
};

TrainingCurves training_curves(const std::vector<TrainingRow>& rows, std::size_t n_layers);

}  // namespace infoplane
