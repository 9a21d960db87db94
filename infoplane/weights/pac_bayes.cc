#include "infoplane/weights/pac_bayes.h"

#include <fmt/format.h>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/weights/curvature.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

void check(const NetworkJacobian& network, const Vector& initial, const PacBayesOptions& options) {
  if (initial.size() != network.n_parameters()) {
    throw InvalidArgument(fmt::format("pac-bayes: there are {} initial weights, but must be {}",
                                      initial.size(), network.n_parameters()));
  }
  if (!initial.allFinite()) throw InvalidArgument("pac-bayes: an initial weight is not finite");
  if (options.batch == 0)
    throw InvalidArgument("pac-bayes: the batch is 0, but must be at least 1");
  if (options.n_batches == 0) {
    throw InvalidArgument("pac-bayes: the number of batches is 0, but must be at least 1");
  }
}

/// Some consecutive parameters.
struct Part {
  std::size_t layer;
  bool gains;
  Eigen::Index first;
  Eigen::Index count;
};

std::vector<Part> parts_of(const NetworkJacobian& network) {
  std::vector<Part> parts;
  for (std::size_t l = 0; l < network.layout().layers.size(); ++l) {
    const LayerParameters& at = network.layout().layers[l];
    parts.push_back({l, false, index(at.weights), index(at.width * at.n_inputs)});
    if (network.spec().layers[l].batch_norm) {
      parts.push_back({l, true, index(at.gains), index(at.width)});
    }
  }
  return parts;
}

// (P3) for one draw of batches: p (n, tensors)
double code_value(const Matrix& p, const PacBayesOptions& options, double c, Stream& stream) {
  const auto n = static_cast<std::uint32_t>(p.rows());
  const auto batch = static_cast<double>(options.batch);
  Vector sum = Vector::Zero(p.cols());
  // batches differ in nothing: M B samples with replacement
  for (std::size_t s = 0; s < options.n_batches * options.batch; ++s) {
    sum += p.row(stream.below(n)).transpose() / batch;
  }
  return (sum / c).squaredNorm();
}

}  // namespace

PacBayesInformation pac_bayes_information(const NetworkJacobian& network, const Vector& initial,
                                          const LabelledInputs& data,
                                          const PacBayesOptions& options) {
  check(network, initial, options);
  const Vector moved = network.parameters() - initial;
  const std::vector<Part> parts = parts_of(network);
  // p_ik of every tensor, and the sum over all parameters
  Matrix p(index(data.x.rows), index(parts.size()));
  double quadratic = 0;
  for_each_gradient_block(network, data, [&](std::size_t first, const Matrix& gradients) {
    quadratic += (gradients * moved).squaredNorm();
    for (std::size_t k = 0; k < parts.size(); ++k) {
      p.col(index(k)).segment(index(first), gradients.rows()) =
          gradients.middleCols(parts[k].first, parts[k].count) *
          moved.segment(parts[k].first, parts[k].count);
    }
  });
  const auto n = static_cast<double>(data.x.rows);
  const auto m = static_cast<double>(options.n_batches);
  const std::size_t batches_a_pass = (data.x.rows + options.batch - 1) / options.batch;
  const auto c = static_cast<double>(batches_a_pass);
  PacBayesInformation result;
  result.quadratic = quadratic / n;
  result.information = Nats(quadratic / 2);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const auto column = p.col(index(k));
    const double mean = column.mean();
    const double variance = (column.array() - mean).square().mean();
    result.tensors.push_back({parts[k].layer, parts[k].gains, mean, variance + mean * mean});
    result.tensor_quadratic += variance + mean * mean;
    // (P4)
    result.code_noise += m / (c * c * static_cast<double>(options.batch)) * variance;
    result.code_mean += m * m / (c * c) * mean * mean;
  }
  result.code_mean += result.code_noise;
  for (std::size_t r = 0; r < options.n_draws; ++r) {
    Stream stream(options.seed, options.replica, Purpose::kWeightNoise,
                  static_cast<std::uint32_t>(r));
    result.code_values.push_back(code_value(p, options, c, stream));
  }
  return result;
}

}  // namespace infoplane
