#pragma once

#include <Eigen/Core>

#include "infoplane/weights/curvature.h"

namespace infoplane {

/// A layer's block of the curvature by its two factors, entry by entry, in the order of the
/// parameters: weights row by row, then biases.
inline Eigen::MatrixXd kronecker_block(const KroneckerFactors& f) {
  const Eigen::Index n_inputs = f.input.rows() - 1;
  const Eigen::Index width = f.output.rows();
  const auto at = [&](Eigen::Index j, Eigen::Index k) {
    return k < n_inputs ? j * n_inputs + k : width * n_inputs + j;
  };
  Eigen::MatrixXd block(width * (n_inputs + 1), width * (n_inputs + 1));
  for (Eigen::Index j = 0; j < width; ++j) {
    for (Eigen::Index k = 0; k <= n_inputs; ++k) {
      for (Eigen::Index u = 0; u < width; ++u) {
        for (Eigen::Index v = 0; v <= n_inputs; ++v) {
          block(at(j, k), at(u, v)) = f.output(j, u) * f.input(k, v);
        }
      }
    }
  }
  return block;
}

}  // namespace infoplane
