// Speed of `auto` on one core, N = 10,000, on normal data with all correlations .5 and, for what
// lies outside of its models, on the same data with y's columns rotated in pairs by an angle that
// grows with their length. The estimate of the normal data is compared with its truth before it is
// timed, that of the rotated data with what no information can exceed.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

constexpr std::size_t kN = 10000;

struct Data {
  std::size_t d = 0;
  // column after column
  std::vector<double> x;
  std::vector<double> y;

  [[nodiscard]] PairSample sample() const {
    return {.x = column_major(x.data(), kN, d), .y = column_major(y.data(), kN, d)};
  }
};

Data dense_normal(std::size_t d) {
  Data data{d, std::vector<double>(kN * d), std::vector<double>(kN * d)};
  Stream stream(2, 0, Purpose::kTest);
  for (std::size_t i = 0; i < kN; ++i) {
    const double common = stream.normal();
    for (std::size_t j = 0; j < d; ++j) {
      data.x[j * kN + i] = std::sqrt(0.5) * (common + stream.normal());
      data.y[j * kN + i] = std::sqrt(0.5) * (common + stream.normal());
    }
  }
  return data;
}

void rotate_by_length(Data& data) {
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j + 1 < data.d; j += 2) {
      double& a = data.y[j * kN + i];
      double& b = data.y[(j + 1) * kN + i];
      const double angle = a * a + b * b;
      const double turned = std::cos(angle) * a - std::sin(angle) * b;
      b = std::sin(angle) * a + std::cos(angle) * b;
      a = turned;
    }
  }
}

// 1/2 ln(|S_x| |S_y| / |S|), |S_d| = (1 - r)^(d-1) (1 + (d - 1) r) for correlations r = .5
double truth_nats(std::size_t d) {
  const auto log_determinant = [](double n) {
    return (n - 1) * std::log(0.5) + std::log(1 + (n - 1) * 0.5);
  };
  const auto n = static_cast<double>(d);
  return log_determinant(n) - log_determinant(2 * n) / 2;
}

void time_auto(benchmark::State& state, bool rotated) {
  const auto d = static_cast<std::size_t>(state.range(0));
  Data data = dense_normal(d);
  if (rotated) rotate_by_length(data);
  const auto estimator = make_estimator("auto");
  const Work one{.n_threads = 1, .progress = {}, .stop = {}};
  const Estimate first = estimator->pair(data.sample(), one).information;
  constexpr double kErrors = 5;
  const double above = first.value->value() - truth_nats(d);
  const double allowed = kErrors * first.std_error->value();
  if (above > allowed || (!rotated && above < -allowed)) {
    state.SkipWithError("the estimate is wrong");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(estimator->pair(data.sample(), one));
  state.SetLabel(first.chosen);
}

BENCHMARK_CAPTURE(time_auto, normal, false)
    ->Arg(1)
    ->Arg(2)
    ->Arg(3)
    ->Arg(5)
    ->Arg(25)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(time_auto, rotated, true)
    ->Arg(2)
    ->Arg(3)
    ->Arg(5)
    ->Arg(25)
    ->Arg(50)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace infoplane
