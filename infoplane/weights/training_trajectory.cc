#include "infoplane/weights/training_trajectory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/weights/trajectory_bound.h"

namespace infoplane {
namespace {

// ln of N over n
double log_binomial(std::size_t all, std::size_t n) {
  const auto log_factorial = [](std::size_t k) { return std::lgamma(static_cast<double>(k) + 1); };
  return log_factorial(all) - log_factorial(n) - log_factorial(all - n);
}

// The steps of the replicas of a run.
class Steps {
 public:
  Steps(const Task& task, const std::vector<std::size_t>& epochs,
        const std::vector<GradientSpread>& spreads)
      : train_(task.config.train),
        epochs_(epochs),
        spreads_(spreads),
        dimension_(ParameterLayout(task.network).n_parameters),
        n_(spreads.front().n),
        batch_(std::min(train_.batch == 0 ? n_ : train_.batch, n_)),
        steps_an_epoch_((n_ + batch_ - 1) / batch_) {}

  // (J1) at each of the epochs, in nats, of all replicas but one
  [[nodiscard]] std::vector<double> bounds(std::optional<std::size_t> left_out) const {
    std::vector<NoisyStep> steps;
    for (std::size_t k = 0; k + 1 < epochs_.size(); ++k) add_steps(k, left_out, steps);
    const std::vector<Nats> sums = trajectory_bound(steps, dimension_);
    std::vector<double> out;
    for (const std::size_t epoch : epochs_) {
      out.push_back(epoch == 0 ? 0 : sums[epoch * steps_an_epoch_ - 1].value());
    }
    return out;
  }

 private:
  // mean over replicas of (Z1) at an epoch
  [[nodiscard]] double deviation(std::size_t k, std::size_t batch,
                                 std::optional<std::size_t> left_out) const {
    double sum = 0;
    double n_replicas = 0;
    for (std::size_t r = 0; r < spreads_.size() / epochs_.size(); ++r) {
      if (r == left_out) continue;
      sum += mean_squared_deviation(spreads_[r * epochs_.size() + k], batch);
      ++n_replicas;
    }
    return sum / n_replicas;
  }

  // those from one of the epochs to the next
  void add_steps(std::size_t k, std::optional<std::size_t> left_out,
                 std::vector<NoisyStep>& steps) const {
    const std::size_t n_steps = (epochs_[k + 1] - epochs_[k]) * steps_an_epoch_;
    // all batches of an epoch have one size but the last
    const std::size_t last_batch = n_ - (steps_an_epoch_ - 1) * batch_;
    const auto ends = [&](std::size_t batch) {
      return std::pair{deviation(k, batch, left_out), deviation(k + 1, batch, left_out)};
    };
    const auto full = ends(batch_);
    const auto last = ends(last_batch);
    for (std::size_t t = 0; t < n_steps; ++t) {
      const auto& [from, to] = (t + 1) % steps_an_epoch_ == 0 ? last : full;
      const double share = static_cast<double>(t) / static_cast<double>(n_steps);
      steps.push_back({train_.learning_rate, 1 / train_.temperature, from + share * (to - from)});
    }
  }

  const TrainSpec& train_;
  const std::vector<std::size_t>& epochs_;
  const std::vector<GradientSpread>& spreads_;
  std::size_t dimension_;
  std::size_t n_;
  std::size_t batch_;
  std::size_t steps_an_epoch_;
};

}  // namespace

std::string trajectory_obstacle(const Task& task, const std::vector<std::size_t>& epochs) {
  const Config& config = task.config;
  const auto unlike = [](const LayerSpec& layer) { return layer.batch_norm || layer.dropout > 0; };
  if (config.train.optimiser != Optimiser::kSgld) {
    return fmt::format(
        "the networks are trained by {}, whose steps have no noise of a known law; "
        "train.optimizer=sgld has",
        optimiser_name(config.train.optimiser));
  }
  if (config.train.temperature == 0) return "the temperature is 0, so that steps have no noise";
  if (std::ranges::any_of(task.network.layers, unlike)) {
    return "dropout and batch norm make the gradients of training others than those of evaluation";
  }
  if (!config.vary.split || !config.random_split || config.train_fraction == 1) {
    return "all replicas have the same training set (vary, data.split, data.train_fraction), so "
           "that there is nothing to know of it";
  }
  if (!config.vary.batch) {
    return "all replicas have the same batches and noise (vary), of which a mean is needed";
  }
  if (epochs.empty() || epochs.front() != 0) {
    return "epoch 0, from which the bound adds up, is not among the epochs";
  }
  return "";
}

TrajectoryInformation training_trajectory(const Task& task, const std::vector<std::size_t>& epochs,
                                          const std::vector<GradientSpread>& spreads) {
  TrajectoryInformation out;
  out.absent = trajectory_obstacle(task, epochs);
  if (!out.absent.empty()) return out;
  if (spreads.empty() || spreads.size() % epochs.size() != 0) {
    throw InvalidArgument(fmt::format(
        "trajectory: there are {} spreads of gradients for {} epochs, but one is needed for each "
        "replica and epoch",
        spreads.size(), epochs.size()));
  }
  const Steps steps(task, epochs, spreads);
  const std::size_t n_replicas = spreads.size() / epochs.size();
  std::vector<std::vector<double>> left_out;
  for (std::size_t r = 0; n_replicas > 1 && r < n_replicas; ++r) {
    left_out.push_back(steps.bounds(r));
    out.last_left_out.push_back(left_out.back().back());
  }
  const std::vector<double> bounds = steps.bounds(std::nullopt);
  for (std::size_t k = 0; k < epochs.size(); ++k) {
    std::vector<double> values;
    values.reserve(left_out.size());
    for (const std::vector<double>& rest : left_out) values.push_back(rest[k]);
    out.bounds.push_back(values.empty() ? MeanInterval{bounds[k], std::nullopt, std::nullopt}
                                        : jackknife_interval(bounds[k], values));
  }
  out.all_nats = log_binomial(task.data.size(), spreads.front().n);
  return out;
}

}  // namespace infoplane
