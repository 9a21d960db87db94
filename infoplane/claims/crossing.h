#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/run/training_log.h"

namespace infoplane {

/// Whether gradients drift or diffuse: the norm of the minibatch gradients' mean over an epoch,
/// over the norm of their standard deviation. Above 1 they drift, below 1 they diffuse. Empty where
/// both are 0, and where an epoch is a single batch. Layers from 0.
/// Source: Shwartz-Ziv & Tishby 2017, figure 4; docs/methods.md section 17.
std::optional<double> gradient_ratio(const TrainMetrics& metrics, std::size_t layer);

/// What one network's layer does.
struct Crossing {
  /// Whether there is a ratio at any recorded epoch. Without one the layer's weights were never
  /// trained, and there is nothing that could cross.
  bool has_gradients = false;
  /// Empty unless a ratio above 1 is followed by one below 1. Then the first recorded epoch with
  /// one below 1 after the largest of those that are followed by one below 1: near 1, where
  /// training begins, ratios go to and fro.
  std::optional<std::size_t> epoch;
};

/// Of one replica's rows, in the order of their epochs.
Crossing find_crossing(std::span<const TrainingRow> rows, std::size_t layer);

/// A log cut into its replicas, one after another.
std::vector<std::span<const TrainingRow>> replicas_of(const std::vector<TrainingRow>& training);

/// Of numbers, by linear interpolation between the sorted ones.
struct Quartiles {
  double low = 0;
  double median = 0;
  double high = 0;
};

/// A layer's ratios over the networks.
struct LayerRatios {
  /// One for each epoch, of what is finite; empty where no network has any.
  std::vector<std::optional<Quartiles>> quartiles;
  /// How many networks have gradients there, and how many of them cross.
  std::size_t n_networks = 0;
  std::size_t n_crossing = 0;
  /// Median epoch of the crossing over all that have gradients; empty if half of them do not cross.
  std::optional<double> median_epoch;
};

/// The ratios of all layers against the epoch.
struct GradientRatios {
  /// The recorded epochs at which there are minibatches to compare, increasing.
  std::vector<std::size_t> epochs;
  std::vector<LayerRatios> layers;
};

/// Of a training log, sorted as read_training_log() gives it.
GradientRatios gradient_ratios(const std::vector<TrainingRow>& training);

}  // namespace infoplane
