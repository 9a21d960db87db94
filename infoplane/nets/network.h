#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/nets/activation.h"

namespace infoplane {

/// What training minimises: the mean over the batch of
enum class Loss {
  kCrossEntropy,  ///< -ln softmax(z)_y, in nats; C outputs
  kLogistic,      ///< -ln of the Bernoulli likelihood of sigmoid(z); one output for two classes,
                  ///< else C outputs, each against the rest, summed
  kSquaredError,  ///< 1/2 |a - onehot(y)|^2, C linear outputs
};
/// "cross-entropy", "logistic", "squared-error"; and back. Throws InvalidArgument with the nearest
/// name.
std::string_view loss_name(Loss loss);
Loss parse_loss(std::string_view name);

/// How the weights begin. Biases begin at 0, batch-norm gains at 1. fan_in is a unit's number of
/// inputs, fan_out the layer's number of units.
enum class Initialiser {
  kTruncatedNormalFanIn,   ///< N(0, 1/fan_in) without what is beyond 2 sigma (of the untruncated
                           ///< one)
  kTruncatedNormalFanOut,  ///< the same with 1/fan_out
  kGlorotUniform,          ///< U(+- sqrt(6 / (fan_in + fan_out)))
  kGlorotNormal,           ///< N(0, 2 / (fan_in + fan_out))
  kHeUniform,              ///< U(+- sqrt(6 / fan_in))
  kHeNormal,               ///< N(0, 2 / fan_in)
  kOrthogonal,             ///< rows or columns orthonormal, Haar distributed
  kNtk,                    ///< N(0, 1); the layer computes W a / sqrt(fan_in) + b
};
/// "truncated-normal-fan-in", "truncated-normal-fan-out", "glorot-uniform", "glorot-normal",
/// "he-uniform", "he-normal", "orthogonal", "ntk"; and back. Throws InvalidArgument with the
/// nearest name.
std::string_view initialiser_name(Initialiser initialiser);
Initialiser parse_initialiser(std::string_view name);

/// One fully connected layer: z = s W a + b; with batch norm z = g (s W a - mean)/sqrt(var + eps) +
/// b; t = f(z) + noise e, e ~ N(0, 1) drawn anew for every sample and unit in training and in
/// evaluation, is what is recorded; the next layer gets t, in training with each unit dropped with
/// probability `dropout` and the kept ones scaled by 1/(1 - dropout). s is 1 but for kNtk.
struct LayerSpec {
  std::size_t width = 0;
  Activation activation = Activation::kTanh;
  bool batch_norm = false;
  double dropout = 0;
  /// Standard deviation, in units of activation.
  double noise = 0;

  friend bool operator==(const LayerSpec&, const LayerSpec&) = default;
};

/// Units of a layer at the most: weights of two such layers are still counted without overflow.
inline constexpr std::size_t kLargestWidth = 1U << 20;

inline constexpr double kBatchNormEpsilon = 1e-5;
/// Share of the newest batch in the running mean and variance that evaluation uses. The running
/// variance is of the unbiased estimate (n - 1), the one used in training of the biased (n). A
/// batch of one sample, which has no unbiased estimate, leaves the running variance as it is.
inline constexpr double kBatchNormMomentum = 0.1;

/// A fully connected network: layers from the first hidden one to the output.
struct NetworkSpec {
  std::size_t n_inputs = 0;
  std::vector<LayerSpec> layers;
  Loss loss = Loss::kCrossEntropy;
  Initialiser init = Initialiser::kTruncatedNormalFanIn;

  friend bool operator==(const NetworkSpec&, const NetworkSpec&) = default;
};

/// Reads hidden layers: widths joined by '-', each followed, in any order and joined by '-', by
/// what differs from the default: an activation's name, `BN`, `Dr.2` (dropout probability .2).
/// "10-7-5", "10-tanh-8-relu", "10-Dr.2-8-BN-6" ("Dr0.2" is the same), "10-leaky-relu-5". Throws
/// InvalidArgument naming the part: an empty one, a width of 0, a word before any width, an unknown
/// word (with the nearest known one), a thing said twice, a dropout outside of [0, 1).
std::vector<LayerSpec> parse_hidden_layers(std::string_view text, Activation default_activation);

/// The whole network: hidden layers and the output layer that `loss` asks for with
/// n_classes (softmax, sigmoid or linear). Throws InvalidArgument if n_classes < 2, and what
/// check_network throws.
NetworkSpec make_network(std::size_t n_inputs, std::vector<LayerSpec> hidden, std::size_t n_classes,
                         Loss loss, Initialiser init);

/// Throws InvalidArgument unless the network can be computed: inputs and every width at least 1,
/// softmax nowhere but in the output, each dropout in [0, 1), each noise finite and not negative,
/// neither of them in the output, and the output layer's activation and width those of the loss.
void check_network(const NetworkSpec& spec);

/// Whether a layer has noise: what is recorded is then not a function of the input.
bool is_noisy(const NetworkSpec& spec);

/// The number of classes that the output layer tells apart: its width, but 2 if that is 1.
std::size_t class_count(const NetworkSpec& spec);

/// Where a layer's parameters are in the network's one flat vector. Weights are row-major (width,
/// n_inputs), then the biases, then, with batch norm, the gains.
struct LayerParameters {
  std::size_t n_inputs = 0;
  std::size_t width = 0;
  std::size_t weights = 0;
  std::size_t biases = 0;
  /// Only with batch norm; else equal to the end of the biases.
  std::size_t gains = 0;
  /// Offset of (running mean, running variance), width each, in the vector of statistics.
  std::size_t statistics = 0;
  /// s in z = s W a + b.
  double weight_scale = 1;
};

/// The layout of a network's parameters and of its batch-norm statistics.
struct ParameterLayout {
  explicit ParameterLayout(const NetworkSpec& spec);
  std::vector<LayerParameters> layers;
  std::size_t n_parameters = 0;
  std::size_t n_statistics = 0;
};

}  // namespace infoplane
