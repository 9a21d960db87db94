#pragma once

#include <optional>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/fused_network.h"
#include "infoplane/nets/trainer.h"

namespace infoplane {

/// Mean and variance of the minibatch gradients of one epoch, element by element (Welford 1962).
class GradientMoments {
 public:
  void reset(std::size_t n_parameters);
  void add(std::span<const float> gradient);
  /// Fills gradient_mean_norm and gradient_std_norm over each layer's weights; leaves them empty
  /// with fewer than two gradients.
  void norms(const ParameterLayout& layout, TrainMetrics& metrics) const;

 private:
  std::size_t n_ = 0;
  std::vector<double> mean_;
  std::vector<double> squares_;
};

/// The trainer on the fused CPU kernels.
class FusedTrainer final : public Trainer {
 public:
  FusedTrainer(const NetworkSpec& network, const TrainSpec& train, const TrainData& data,
               const TrainSeeds& seeds);

  void run_epoch(bool measure) override;
  void after_each_step(std::function<void()> call) override { after_step_ = std::move(call); }
  [[nodiscard]] bool finite() const override;
  [[nodiscard]] TrainMetrics metrics() override;
  [[nodiscard]] const TrainState& state() const override { return state_; }
  void restore(TrainState state) override;

  /// One step on a minibatch; `step` counts all steps from 1. Public for the benchmark.
  void step(std::span<const std::uint32_t> rows, std::size_t step);

 private:
  void draw_masks(std::size_t n, Stream& stream);
  void draw_noise(std::size_t n, Stream& stream);
  void draw_steps(Stream& stream);
  void add_weight_decay();
  void apply_gradient(std::size_t step);

  TrainSpec train_;
  TrainData data_;
  TrainSeeds seeds_;
  FusedNetwork network_;
  Kernels kernels_;
  TrainState state_;
  std::vector<float> gradient_;
  std::vector<std::uint32_t> order_;
  std::vector<std::vector<float>> masks_;
  bool has_dropout_ = false;
  bool noisy_ = false;
  std::vector<std::vector<float>> noise_;
  std::vector<std::uint32_t> words_;
  // of SGLD: what is added to the parameters at this step
  std::vector<float> step_noise_;
  std::function<void()> after_step_;
  bool measured_ = false;
  GradientMoments moments_;
};

}  // namespace infoplane
