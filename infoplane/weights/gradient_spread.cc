#include "infoplane/weights/gradient_spread.h"

#include <fmt/format.h>

#include "infoplane/core/errors.h"
#include "infoplane/weights/curvature.h"

namespace infoplane {

double mean_squared_deviation(const GradientSpread& spread, std::size_t batch) {
  if (batch == 0 || batch > spread.n) {
    throw InvalidArgument(
        fmt::format("gradient-spread: the batch is {}, but must be in [1, {}]", batch, spread.n));
  }
  // also the only batch that one sample has
  if (batch == spread.n) return spread.squared_bias;
  const auto n = static_cast<double>(spread.n);
  const auto size = static_cast<double>(batch);
  return spread.squared_bias + (n - size) / (n - 1) * spread.variance / size;
}

GradientSpread gradient_spread(const NetworkJacobian& network, const LabelledInputs& training,
                               const Eigen::VectorXd& centre) {
  if (centre.size() != network.n_parameters()) {
    throw InvalidArgument(
        fmt::format("gradient-spread: the centre has {} numbers, but must have {}", centre.size(),
                    network.n_parameters()));
  }
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(network.n_parameters());
  double squares = 0;
  double n = 0;
  // joins the blocks' means and sums of squares around them, without a difference of large numbers
  const auto add = [&](std::size_t, const Eigen::MatrixXd& gradients) {
    const auto count = static_cast<double>(gradients.rows());
    const Eigen::RowVectorXd block_mean = gradients.colwise().mean();
    const Eigen::VectorXd apart = block_mean.transpose() - mean;
    squares += (gradients.rowwise() - block_mean).squaredNorm() +
               apart.squaredNorm() * n * count / (n + count);
    mean += apart * (count / (n + count));
    n += count;
  };
  for_each_gradient_block(network, training, add);
  return {training.x.rows, (mean - centre).squaredNorm(), squares / n};
}

}  // namespace infoplane
