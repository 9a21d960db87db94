// Speed of counting under a law of the weights: all that law_plane.h counts of one layer at one
// epoch, N = 4096 inputs under R = 50 weight vectors (`groups` of 50, 25, 12, 6, 3 and 1 and every
// vector left out in turn).
//
// Each benchmark first compares with a plain program's (a map for every joint table) and reports an
// error instead of a time if they differ. `plain_program` is the time of that program for the
// informations of all vectors alone.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/weights/law_information.h"

namespace infoplane {
namespace {

constexpr std::size_t kInputs = 4096;
constexpr std::size_t kVectors = 50;

// Cells of a layer: input i under vector r is in one of n, near a place of its own, so that
// vectors agree more or less. n = 0: every row has a cell of its own.
struct Layer {
  Layer(std::size_t n, std::size_t spread)
      : labels{2, {}, {}}, n_cells(n == 0 ? kInputs * kVectors : n) {
    Stream stream(0, 0, Purpose::kTest);
    for (std::size_t i = 0; i < kInputs; ++i) labels.classes.push_back(stream.below(2));
    for (std::size_t r = 0; r < kVectors; ++r) {
      for (std::size_t i = 0; i < kInputs; ++i) {
        const std::size_t place =
            n == 0 ? r * kInputs + i : i * 7919 + stream.below(static_cast<std::uint32_t>(spread));
        cells.push_back(static_cast<std::uint32_t>(place % n_cells));
      }
    }
  }

  Labels labels;
  std::size_t n_cells;
  std::vector<std::uint32_t> cells;
};

double map_entropy(const std::unordered_map<std::uint64_t, std::uint32_t>& counts) {
  const double n = kInputs * kVectors;
  double h = 0;
  for (const auto& [key, count] : counts) h -= count / n * std::log(count / n);
  return h;
}

// I(X;T) and I(T;Y) in nats
std::pair<double, double> plain_program(const Layer& layer) {
  std::unordered_map<std::uint64_t, std::uint32_t> t;
  std::unordered_map<std::uint64_t, std::uint32_t> xt;
  std::unordered_map<std::uint64_t, std::uint32_t> yt;
  std::unordered_map<std::uint64_t, std::uint32_t> y;
  for (std::size_t row = 0; row < layer.cells.size(); ++row) {
    const std::uint64_t cell = layer.cells[row];
    const std::uint64_t input = row % kInputs;
    ++t[cell];
    ++xt[input << 32 | cell];
    ++yt[std::uint64_t{layer.labels.classes[input]} << 32 | cell];
    ++y[layer.labels.classes[input]];
  }
  const double h_t = map_entropy(t);
  return {h_t + std::log(kInputs) - map_entropy(xt), h_t + map_entropy(y) - map_entropy(yt)};
}

// fine cells that no two vectors share, middling ones, and those of a saturated layer
Layer layer_of(std::int64_t kind) {
  if (kind == 0) return {0, 1};
  if (kind == 1) return {20000, 200};
  return {30, 3};
}

void count_a_layer(benchmark::State& state) {
  const Layer layer = layer_of(state.range(0));
  LawCounts counts(layer.labels, {});
  counts.load(layer.cells, layer.n_cells);
  const LawInformation found = counts.groups(kVectors)[0];
  const auto [i_xt, i_ty] = plain_program(layer);
  if (std::abs(found.i_xt.value() - i_xt) > 1e-9 || std::abs(found.i_ty.value() - i_ty) > 1e-9) {
    state.SkipWithError("differs from the plain program");
    return;
  }
  for (auto _ : state) {
    counts.load(layer.cells, layer.n_cells);
    for (std::size_t n = kVectors; n > 0; n /= 2) benchmark::DoNotOptimize(counts.groups(n));
    benchmark::DoNotOptimize(counts.left_out(kVectors));
  }
}

void plain(benchmark::State& state) {
  const Layer layer = layer_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(plain_program(layer));
}

BENCHMARK(count_a_layer)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(plain)->Name("plain_program")->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace infoplane
