#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// What one estimator says of a run: a point for every (replica, epoch, layer). Layers count from 0
/// here and from 1 in files and pictures.
struct Plane {
  /// The estimator's canonical specification.
  std::string estimator;
  std::vector<std::uint32_t> replicas;
  std::vector<std::size_t> epochs;
  std::size_t n_layers = 0;
  /// N of each estimate.
  std::size_t n_samples = 0;
  /// Index by at(): replica after replica, epoch after epoch, layer after layer.
  std::vector<LayerEstimate> points;
  /// I(T_l;T_l+1), n_layers - 1 for each (replica, epoch).
  std::vector<Estimate> between;

  /// The point of the r-th replica, e-th epoch and l-th layer.
  [[nodiscard]] const LayerEstimate& at(std::size_t r, std::size_t e, std::size_t l) const {
    return points[(r * epochs.size() + e) * n_layers + l];
  }
  [[nodiscard]] const Estimate& between_at(std::size_t r, std::size_t e, std::size_t l) const {
    return between[(r * epochs.size() + e) * (n_layers - 1) + l];
  }
};

}  // namespace infoplane
