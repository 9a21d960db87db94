#include "infoplane/weights/curvature.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/errors.h"
#include "infoplane/weights/block_sums.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

std::size_t last_layer(const NetworkJacobian& network) { return network.spec().layers.size() - 1; }

// k of output_hessian_root
std::size_t root_count(const NetworkSpec& spec) {
  const std::size_t width = spec.layers.back().width;
  return spec.loss == Loss::kCrossEntropy ? width - 1 : width;
}

std::size_t numbers_per_row(const NetworkJacobian& network, std::size_t n_seeds) {
  return network.layout().n_parameters * n_seeds;
}

// both triangles of a sum of which the lower one was computed
Matrix whole(const Matrix& lower) { return lower.selfadjointView<Eigen::Lower>(); }

void add_outer_products(const Matrix& rows, Matrix& sum) {
  sum.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose());
}

// Rows s' J of a block for seeds s that depend on the output's pre-activations.
template <class Seeds>
void pulled_back(const NetworkJacobian& network, MatrixView<float> x, const Seeds& seeds,
                 Matrix& rows) {
  const auto blocks = network.forward(last_layer(network), x);
  network.pull_back(blocks, network.deltas(blocks, seeds(blocks.back().z)), rows);
}

// g_i of rows [first, first + count), and the sum of their losses
double gradients_of(const NetworkJacobian& network, const LabelledInputs& data, std::size_t first,
                    std::size_t count, Matrix& gradients) {
  const Loss loss = network.spec().loss;
  const auto labels = data.labels.subspan(first, count);
  double sum = 0;
  const auto seeds = [&](const Matrix& z) {
    sum = output_loss(loss, z, labels);
    return output_gradient(loss, z, labels);
  };
  pulled_back(network, some_rows(data.x, first, count), seeds, gradients);
  return sum;
}

// sum of squares over an input's seeds, (B, d) from (k B, d)
Matrix squares(const Matrix& delta, Eigen::Index n) {
  Matrix sum = Matrix::Zero(n, delta.cols());
  for (Eigen::Index first = 0; first < delta.rows(); first += n) {
    sum.array() += delta.middleRows(first, n).array().square();
  }
  return sum;
}

// adds the diagonal of the sum of rows' outer products over a layer's parameters
void add_layer_diagonal(const LayerParameters& at, const LayerMap& map, const LayerBlock& block,
                        const Matrix& delta, Matrix& sum) {
  const Matrix energy = squares(delta, block.z.rows());
  sum.middleRows(index(at.biases), index(at.width)) += energy.colwise().sum().transpose();
  if (block.normalised.size() > 0) {
    sum.middleRows(index(at.gains), index(at.width)) +=
        energy.cwiseProduct(block.normalised.cwiseAbs2()).colwise().sum().transpose();
  }
  // (s c_j)^2 sum_i delta_ij^2 a_ik^2, stored row by row: j the column of the transposed product
  const Matrix weights =
      block.input.cwiseAbs2().transpose() * energy * map.factors.cwiseAbs2().asDiagonal();
  sum.middleRows(index(at.weights), weights.size()) += weights.reshaped();
}

}  // namespace

LossGradient loss_gradient(const NetworkJacobian& network, const LabelledInputs& data,
                           const Work& work) {
  check_labelled(network.spec(), data, "loss gradient");
  const MatrixSums zeros{Matrix::Zero(1, 1), Matrix::Zero(network.n_parameters(), 1)};
  const auto add = [&](std::size_t first, std::size_t count, MatrixSums& sums) {
    Matrix gradients;
    sums[0](0, 0) += gradients_of(network, data, first, count, gradients);
    sums[1] += gradients.colwise().sum().transpose();
  };
  const MatrixSums mean = mean_over_rows(data.x.rows, block_rows(numbers_per_row(network, 1)),
                                         zeros, "loss gradient", work, add);
  return {mean[0](0, 0), mean[1]};
}

void for_each_gradient_block(
    const NetworkJacobian& network, const LabelledInputs& data,
    const std::function<void(std::size_t first, const Matrix& gradients)>& body) {
  check_labelled(network.spec(), data, "gradients");
  const std::size_t block = block_rows(numbers_per_row(network, 1));
  Matrix gradients;
  for (std::size_t first = 0; first < data.x.rows; first += block) {
    gradients_of(network, data, first, std::min(block, data.x.rows - first), gradients);
    if (!gradients.allFinite()) throw InvalidArgument("gradients: the network's values overflow");
    body(first, gradients);
  }
}

Matrix gauss_newton(const NetworkJacobian& network, MatrixView<float> x, const Work& work) {
  check_inputs(network.spec(), x, "gauss-newton");
  const Loss loss = network.spec().loss;
  const auto add = [&](std::size_t first, std::size_t count, MatrixSums& sums) {
    Matrix rows;
    pulled_back(
        network, some_rows(x, first, count),
        [loss](const Matrix& z) { return output_hessian_root(loss, z); }, rows);
    add_outer_products(rows, sums[0]);
  };
  const std::size_t block = block_rows(numbers_per_row(network, root_count(network.spec())));
  const MatrixSums zeros{Matrix::Zero(network.n_parameters(), network.n_parameters())};
  return whole(mean_over_rows(x.rows, block, zeros, "gauss-newton", work, add)[0]);
}

Vector gauss_newton_diagonal(const NetworkJacobian& network, MatrixView<float> x,
                             const Work& work) {
  check_inputs(network.spec(), x, "gauss-newton");
  const auto add = [&](std::size_t first, std::size_t count, MatrixSums& sums) {
    const auto blocks = network.forward(last_layer(network), some_rows(x, first, count));
    const auto deltas =
        network.deltas(blocks, output_hessian_root(network.spec().loss, blocks.back().z));
    for (std::size_t l = 0; l < blocks.size(); ++l) {
      add_layer_diagonal(network.layout().layers[l], network.map(l), blocks[l], deltas[l], sums[0]);
    }
  };
  const MatrixSums zeros{Matrix::Zero(network.n_parameters(), 1)};
  return mean_over_rows(x.rows, 256, zeros, "gauss-newton", work, add)[0];
}

Matrix empirical_fisher(const NetworkJacobian& network, const LabelledInputs& data,
                        const Work& work) {
  check_labelled(network.spec(), data, "empirical fisher");
  const auto add = [&](std::size_t first, std::size_t count, MatrixSums& sums) {
    Matrix gradients;
    gradients_of(network, data, first, count, gradients);
    add_outer_products(gradients, sums[0]);
  };
  const MatrixSums zeros{Matrix::Zero(network.n_parameters(), network.n_parameters())};
  return whole(mean_over_rows(data.x.rows, block_rows(numbers_per_row(network, 1)), zeros,
                              "empirical fisher", work, add)[0]);
}

std::vector<KroneckerFactors> kronecker_factors(const NetworkJacobian& network, MatrixView<float> x,
                                                const Work& work) {
  check_inputs(network.spec(), x, "kronecker factors");
  const ParameterLayout& layout = network.layout();
  MatrixSums zeros;
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    if (network.spec().layers[l].batch_norm) {
      throw InvalidArgument(
          fmt::format("kronecker factors: layer {} has batch norm, but must have none", l + 1));
    }
    const LayerParameters& at = layout.layers[l];
    zeros.push_back(Matrix::Zero(index(at.n_inputs) + 1, index(at.n_inputs) + 1));
    zeros.push_back(Matrix::Zero(index(at.width), index(at.width)));
  }
  const auto add = [&](std::size_t first, std::size_t count, MatrixSums& sums) {
    const auto blocks = network.forward(last_layer(network), some_rows(x, first, count));
    const auto deltas =
        network.deltas(blocks, output_hessian_root(network.spec().loss, blocks.back().z));
    for (std::size_t l = 0; l < blocks.size(); ++l) {
      Matrix a(blocks[l].input.rows(), blocks[l].input.cols() + 1);
      a << layout.layers[l].weight_scale * blocks[l].input, Vector::Ones(a.rows());
      add_outer_products(a, sums[2 * l]);
      add_outer_products(deltas[l], sums[2 * l + 1]);
    }
  };
  const MatrixSums mean = mean_over_rows(x.rows, 256, zeros, "kronecker factors", work, add);
  std::vector<KroneckerFactors> factors;
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    factors.push_back({whole(mean[2 * l]), whole(mean[2 * l + 1])});
  }
  return factors;
}

}  // namespace infoplane
