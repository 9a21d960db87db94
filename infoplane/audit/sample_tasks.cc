#include "infoplane/audit/sample_tasks.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>

#include "infoplane/audit/layer_tasks.h"
#include "infoplane/core/random.h"
#include "infoplane/data/column_distributions.h"
#include "infoplane/data/sphere12.h"

namespace infoplane {
namespace {

// streams of the samples; part of what a seed means, so they stay as they are
constexpr std::uint32_t kNoisyWeights = 1000;
constexpr std::uint32_t kPairSamples = 600;
constexpr std::uint32_t kColumnSamples = 850;

// the layer's place among the noisy ones
std::uint32_t place(const LayerTask& layer) { return layer.layer.weights - kNoisyWeights; }

// "tanh-1-0.1" of "noisy-tanh-1-0.1"
std::string layer_name(const LayerTask& layer) { return layer.name.substr(6); }

// pairs (12 bits, t + noise)
PairTask of_pattern(const LayerTask& layer) {
  PairTask task;
  task.dx = kPatternBits;
  task.dy = layer.layer.width;
  task.truth = layer.i_xt;
  task.truth_error = layer.i_xt_error;
  task.draw_state = [t = layer_activations(layer), sigma = layer.sigma.value()](
                        Stream& numbers, std::uint32_t pattern, std::span<double> x,
                        std::span<double> y) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      y[j] = t[j * kPatterns + pattern] + sigma * numbers.normal();
    }
    fill_bits(pattern, x);
  };
  task.draw = [with_state = task.draw_state](Stream& numbers, std::span<double> x,
                                             std::span<double> y) {
    with_state(numbers, numbers.below(kPatterns), x, y);
  };
  return task;
}

// pairs (t + noise, label)
PairTask of_label(const LayerTask& layer) {
  PairTask task;
  task.dx = layer.layer.width;
  task.dy = 1;
  task.truth = layer.i_ty;
  task.truth_error = layer.i_ty_error;
  task.draw = [t = layer_activations(layer), sigma = layer.sigma.value(),
               labels = sphere12(std::nullopt, 0).labels](Stream& numbers, std::span<double> x,
                                                          std::span<double> y) {
    const std::uint32_t pattern = numbers.below(kPatterns);
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] = t[j * kPatterns + pattern] + sigma * numbers.normal();
    }
    y[0] = labels.classes[pattern];
  };
  return task;
}

PairTask sampled(const LayerTask& layer, bool has_label) {
  PairTask task = has_label ? of_label(layer) : of_pattern(layer);
  task.name = fmt::format("noisy-sample-{}-{}", layer_name(layer), has_label ? "ty" : "xt");
  task.group = TaskGroup::kNoisySample;
  task.x_discrete = !has_label;
  task.y_discrete = has_label;
  task.stream = kPairSamples + 2 * place(layer) + (has_label ? 1 : 0);
  return task;
}

PairTask as_columns(const LayerTask& layer, bool once) {
  PairTask task = of_pattern(layer);
  task.name = fmt::format("{}patterns-{}", once ? "once-" : "", layer_name(layer));
  task.group = TaskGroup::kDiscreteColumns;
  task.stream = kColumnSamples + 2 * place(layer) + (once ? 1 : 0);
  if (once) task.n_states = kPatterns;
  return task;
}

// of the informations with the pattern only those that samples of usual size can show
bool is_little(const LayerTask& layer) { return layer.i_xt < Nats(2); }

}  // namespace

const std::vector<PairTask>& noisy_sample_tasks() {
  static const std::vector<PairTask> tasks = [] {
    std::vector<PairTask> out;
    for (const LayerTask& layer : noisy_layer_tasks()) {
      if (is_little(layer)) out.push_back(sampled(layer, false));
      out.push_back(sampled(layer, true));
    }
    return out;
  }();
  return tasks;
}

const std::vector<PairTask>& pattern_column_tasks() {
  static const std::vector<PairTask> tasks = [] {
    std::vector<PairTask> out;
    for (const LayerTask& layer : noisy_layer_tasks()) {
      if (!is_little(layer)) continue;
      out.push_back(as_columns(layer, false));
      out.push_back(as_columns(layer, true));
    }
    return out;
  }();
  return tasks;
}

}  // namespace infoplane
