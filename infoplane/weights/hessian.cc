#include "infoplane/weights/hessian.h"

#include <algorithm>
#include <span>
#include <vector>

#include "infoplane/nets/activation_curvature.h"
#include "infoplane/weights/block_sums.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

// A matrix for each of B samples: (rows B, cols), row r B + i is row r of sample i's.
struct SampleMatrices {
  Eigen::Index n = 0;
  Matrix values;

  [[nodiscard]] auto row(Eigen::Index r) const { return values.middleRows(r * n, n); }
  [[nodiscard]] auto row(Eigen::Index r) { return values.middleRows(r * n, n); }
  [[nodiscard]] Eigen::Index rows() const { return values.rows() / n; }
};

SampleMatrices zero(Eigen::Index n, Eigen::Index rows, Eigen::Index cols) {
  return {n, Matrix::Zero(rows * n, cols)};
}

SampleMatrices transposed(const SampleMatrices& m) {
  SampleMatrices result = zero(m.n, m.values.cols(), m.rows());
  for (Eigen::Index r = 0; r < m.rows(); ++r) {
    for (Eigen::Index c = 0; c < m.values.cols(); ++c) result.row(c).col(r) = m.row(r).col(c);
  }
  return result;
}

// H of the output: sum_r s_r s_r' of the root's vectors
SampleMatrices output_hessian(const SampleMatrices& root) {
  const Eigen::Index width = root.values.cols();
  SampleMatrices h = zero(root.n, width, width);
  for (Eigen::Index r = 0; r < root.rows(); ++r) {
    for (Eigen::Index a = 0; a < width; ++a) {
      for (Eigen::Index b = 0; b < width; ++b) {
        h.row(a).col(b) += root.row(r).col(a).cwiseProduct(root.row(r).col(b));
      }
    }
  }
  return h;
}

// (I7): from H_m to H_m-1, `below` the layer m - 1
SampleMatrices through_layer(const SampleMatrices& h, const Matrix& effective,
                             const LayerBlock& below, Activation activation, const Matrix& delta) {
  // What' H What, H being symmetric
  SampleMatrices half{h.n, h.values * effective};
  half = transposed(half);
  SampleMatrices result{h.n, half.values * effective};
  const Matrix gradient = delta * effective;
  for (Eigen::Index a = 0; a < result.rows(); ++a) {
    auto row = result.row(a);
    row.array() *= below.slope.array().colwise() * below.slope.col(a).array();
    row.col(a).array() +=
        gradient.col(a).array() *
        below.z.col(a)
            .unaryExpr([activation](double z) { return activation_curvature(activation, z); })
            .array();
  }
  return result;
}

// H_m J_m, sample by sample
SampleMatrices product(const SampleMatrices& h, const SampleMatrices& jacobian) {
  SampleMatrices result = zero(h.n, h.rows(), jacobian.values.cols());
  for (Eigen::Index a = 0; a < h.rows(); ++a) {
    for (Eigen::Index b = 0; b < h.rows(); ++b) {
      result.row(a).array() += jacobian.row(b).array().colwise() * h.row(a).col(b).array();
    }
  }
  return result;
}

// J_m of a block, all parameters
SampleMatrices layer_jacobian(const NetworkJacobian& network, std::vector<LayerBlock> blocks) {
  const Eigen::Index n = blocks.back().z.rows();
  const Eigen::Index width = blocks.back().z.cols();
  Matrix seeds = Matrix::Zero(width * n, width);
  for (Eigen::Index u = 0; u < width; ++u) seeds.col(u).segment(u * n, n).setOnes();
  SampleMatrices jacobian{n, {}};
  network.pull_back(blocks, network.deltas(blocks, seeds), jacobian.values);
  return jacobian;
}

/// What layer m's rows of the Hessian are made of, for one block of samples.
struct LayerDerivatives {
  const LayerBlock& block;
  const LayerMap& map;
  const LayerParameters& at;
  /// (B, width): d l / d z_m.
  const Matrix& delta;
  /// H_m J_m.
  SampleMatrices product;
};

// sum_i of a_ik (H J)_ij, (H J)_ij and v_ij (H J)_ij: rows of weights, biases and gains
void add_products(const LayerDerivatives& layer, Matrix& sum) {
  const Eigen::Index n_inputs = index(layer.at.n_inputs);
  for (Eigen::Index j = 0; j < index(layer.at.width); ++j) {
    const auto hj = layer.product.row(j);
    sum.middleRows(index(layer.at.weights) + j * n_inputs, n_inputs) +=
        layer.map.factors[j] * (layer.block.input.transpose() * hj);
    sum.row(index(layer.at.biases) + j) += hj.colwise().sum();
    if (layer.block.normalised.size() > 0) {
      sum.row(index(layer.at.gains) + j) += layer.block.normalised.col(j).transpose() * hj;
    }
  }
}

// sum_i delta_ij f'(z_ik) (J_m-1)_ik, what the layer's own inputs do to its gradient: `below` is
// layer m - 1 and `jacobian` its J
void add_input_products(const LayerDerivatives& layer, const LayerBlock& below,
                        const SampleMatrices& jacobian, Matrix& sum) {
  const Eigen::Index n_inputs = index(layer.at.n_inputs);
  const Eigen::Index width = index(layer.at.width);
  for (Eigen::Index k = 0; k < n_inputs; ++k) {
    const Matrix weighted = layer.delta.array().colwise() * below.slope.col(k).array();
    const Matrix moved = weighted.transpose() * jacobian.row(k);
    for (Eigen::Index j = 0; j < width; ++j) {
      sum.row(index(layer.at.weights) + j * n_inputs + k) += layer.map.factors[j] * moved.row(j);
      if (layer.block.normalised.size() > 0) {
        // d v_j / d a_k = s W_jk / sqrt(variance + eps)
        const double slope = layer.map.scaled(j, k) * layer.map.inverse_deviations[j];
        sum.row(index(layer.at.gains) + j) += slope * moved.row(j);
      }
    }
  }
}

// sum_i delta_ij s a_ik / sqrt(variance + eps), between a unit's own gain and weights
void add_gain_products(const LayerDerivatives& layer, Matrix& sum) {
  if (layer.block.normalised.size() == 0) return;
  const Eigen::Index n_inputs = index(layer.at.n_inputs);
  for (Eigen::Index j = 0; j < index(layer.at.width); ++j) {
    const Eigen::Index first = index(layer.at.weights) + j * n_inputs;
    const Eigen::Index gain = index(layer.at.gains) + j;
    const Eigen::VectorXd own = layer.at.weight_scale * layer.map.inverse_deviations[j] *
                                (layer.block.input.transpose() * layer.delta.col(j));
    sum.col(gain).segment(first, n_inputs) += own;
    sum.row(gain).segment(first, n_inputs) += own.transpose();
  }
}

// adds rows of layer m, columns of layers up to m, for all m
void add_block(const NetworkJacobian& network, MatrixView<float> x,
               std::span<const std::uint32_t> labels, Matrix& sum) {
  const NetworkSpec& spec = network.spec();
  const std::size_t last = spec.layers.size() - 1;
  const auto blocks = network.forward(last, x);
  const Matrix& z = blocks.back().z;
  const auto deltas = network.deltas(blocks, output_gradient(spec.loss, z, labels));
  SampleMatrices h = output_hessian({z.rows(), output_hessian_root(spec.loss, z)});
  SampleMatrices jacobian = layer_jacobian(network, blocks);
  for (std::size_t m = last + 1; m-- > 0;) {
    const LayerDerivatives layer{blocks[m], network.map(m), network.layout().layers[m], deltas[m],
                                 product(h, jacobian)};
    add_products(layer, sum);
    add_gain_products(layer, sum);
    if (m == 0) break;
    jacobian =
        layer_jacobian(network, {blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(m)});
    add_input_products(layer, blocks[m - 1], jacobian, sum);
    h = through_layer(h, layer.map.effective, blocks[m - 1], spec.layers[m - 1].activation,
                      deltas[m]);
  }
}

}  // namespace

Matrix hessian(const NetworkJacobian& network, const LabelledInputs& data, const Work& work) {
  check_labelled(network.spec(), data, "hessian");
  std::size_t widest = 0;
  for (const LayerSpec& layer : network.spec().layers) widest = std::max(widest, layer.width);
  const std::size_t block = block_rows(widest * network.layout().n_parameters);
  const MatrixSums zeros{Matrix::Zero(network.n_parameters(), network.n_parameters())};
  const auto add = [&](std::size_t first, std::size_t count, MatrixSums& sums) {
    add_block(network, some_rows(data.x, first, count), data.labels.subspan(first, count), sums[0]);
  };
  // rows of a layer have the columns of layers up to it, so that the lower triangle is complete
  return mean_over_rows(data.x.rows, block, zeros, "hessian", work, add)[0]
      .selfadjointView<Eigen::Lower>();
}

}  // namespace infoplane
