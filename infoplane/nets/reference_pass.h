#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "infoplane/nets/network.h"
#include "infoplane/nets/reference.h"

namespace infoplane {

/// Values of a layer, [unit * n + sample].
using LayerValues = std::vector<double>;

/// What a layer of the reference computed, in the order in which it did; back-propagation needs all
/// of it.
struct LayerPass {
  /// a: what the layer before gave, masked.
  LayerValues input;
  /// u = s W a.
  LayerValues linear;
  /// With batch norm, one a unit: the batch's in training (the variance biased), else the running
  /// ones.
  std::vector<double> mean;
  std::vector<double> variance;
  /// With batch norm: (u - mean) / sqrt(variance + eps).
  LayerValues normalised;
  LayerValues z;
  LayerValues t;
};

/// All layers, one after another. Checks every argument, as reference_forward promises.
std::vector<LayerPass> reference_passes(const NetworkSpec& spec, const ParameterLayout& layout,
                                        std::span<const double> parameters,
                                        std::span<const double> statistics,
                                        const ReferenceBatch& batch, bool training);

/// What output j should be for sample i: 1 for its class, else 0; a single output stands for
/// class 1.
double output_target(const NetworkSpec& spec, const ReferenceBatch& batch, std::size_t j,
                     std::size_t i);

}  // namespace infoplane
