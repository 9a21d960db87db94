// Speed of the estimators over all pairs of samples, `kde` and `noisy`: all six layers of a
// 12-10-7-5-4-3-2 tanh network at N = 4096 (one plane point), and one wide layer, N = 10000,
// d = 1024, ten classes. One thread.
//
// Each benchmark first compares with plain double loops (the wide layer on a part of its rows, as
// its own loop takes minutes) and reports an error instead of a time if they differ. `plain_loop`
// is the time of the plain loops.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

constexpr std::array<std::size_t, 6> kWidths = {10, 7, 5, 4, 3, 2};
constexpr double kVariance = 0.1;

Work one_thread() {
  Work work;
  work.n_threads = 1;
  return work;
}

struct Recorded {
  std::size_t n = 0;
  std::vector<std::size_t> widths;
  // unit after unit
  std::vector<std::vector<float>> layers;
  Labels labels;

  [[nodiscard]] NetworkSample sample() const {
    NetworkSample out;
    out.labels = &labels;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      LayerSample layer;
      layer.t = column_major(layers[l].data(), n, widths[l]);
      out.layers.push_back(layer);
    }
    return out;
  }
};

// tanh layers of random weights times `scale` over all patterns of 12 bits
Recorded record_network(double scale) {
  Recorded out;
  out.n = 4096;
  out.widths.assign(kWidths.begin(), kWidths.end());
  Stream stream(1, 0, Purpose::kTest);
  std::vector<std::vector<double>> below(12, std::vector<double>(out.n));
  for (std::size_t i = 0; i < out.n; ++i) {
    for (std::size_t j = 0; j < 12; ++j) below[j][i] = static_cast<double>(i >> (11 - j) & 1);
  }
  for (const std::size_t width : kWidths) {
    std::vector<std::vector<double>> t(width, std::vector<double>(out.n));
    std::vector<float> stored;
    for (std::vector<double>& unit : t) {
      std::vector<double> weights;
      for (std::size_t k = 0; k < below.size(); ++k) {
        weights.push_back(scale * stream.normal() / std::sqrt(static_cast<double>(below.size())));
      }
      for (std::size_t i = 0; i < out.n; ++i) {
        double z = 0;
        for (std::size_t k = 0; k < below.size(); ++k) z += weights[k] * below[k][i];
        stored.push_back(static_cast<float>(std::tanh(z)));
        unit[i] = stored.back();
      }
    }
    out.layers.push_back(stored);
    below = t;
  }
  out.labels.n_classes = 2;
  for (std::size_t i = 0; i < out.n; ++i) out.labels.classes.push_back(stream.below(2));
  return out;
}

// relu features of ten clusters, of which no two samples are nearly the same
Recorded record_wide(std::size_t n) {
  constexpr std::size_t kWide = 1024;
  Recorded out;
  out.n = n;
  out.widths = {kWide};
  out.labels.n_classes = 10;
  for (std::size_t i = 0; i < n; ++i) {
    out.labels.classes.push_back(static_cast<std::uint32_t>(i % 10));
  }
  Stream stream(1, 0, Purpose::kTest);
  std::vector<float> t;
  for (std::size_t k = 0; k < kWide; ++k) {
    std::array<double, 10> centres{};
    for (double& centre : centres) centre = 0.02 * stream.normal();
    for (std::size_t i = 0; i < n; ++i) {
      // the sum of two uniforms is normal enough, and quick
      const double noise = stream.uniform() + stream.uniform() - 1;
      t.push_back(static_cast<float>(centres[i % 10] + 0.03 * noise));
    }
  }
  out.layers.push_back(t);
  return out;
}

struct Values {
  double i_xt_lower = 0;
  double i_xt_upper = 0;
  double i_ty = 0;
};

// One layer in nats, as one would write it down.
Values plain(const Recorded& recorded, std::size_t layer) {
  const std::size_t n = recorded.n;
  std::vector<double> n_c(recorded.labels.n_classes, 0.0);
  for (const std::uint32_t c : recorded.labels.classes) ++n_c[c];
  Values out;
  for (std::size_t i = 0; i < n; ++i) {
    double wide = 0;
    double narrow = 0;
    double own = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double square = 0;
      for (std::size_t k = 0; k < recorded.widths[layer]; ++k) {
        const double difference = static_cast<double>(recorded.layers[layer][k * n + i]) -
                                  static_cast<double>(recorded.layers[layer][k * n + j]);
        square += difference * difference;
      }
      const double e = std::exp(-square / (2 * kVariance));
      narrow += e;
      wide += std::exp(-square / (8 * kVariance));
      if (recorded.labels.classes[i] == recorded.labels.classes[j]) own += e;
    }
    const auto total = static_cast<double>(n);
    out.i_xt_lower -= std::log(wide / total) / total;
    out.i_xt_upper -= std::log(narrow / total) / total;
    out.i_ty += std::log(own / n_c[recorded.labels.classes[i]]) / total;
  }
  out.i_ty += out.i_xt_upper;
  return out;
}

bool right(const Recorded& recorded, const Estimator& kde, double tolerance_nats) {
  const NetworkEstimate estimate = kde.network(recorded.sample(), {});
  for (std::size_t l = 0; l < recorded.layers.size(); ++l) {
    const Values expected = plain(recorded, l);
    const LayerEstimate& layer = estimate.layers[l];
    for (const auto& [found, value] : {std::pair{layer.i_xt.lower, expected.i_xt_lower},
                                       std::pair{layer.i_xt.upper, expected.i_xt_upper},
                                       std::pair{layer.i_ty.value, expected.i_ty}}) {
      if (!(std::abs(found->value() - value) < tolerance_nats)) return false;
    }
  }
  return true;
}

void kde_network(benchmark::State& state) {
  const Recorded recorded = record_network(static_cast<double>(state.range(0)));
  const auto kde = make_estimator("kde:var=0.1");
  if (!right(recorded, *kde, 6.9e-7)) {
    state.SkipWithError("differs from the plain loop");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(kde->network(recorded.sample(), one_thread()));
  }
}

void kde_wide(benchmark::State& state) {
  const auto kde = make_estimator("kde:var=0.1");
  if (!right(record_wide(500), *kde, 6.9e-4)) {
    state.SkipWithError("differs from the plain loop");
    return;
  }
  const Recorded recorded = record_wide(10000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(kde->network(recorded.sample(), one_thread()));
  }
}

// within the bounds of kde at the same variance, to 4 standard errors
void noisy_network(benchmark::State& state) {
  const Recorded recorded = record_network(static_cast<double>(state.range(0)));
  const auto noisy = make_estimator("noisy:sigma=0.1");
  const NetworkEstimate estimate = noisy->network(recorded.sample(), {});
  const NetworkEstimate bounds = make_estimator("kde:var=0.01")->network(recorded.sample(), {});
  double largest_error = 0;
  for (std::size_t l = 0; l < kWidths.size(); ++l) {
    const Estimate& i_xt = estimate.layers[l].i_xt;
    const double error = i_xt.std_error->value();
    largest_error = std::max(largest_error, error);
    if (*i_xt.value < *bounds.layers[l].i_xt.lower - Nats(4 * error + 1e-6) ||
        *i_xt.value > *bounds.layers[l].i_xt.upper + Nats(4 * error + 1e-6)) {
      state.SkipWithError("outside of the bounds");
      return;
    }
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(noisy->network(recorded.sample(), one_thread()));
  }
  state.counters["largest_std_error_bits"] = Bits(Nats(largest_error)).value();
}

void plain_loop(benchmark::State& state) {
  const Recorded recorded = record_network(static_cast<double>(state.range(0)));
  for (auto _ : state) {
    for (std::size_t l = 0; l < kWidths.size(); ++l) {
      benchmark::DoNotOptimize(plain(recorded, l));
    }
  }
}

// the weights' scale: a network at its start, on its way, saturated
void scales(benchmark::internal::Benchmark* b) {
  b->ArgName("scale")->Arg(1)->Arg(2)->Arg(6)->Unit(benchmark::kMillisecond);
}

BENCHMARK(kde_network)->Apply(scales);
BENCHMARK(kde_wide)->Unit(benchmark::kMillisecond);
BENCHMARK(noisy_network)->Apply(scales);
BENCHMARK(plain_loop)->Apply(scales);

}  // namespace
}  // namespace infoplane
