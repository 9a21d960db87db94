#include "infoplane/weights/training_information.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/weights/information_store.h"
#include "infoplane/weights/labelled_rows.h"
#include "infoplane/weights/pac_bayes.h"
#include "infoplane/weights/weight_law.h"

namespace infoplane {
namespace {

constexpr std::size_t kMostDense = 1000;

void check(const Task& task, const std::vector<std::uint32_t>& replicas,
           const std::vector<std::size_t>& epochs, const TrainingInformationOptions& options) {
  check_law_of_network(task);
  if (replicas.empty()) throw InvalidArgument("information: there are no replicas to measure");
  if (epochs.empty()) throw InvalidArgument("information: there are no epochs to measure");
  for (const std::size_t epoch : epochs) {
    if (std::ranges::find(task.epochs, epoch) != task.epochs.end()) continue;
    throw InvalidArgument(fmt::format("information: epoch {} is not recorded", epoch));
  }
  if (options.n_code_draws == 0) {
    throw InvalidArgument("information: the number of draws is 0, but must be at least 1");
  }
}

// as the trainer drew them
std::vector<float> initial_weights(const Task& task, std::uint32_t replica) {
  const TrainSeeds seeds = task.seeds(replica);
  Stream stream(seeds.seed, seeds.init_replica, Purpose::kInitialisation);
  return initial_parameters(task.network, stream);
}

Eigen::VectorXd as_vector(const std::vector<float>& values) {
  return Eigen::Map<const Eigen::VectorXf>(values.data(), static_cast<Eigen::Index>(values.size()))
      .cast<double>();
}

// mean square of the weights alone: biases begin at 0, batch norm's gains at 1
double mean_square_weight(const NetworkSpec& network, const std::vector<float>& parameters) {
  double squares = 0;
  double n = 0;
  for (const LayerParameters& layer : ParameterLayout(network).layers) {
    for (std::size_t i = 0; i < layer.width * layer.n_inputs; ++i) {
      const double w = parameters[layer.weights + i];
      squares += w * w;
      ++n;
    }
  }
  return squares / n;
}

// Measures one network after another; thread-safe.
class Measurement {
 public:
  Measurement(const Task& task, const RunDirectory& directory,
              const TrainingInformationOptions& options, const TrainingInformation& plan)
      : task_(task),
        directory_(directory),
        plan_(plan),
        n_draws_(options.n_code_draws),
        with_spread_(trajectory_obstacle(task, plan.epochs).empty()),
        store_(directory.path()) {}

  [[nodiscard]] NetworkInformation of(std::uint32_t replica, std::size_t epoch) const {
    const std::string asked = fmt::format(
        "beta={} prior_variance={} curvature={} draws={} spread={}", plan_.price.beta,
        plan_.price.prior_variance, static_cast<int>(plan_.curvature), n_draws_, with_spread_);
    const std::string fingerprint =
        information_fingerprint(directory_.checkpoint_path(replica, epoch), asked);
    if (auto known = store_.load(replica, epoch, fingerprint)) return *std::move(known);
    NetworkInformation measured = measure(replica, epoch);
    store_.save(replica, epoch, fingerprint, measured);
    return measured;
  }

 private:
  [[nodiscard]] NetworkInformation measure(std::uint32_t replica, std::size_t epoch) const {
    // networks are what is done in parallel
    const Work alone{.n_threads = 1, .progress = {}, .stop = {}};
    const Checkpoint checkpoint = directory_.read_checkpoint(task_, replica, epoch);
    const NetworkJacobian network(task_.network, checkpoint.parameters, checkpoint.statistics);
    const LabelledRows training(task_, task_.split(replica).train_rows);
    NetworkInformation out;
    out.train_loss = checkpoint.metrics.train_loss;
    out.train_accuracy = checkpoint.metrics.train_accuracy;
    out.test_accuracy = checkpoint.metrics.test_accuracy;
    const GaussianInformation gaussian =
        gaussian_information(network, training.view(), plan_.price, alone, plan_.curvature);
    out.gaussian = gaussian.information;
    out.expected_loss = gaussian.expected_loss;
    add_pac_bayes(network, training, replica, out);
    if (with_spread_) {
      const LabelledInputs all{task_.data.inputs(), task_.data.labels.classes};
      out.spread =
          gradient_spread(network, training.view(), loss_gradient(network, all, alone).gradient);
    }
    return out;
  }

  void add_pac_bayes(const NetworkJacobian& network, const LabelledRows& training,
                     std::uint32_t replica, NetworkInformation& out) const {
    const std::size_t batch = task_.config.train.batch;
    PacBayesOptions options;
    options.batch = batch == 0 ? training.size() : std::min(batch, training.size());
    options.n_draws = n_draws_;
    options.seed = task_.config.seed;
    options.replica = replica;
    PacBayesInformation found = pac_bayes_information(
        network, as_vector(initial_weights(task_, replica)), training.view(), options);
    out.pac_bayes = found.information;
    out.code_mean = found.code_mean;
    out.code_noise = found.code_noise;
    out.code_draws = std::move(found.code_values);
  }

  const Task& task_;
  const RunDirectory& directory_;
  const TrainingInformation& plan_;
  std::size_t n_draws_;
  bool with_spread_;
  InformationStore store_;
};

}  // namespace

InformationPrice information_price(const Task& task, const TrainingInformationOptions& options) {
  const auto n_train = static_cast<double>(task.split(0).train_rows.size());
  InformationPrice price;
  price.beta = options.beta.value_or(1 / n_train);
  price.prior_variance = options.prior_variance.value_or(
      kPriorFactor * mean_square_weight(task.network, initial_weights(task, 0)));
  return price;
}

CurvatureKind information_curvature(const NetworkSpec& network) {
  if (ParameterLayout(network).n_parameters <= kMostDense) return CurvatureKind::kGaussNewton;
  const bool batch_norm = std::ranges::any_of(network.layers, &LayerSpec::batch_norm);
  return batch_norm ? CurvatureKind::kGaussNewtonDiagonal : CurvatureKind::kKronecker;
}

TrainingInformation measure_training_information(const Task& task, const RunDirectory& directory,
                                                 std::vector<std::uint32_t> replicas,
                                                 std::vector<std::size_t> epochs,
                                                 const TrainingInformationOptions& options,
                                                 const Work& work) {
  check(task, replicas, epochs, options);
  TrainingInformation out;
  out.replicas = std::move(replicas);
  out.epochs = std::move(epochs);
  out.price = information_price(task, options);
  out.curvature = information_curvature(task.network);
  out.networks.resize(out.replicas.size() * out.epochs.size());
  const Measurement measurement(task, directory, options, out);
  std::mutex mutex;
  double done = 0;
  parallel_for(out.networks.size(), work, [&](std::size_t i) {
    out.networks[i] =
        measurement.of(out.replicas[i / out.epochs.size()], out.epochs[i % out.epochs.size()]);
    if (!work.progress) return;
    const std::scoped_lock lock(mutex);
    work.progress(++done, static_cast<double>(out.networks.size()));
  });
  std::vector<GradientSpread> spreads;
  for (const NetworkInformation& network : out.networks) {
    if (network.spread) spreads.push_back(*network.spread);
  }
  out.trajectory = training_trajectory(task, out.epochs, spreads);
  return out;
}

}  // namespace infoplane
