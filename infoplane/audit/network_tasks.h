#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/data/tasks.h"
#include "infoplane/nets/activation.h"

namespace infoplane {

/// One layer of a network that sees standard normal inputs, with weights that are drawn once and
/// for all and normal noise on its units:
///   T_j = f(sum_k W_jk X_k + b_j) + N(0, sigma^2),   W_jk ~ N(0, 2/n_inputs), b_j ~ N(0, 1/4),
/// (T21), from Stream(0, 0, Purpose::kTask, weights), unit after unit, weights before bias.
class NetworkLayer {
 public:
  NetworkLayer(Activation activation, std::size_t n_inputs, std::size_t width, double sigma,
               std::uint32_t weights);

  [[nodiscard]] std::size_t n_inputs() const { return n_inputs_; }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] double sigma() const { return sigma_; }
  [[nodiscard]] Activation activation() const { return activation_; }
  /// (width, n_inputs), row-major.
  [[nodiscard]] const std::vector<double>& w() const { return w_; }
  [[nodiscard]] const std::vector<double>& b() const { return b_; }

  /// The activations at x without noise; t has one value a unit.
  void activations(std::span<const double> x, std::span<double> t) const;

 private:
  Activation activation_;
  std::size_t n_inputs_;
  std::size_t width_;
  double sigma_;
  std::vector<double> w_;
  std::vector<double> b_;
};

/// The layers of the tasks below, in their order.
const std::vector<NetworkLayer>& network_layers();

/// network-ACTIVATION-INPUTS-WIDTH-SIGMA: pairs of an input and the noisy activations. The truths
/// are of a calculation of their own, bench/network_truth.cc; docs/methods.md, "Known truth".
const std::vector<PairTask>& noisy_network_tasks();

}  // namespace infoplane
