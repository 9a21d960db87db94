#include "infoplane/report/training_curves.h"

#include <cmath>
#include <functional>
#include <map>

namespace infoplane {
namespace {

using Metric = std::function<std::optional<double>(const TrainMetrics&)>;
using RowsByEpoch = std::map<std::size_t, std::vector<const TrainMetrics*>>;

Curve curve_of(const RowsByEpoch& rows, const Metric& metric) {
  Curve curve;
  for (const auto& [epoch, replicas] : rows) {
    std::vector<double> values;
    for (const TrainMetrics* metrics : replicas) {
      const auto value = metric(*metrics);
      if (value && std::isfinite(*value)) values.push_back(*value);
    }
    auto& point = curve.emplace_back();
    if (!values.empty()) point = mean_interval(values);
  }
  return curve;
}

// a layer's gradient norm over its weight norm; empty where there is none
Metric relative(std::vector<double> TrainMetrics::*norms, std::size_t layer) {
  return [norms, layer](const TrainMetrics& metrics) -> std::optional<double> {
    const auto& norm = metrics.*norms;
    if (layer >= norm.size() || layer >= metrics.weight_norm.size()) return std::nullopt;
    return norm[layer] / metrics.weight_norm[layer];
  };
}

}  // namespace

TrainingCurves training_curves(const std::vector<TrainingRow>& rows, std::size_t n_layers) {
  RowsByEpoch by_epoch;
  for (const auto& row : rows) by_epoch[row.epoch].push_back(&row.metrics);

  TrainingCurves curves;
  for (const auto& [epoch, replicas] : by_epoch) curves.epochs.push_back(epoch);
  curves.train_loss = curve_of(by_epoch, [](const TrainMetrics& m) { return m.train_loss; });
  curves.train_accuracy =
      curve_of(by_epoch, [](const TrainMetrics& m) { return m.train_accuracy; });
  curves.test_accuracy = curve_of(by_epoch, [](const TrainMetrics& m) { return m.test_accuracy; });
  for (std::size_t l = 0; l < n_layers; ++l) {
    curves.gradient_mean.push_back(
        curve_of(by_epoch, relative(&TrainMetrics::gradient_mean_norm, l)));
    curves.gradient_std.push_back(
        curve_of(by_epoch, relative(&TrainMetrics::gradient_std_norm, l)));
  }
  return curves;
}

}  // namespace infoplane
