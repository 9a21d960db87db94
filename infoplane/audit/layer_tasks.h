#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/audit/pattern_layer.h"
#include "infoplane/core/labels.h"
#include "infoplane/core/matrix.h"
#include "infoplane/core/range.h"
#include "infoplane/core/units.h"
#include "infoplane/data/tasks.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// A layer's activations for some patterns, with their labels.
struct LayerDraw {
  /// (N, 12) bits.
  SampleBuffer inputs;
  /// (N, d), without noise.
  SampleBuffer t;
  /// Each row's pattern.
  std::vector<std::uint32_t> input_ids;
  Labels labels;
  std::optional<Range> activation_range{};

  /// As an estimator sees it; looks at this.
  [[nodiscard]] NetworkSample view() const;
};

/// A layer that sees the 4096 equally likely patterns of 12 bits, with the labels of sphere12,
/// whose I(X;T) and I(T;Y) are known.
struct LayerTask {
  std::string name;
  TaskGroup group = TaskGroup::kNoisyLayer;
  PatternLayer layer;
  /// Noisy: T stands for t + N(0, sigma^2 I), and the estimator has to add the noise.
  std::optional<double> sigma{};
  /// Quantised: T is t on 2^bits levels.
  std::optional<std::size_t> n_bits{};
  Nats i_xt;
  Nats i_ty;
  /// Standard errors of these truths; 0 where they were counted.
  Nats i_xt_error{};
  Nats i_ty_error{};

  /// Noisy: all patterns, once each, whatever n is; the seed decides their order, and with it what
  /// noise an estimator gives to each. Quantised: n patterns, drawn independently.
  /// Throws InvalidArgument if n is 0.
  [[nodiscard]] LayerDraw sample(std::size_t n, std::uint64_t seed) const;
  /// The number of samples where it is not for the caller to choose.
  [[nodiscard]] std::optional<std::size_t> fixed_n() const;
};

/// The activations of all patterns as the task has them, column-major, rows in counting order.
std::vector<double> layer_activations(const LayerTask& task);

/// noisy-ACTIVATION-WIDTH-SIGMA. The truths are of a long Monte Carlo calculation of their own,
/// bench/noisy_truth.cc; docs/methods.md, "Known truth".
const std::vector<LayerTask>& noisy_layer_tasks();
/// quantised-ACTIVATION-WIDTH-BITS. The truths are counted over all patterns.
const std::vector<LayerTask>& quantised_layer_tasks();

}  // namespace infoplane
