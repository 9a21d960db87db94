#include "infoplane/nets/jacobian.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

void expect_size(std::string_view what, std::size_t found, std::size_t expected) {
  if (found == expected) return;
  throw InvalidArgument(fmt::format("jacobian: {} {}, but must be {}", what, found, expected));
}

// before anything is laid out
const NetworkSpec& checked(const NetworkSpec& spec) {
  check_network(spec);
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    if (spec.layers[l].noise > 0) {
      throw InvalidArgument(fmt::format("jacobian: layer {} has noise {}, but must have none",
                                        l + 1, spec.layers[l].noise));
    }
  }
  return spec;
}

void expect_finite(std::string_view what, std::span<const double> values) {
  const auto at = std::ranges::find_if(values, [](double v) { return !std::isfinite(v); });
  if (at == values.end()) return;
  throw InvalidArgument(
      fmt::format("jacobian: {} {} is {}, but must be finite", what, at - values.begin(), *at));
}

std::vector<double> widened(std::span<const float> values) {
  return {values.begin(), values.end()};
}

Vector part(std::span<const double> values, std::size_t first, std::size_t count) {
  return Eigen::Map<const Vector>(values.data() + first, index(count));
}

// B rows of inputs
Matrix inputs(MatrixView<float> x) {
  Matrix a(index(x.rows), index(x.cols));
  for (std::size_t k = 0; k < x.cols; ++k) {
    for (std::size_t i = 0; i < x.rows; ++i) a(index(i), index(k)) = x(i, k);
  }
  return a;
}

Matrix slopes(Activation activation, const Matrix& z) {
  return z.unaryExpr([activation](double value) { return activation_slope(activation, value); });
}

Matrix activations(Activation activation, const Matrix& z) {
  return z.unaryExpr([activation](double value) { return activate(activation, value); });
}

}  // namespace

NetworkJacobian::NetworkJacobian(const NetworkSpec& spec, std::span<const double> parameters,
                                 std::span<const double> statistics)
    : spec_(checked(spec)), layout_(spec) {
  expect_size("the number of parameters is", parameters.size(), layout_.n_parameters);
  expect_size("the number of statistics is", statistics.size(), layout_.n_statistics);
  expect_finite("parameter", parameters);
  expect_finite("statistic", statistics);
  parameters_ = part(parameters, 0, parameters.size());
  for (std::size_t l = 0; l < spec.layers.size(); ++l) {
    const LayerParameters& at = layout_.layers[l];
    LayerMap layer;
    // weights are stored row by row
    layer.scaled = at.weight_scale * part(parameters, at.weights, at.width * at.n_inputs)
                                         .reshaped(index(at.n_inputs), index(at.width))
                                         .transpose();
    layer.biases = part(parameters, at.biases, at.width);
    layer.factors = Vector::Constant(index(at.width), at.weight_scale);
    layer.effective = layer.scaled;
    if (spec.layers[l].batch_norm) {
      layer.gains = part(parameters, at.gains, at.width);
      layer.means = part(statistics, at.statistics, at.width);
      layer.inverse_deviations =
          (part(statistics, at.statistics + at.width, at.width).array() + kBatchNormEpsilon)
              .rsqrt();
      const Vector c = layer.gains.cwiseProduct(layer.inverse_deviations);
      layer.factors = at.weight_scale * c;
      layer.effective = c.asDiagonal() * layer.scaled;
    }
    maps_.push_back(std::move(layer));
  }
}

NetworkJacobian::NetworkJacobian(const NetworkSpec& spec, std::span<const float> parameters,
                                 std::span<const float> statistics)
    : NetworkJacobian(spec, widened(parameters), widened(statistics)) {}

std::vector<LayerBlock> NetworkJacobian::forward(std::size_t l, MatrixView<float> x) const {
  if (l >= maps_.size()) {
    throw InvalidArgument(
        fmt::format("jacobian: the layer's index is {}, but must be in [0, {})", l, maps_.size()));
  }
  if (x.rows == 0) throw InvalidArgument("jacobian: there are no inputs");
  expect_size("the number of input columns is", x.cols, spec_.n_inputs);
  std::vector<LayerBlock> blocks(l + 1);
  Matrix a = inputs(x);
  for (std::size_t m = 0; m <= l; ++m) {
    const LayerMap& layer = maps_[m];
    LayerBlock& block = blocks[m];
    block.input = std::move(a);
    block.z.noalias() = block.input * layer.scaled.transpose();
    if (spec_.layers[m].batch_norm) {
      block.normalised =
          (block.z.rowwise() - layer.means.transpose()) * layer.inverse_deviations.asDiagonal();
      block.z = block.normalised * layer.gains.asDiagonal();
    }
    block.z.rowwise() += layer.biases.transpose();
    if (m == l) break;
    block.slope = slopes(spec_.layers[m].activation, block.z);
    a = activations(spec_.layers[m].activation, block.z);
  }
  return blocks;
}

std::vector<Matrix> NetworkJacobian::deltas(const std::vector<LayerBlock>& blocks,
                                            const Matrix& seeds) const {
  std::vector<Matrix> result(blocks.size());
  result.back() = seeds;
  const Eigen::Index n_seeds = seeds.rows() / blocks.back().z.rows();
  for (std::size_t m = blocks.size() - 1; m > 0; --m) {
    // D_m-1 = (D_m What_m) f'(z_m-1), (I1), whose slopes are the same for all seeds of an input
    const Matrix& slope = blocks[m - 1].slope;
    result[m - 1].noalias() = result[m] * maps_[m].effective;
    for (Eigen::Index s = 0; s < n_seeds; ++s) {
      result[m - 1].middleRows(s * slope.rows(), slope.rows()).array() *= slope.array();
    }
  }
  return result;
}

void NetworkJacobian::pull_back(const std::vector<LayerBlock>& blocks,
                                const std::vector<Matrix>& deltas, Matrix& rows) const {
  const Eigen::Index n = blocks.back().z.rows();
  const Eigen::Index n_seeds = deltas.back().rows() / n;
  rows.setZero(n_seeds * n, n_parameters());
  for (std::size_t m = 0; m < blocks.size(); ++m) {
    const LayerParameters& at = layout_.layers[m];
    const bool batch_norm = spec_.layers[m].batch_norm;
    for (Eigen::Index s = 0; s < n_seeds; ++s) {
      for (Eigen::Index j = 0; j < index(at.width); ++j) {
        // (I2): of unit j, for the seeds of one kind of all inputs
        const auto delta = deltas[m].col(j).segment(s * n, n).array();
        const auto out = [&](Eigen::Index parameter) {
          return rows.col(parameter).segment(s * n, n).array();
        };
        out(index(at.biases) + j) = delta;
        if (batch_norm) out(index(at.gains) + j) = delta * blocks[m].normalised.col(j).array();
        const Eigen::Index first = index(at.weights) + j * index(at.n_inputs);
        const Eigen::ArrayXd scaled = maps_[m].factors[j] * delta;
        for (Eigen::Index k = 0; k < index(at.n_inputs); ++k) {
          out(first + k) = scaled * blocks[m].input.col(k).array();
        }
      }
    }
  }
}

void NetworkJacobian::layer(std::size_t l, std::span<const float> x, Matrix& jacobian,
                            Vector& z) const {
  Matrix row;
  layer(l, row_major(x.data(), 1, x.size()), jacobian, row);
  z = row.transpose();
}

void NetworkJacobian::layer(std::size_t l, MatrixView<float> x, Matrix& jacobian, Matrix& z) const {
  std::vector<LayerBlock> blocks = forward(l, x);
  const Eigen::Index n = blocks.back().z.rows();
  const Eigen::Index width = blocks.back().z.cols();
  // a unit vector for each unit
  Matrix seeds = Matrix::Zero(width * n, width);
  for (Eigen::Index u = 0; u < width; ++u) seeds.col(u).segment(u * n, n).setOnes();
  pull_back(blocks, deltas(blocks, seeds), jacobian);
  z = std::move(blocks.back().z);
}

}  // namespace infoplane
