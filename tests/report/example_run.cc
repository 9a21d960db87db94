#include "tests/report/example_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "infoplane/core/random.h"
#include "infoplane/core/units.h"

namespace infoplane {
namespace {

constexpr double kHy = 0.9992;
constexpr double kLog2N = 12;

Estimate bits(double value) { return {Nats(Bits(value)), {}, {}, {}}; }

std::vector<std::size_t> example_epochs(const ExampleShape& shape) {
  std::vector<std::size_t> epochs{0};
  for (std::size_t k = 0; k < shape.checkpoints; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(shape.checkpoints - 1);
    const auto epoch = static_cast<std::size_t>(
        std::lround(std::pow(static_cast<double>(shape.last_epoch), share)));
    if (epoch > epochs.back()) epochs.push_back(epoch);
  }
  return epochs;
}

// `depth` is 0 at the first layer and 1 at the last, `time` ln(1 + epoch)
LayerEstimate example_point(double depth, double time, double end, double compression,
                            double noise) {
  const double fitted = 1 / (1 + std::exp(-(time - 0.4 * end) * 1.6));
  const double late = std::max(0.0, (time - 0.5 * end) / (0.5 * end));
  const double start = kLog2N - 7 * depth * depth * depth;
  const double peak = kLog2N - 3.2 * std::pow(depth, 4);
  const double fall = compression * late * late * 6 * std::pow(depth, 3) * (1.25 - 0.3 * depth);
  LayerEstimate point;
  const double i_xt = std::min(kLog2N, start + (peak - start) * fitted - fall + depth * noise);
  const double untrained = kHy * (1 - 0.75 * depth);
  const double i_ty = untrained + (kHy * (1 - 0.05 * depth) - untrained) * fitted;
  point.i_xt = bits(i_xt);
  point.i_ty = bits(std::min(kHy, i_ty + 0.1 * depth * noise));
  point.h_y = Nats(Bits(kHy));
  point.cells = static_cast<std::size_t>(std::exp2(i_xt));
  point.i_ty_shuffled = Nats(Bits(kHy * std::pow(i_xt / kLog2N, 6)));
  if (i_xt > 0.98 * kLog2N) point.flags = {Flag::kSaturated, Flag::kSingletons};
  return point;
}

Plane example_plane(const ExampleShape& shape, const std::string& estimator) {
  Plane plane;
  plane.estimator = estimator;
  plane.epochs = example_epochs(shape);
  plane.n_layers = shape.widths.size();
  plane.n_samples = 4096;
  const double end = std::log1p(static_cast<double>(shape.last_epoch));
  for (std::size_t r = 0; r < shape.replicas; ++r) {
    plane.replicas.push_back(static_cast<std::uint32_t>(r));
    Stream stream(1, plane.replicas[r], Purpose::kTest);
    const double lasting = 0.25 * stream.normal();
    for (const std::size_t epoch : plane.epochs) {
      for (std::size_t l = 0; l < plane.n_layers; ++l) {
        const double depth = static_cast<double>(l) / static_cast<double>(plane.n_layers - 1);
        plane.points.push_back(example_point(depth, std::log1p(static_cast<double>(epoch)), end,
                                             shape.compression, lasting + 0.05 * stream.normal()));
        if (l > 0) plane.between.push_back(plane.points.back().i_xt);
      }
    }
  }
  return plane;
}

TrainMetrics example_metrics(const ExampleShape& shape, std::size_t epoch, Stream& stream) {
  const double time = std::log1p(static_cast<double>(epoch));
  const double end = std::log1p(static_cast<double>(shape.last_epoch));
  const double fitted = 1 / (1 + std::exp(-(time - 0.4 * end) * 1.6));
  TrainMetrics metrics;
  metrics.train_loss = 0.69 * std::pow(1 - 0.93 * fitted, 1.5) * std::exp(0.1 * stream.normal());
  metrics.train_accuracy = 0.52 + 0.475 * fitted - 0.005 * stream.uniform();
  metrics.test_accuracy = 0.52 + 0.45 * fitted - 0.01 * stream.uniform();
  for (std::size_t l = 0; l < shape.widths.size(); ++l) {
    metrics.weight_norm.push_back(2 + fitted + 0.1 * static_cast<double>(l));
    if (epoch == 0) continue;
    metrics.gradient_mean_norm.push_back(0.08 * std::exp(-0.55 * time) *
                                         (1 + 0.1 * stream.normal()));
    metrics.gradient_std_norm.push_back(0.012 * std::exp(-0.12 * time) *
                                        (1 + 0.1 * stream.normal()));
  }
  return metrics;
}

}  // namespace

RunReport example_run(const ExampleShape& shape) {
  RunReport run;
  run.config.name = "example";
  run.config.replicas = shape.replicas;
  run.config.train.epochs = shape.last_epoch;
  run.config.specs = shape.estimators;
  run.directory = "example-0123abcd";
  for (const std::size_t width : shape.widths) run.layers.push_back({width, "tanh", Range{-1, 1}});
  for (const auto& estimator : shape.estimators) {
    PlaneResult result{example_plane(shape, estimator), {}, {}};
    result.summary = summarise(result.plane);
    result.phases = find_phases(result.plane);
    run.planes.push_back(std::move(result));
  }
  for (std::size_t r = 0; r < shape.replicas; ++r) {
    Stream stream(2, static_cast<std::uint32_t>(r), Purpose::kTest);
    for (const std::size_t epoch : example_epochs(shape)) {
      run.training.push_back(
          {static_cast<std::uint32_t>(r), epoch, example_metrics(shape, epoch, stream)});
    }
  }
  return run;
}

void drop_i_xt(RunReport& run) {
  for (auto& result : run.planes) {
    for (auto& point : result.plane.points) {
      point.i_xt = {};
      point.flags.clear();
    }
    for (auto& between : result.plane.between) between = {};
    result.summary = summarise(result.plane);
    result.phases = find_phases(result.plane);
  }
}

}  // namespace infoplane
