#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/network.h"

namespace infoplane {

enum class Optimiser {
  kSgd,
  kAdam,
  kSgld,  ///< stochastic gradient Langevin dynamics: SGD without momentum, and noise at every step
};
std::string_view optimiser_name(Optimiser optimiser);  ///< "sgd", "adam", "sgld"
Optimiser parse_optimiser(std::string_view name);

/// How a network is trained. Adam has beta 0.9 and 0.999, epsilon 1e-8 (Kingma & Ba 2015, Algorithm
/// 1).
struct TrainSpec {
  Optimiser optimiser = Optimiser::kAdam;
  double learning_rate = 4e-4;
  /// SGD only: v = momentum v + g, w -= learning_rate v.
  double momentum = 0;
  /// SGLD only: w -= learning_rate g - sqrt(2 learning_rate temperature) e, e ~ N(0, I), whose law
  /// tends to exp(-loss / temperature) where steps are small and g is the whole gradient. Of a mean
  /// loss over n samples 1/n is Bayes's posterior (Welling & Teh 2011). Not negative.
  double temperature = 0;
  /// Samples per step; 0 means the whole training set. An epoch's last batch may be smaller.
  std::size_t batch = 512;
  std::size_t epochs = 8000;
  /// Adds l2/2 |W|^2 over all weights (not biases) to the loss.
  double l2 = 0;
  /// A fresh order of the training rows for every epoch; otherwise the order of the split.
  bool shuffle = true;

  friend bool operator==(const TrainSpec&, const TrainSpec&) = default;
};

/// Which seeds a training uses: of (seed, replica) for each purpose on its own.
struct TrainSeeds {
  std::uint64_t seed = 0;
  std::uint32_t init_replica = 0;
  std::uint32_t batch_replica = 0;
};

/// What training reads: inputs, classes, and which rows are for training and for testing. All of it
/// must outlive the trainer.
struct TrainData {
  MatrixView<float> x;
  std::span<const std::uint32_t> labels;
  std::span<const std::uint32_t> train_rows;
  std::span<const std::uint32_t> test_rows;
};

/// What training says about itself at a recorded epoch.
struct TrainMetrics {
  /// Mean loss over the training set as evaluation sees the network, without L2; nats for
  /// cross-entropy and logistic.
  double train_loss = 0;
  double train_accuracy = 0;
  /// Empty without test rows.
  std::optional<double> test_accuracy;
  /// Whether the network's outputs and losses are finite for every training and test row.
  bool finite = true;
  /// One a layer: Euclidean norm of the weights.
  std::vector<double> weight_norm;
  /// One a layer, over the minibatch gradients of the weights in the epoch that ended here (of the
  /// loss without L2): norm of their mean, and of their elementwise standard deviation (n - 1
  /// below). Empty at epoch 0 and where an epoch is a single batch.
  std::vector<double> gradient_mean_norm;
  std::vector<double> gradient_std_norm;
};

/// All that a training needs to go on, after any number of whole epochs.
struct TrainState {
  std::size_t epoch = 0;
  std::vector<float> parameters;
  /// Running batch-norm statistics.
  std::vector<float> statistics;
  /// Adam: first, then second moments; SGD: velocities, 0 without momentum.
  std::vector<float> moments;
};

/// One replica's training. An engine (the fused CPU kernels; others may follow) implements this.
/// Not thread-safe; different trainers may run at the same time.
class Trainer {
 public:
  virtual ~Trainer() = default;
  /// Trains one epoch. With `measure`, keeps what TrainMetrics says about its gradients.
  virtual void run_epoch(bool measure) = 0;
  /// `call` is called after every step from now on, while state() has the parameters of that step
  /// and the epochs that are complete. Empty: nothing is.
  virtual void after_each_step(std::function<void()> call) = 0;
  /// Whether all parameters are finite.
  [[nodiscard]] virtual bool finite() const = 0;
  [[nodiscard]] virtual TrainMetrics metrics() = 0;
  [[nodiscard]] virtual const TrainState& state() const = 0;
  /// Goes on from a state of the same network and seeds: the results are those of never stopping.
  virtual void restore(TrainState state) = 0;
};

/// The trainer on fused kernels, initialised. Throws InvalidArgument if data and network do not
/// fit.
std::unique_ptr<Trainer> make_trainer(const NetworkSpec& network, const TrainSpec& train,
                                      const TrainData& data, const TrainSeeds& seeds);

}  // namespace infoplane
