#include "infoplane/audit/network_tasks.h"

#include <fmt/format.h>

#include <cmath>
#include <span>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

// streams of weights and samples; part of what a seed means, so they stay as they are
constexpr std::uint32_t kWeights = 1200;
constexpr std::uint32_t kSamples = 900;

// a layer with its information and the standard error of that in nats, as bench/network_truth
// prints them
struct NetworkTruth {
  Activation activation;
  std::size_t n_inputs;
  std::size_t width;
  double sigma;
  double i_xt;
  double i_xt_error;
};
constexpr NetworkTruth kTruths[] = {
    {Activation::kTanh, 2, 1, 0.2, 0.844410, 0.001270},
    {Activation::kTanh, 2, 3, 0.2, 2.533431, 0.001462},
    {Activation::kTanh, 2, 5, 0.3, 1.907400, 0.001487},
    {Activation::kTanh, 3, 3, 0.3, 2.314271, 0.001479},
    {Activation::kRelu, 2, 1, 0.3, 0.742042, 0.001454},
    {Activation::kRelu, 2, 3, 0.3, 1.984394, 0.001486},
    {Activation::kRelu, 2, 5, 0.3, 2.057229, 0.001466},
    {Activation::kRelu, 3, 3, 0.3, 1.445537, 0.001493},
    {Activation::kRelu, 3, 5, 0.5, 2.158394, 0.001437},
};

}  // namespace

NetworkLayer::NetworkLayer(Activation activation, std::size_t n_inputs, std::size_t width,
                           double sigma, std::uint32_t weights)
    : activation_(activation), n_inputs_(n_inputs), width_(width), sigma_(sigma) {
  Stream stream(0, 0, Purpose::kTask, weights);
  for (std::size_t j = 0; j < width; ++j) {
    for (std::size_t k = 0; k < n_inputs; ++k) {
      w_.push_back(stream.normal() * std::sqrt(2.0 / static_cast<double>(n_inputs)));
    }
    b_.push_back(0.5 * stream.normal());
  }
}

void NetworkLayer::activations(std::span<const double> x, std::span<double> t) const {
  for (std::size_t j = 0; j < width_; ++j) {
    double z = b_[j];
    for (std::size_t k = 0; k < n_inputs_; ++k) z += w_[j * n_inputs_ + k] * x[k];
    t[j] = activate(activation_, z);
  }
}

const std::vector<NetworkLayer>& network_layers() {
  static const std::vector<NetworkLayer> layers = [] {
    std::vector<NetworkLayer> out;
    for (const NetworkTruth& truth : kTruths) {
      out.emplace_back(truth.activation, truth.n_inputs, truth.width, truth.sigma,
                       kWeights + static_cast<std::uint32_t>(out.size()));
    }
    return out;
  }();
  return layers;
}

const std::vector<PairTask>& noisy_network_tasks() {
  static const std::vector<PairTask> tasks = [] {
    std::vector<PairTask> out;
    for (const NetworkLayer& layer : network_layers()) {
      const NetworkTruth& truth = kTruths[out.size()];
      PairTask task;
      task.name = fmt::format("network-{}-{}-{}-{}", activation_name(truth.activation),
                              truth.n_inputs, truth.width, truth.sigma);
      task.group = TaskGroup::kNoisyNetwork;
      task.dx = truth.n_inputs;
      task.dy = truth.width;
      task.truth = Nats(truth.i_xt);
      task.truth_error = Nats(truth.i_xt_error);
      task.stream = kSamples + static_cast<std::uint32_t>(out.size());
      task.draw = [layer](Stream& stream, std::span<double> x, std::span<double> t) {
        for (double& value : x) value = stream.normal();
        layer.activations(x, t);
        for (double& value : t) value += layer.sigma() * stream.normal();
      };
      out.push_back(std::move(task));
    }
    return out;
  }();
  return tasks;
}

}  // namespace infoplane
