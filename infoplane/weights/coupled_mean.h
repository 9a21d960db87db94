#pragma once

#include <Eigen/Core>
#include <vector>

namespace infoplane {

/// One input's pairs of draws: means, and sums of products of deviations from them, of
///   g, what is averaged;  h, the same of the linearised network;  r = |z|^2/2 - d/2
/// and the mean of half of the bracket's width.
struct CoupledMoments {
  double n_pairs = 0;
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  Eigen::Matrix3d products = Eigen::Matrix3d::Zero();
  double half_width = 0;

  void add(const Eigen::Vector3d& pair, double half_width_of_pair);
};

/// Mean of g - slope h - b r over inputs.
struct CoupledMean {
  double g = 0;
  /// Of g on h, at r; 0 where h does not vary.
  double slope = 0;
  double std_error = 0;
  double half_width = 0;
};

/// The mean with the slope and b of least variance, one for all inputs, and its standard error over
/// the pairs within inputs, as in (M4) and (M5). At least one input, two pairs in each.
CoupledMean coupled_mean(const std::vector<CoupledMoments>& inputs);

}  // namespace infoplane
