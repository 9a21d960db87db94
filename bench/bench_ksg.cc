// Speed of the nearest-neighbour estimators on one core: KSG-1 with k = 3, without standard error,
// on normal data with all correlations .5. Before it is timed, the estimate of the first 1000
// samples is compared with that of plain double loops. `plain_program` is their time, which
// grows with N^2. `ladder` is all of what a chosen k takes, and `referenced` that with its
// surrogates, on normal scores; the terms of the ladder's first k are compared with plain double
// loops likewise.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/chosen_k.h"
#include "infoplane/estimate/ksg_terms.h"
#include "infoplane/estimate/normal_scores.h"
#include "infoplane/estimate/referenced_ksg.h"
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

Work one_core() { return {.n_threads = 1, .progress = {}, .stop = {}}; }

void ksg(benchmark::State& state) {
  const Data data = dense_normal(static_cast<std::size_t>(state.range(0)),
                                 static_cast<std::size_t>(state.range(1)));
  const auto estimator = make_estimator("ksg:k=3,error=none");
  const PairEstimate first = estimator->pair(data.sample(kChecked), one_core());
  if (!(std::abs(first.information.value->value() - plain_loops(data, kChecked)) < 1e-9)) {
    state.SkipWithError("differs from plain loops");
    return;
  }
  const PairSample sample = data.sample(data.n);
  for (auto _ : state) benchmark::DoNotOptimize(estimator->pair(sample, one_core()));
}

void plain_program(benchmark::State& state) {
  const Data data = dense_normal(static_cast<std::size_t>(state.range(0)),
                                 static_cast<std::size_t>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(plain_loops(data, data.n));
}

struct Scores {
  Points x;
  Points y;
};

// of the first rows
Scores scores_of(const Data& data, std::size_t n) {
  Scores out{{n, data.d, {}}, {n, data.d, {}}};
  for (std::size_t j = 0; j < data.d; ++j) {
    for (const auto& [points, columns] : {std::pair{&out.x, &data.x}, {&out.y, &data.y}}) {
      const auto first = columns->begin() + static_cast<std::ptrdiff_t>(j * data.n);
      points->values.insert(points->values.end(), first, first + static_cast<std::ptrdiff_t>(n));
    }
  }
  out.x.values = normal_scores(out.x.values, n, one_core());
  out.y.values = normal_scores(out.y.values, n, one_core());
  return out;
}

// whether KSG-1's terms at the ladder's first k are those of plain loops on the scores
bool terms_are_right(const Data& data) {
  const Scores z = scores_of(data, kChecked);
  const Data of_scores{kChecked, data.d, z.x.values, z.y.values};
  const double mean = ksg_terms(z.x, z.y, k_ladder(2 * data.d), one_core()).front().nats;
  return std::abs(mean - plain_loops(of_scores, kChecked)) < 1e-9;
}

template <class Estimate>
void time_scores(benchmark::State& state, const Estimate& estimate) {
  const Data data = dense_normal(static_cast<std::size_t>(state.range(0)),
                                 static_cast<std::size_t>(state.range(1)));
  if (!terms_are_right(data)) {
    state.SkipWithError("differs from plain loops");
    return;
  }
  const Scores z = scores_of(data, data.n);
  for (auto _ : state) benchmark::DoNotOptimize(estimate(z));
}

void ladder(benchmark::State& state) {
  time_scores(state, [](const Scores& z) { return ksg_with_chosen_k(z.x, z.y, one_core()).k; });
}

void referenced(benchmark::State& state) {
  time_scores(state, [](const Scores& z) { return referenced_ksg(z.x, z.y, one_core()).k; });
}

BENCHMARK(ladder)
    ->ArgNames({"n", "d"})
    ->ArgsProduct({{1000, 10000}, {1, 2, 3, 4}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(referenced)
    ->ArgNames({"n", "d"})
    ->ArgsProduct({{1000, 10000}, {2, 3, 4}})
    ->Unit(benchmark::kMillisecond);
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
