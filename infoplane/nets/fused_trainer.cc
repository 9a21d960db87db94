#include "infoplane/nets/fused_trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/nets/score.h"

namespace infoplane {

void GradientMoments::reset(std::size_t n_parameters) {
  n_ = 0;
  mean_.assign(n_parameters, 0);
  squares_.assign(n_parameters, 0);
}

void GradientMoments::add(std::span<const float> gradient) {
  ++n_;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double before = gradient[i] - mean_[i];
    mean_[i] += before / static_cast<double>(n_);
    squares_[i] += before * (gradient[i] - mean_[i]);
  }
}

void GradientMoments::norms(const ParameterLayout& layout, TrainMetrics& metrics) const {
  if (n_ < 2) return;
  for (const LayerParameters& layer : layout.layers) {
    double mean = 0;
    double variance = 0;
    for (std::size_t i = 0; i < layer.width * layer.n_inputs; ++i) {
      mean += mean_[layer.weights + i] * mean_[layer.weights + i];
      variance += squares_[layer.weights + i] / static_cast<double>(n_ - 1);
    }
    metrics.gradient_mean_norm.push_back(std::sqrt(mean));
    metrics.gradient_std_norm.push_back(std::sqrt(variance));
  }
}

FusedTrainer::FusedTrainer(const NetworkSpec& network, const TrainSpec& train,
                           const TrainData& data, const TrainSeeds& seeds)
    : train_(train),
      data_(data),
      seeds_(seeds),
      network_(network),
      kernels_(best_kernels()),
      gradient_(network_.layout().n_parameters),
      masks_(network.layers.size()),
      noisy_(is_noisy(network)),
      noise_(network.layers.size()) {
  Stream stream(seeds.seed, seeds.init_replica, Purpose::kInitialisation);
  state_.parameters = initial_parameters(network, stream);
  state_.statistics = initial_statistics(network);
  const std::size_t n_moments = train.optimiser == Optimiser::kAdam ? 2 : 1;
  state_.moments.assign(n_moments * state_.parameters.size(), 0);
  for (const LayerSpec& layer : network.layers) has_dropout_ = has_dropout_ || layer.dropout > 0;
}

void FusedTrainer::draw_masks(std::size_t n, Stream& stream) {
  for (std::size_t l = 0; l < masks_.size(); ++l) {
    const double dropout = network_.spec().layers[l].dropout;
    if (dropout == 0) continue;
    masks_[l].resize(network_.layout().layers[l].width * n);
    const auto kept = static_cast<float>(1 / (1 - dropout));
    for (float& mask : masks_[l]) mask = stream.uniform() < dropout ? 0.0f : kept;
  }
}

void FusedTrainer::draw_noise(std::size_t n, Stream& stream) {
  for (std::size_t l = 0; l < noise_.size(); ++l) {
    const auto deviation = static_cast<float>(network_.spec().layers[l].noise);
    if (deviation == 0) continue;
    noise_[l].resize(network_.layout().layers[l].width * n);
    words_.resize(noise_[l].size());
    stream.fill(words_);
    kernels_.normals(words_.size(), deviation, words_.data(), noise_[l].data());
  }
}

void FusedTrainer::draw_steps(Stream& stream) {
  step_noise_.resize(gradient_.size());
  words_.resize(gradient_.size());
  stream.fill(words_);
  const double deviation = std::sqrt(2 * train_.learning_rate * train_.temperature);
  kernels_.normals(words_.size(), static_cast<float>(deviation), words_.data(), step_noise_.data());
}

// d/dw of l2/2 |W|^2
void FusedTrainer::add_weight_decay() {
  const auto l2 = static_cast<float>(train_.l2);
  for (const LayerParameters& layer : network_.layout().layers) {
    for (std::size_t i = layer.weights; i < layer.weights + layer.width * layer.n_inputs; ++i) {
      gradient_[i] += l2 * state_.parameters[i];
    }
  }
}

void FusedTrainer::apply_gradient(std::size_t step) {
  const std::size_t n = gradient_.size();
  if (train_.optimiser != Optimiser::kAdam) {
    const bool noisy_steps = train_.optimiser == Optimiser::kSgld;
    kernels_.sgd(n, static_cast<float>(train_.learning_rate),
                 noisy_steps ? 0.0f : static_cast<float>(train_.momentum), gradient_.data(),
                 state_.moments.data(), state_.parameters.data());
    for (std::size_t i = 0; i < step_noise_.size(); ++i) state_.parameters[i] += step_noise_[i];
    return;
  }
  // lr m^/(sqrt(v^) + eps) with m^ = m/(1 - b1^t), v^ = v/(1 - b2^t)
  const auto t = static_cast<double>(step);
  const double root = std::sqrt(1 - std::pow(0.999, t));
  kernels_.adam(n, static_cast<float>(train_.learning_rate * root / (1 - std::pow(0.9, t))),
                static_cast<float>(1e-8 * root), gradient_.data(), state_.moments.data(),
                state_.moments.data() + n, state_.parameters.data());
}

void FusedTrainer::step(std::span<const std::uint32_t> rows, std::size_t step) {
  const Batch batch{
      data_.x, data_.labels, rows,
      has_dropout_ ? std::span<const std::vector<float>>(masks_)
                   : std::span<const std::vector<float>>(),
      noisy_ ? std::span<const std::vector<float>>(noise_) : std::span<const std::vector<float>>()};
  network_.gradient(state_.parameters, batch, state_.statistics, gradient_);
  if (measured_) moments_.add(gradient_);
  if (train_.l2 > 0) add_weight_decay();
  apply_gradient(step);
}

void FusedTrainer::run_epoch(bool measure) {
  measured_ = measure;
  if (measure) moments_.reset(gradient_.size());
  const auto index = static_cast<std::uint32_t>(state_.epoch);
  order_.assign(data_.train_rows.begin(), data_.train_rows.end());
  if (train_.shuffle) {
    Stream stream(seeds_.seed, seeds_.batch_replica, Purpose::kBatchOrder, index);
    shuffle(order_, stream);
  }
  Stream dropout(seeds_.seed, seeds_.batch_replica, Purpose::kDropout, index);
  Stream noise(seeds_.seed, seeds_.batch_replica, Purpose::kTrainingNoise, index);
  Stream step_noise(seeds_.seed, seeds_.batch_replica, Purpose::kStepNoise, index);
  const std::size_t batch = train_.batch == 0 ? order_.size() : train_.batch;
  std::size_t n_steps = state_.epoch * ((order_.size() + batch - 1) / batch);
  for (std::size_t first = 0; first < order_.size(); first += batch) {
    const auto rows = std::span<const std::uint32_t>(order_).subspan(
        first, std::min(batch, order_.size() - first));
    if (has_dropout_) draw_masks(rows.size(), dropout);
    if (noisy_) draw_noise(rows.size(), noise);
    if (train_.optimiser == Optimiser::kSgld) draw_steps(step_noise);
    step(rows, ++n_steps);
    if (after_step_) after_step_();
  }
  ++state_.epoch;
}

bool FusedTrainer::finite() const {
  return std::ranges::all_of(state_.parameters, [](float p) { return std::isfinite(p); });
}

TrainMetrics FusedTrainer::metrics() {
  TrainMetrics metrics;
  // the same noise at every epoch; of training and of test rows one after another
  Stream noise(seeds_.seed, seeds_.batch_replica, Purpose::kEvaluationNoise);
  const auto measure = [&](std::span<const std::uint32_t> rows) {
    return score(network_, state_.parameters, state_.statistics, data_, rows,
                 noisy_ ? &noise : nullptr);
  };
  const Score training = measure(data_.train_rows);
  metrics.train_loss = training.loss;
  metrics.train_accuracy = training.accuracy;
  metrics.finite = std::isfinite(training.loss);
  if (!data_.test_rows.empty()) {
    const Score test = measure(data_.test_rows);
    metrics.test_accuracy = test.accuracy;
    metrics.finite = metrics.finite && std::isfinite(test.loss);
  }
  for (const LayerParameters& layer : network_.layout().layers) {
    double sum = 0;
    for (std::size_t i = 0; i < layer.width * layer.n_inputs; ++i) {
      const double w = state_.parameters[layer.weights + i];
      sum += w * w;
    }
    metrics.weight_norm.push_back(std::sqrt(sum));
  }
  if (measured_) moments_.norms(network_.layout(), metrics);
  return metrics;
}

void FusedTrainer::restore(TrainState state) {
  if (state.parameters.size() != state_.parameters.size() ||
      state.statistics.size() != state_.statistics.size() ||
      state.moments.size() != state_.moments.size()) {
    throw InvalidArgument(fmt::format(
        "trainer: a state of {} parameters, {} statistics, {} moments is not of this network, "
        "which has {}, {}, {}",
        state.parameters.size(), state.statistics.size(), state.moments.size(),
        state_.parameters.size(), state_.statistics.size(), state_.moments.size()));
  }
  state_ = std::move(state);
  measured_ = false;
}

}  // namespace infoplane
