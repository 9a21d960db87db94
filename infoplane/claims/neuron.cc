#include "infoplane/claims/neuron.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// x beyond which there is nothing that counts
constexpr double kFarthest = 9;
constexpr double kMostCells = 1e7;

// P(x >= b)
double upper_tail(double b) { return std::erfc(b / std::numbers::sqrt2) / 2; }

// P(a <= x < b), from the tail on whose side both are
double probability(double a, double b) {
  return a > 0 ? upper_tail(a) - upper_tail(b) : upper_tail(-b) - upper_tail(-a);
}

// the least z in [low, high] with f(z) >= edge
double crossing(Activation f, double edge, double low, double high) {
  if (activate(f, low) >= edge) return low;
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    (activate(f, middle) >= edge ? high : low) = middle;
  }
}

// inner edges of the cells, between the values that are reached
std::vector<double> inner_edges(Activation f, const NeuronCells& cells, double low, double high) {
  std::vector<double> edges;
  if (cells.n_bins) {
    const std::optional<Range> range = activation_range(f);
    if (!range) {
      throw InvalidArgument(fmt::format(
          "neuron: {} has no range, so that it needs a width of cells", activation_name(f)));
    }
    for (std::size_t k = 1; k < *cells.n_bins; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(*cells.n_bins);
      edges.push_back(range->low + share * (range->high - range->low));
    }
    return edges;
  }
  const double first = std::floor(low / *cells.width) + 1;
  const double n = std::floor(high / *cells.width) - first + 1;
  if (!(n < kMostCells)) {
    throw InvalidArgument(fmt::format("neuron: width {} makes too many cells", *cells.width));
  }
  for (std::size_t k = 0; static_cast<double>(k) < n; ++k) {
    edges.push_back((first + static_cast<double>(k)) * *cells.width);
  }
  return edges;
}

}  // namespace

Nats neuron_information(Activation f, double weight, const NeuronCells& cells) {
  constexpr std::array kFalling = {Activation::kGelu, Activation::kSoftmax};
  for (const Activation falling : kFalling) {
    if (f != falling) continue;
    throw InvalidArgument(
        fmt::format("neuron: {} is no rising function of one number", activation_name(f)));
  }
  if (!(weight > 0) || !std::isfinite(weight)) {
    throw InvalidArgument(fmt::format("neuron: weight is {}, but must be above 0", weight));
  }
  const bool one_kind = cells.n_bins.has_value() != cells.width.has_value();
  if (!one_kind || cells.n_bins == std::size_t{0} || (cells.width && !(*cells.width > 0))) {
    throw InvalidArgument("neuron: needs a number of bins or a width of cells, above 0");
  }
  const double farthest = kFarthest * weight;
  double h = 0;
  double low = -std::numeric_limits<double>::infinity();
  const auto add = [&](double high) {
    const double p = probability(low / weight, high / weight);
    if (p > 0) h -= p * std::log(p);
    low = high;
  };
  for (const double edge : inner_edges(f, cells, activate(f, -farthest), activate(f, farthest))) {
    // an edge that is not reached ends nothing
    if (activate(f, farthest) < edge) break;
    add(crossing(f, edge, -farthest, farthest));
  }
  add(std::numeric_limits<double>::infinity());
  return Nats(h);
}

Nats noisy_neuron_information(double weight, double noise) {
  if (!(noise > 0) || !std::isfinite(noise) || !std::isfinite(weight)) {
    throw InvalidArgument(fmt::format(
        "noisy-neuron: weight {} and noise {} must be finite, the noise above 0", weight, noise));
  }
  return Nats(std::log1p(weight / noise * (weight / noise)) / 2);
}

}  // namespace infoplane
