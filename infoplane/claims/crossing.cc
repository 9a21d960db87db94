#include "infoplane/claims/crossing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace infoplane {
namespace {

// of sorted values, at a share of the way from the first to the last
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double weight = at - static_cast<double>(below);
  // infinity times 0 is no number
  if (weight == 0) return sorted[below];
  return (1 - weight) * sorted[below] + weight * sorted[below + 1];
}

std::optional<Quartiles> quartiles_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  return Quartiles{quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)};
}

// of those that cross never, the epoch is infinite
std::optional<double> median_epoch(std::vector<double> epochs) {
  if (epochs.empty()) return std::nullopt;
  std::ranges::sort(epochs);
  const double median = quantile(epochs, 0.5);
  return std::isfinite(median) ? std::optional(median) : std::nullopt;
}

LayerRatios layer_ratios(const std::vector<TrainingRow>& training, std::size_t layer,
                         const std::vector<std::size_t>& epochs) {
  std::map<std::size_t, std::vector<double>> by_epoch;
  for (const TrainingRow& row : training) {
    const std::optional<double> ratio = gradient_ratio(row.metrics, layer);
    if (ratio && std::isfinite(*ratio)) by_epoch[row.epoch].push_back(*ratio);
  }
  LayerRatios out;
  for (const std::size_t epoch : epochs) out.quartiles.push_back(quartiles_of(by_epoch[epoch]));
  std::vector<double> crossings;
  for (const std::span<const TrainingRow> rows : replicas_of(training)) {
    const Crossing crossing = find_crossing(rows, layer);
    if (!crossing.has_gradients) continue;
    ++out.n_networks;
    out.n_crossing += crossing.epoch ? 1 : 0;
    crossings.push_back(crossing.epoch ? static_cast<double>(*crossing.epoch)
                                       : std::numeric_limits<double>::infinity());
  }
  out.median_epoch = median_epoch(std::move(crossings));
  return out;
}

}  // namespace

std::optional<double> gradient_ratio(const TrainMetrics& metrics, std::size_t layer) {
  if (metrics.gradient_std_norm.empty()) return std::nullopt;
  const double mean = metrics.gradient_mean_norm.at(layer);
  const double deviation = metrics.gradient_std_norm.at(layer);
  if (mean == 0 && deviation == 0) return std::nullopt;
  return mean / deviation;
}

Crossing find_crossing(std::span<const TrainingRow> rows, std::size_t layer) {
  std::vector<std::size_t> epochs;
  std::vector<double> ratios;
  for (const TrainingRow& row : rows) {
    const std::optional<double> ratio = gradient_ratio(row.metrics, layer);
    if (!ratio) continue;
    epochs.push_back(row.epoch);
    ratios.push_back(*ratio);
  }
  const auto is_diffusion = [](double ratio) { return ratio < 1; };
  const auto last = std::find_if(ratios.rbegin(), ratios.rend(), is_diffusion).base();
  const auto largest = std::max_element(ratios.begin(), last);
  if (largest == last || !(*largest > 1)) return {!ratios.empty(), std::nullopt};
  const auto crossing = std::find_if(largest, last, is_diffusion);
  return {true, epochs[static_cast<std::size_t>(crossing - ratios.begin())]};
}

std::vector<std::span<const TrainingRow>> replicas_of(const std::vector<TrainingRow>& training) {
  std::vector<std::span<const TrainingRow>> out;
  for (auto first = training.begin(); first != training.end();) {
    const auto end = std::find_if(first, training.end(), [&](const TrainingRow& row) {
      return row.replica != first->replica;
    });
    out.emplace_back(first, end);
    first = end;
  }
  return out;
}

GradientRatios gradient_ratios(const std::vector<TrainingRow>& training) {
  GradientRatios out;
  std::size_t n_layers = 0;
  for (const TrainingRow& row : training) {
    if (row.metrics.gradient_std_norm.empty()) continue;
    out.epochs.push_back(row.epoch);
    n_layers = row.metrics.gradient_std_norm.size();
  }
  std::ranges::sort(out.epochs);
  out.epochs.erase(std::unique(out.epochs.begin(), out.epochs.end()), out.epochs.end());
  for (std::size_t l = 0; l < n_layers; ++l) {
    out.layers.push_back(layer_ratios(training, l, out.epochs));
  }
  return out;
}

}  // namespace infoplane
