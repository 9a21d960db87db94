#include "infoplane/audit/layer_tasks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/data/column_distributions.h"
#include "infoplane/data/sphere12.h"

namespace infoplane {
namespace {

// streams of weights and samples; part of what a seed means, so they stay as they are
constexpr std::uint32_t kNoisyWeights = 1000;
constexpr std::uint32_t kQuantisedWeights = 1100;
constexpr std::uint32_t kLayerSamples = 400;

// a noisy layer with its informations and their standard errors in nats, as bench/noisy_truth
// prints them
struct NoisyTruth {
  Activation activation;
  std::size_t width;
  double sigma;
  double i_xt;
  double i_xt_error;
  double i_ty;
  double i_ty_error;
};
constexpr NoisyTruth kNoisyTruths[] = {
    {Activation::kTanh, 1, 0.1, 1.609381, 0.000295, 0.010407, 0.000004},
    {Activation::kTanh, 2, 0.1, 3.143459, 0.000509, 0.032915, 0.000025},
    {Activation::kTanh, 3, 0.1, 3.128070, 0.000629, 0.046843, 0.000029},
    {Activation::kTanh, 5, 0.1, 5.093010, 0.000604, 0.177045, 0.000076},
    {Activation::kTanh, 10, 0.1, 8.287615, 0.000376, 0.681068, 0.000090},
    {Activation::kTanh, 5, 0.02, 8.189479, 0.000639, 0.664451, 0.000104},
    {Activation::kTanh, 3, 0.5, 1.424613, 0.000365, 0.013130, 0.000020},
    {Activation::kTanh, 10, 0.5, 3.172347, 0.000608, 0.093365, 0.000061},
    {Activation::kRelu, 2, 0.1, 1.756672, 0.000580, 0.014946, 0.000006},
    {Activation::kRelu, 5, 0.1, 5.774886, 0.000633, 0.241469, 0.000075},
    {Activation::kRelu, 10, 0.1, 8.113960, 0.000566, 0.635954, 0.000104},
    {Activation::kRelu, 10, 0.5, 2.593279, 0.000628, 0.093209, 0.000047},
};

const Labels& pattern_labels() {
  static const Labels labels = sphere12(std::nullopt, 0).labels;
  return labels;
}

// the middle of the level of t, levels of equal width over the activation's range, the last closed
double quantise(double t, const Range& range, std::size_t n_bits) {
  const double levels = std::ldexp(1.0, static_cast<int>(n_bits));
  const double width = (range.high - range.low) / levels;
  const double level = std::clamp(std::floor((t - range.low) / width), 0.0, levels - 1);
  return range.low + (level + 0.5) * width;
}

// H(T) and I(T;Y) of a layer of few values over all patterns, by a map of its rows
void count_truth(LayerTask& task, const std::vector<double>& t) {
  std::map<std::vector<double>, std::map<std::uint32_t, double>> rows;
  std::map<std::uint32_t, double> classes;
  for (std::size_t i = 0; i < kPatterns; ++i) {
    std::vector<double> row;
    for (std::size_t j = 0; j < task.layer.width; ++j) row.push_back(t[j * kPatterns + i]);
    const std::uint32_t y = pattern_labels().classes[i];
    ++rows[row][y];
    ++classes[y];
  }
  constexpr double kAll = kPatterns;
  double h_t = 0;
  double i_ty = 0;
  for (const auto& [row, of_class] : rows) {
    double n_t = 0;
    for (const auto& [y, n] : of_class) n_t += n;
    h_t -= n_t / kAll * std::log(n_t / kAll);
    for (const auto& [y, n] : of_class) i_ty += n / kAll * std::log(n * kAll / (n_t * classes[y]));
  }
  task.i_xt = Nats(h_t);
  task.i_ty = Nats(i_ty);
}

std::vector<std::uint32_t> draw_patterns(const LayerTask& task, std::size_t n, Stream& stream) {
  std::vector<std::uint32_t> patterns;
  if (task.fixed_n()) {
    patterns.resize(kPatterns);
    std::iota(patterns.begin(), patterns.end(), 0U);
    shuffle(patterns, stream);
    return patterns;
  }
  for (std::size_t i = 0; i < n; ++i) patterns.push_back(stream.below(kPatterns));
  return patterns;
}

std::uint32_t stream_of(const LayerTask& task) {
  return kLayerSamples + task.layer.weights % kNoisyWeights;
}

}  // namespace

std::vector<double> layer_activations(const LayerTask& task) {
  std::vector<double> t = pattern_activations(task.layer);
  if (task.n_bits) {
    const Range range = activation_range(task.layer.activation).value();
    for (double& value : t) value = quantise(value, range, *task.n_bits);
  }
  return t;
}

NetworkSample LayerDraw::view() const {
  NetworkSample sample;
  sample.inputs = inputs.view();
  sample.input_ids = input_ids;
  sample.labels = &labels;
  LayerSample layer;
  layer.t = t.view();
  layer.activation_range = activation_range;
  sample.layers.push_back(layer);
  return sample;
}

std::optional<std::size_t> LayerTask::fixed_n() const {
  if (sigma) return kPatterns;
  return std::nullopt;
}

LayerDraw LayerTask::sample(std::size_t n, std::uint64_t seed) const {
  if (n == 0)
    throw InvalidArgument(fmt::format("task {}: 0 samples, but at least 1 is needed", name));
  const std::vector<double> all = layer_activations(*this);
  Stream stream(seed, 0, Purpose::kTask, stream_of(*this));
  LayerDraw out;
  out.input_ids = draw_patterns(*this, n, stream);
  const std::size_t rows = out.input_ids.size();
  std::vector<double> inputs(rows * kPatternBits);
  std::vector<double> t(rows * layer.width);
  std::vector<double> bits(kPatternBits);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t pattern = out.input_ids[i];
    fill_bits(pattern, bits);
    for (std::size_t k = 0; k < kPatternBits; ++k) inputs[k * rows + i] = bits[k];
    for (std::size_t j = 0; j < layer.width; ++j) t[j * rows + i] = all[j * kPatterns + pattern];
  }
  out.inputs = {rows, kPatternBits, std::move(inputs)};
  out.t = {rows, layer.width, std::move(t)};
  out.labels = select_rows(pattern_labels(), out.input_ids);
  out.activation_range = activation_range(layer.activation);
  return out;
}

const std::vector<LayerTask>& noisy_layer_tasks() {
  static const std::vector<LayerTask> tasks = [] {
    std::vector<LayerTask> out;
    for (const NoisyTruth& truth : kNoisyTruths) {
      LayerTask task;
      task.name = fmt::format("noisy-{}-{}-{}", activation_name(truth.activation), truth.width,
                              truth.sigma);
      task.layer = {truth.activation, truth.width,
                    kNoisyWeights + static_cast<std::uint32_t>(out.size())};
      task.sigma = truth.sigma;
      task.i_xt = Nats(truth.i_xt);
      task.i_xt_error = Nats(truth.i_xt_error);
      task.i_ty = Nats(truth.i_ty);
      task.i_ty_error = Nats(truth.i_ty_error);
      out.push_back(std::move(task));
    }
    return out;
  }();
  return tasks;
}

const std::vector<LayerTask>& quantised_layer_tasks() {
  static const std::vector<LayerTask> tasks = [] {
    std::vector<LayerTask> out;
    for (const auto& [width, n_bits] :
         {std::pair<std::size_t, std::size_t>{1, 4}, {3, 2}, {3, 8}, {10, 1}}) {
      LayerTask task;
      task.name = fmt::format("quantised-tanh-{}-{}", width, n_bits);
      task.group = TaskGroup::kQuantised;
      task.layer = {Activation::kTanh, width,
                    kQuantisedWeights + static_cast<std::uint32_t>(out.size())};
      task.n_bits = n_bits;
      count_truth(task, layer_activations(task));
      out.push_back(std::move(task));
    }
    return out;
  }();
  return tasks;
}

}  // namespace infoplane
