// SGD steps of a wide network (784-1024-20-20-20-10, 128 samples), in images a second, against the
// machine's peak: OpenBLAS's sgemm on square matrices, measured in the same run. And the kernels'
// products against OpenBLAS's at sizes between narrow and wide, from which is_wide() has its limit.
// The products are compared before anything is timed.

#include <benchmark/benchmark.h>
#include <cblas.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/fused_trainer.h"
#include "infoplane/nets/wide_products.h"

namespace {

using namespace infoplane;

constexpr std::size_t kBatch = 128;
constexpr std::size_t kImages = 4096;
constexpr std::size_t kPixels = 784;
constexpr std::size_t kClasses = 10;
constexpr std::size_t kSquare = 2048;

std::vector<float> numbers(std::size_t n, std::uint32_t index) {
  Stream stream(0, 0, Purpose::kTest, index);
  std::vector<float> out(n);
  for (float& value : out) value = static_cast<float>(stream.uniform()) - 0.5F;
  return out;
}

void sgemm_peak(benchmark::State& state) {
  openblas_set_num_threads(1);
  const auto a = numbers(kSquare * kSquare, 0);
  const auto b = numbers(kSquare * kSquare, 1);
  std::vector<float> c(kSquare * kSquare);
  const auto n = static_cast<blasint>(kSquare);
  for (auto _ : state) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a.data(), n, b.data(), n, 0,
                c.data(), n);
    benchmark::DoNotOptimize(c.data());
  }
  state.counters["flop/s"] = benchmark::Counter(2.0 * kSquare * kSquare * kSquare,
                                                benchmark::Counter::kIsIterationInvariantRate,
                                                benchmark::Counter::kIs1000);
}
BENCHMARK(sgemm_peak)->Unit(benchmark::kMillisecond)->MinTime(1);

// multiplications and additions of one image's forward and backward pass
double operations(const NetworkSpec& network) {
  double sum = 0;
  const ParameterLayout layout(network);
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    const auto size = static_cast<double>(layout.layers[l].width * layout.layers[l].n_inputs);
    sum += (l == 0 ? 4 : 6) * size;
  }
  return sum;
}

void wide_sgd_step(benchmark::State& state) {
  const NetworkSpec network =
      make_network(kPixels, parse_hidden_layers("1024-20-20-20", Activation::kTanh), kClasses,
                   Loss::kCrossEntropy, Initialiser::kGlorotUniform);
  const auto x = numbers(kImages * kPixels, 0);
  std::vector<std::uint32_t> labels(kImages);
  Stream stream(0, 0, Purpose::kTest, 1);
  for (std::uint32_t& label : labels) label = stream.below(kClasses);
  std::vector<std::uint32_t> rows(kImages);
  std::iota(rows.begin(), rows.end(), 0U);
  shuffle(rows, stream);
  TrainSpec train;
  train.optimiser = Optimiser::kSgd;
  train.learning_rate = 0.05;
  FusedTrainer trainer(network, train, {row_major(x.data(), kImages, kPixels), labels, rows, {}},
                       {});
  std::size_t step = 0;
  for (auto _ : state) {
    const std::size_t first = step % (kImages / kBatch) * kBatch;
    trainer.step(std::span<const std::uint32_t>(rows).subspan(first, kBatch), ++step);
  }
  const auto rate = [&](double amount) {
    return benchmark::Counter(amount, benchmark::Counter::kIsIterationInvariantRate,
                              benchmark::Counter::kIs1000);
  };
  state.counters["images/s"] = rate(kBatch);
  state.counters["flop/s"] = rate(kBatch * operations(network));
  state.SetLabel(network_target(network));
}
BENCHMARK(wide_sgd_step)->Unit(benchmark::kMillisecond)->MinTime(1);

// a layer of d inputs and d units on one batch
struct SquareLayer {
  explicit SquareLayer(std::size_t d)
      : width(d), weights(numbers(d * d, 0)), biases(numbers(d, 1)) {
    for (TileBuffer* buffer : {&a, &z, &delta}) {
      buffer->reserve(n_tiles * d * kTile);
      const auto values = numbers(n_tiles * d * kTile, 2);
      std::copy(values.begin(), values.end(), buffer->data());
    }
    gradient.resize(d * d);
    bias_gradient.resize(d);
  }
  template <class Products>
  void step(Products& products) {
    const AffineMap map{width, width, weights.data(), biases.data()};
    for (std::size_t tile = 0; tile < n_tiles; ++tile) {
      products.affine(map, a.data() + tile * width * kTile, z.data() + tile * width * kTile);
      products.backward(map, z.data() + tile * width * kTile, delta.data() + tile * width * kTile);
    }
    products.weight_gradient(width, width, n_tiles, a.data(), z.data(), gradient.data(),
                             bias_gradient.data());
  }

  std::size_t n_tiles = kBatch / kTile;
  std::size_t width;
  std::vector<float> weights;
  std::vector<float> biases;
  TileBuffer a;
  TileBuffer z;
  TileBuffer delta;
  std::vector<float> gradient;
  std::vector<float> bias_gradient;
};

void check(std::size_t d) {
  SquareLayer by_kernels(d);
  SquareLayer by_blas(d);
  Kernels kernels = best_kernels();
  WideProducts wide;
  by_kernels.step(kernels);
  by_blas.step(wide);
  for (std::size_t i = 0; i < d * d; ++i) {
    const double error = std::abs(by_kernels.gradient[i] - by_blas.gradient[i]);
    if (error < 1e-3) continue;
    fmt::print(stderr, "bench_wide: gradients of {} units differ by {}\n", d, error);
    std::exit(1);
  }
}

template <class Products>
void time_layer(benchmark::State& state, Products products) {
  const auto d = static_cast<std::size_t>(state.range(0));
  check(d);
  SquareLayer layer(d);
  for (auto _ : state) {
    // the products are applied to what they made
    std::fill_n(layer.delta.data(), layer.n_tiles * d * kTile, 1.0F);
    layer.step(products);
  }
}

void layer_by_kernels(benchmark::State& state) { time_layer(state, best_kernels()); }
void layer_by_blas(benchmark::State& state) { time_layer(state, WideProducts()); }
BENCHMARK(layer_by_kernels)
    ->DenseRange(32, 128, 16)
    ->Arg(256)
    ->Arg(512)
    ->Arg(1024)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(layer_by_blas)
    ->DenseRange(32, 128, 16)
    ->Arg(256)
    ->Arg(512)
    ->Arg(1024)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
