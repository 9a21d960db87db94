#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// A training batch for the reference: N rows.
struct ReferenceBatch {
  /// (N, n_inputs).
  MatrixView<double> x;
  /// Class of each row.
  std::span<const std::uint32_t> labels;
  /// masks[l][u * N + i] is 0 or 1/(1 - p): dropout of unit u of layer l for sample i. Empty for layers
  /// without dropout, and altogether in evaluation.
  std::vector<std::vector<double>> masks;
};

/// What the reference computed, all layers: index [l][u * N + i] (layer, unit, sample).
struct ReferenceForward {
  std::vector<std::vector<double>> preactivations;
  std::vector<std::vector<double>> activations;
  /// Mean loss over the batch, without L2.
  double loss = 0;
};

/// Forward pass in double precision, one plain loop after another: the meaning of a network, against
/// which the fast kernels are tested. `training` uses the batch's own batch-norm statistics and the
/// masks; otherwise the running `statistics`.
ReferenceForward reference_forward(const NetworkSpec& spec, std::span<const double> parameters,
                                   std::span<const double> statistics, const ReferenceBatch& batch,
                                   bool training);

/// Gradient of the mean training loss with respect to every parameter, by back-propagation.
std::vector<double> reference_gradient(const NetworkSpec& spec, std::span<const double> parameters,
                                       const ReferenceBatch& batch);

/// The statistics after this batch: (1 - m) old + m batch, m = kBatchNormMomentum.
std::vector<double> reference_statistics(const NetworkSpec& spec,
                                         std::span<const double> parameters,
                                         std::span<const double> statistics,
                                         const ReferenceBatch& batch);

}  // namespace infoplane
