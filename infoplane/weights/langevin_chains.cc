#include "infoplane/weights/langevin_chains.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/gaussian_model.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr std::size_t kMostChains = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostDataSets = std::numeric_limits<std::int32_t>::max();

void check_count(const char* what, std::size_t n, std::size_t most) {
  if (n >= 1 && n <= most) return;
  throw InvalidArgument(fmt::format("langevin: {} {}, but there must be 1 to {}", n, what, most));
}

// A = l I + Phi'Phi/s^2
Matrix precision(const LinearRegression& regression) {
  const Matrix scaled = regression.design() / regression.noise();
  Matrix out = scaled.transpose() * scaled;
  out.diagonal().array() += regression.prior_precision();
  return out;
}

// A m = Phi'y/s^2: what the gradient has of the data
Vector pull(const LinearRegression& regression, const Vector& outputs) {
  const double s = regression.noise();
  return regression.design().transpose() * (outputs / s) / s;
}

Vector run_chain(const Matrix& precision, const Vector& pull, double step,
                 const ChainOptions& options, Stream stream) {
  const double start_deviation = std::sqrt(options.start.variance);
  const double noise_deviation = std::sqrt(2 * step);
  Vector w = options.start.mean;
  for (double& one : w) one += start_deviation * stream.normal();
  Vector gradient(w.size());
  for (std::size_t t = 0; t < options.n_steps; ++t) {
    // w <- w - eta (A w - A m) + sqrt(2 eta) xi
    gradient.noalias() = precision * w;
    w -= step * (gradient - pull);
    for (double& one : w) one += noise_deviation * stream.normal();
  }
  return w;
}

}  // namespace

Matrix sample_chains(const LangevinDynamics& dynamics, const Vector& outputs,
                     const ChainOptions& options, std::size_t n_chains, std::uint32_t data_set,
                     const Work& work) {
  check_count("chains", n_chains, kMostChains);
  dynamics.regression().check_outputs(outputs);
  dynamics.check_start(options.start);
  const Matrix a = precision(dynamics.regression());
  const Vector b = pull(dynamics.regression(), outputs);
  Matrix out(static_cast<Eigen::Index>(n_chains), a.cols());
  parallel_for(n_chains, work, [&](std::size_t c) {
    out.row(static_cast<Eigen::Index>(c)) =
        run_chain(a, b, dynamics.step(), options,
                  {options.seed, data_set, Purpose::kLangevin, static_cast<std::uint32_t>(c)});
  });
  return out;
}

Estimate sampled_information(const LangevinDynamics& dynamics, const ChainOptions& options,
                             std::size_t n_data_sets, const Work& work) {
  check_count("data sets", n_data_sets, kMostDataSets);
  dynamics.check_start(options.start);
  const LinearRegression& regression = dynamics.regression();
  const Matrix a = precision(regression);
  // a data set a row
  const auto n = static_cast<Eigen::Index>(n_data_sets);
  Matrix pulls(n, a.cols());
  Matrix weights(n, a.cols());
  parallel_for(n_data_sets, work, [&](std::size_t r) {
    const auto row = static_cast<Eigen::Index>(r);
    const auto replica = static_cast<std::uint32_t>(r);
    Stream data(options.seed, replica, Purpose::kTask);
    const Vector b = pull(regression, regression.draw_outputs(data));
    pulls.row(row) = b;
    weights.row(row) =
        run_chain(a, b, dynamics.step(), options, {options.seed, replica, Purpose::kLangevin});
  });

  const auto sample = [&](const Matrix& m) {
    return ModelSample({m.data(), m.data() + m.size()}, n_data_sets, work);
  };
  const ModelSample of_data = sample(pulls);
  const ModelSample of_weights = sample(weights);
  Estimate estimate;
  const std::optional<double> value = gaussian_information(of_weights, of_data, work);
  if (!value) return estimate;
  estimate.value = Nats(*value);
  set_error(estimate, subsample_error(
                          n_data_sets,
                          [&](std::span<const std::uint32_t> rows) {
                            return gaussian_information(of_weights.select(rows),
                                                        of_data.select(rows), work);
                          },
                          work));
  return estimate;
}

}  // namespace infoplane
