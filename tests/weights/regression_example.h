#pragma once

#include <Eigen/Core>
#include <cmath>

#include "infoplane/weights/linear_regression.h"

namespace infoplane {

/// N = 12, d = 4, Phi_ij = cos(.7 (i+1) (j+1)) + .1 sin i, prior precision 2, noise .5. Of it
///   /usr/bin/python3 -c "import numpy as np; i = np.arange(12)[:, None]; j = np.arange(4)[None];
///   P = np.cos(.7 * (i + 1) * (j + 1)) + .1 * np.sin(i);
///   print(np.linalg.slogdet(np.eye(12) + P @ P.T / (2 * .25))[1] / 2 / np.log(2))"
/// says 7.423744313978 bits.
inline LinearRegression regression_example() {
  Eigen::MatrixXd design(12, 4);
  for (Eigen::Index i = 0; i < 12; ++i) {
    for (Eigen::Index j = 0; j < 4; ++j) {
      design(i, j) = std::cos(.7 * static_cast<double>((i + 1) * (j + 1))) +
                     .1 * std::sin(static_cast<double>(i));
    }
  }
  return {design, 2, .5};
}

}  // namespace infoplane
