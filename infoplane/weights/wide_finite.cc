#include "infoplane/weights/wide_finite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npz_values.h"
#include "infoplane/core/random.h"
#include "infoplane/nets/fused_network.h"
#include "infoplane/nets/trainer.h"
#include "infoplane/nets/wide_products.h"
#include "infoplane/run/run_directory.h"
#include "infoplane/weights/wide_ensemble.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// of Purpose::kWideData
constexpr std::uint32_t kFiniteData = 10;

// training rows first
struct FiniteData {
  std::vector<float> x;
  std::vector<std::uint32_t> labels;
  std::vector<std::uint32_t> train_rows;
  std::vector<std::uint32_t> test_rows;
  Matrix train;
  // of the first output
  Vector targets;
  Matrix test;

  [[nodiscard]] MatrixView<float> view() const {
    return row_major(x.data(), labels.size(), x.size() / labels.size());
  }
};

FiniteData make_data(const WideFiniteOptions& options) {
  const std::size_t n = options.n_train + options.n_test;
  const std::size_t d = options.n_inputs;
  Stream stream(options.seed, 0, Purpose::kWideData, kFiniteData);
  FiniteData data;
  Matrix x(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(d));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      data.x.push_back(static_cast<float>(stream.normal()));
      x(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = data.x.back();
    }
    data.labels.push_back(data.x[i * d] > 0 ? 1 : 0);
    (i < options.n_train ? data.train_rows : data.test_rows)
        .push_back(static_cast<std::uint32_t>(i));
  }
  data.train = x.topRows(static_cast<Eigen::Index>(options.n_train));
  data.test = x.bottomRows(static_cast<Eigen::Index>(options.n_test));
  data.targets.resize(data.train.rows());
  for (std::size_t i = 0; i < options.n_train; ++i) {
    data.targets[static_cast<Eigen::Index>(i)] = data.labels[i] == 0 ? 1 : 0;
  }
  return data;
}

void check_count(std::string_view what, std::size_t count, std::size_t least) {
  if (count < least) {
    throw InvalidArgument(
        fmt::format("wide-finite: {} are {}, but must be at least {}", what, count, least));
  }
}

void check_options(const WideFiniteOptions& options) {
  check_count("networks", options.n_networks, 2);
  check_count("training inputs", options.n_train, 1);
  check_count("test inputs", options.n_test, 1);
  check_count("inputs of a network", options.n_inputs, 1);
  check_count("times", options.taus.size(), 1);
  if (!(options.step_share > 0) || options.step_share > 1) {
    throw InvalidArgument(fmt::format("wide-finite: the step's share is {}, but must be in (0, 1]",
                                      options.step_share));
  }
  double before = 0;
  for (const double tau : options.taus) {
    if (!std::isfinite(tau) || tau < before) {
      throw InvalidArgument(fmt::format(
          "wide-finite: tau {} after {}, but must be finite and ascending from 0", tau, before));
    }
    before = tau;
  }
}

Vector first_output(FusedNetwork& network, const TrainState& state, const FiniteData& data) {
  Vector out(data.test.rows());
  network.evaluate(state.parameters, state.statistics, data.view(), data.test_rows, nullptr,
                   [&](const EvaluatedTile& tile) {
                     for (std::size_t i = 0; i < tile.n_valid; ++i) {
                       out[static_cast<Eigen::Index>(tile.first + i)] = tile.t.back()[i];
                     }
                   });
  return out;
}

// (test inputs, times) of one network
Matrix train_network(const NetworkSpec& spec, double learning_rate, const FiniteData& data,
                     const std::vector<std::size_t>& steps, std::uint64_t seed,
                     std::uint32_t replica) {
  TrainSpec train;
  train.optimiser = Optimiser::kSgd;
  train.learning_rate = learning_rate;
  train.batch = 0;
  train.shuffle = false;
  train.epochs = steps.back();
  const auto trainer = make_trainer(spec, train, {data.view(), data.labels, data.train_rows, {}},
                                    {seed, replica, replica});
  FusedNetwork network(spec);
  Matrix outputs(data.test.rows(), static_cast<Eigen::Index>(steps.size()));
  std::size_t done = 0;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    for (; done < steps[k]; ++done) trainer->run_epoch(false);
    outputs.col(static_cast<Eigen::Index>(k)) = first_output(network, trainer->state(), data);
  }
  if (!outputs.allFinite()) {
    throw WorkError(fmt::format("wide-finite: network {} diverged", replica));
  }
  return outputs;
}

NetworkSpec network_spec(const WideFiniteOptions& options) {
  LayerSpec layer;
  layer.width = options.width;
  layer.activation = options.activation;
  return make_network(options.n_inputs, std::vector<LayerSpec>(options.hidden, layer), 2,
                      Loss::kSquaredError, Initialiser::kNtk);
}

// samples: (test inputs, networks)
void compare(const Matrix& samples, const JointLaw& law, WideFinitePoint& point) {
  const auto n = static_cast<double>(samples.cols());
  point.mean = samples.rowwise().mean();
  point.predicted_mean = law.mean;
  const Vector off = point.mean - law.mean;
  const Matrix centred = samples.colwise() - point.mean;
  const Matrix covariance = centred * centred.transpose() / (n - 1);
  point.largest_z = (off.array().abs() / (covariance.diagonal().array() / n).sqrt()).maxCoeff();
  if (law.mean.norm() > 0) point.mean_error = off.norm() / law.mean.norm();
  const double squared = law.covariance.squaredNorm();
  const double trace = law.covariance.trace();
  point.covariance_error = (covariance - law.covariance).norm() / std::sqrt(squared);
  // (X19)
  point.covariance_noise = std::sqrt((1 + trace * trace / squared) / (n - 1));
}

// Outputs of trained networks on disk, one file each, in a folder that may be none.
class KeptOutputs {
 public:
  // `about`: what decides the outputs
  KeptOutputs(std::filesystem::path folder, const std::string& about)
      : folder_(std::move(folder)), about_(text_values(sha256_hex(about))) {
    if (!folder_.empty()) make_directory(folder_);
  }

  // those of network r, if they are kept and about the same
  [[nodiscard]] std::optional<Matrix> load(std::size_t r, Eigen::Index rows,
                                           Eigen::Index columns) const {
    if (folder_.empty()) return std::nullopt;
    const NpzArrays arrays = read_npz_or_nothing(path(r));
    const auto* about = find_values<std::int64_t>(arrays, "fingerprint", about_.size());
    const auto* values =
        find_values<double>(arrays, "outputs", static_cast<std::size_t>(rows * columns));
    if (about == nullptr || *about != about_ || values == nullptr) return std::nullopt;
    return Eigen::Map<const Matrix>(values->data(), rows, columns);
  }
  void save(std::size_t r, const Matrix& outputs) const {
    if (folder_.empty()) return;
    const std::vector<double> values(outputs.data(), outputs.data() + outputs.size());
    write_file(path(r), format_npz({{"fingerprint", {{about_.size()}, about_}},
                                    {"outputs", {{values.size()}, values}}}));
  }

 private:
  [[nodiscard]] std::filesystem::path path(std::size_t r) const {
    return folder_ / fmt::format("{:04}.npz", r);
  }

  std::filesystem::path folder_;
  std::vector<std::int64_t> about_;
};

// all that decides the outputs of a network, but for its number
std::string finite_fingerprint(const WideFiniteOptions& options, const NetworkSpec& spec,
                               double learning_rate, const std::vector<std::size_t>& steps) {
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {}", program_version(), network_target(spec),
                     options.hidden, activation_name(options.activation), options.width,
                     options.n_inputs, options.n_train, options.n_test, options.seed, learning_rate,
                     fmt::join(steps, ","));
}

}  // namespace

WideFiniteResult compare_with_finite(const WideFiniteOptions& options, const Work& work) {
  check_options(options);
  const FiniteData data = make_data(options);
  WideNetwork wide;
  wide.hidden = options.hidden;
  wide.activation = options.activation;
  const WideEnsemble ensemble(wide, data.train, data.targets);
  const WideInputs tests = ensemble.inputs(data.test);

  const double step = options.step_share / ensemble.eigenvalues().maxCoeff();
  WideFiniteResult result{step * static_cast<double>(options.n_train), {}};
  std::vector<std::size_t> steps;
  for (const double tau : options.taus) {
    steps.push_back(static_cast<std::size_t>(std::llround(tau / step)));
  }
  const NetworkSpec spec = network_spec(options);
  const KeptOutputs kept(options.kept,
                         finite_fingerprint(options, spec, result.learning_rate, steps));
  std::vector<Matrix> outputs(options.n_networks);
  std::mutex mutex;
  double done = 0;
  parallel_for(options.n_networks, work, [&](std::size_t r) {
    std::optional<Matrix> found =
        kept.load(r, data.test.rows(), static_cast<Eigen::Index>(steps.size()));
    if (!found) {
      found = train_network(spec, result.learning_rate, data, steps, options.seed,
                            static_cast<std::uint32_t>(r));
      kept.save(r, *found);
    }
    outputs[r] = *std::move(found);
    if (!work.progress) return;
    const std::scoped_lock lock(mutex);
    work.progress(++done, static_cast<double>(options.n_networks));
  });

  for (std::size_t k = 0; k < steps.size(); ++k) {
    WideFinitePoint point;
    point.n_steps = steps[k];
    point.tau = static_cast<double>(steps[k]) * step;
    Matrix samples(data.test.rows(), static_cast<Eigen::Index>(options.n_networks));
    for (std::size_t r = 0; r < options.n_networks; ++r) {
      samples.col(static_cast<Eigen::Index>(r)) = outputs[r].col(static_cast<Eigen::Index>(k));
    }
    compare(samples, ensemble.joint(tests, {point.tau, step}), point);
    result.points.push_back(std::move(point));
  }
  return result;
}

}  // namespace infoplane
