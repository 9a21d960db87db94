#include "infoplane/weights/coupled_mean.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace infoplane {

// Welford's recurrences
void CoupledMoments::add(const Eigen::Vector3d& pair, double half_width_of_pair) {
  n_pairs += 1;
  const Eigen::Vector3d before = pair - mean;
  mean += before / n_pairs;
  products += before * (pair - mean).transpose();
  half_width += (half_width_of_pair - half_width) / n_pairs;
}

CoupledMean coupled_mean(const std::vector<CoupledMoments>& inputs) {
  Eigen::Matrix3d products = Eigen::Matrix3d::Zero();
  for (const CoupledMoments& input : inputs) products += input.products;
  const Eigen::Vector2d slopes = Eigen::Matrix2d(products.bottomRightCorner<2, 2>())
                                     .completeOrthogonalDecomposition()
                                     .solve(products.block<2, 1>(1, 0));
  const Eigen::Vector3d weights(1, -slopes(0), -slopes(1));
  const auto n = static_cast<double>(inputs.size());
  CoupledMean out{.slope = slopes(0)};
  double variance = 0;
  for (const CoupledMoments& input : inputs) {
    out.g += weights.dot(input.mean) / n;
    out.half_width += input.half_width / n;
    variance += weights.dot(input.products * weights) / (input.n_pairs - 1) / input.n_pairs;
  }
  out.std_error = std::sqrt(std::max(variance, 0.0)) / n;
  return out;
}

}  // namespace infoplane
