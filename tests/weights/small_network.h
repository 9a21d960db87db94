#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/jacobian.h"
#include "infoplane/nets/reference.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// A small random network and labelled inputs; of few inputs, none is near a kink of an activation.
struct SmallNetwork {
  SmallNetwork(const std::string& hidden, Activation activation, std::size_t n_classes, Loss loss,
               Initialiser init = Initialiser::kHeNormal, std::size_t n_inputs = 3,
               std::size_t n_rows = 7)
      : spec(
            make_network(n_inputs, parse_hidden_layers(hidden, activation), n_classes, loss, init)),
        n(n_rows) {
    for (std::size_t i = 0; i < n; ++i) labels.push_back(static_cast<std::uint32_t>(i % n_classes));
    draw(0);
    for (std::uint32_t index = 1; n < 10 && smallest_preactivation() < 0.01; ++index) draw(index);
  }

  // everything that is random
  void draw(std::uint32_t index) {
    const ParameterLayout layout(spec);
    Stream stream(11, 0, Purpose::kTest, index);
    x.resize(n * spec.n_inputs);
    for (float& value : x) value = static_cast<float>(stream.normal());
    parameters.resize(layout.n_parameters);
    for (double& value : parameters) value = 0.7 * stream.normal();
    statistics.resize(layout.n_statistics);
    for (double& value : statistics) value = 0.5 + stream.uniform();
  }

  [[nodiscard]] LabelledInputs data() const {
    return {row_major(x.data(), n, spec.n_inputs), labels};
  }
  [[nodiscard]] NetworkJacobian network() const { return network_at(parameters); }
  [[nodiscard]] NetworkJacobian network_at(const std::vector<double>& theta) const {
    return {spec, std::span<const double>(theta), std::span<const double>(statistics)};
  }

  // as evaluation sees the network
  [[nodiscard]] ReferenceForward reference(const std::vector<double>& theta) const {
    const std::vector<double> values(x.begin(), x.end());
    return reference_forward(
        spec, theta, statistics,
        {.x = row_major(values.data(), n, spec.n_inputs), .labels = labels, .masks = {}}, false);
  }

  [[nodiscard]] double smallest_preactivation() const {
    double smallest = 1;
    for (const std::vector<double>& layer : reference(parameters).preactivations) {
      for (const double z : layer) smallest = std::min(smallest, std::abs(z));
    }
    return smallest;
  }

  NetworkSpec spec;
  std::size_t n;
  std::vector<float> x;
  std::vector<std::uint32_t> labels;
  std::vector<double> parameters;
  std::vector<double> statistics;
};

}  // namespace infoplane
