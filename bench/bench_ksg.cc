// Speed of the nearest-neighbour estimators on one core: KSG-1 with k = 3, without standard error,
// on normal data with all correlations .5. Before it is timed, the estimate of the first 1000
// samples is compared with that of plain double loops. `plain_program` is their time, which
// grows with N^2.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

constexpr std::size_t kNeighbour = 3;

struct Data {
  std::size_t n = 0;
  std::size_t d = 0;
  // column after column
  std::vector<double> x;
  std::vector<double> y;

  // the first rows
  [[nodiscard]] PairSample sample(std::size_t n_rows) const {
    return {.x = MatrixView<double>{x.data(), n_rows, d, 1, n},
            .y = MatrixView<double>{y.data(), n_rows, d, 1, n}};
  }
};

Data dense_normal(std::size_t n, std::size_t d) {
  Data data{n, d, std::vector<double>(n * d), std::vector<double>(n * d)};
  Stream stream(1, 0, Purpose::kTest);
  for (std::size_t i = 0; i < n; ++i) {
    const double common = stream.normal();
    for (std::size_t j = 0; j < d; ++j) {
      data.x[j * n + i] = std::sqrt(0.5) * (common + stream.normal());
      data.y[j * n + i] = std::sqrt(0.5) * (common + stream.normal());
    }
  }
  return data;
}

double distance(const std::vector<double>& columns, const Data& data, std::size_t a,
                std::size_t b) {
  double most = 0;
  for (std::size_t j = 0; j < data.d; ++j) {
    most = std::max(most, std::abs(columns[j * data.n + a] - columns[j * data.n + b]));
  }
  return most;
}

// KSG-1 of the first n rows
double plain_loops(const Data& data, std::size_t n) {
  using boost::math::digamma;
  std::vector<double> d_x(n);
  std::vector<double> d_y(n);
  std::vector<double> d_xy(n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      d_x[j] = distance(data.x, data, i, j);
      d_y[j] = distance(data.y, data, i, j);
      d_xy[j] = std::max(d_x[j], d_y[j]);
    }
    // the point itself comes first
    std::ranges::nth_element(d_xy, d_xy.begin() + kNeighbour);
    const auto nearer = [eps = d_xy[kNeighbour]](double d) { return d < eps; };
    sum += digamma(static_cast<double>(std::ranges::count_if(d_x, nearer))) +
           digamma(static_cast<double>(std::ranges::count_if(d_y, nearer)));
  }
  const auto samples = static_cast<double>(n);
  return digamma(static_cast<double>(kNeighbour)) + digamma(samples) - sum / samples;
}

constexpr std::size_t kChecked = 1000;

void ksg(benchmark::State& state) {
  const Data data = dense_normal(static_cast<std::size_t>(state.range(0)),
                                 static_cast<std::size_t>(state.range(1)));
  const auto estimator = make_estimator("ksg:k=3,error=none");
  const Work one_core{.n_threads = 1, .progress = {}, .stop = {}};
  const PairEstimate first = estimator->pair(data.sample(kChecked), one_core);
  if (!(std::abs(first.information.value->value() - plain_loops(data, kChecked)) < 1e-9)) {
    state.SkipWithError("differs from plain loops");
    return;
  }
  const PairSample sample = data.sample(data.n);
  for (auto _ : state) benchmark::DoNotOptimize(estimator->pair(sample, one_core));
}

void plain_program(benchmark::State& state) {
  const Data data = dense_normal(static_cast<std::size_t>(state.range(0)),
                                 static_cast<std::size_t>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(plain_loops(data, data.n));
}

BENCHMARK(ksg)
    ->ArgNames({"n", "d"})
    ->ArgsProduct({{10000}, {1, 2, 3, 5, 8, 25}})
    ->ArgsProduct({{100000}, {1, 2, 5}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(plain_program)
    ->ArgNames({"n", "d"})
    ->ArgsProduct({{2000}, {2, 25}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace infoplane
