// Speed of the estimators that count: I(X;T), I(T;Y), the shuffled baseline and I(T_l;T_l+1) of all
// six layers of a 12-10-7-5-4-3-2 network at N = 4096, which is one plane point (`ms_per_point`).
//
// Each benchmark first compares I(X;T) and I(T;Y) with a plain program's (a map of tuples of bins)
// and reports an error instead of a time if they differ. `plain_program` is the time of that
// program with std::unordered_map, without baseline and between-layer information.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

constexpr std::size_t kSamples = 4096;
constexpr std::array<std::size_t, 6> kWidths = {10, 7, 5, 4, 3, 2};

// Activations of a network on all patterns of 12 bits.
struct Recorded {
  std::vector<std::vector<float>> layers;
  Labels labels;
  std::vector<std::uint32_t> input_ids;

  [[nodiscard]] NetworkSample sample() const {
    NetworkSample out;
    out.input_ids = input_ids;
    out.labels = &labels;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      LayerSample layer;
      layer.t = column_major(layers[l].data(), kSamples, kWidths[l]);
      layer.activation_range = Range{-1, 1};
      out.layers.push_back(layer);
    }
    return out;
  }
};

// tanh of random weights times `below`, a layer stored unit after unit
std::vector<float> next_layer(const std::vector<float>& below, std::size_t width, double scale,
                              Stream& stream) {
  const std::size_t width_below = below.size() / kSamples;
  std::vector<float> t(kSamples * width);
  for (std::size_t j = 0; j < width; ++j) {
    std::vector<double> z(kSamples, 0.1 * stream.normal());
    for (std::size_t k = 0; k < width_below; ++k) {
      const double w = scale * stream.normal() / std::sqrt(static_cast<double>(width_below));
      for (std::size_t i = 0; i < kSamples; ++i) z[i] += w * below[k * kSamples + i];
    }
    for (std::size_t i = 0; i < kSamples; ++i)
      t[j * kSamples + i] = static_cast<float>(std::tanh(z[i]));
  }
  return t;
}

Recorded record(double scale) {
  Recorded out;
  Stream stream(1, 0, Purpose::kTest);
  std::vector<float> below(kSamples * 12);
  for (std::size_t i = 0; i < kSamples; ++i) {
    for (std::size_t j = 0; j < 12; ++j)
      below[j * kSamples + i] = static_cast<float>(i >> (11 - j) & 1);
  }
  for (const std::size_t width : kWidths) {
    below = next_layer(below, width, scale, stream);
    out.layers.push_back(below);
  }
  out.labels.n_classes = 2;
  for (std::uint32_t i = 0; i < kSamples; ++i) {
    out.labels.classes.push_back(stream.below(2));
    out.input_ids.push_back(i);
  }
  return out;
}

// the cell of one value, by each estimator
double bin30(double t) { return std::min(std::floor((t + 1) * 30 / 2), 29.0); }
double bin30_odd(double t) { return std::min(std::floor((t - -1.1) * 30 / (1.2 - -1.1)), 29.0); }
double bin256(double t) { return std::min(std::floor((t + 1) * 256 / 2), 255.0); }
double itself(double t) { return t; }
double bin_idnns(double t) {
  // the number of edges <= t, which is never 0 for a tanh
  double n = 0;
  for (int k = 0; k < 30; ++k) n += t >= static_cast<float>(-1 + k * (2.0 / 29));
  return n;
}

using Row = std::vector<double>;
struct HashRow {
  std::size_t operator()(const Row& row) const {
    std::size_t h = 0;
    for (const double b : row) h = h * 31 + std::hash<double>()(b);
    return h;
  }
};
using OrderedMap = std::map<Row, std::uint32_t>;
using HashedMap = std::unordered_map<Row, std::uint32_t, HashRow>;

template <class Map>
double entropy(const Map& counts) {
  double h = 0;
  for (const auto& [key, n] : counts) {
    const double p = static_cast<double>(n) / kSamples;
    h -= p * std::log(p);
  }
  return h;
}

// H(T) and I(T;Y) of one layer in nats, as one would write it down.
template <class Map>
std::pair<double, double> plain(const Recorded& recorded, std::size_t layer,
                                double (*cell)(double)) {
  Map n_t;
  Map n_ty;
  std::map<std::uint32_t, std::uint32_t> n_y;
  for (std::size_t i = 0; i < kSamples; ++i) {
    Row row;
    for (std::size_t j = 0; j < kWidths[layer]; ++j) {
      row.push_back(cell(recorded.layers[layer][j * kSamples + i]));
    }
    ++n_t[row];
    row.push_back(recorded.labels.classes[i]);
    ++n_ty[row];
    ++n_y[recorded.labels.classes[i]];
  }
  return {entropy(n_t), entropy(n_t) + entropy(n_y) - entropy(n_ty)};
}

bool right(const Recorded& recorded, const NetworkEstimate& estimate, double (*cell)(double)) {
  for (std::size_t l = 0; l < kWidths.size(); ++l) {
    const auto [i_xt, i_ty] = plain<OrderedMap>(recorded, l, cell);
    if (!(std::abs(estimate.layers[l].i_xt.value->value() - i_xt) < 1e-11)) return false;
    if (!(std::abs(estimate.layers[l].i_ty.value->value() - i_ty) < 1e-11)) return false;
  }
  return true;
}

void count_points(benchmark::State& state) {
  state.counters["ms_per_point"] =
      benchmark::Counter(1e-3 * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void network(benchmark::State& state, const char* spec, double (*cell)(double)) {
  const Recorded recorded = record(static_cast<double>(state.range(0)));
  const NetworkSample sample = recorded.sample();
  const auto estimator = make_estimator(spec);
  const NetworkEstimate first = estimator->network(sample, {});
  if (!right(recorded, first, cell)) {
    state.SkipWithError("differs from the plain program");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(estimator->network(sample, {}));
  std::size_t cells = 0;
  for (const LayerEstimate& layer : first.layers) cells += *layer.cells;
  state.counters["cells"] = static_cast<double>(cells);
  count_points(state);
}

void plain_program(benchmark::State& state) {
  const Recorded recorded = record(static_cast<double>(state.range(0)));
  for (auto _ : state) {
    for (std::size_t l = 0; l < kWidths.size(); ++l) {
      benchmark::DoNotOptimize(plain<HashedMap>(recorded, l, bin30));
    }
  }
  count_points(state);
}

// the weights' scale: a network at its start, on its way, saturated
void scales(benchmark::internal::Benchmark* b) {
  b->ArgName("scale")->Arg(1)->Arg(2)->Arg(6)->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(network, bins30, "bins:30,range=-1:1", bin30)->Apply(scales);
BENCHMARK_CAPTURE(network, bins30_odd_range, "bins:30,range=-1.1:1.2", bin30_odd)->Apply(scales);
BENCHMARK_CAPTURE(network, exact8, "exact:bits=8", bin256)->Apply(scales);
BENCHMARK_CAPTURE(network, exact, "exact", itself)->Apply(scales);
BENCHMARK_CAPTURE(network, idnns, "idnns", bin_idnns)->Apply(scales);
BENCHMARK(plain_program)->Apply(scales);

}  // namespace
}  // namespace infoplane
