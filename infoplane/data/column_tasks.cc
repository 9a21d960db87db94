#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "infoplane/data/column_distributions.h"
#include "infoplane/data/mixture_distributions.h"
#include "infoplane/data/named_pair.h"

namespace infoplane {
namespace {

// streams of the samples and of the rotations; part of what a seed means, so they stay as they are
constexpr std::uint32_t kStream = 800;
constexpr std::uint32_t kRotationStream = 1350;

// what 12 bits add to a sum: four each
constexpr std::array kTwelve = {1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25};
constexpr double kTwelveNoise = 0.3;
constexpr std::size_t kPatternsOfTwelve = 4096;

// as many zero-inflated columns as columns of x, each of which depends on all of those
NamedPair relu_layer(std::size_t d, double sigma, std::uint32_t stream) {
  const NamedPair columns = {fmt::format("{0}-{0}-{1}", d, sigma), d, d, relu_channel(d, sigma)};
  const auto map = [m = random_rotation(d, stream)](std::span<double> x, std::span<double> /*y*/) {
    mix(m, x);
  };
  return image("relu", columns, map);
}

std::vector<NamedPair> columns() {
  std::vector<NamedPair> out = {
      {"binary-1-1-0.3", 1, 1, binary_channel(0.3, 0.5)},
      {"binary-4-1-0.3", 4, 1, weighted_bits({1, 0.7, -0.5, 0.3}, 0.3)},
      {"binary-12-1-0.3", 12, 1, weighted_bits({kTwelve.begin(), kTwelve.end()}, kTwelveNoise)},
      {"binary-normal-2-1-0.5", 2, 1, bit_and_normal(2, 0.5)},
      {"relu-1-1-0.3", 1, 1, relu_channel(1, 0.3)},
      relu_layer(2, 0.3, kRotationStream),
      relu_layer(3, 0.7, kRotationStream + 1),
      relu_layer(5, 0.7, kRotationStream + 2)};
  for (const std::size_t d : {1, 3}) {
    out.push_back({fmt::format("relu-both-{0}-{0}-0.8", d), d, d, relu_both(d, 0.8)});
  }
  out.push_back({"relu-normal-2-1-0.5", 2, 1, relu_and_normal(0.5)});
  out.push_back({"relu-label-1-1-0.5", 1, 1, relu_and_label(0.5)});
  out.push_back({"exponential-1-1-3", 1, 1, exponential_channel(3)});
  out.push_back({"poisson-1-1-0.5", 1, 1, poisson_counts(1, 0.5)});
  for (const std::size_t d : {1, 3}) {
    out.push_back({fmt::format("levels-{0}-{0}-8", d), d, d, quantised_normals(d, 8, 0.75)});
  }
  return out;
}

// the same 12 bits, but each of the patterns once: no row of x is there twice
PairTask each_pattern_once(const PairTask& of, std::uint32_t stream) {
  PairTask task = of;
  task.name = "once-" + of.name;
  task.stream = stream;
  task.n_states = kPatternsOfTwelve;
  task.draw_state = [](Stream& numbers, std::uint32_t state, std::span<double> x,
                       std::span<double> y) {
    fill_bits(state, x);
    y[0] = kTwelveNoise * numbers.normal();
    for (std::size_t j = 0; j < x.size(); ++j) y[0] += kTwelve[j] * x[j];
  };
  return task;
}

}  // namespace

const std::vector<PairTask>& discrete_column_tasks() {
  static const std::vector<PairTask> tasks = [] {
    std::vector<PairTask> out = number_tasks(TaskGroup::kDiscreteColumns, kStream, columns());
    constexpr std::size_t kTwelveBits = 2;
    const auto next = kStream + static_cast<std::uint32_t>(out.size());
    out.push_back(each_pattern_once(out[kTwelveBits], next));
    return out;
  }();
  return tasks;
}

}  // namespace infoplane
