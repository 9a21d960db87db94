// One Adam step of the network of Shwartz-Ziv & Tishby (12-10-7-5-4-3-2 tanh, 512 samples), fused
// kernels against the plain double twin. The gradients are compared before anything is timed.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "infoplane/core/random.h"
#include "infoplane/data/dataset.h"
#include "infoplane/nets/fused_trainer.h"
#include "infoplane/nets/initialise.h"
#include "infoplane/nets/reference.h"

namespace {

using namespace infoplane;

constexpr std::size_t kBatch = 512;

struct Task {
  Dataset data = load_dataset({}, 0);
  NetworkSpec network = make_network(12, parse_hidden_layers("10-7-5-4-3", Activation::kTanh), 2,
                                     Loss::kCrossEntropy, Initialiser::kTruncatedNormalFanIn);
  std::vector<std::uint32_t> rows = std::vector<std::uint32_t>(data.size());
  Task() {
    std::iota(rows.begin(), rows.end(), 0U);
    Stream stream(0, 0, Purpose::kSplit);
    shuffle(rows, stream);
  }
  [[nodiscard]] TrainData train_data() const {
    return {data.inputs(), data.labels.classes, rows, {}};
  }
};

std::vector<double> reference(const Task& task, std::span<const float> parameters) {
  std::vector<double> x;
  std::vector<std::uint32_t> labels;
  for (std::size_t i = 0; i < kBatch; ++i) {
    for (std::size_t j = 0; j < 12; ++j) x.push_back(task.data.inputs()(task.rows[i], j));
    labels.push_back(task.data.labels.classes[task.rows[i]]);
  }
  const std::vector<double> wide(parameters.begin(), parameters.end());
  return reference_gradient(task.network, wide, {row_major(x.data(), kBatch, 12), labels, {}});
}

// largest difference between fused and reference gradient, against the largest gradient
void check(const Task& task) {
  Stream stream(0, 0, Purpose::kInitialisation);
  const std::vector<float> parameters = initial_parameters(task.network, stream);
  FusedNetwork network(task.network);
  std::vector<float> gradient(parameters.size());
  const std::span<const std::uint32_t> rows(task.rows.data(), kBatch);
  network.gradient(parameters, {task.data.inputs(), task.data.labels.classes, rows, {}}, {},
                   gradient);
  const std::vector<double> truth = reference(task, parameters);
  double error = 0;
  double largest = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    error = std::max(error, std::abs(gradient[i] - truth[i]));
    largest = std::max(largest, std::abs(truth[i]));
  }
  if (!(error < 1e-5 * largest)) {
    fmt::print(stderr, "bench_train: gradient off by {} of {}\n", error, largest);
    std::exit(1);
  }
}

void fused_adam_step(benchmark::State& state) {
  const Task task;
  check(task);
  FusedTrainer trainer(task.network, {}, task.train_data(), {});
  const std::size_t n_batches = task.rows.size() / kBatch;
  std::size_t step = 0;
  for (auto _ : state) {
    const std::size_t first = step % n_batches * kBatch;
    trainer.step(std::span<const std::uint32_t>(task.rows).subspan(first, kBatch), ++step);
  }
  state.SetLabel(simd_target());
}
BENCHMARK(fused_adam_step)->Unit(benchmark::kMicrosecond)->MinTime(1);

void reference_gradient_only(benchmark::State& state) {
  const Task task;
  Stream stream(0, 0, Purpose::kInitialisation);
  const std::vector<float> parameters = initial_parameters(task.network, stream);
  for (auto _ : state) benchmark::DoNotOptimize(reference(task, parameters));
}
BENCHMARK(reference_gradient_only)->Unit(benchmark::kMicrosecond)->MinTime(1);

void epoch_shuffle(benchmark::State& state) {
  std::vector<std::uint32_t> order(3277);
  std::iota(order.begin(), order.end(), 0U);
  std::uint32_t epoch = 0;
  for (auto _ : state) {
    Stream stream(0, 0, Purpose::kBatchOrder, epoch++);
    shuffle(order, stream);
    benchmark::DoNotOptimize(order.data());
  }
}
BENCHMARK(epoch_shuffle)->Unit(benchmark::kMicrosecond);

}  // namespace
