#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// A batch for the reference: N rows, N >= 1.
struct ReferenceBatch {
  /// (N, n_inputs).
  MatrixView<double> x;
  /// Class of each row.
  std::span<const std::uint32_t> labels;
  /// masks[l][u * N + i] is 0 or 1/(1 - p): dropout of unit u of layer l for sample i. Empty for
  /// layers without dropout; no masks at all if no layer has any. Evaluation does not look at them.
  std::vector<std::vector<double>> masks;
  /// noise[l][u * N + i]: what is added to f(z) of unit u of layer l for sample i; empty for layers
  /// without, or altogether.
  std::vector<std::vector<double>> noise = {};
};

/// What the reference computed, all layers: index [l][u * N + i] (layer, unit, sample).
struct ReferenceForward {
  /// What enters the activation, after batch norm.
  std::vector<std::vector<double>> preactivations;
  /// What is recorded: before dropout.
  std::vector<std::vector<double>> activations;
  /// Mean loss over the batch, without L2.
  double loss = 0;
};

/// Forward pass in double precision, one plain loop after another: the meaning of a network,
/// against which the fast kernels are tested. `training` uses the batch's own batch-norm statistics
/// and the masks, and does not look at `statistics`; otherwise the running `statistics`. Source:
/// docs/methods.md section Networks. parameters, statistics: as ParameterLayout orders them. Throws
/// InvalidArgument unless the network is sound (check_network), the sizes match and every label is
/// below class_count.
ReferenceForward reference_forward(const NetworkSpec& spec, std::span<const double> parameters,
                                   std::span<const double> statistics, const ReferenceBatch& batch,
                                   bool training);

/// Gradient of the mean training loss, without L2, with respect to every parameter, by
/// back-propagation. It goes through the batch's mean and variance, and with kNtk it is the
/// gradient with respect to the stored weights W, not to W / sqrt(fan_in). Throws as
/// reference_forward does.
std::vector<double> reference_gradient(const NetworkSpec& spec, std::span<const double> parameters,
                                       const ReferenceBatch& batch);

/// The statistics after this training batch: (1 - m) old + m batch, m = kBatchNormMomentum. Throws
/// as reference_forward does.
std::vector<double> reference_statistics(const NetworkSpec& spec,
                                         std::span<const double> parameters,
                                         std::span<const double> statistics,
                                         const ReferenceBatch& batch);

}  // namespace infoplane
