#include "infoplane/data/tasks.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/data/named_pair.h"
#include "infoplane/data/task_maps.h"

namespace infoplane {
namespace {

// streams of the groups; part of what a seed means, so they stay as they are
constexpr std::uint32_t kIndependentStream = 100;
constexpr std::uint32_t kLinearStream = 200;
constexpr std::uint32_t kLinearWeightStream = 300;

constexpr double kRho = 0.75;
constexpr double kPairRho = 0.8;

// the same function on every number
NamedPair each(const std::string& prefix, NamedPair of, double (*function)(double)) {
  return image(prefix, std::move(of), [function](std::span<double> x, std::span<double> y) {
    for (double& value : x) value = function(value);
    for (double& value : y) value = function(value);
  });
}

NamedPair normal_1v1() { return {"1v1-normal-0.75", 1, 1, paired_normal(1, kRho)}; }

NamedPair dense(std::size_t d) {
  return {fmt::format("multinormal-dense-{0}-{0}-0.5", d), d, d, dense_normal(d, d, 0.5)};
}

// two pairs of correlated columns; the last number of the name is the strength of the latent
// variable behind each, 4 / (4 + 1) = 0.8
NamedPair sparse(std::size_t d) {
  return {fmt::format("multinormal-sparse-{0}-{0}-2-2.0", d), d, d, paired_normal(2, kPairRho)};
}

NamedPair student_identity(std::size_t d, std::size_t nu) {
  return {fmt::format("student-identity-{0}-{0}-{1}", d, nu), d, d, student(d, d, nu)};
}

NamedPair additive(double e) {
  return {fmt::format("1v1-additive-{}", e), 1, 1, additive_uniform(e)};
}

NamedPair cdf(NamedPair of) { return each("normal_cdf", std::move(of), normal_cdf); }
NamedPair half(NamedPair of) { return each("half_cube", std::move(of), half_cube); }
NamedPair asinh(NamedPair of) {
  return each("asinh", std::move(of), [](double x) { return std::asinh(x); });
}

NamedPair wiggly(NamedPair of) {
  return image("wiggly", std::move(of), [](std::span<double> x, std::span<double> y) {
    x[0] = wiggly_x(x[0]);
    y[0] = wiggly_y(y[0]);
  });
}

NamedPair bimodal() {
  NamedPair task = image("", normal_1v1(), [](std::span<double> x, std::span<double> y) {
    x[0] = quantile_of_normal({0.3, 0, 5}, x[0]);
    y[0] = quantile_of_normal({0.5, -1, 3}, y[0]);
  });
  task.name = "1v1-bimodal-0.75";
  return task;
}

NamedPair spiralled(NamedPair of) {
  return image("spiral", std::move(of), [](std::span<double> x, std::span<double> y) {
    spiral(x, 0, 1);
    spiral(y, 1, 2);
  });
}

// x has a column more than what is rolled up
NamedPair rolled() {
  const NamedPair flat = cdf(normal_1v1());
  const auto draw = [before = flat.pair.draw](Stream& stream, std::span<double> x,
                                              std::span<double> y) {
    before(stream, x.first(1), y);
    swiss_roll(x[0], x);
  };
  return {"swissroll_x-" + flat.name, 2, 1, {draw, flat.pair.truth}};
}

std::vector<NamedPair> beyond_normal() {
  std::vector<NamedPair> out = {normal_1v1(),
                                cdf(normal_1v1()),
                                additive(0.1),
                                additive(0.75),
                                bimodal(),
                                wiggly(normal_1v1()),
                                half(normal_1v1()),
                                student_identity(1, 1),
                                asinh(student_identity(1, 1)),
                                rolled()};
  for (const std::size_t d : {2, 3, 5, 25, 50}) out.push_back(dense(d));
  for (const std::size_t d : {2, 3, 5, 25}) out.push_back(sparse(d));
  for (const std::size_t d : {2, 3, 5}) {
    const std::size_t least = d == 2 ? 1 : 2;
    out.push_back(student_identity(d, least));
    out.push_back(student_identity(d, least + 1));
  }
  for (const std::size_t d : {3, 5, 25}) out.push_back(cdf(sparse(d)));
  for (const std::size_t d : {3, 5, 25}) out.push_back(half(sparse(d)));
  for (const std::size_t d : {3, 5, 25}) out.push_back(spiralled(sparse(d)));
  for (const std::size_t d : {3, 5, 25}) out.push_back(spiralled(cdf(sparse(d))));
  out.push_back(asinh(student_identity(2, 1)));
  out.push_back(asinh(student_identity(3, 2)));
  out.push_back(asinh(student_identity(5, 2)));
  return out;
}

void standardise(std::span<double> column) {
  const auto n = static_cast<double>(column.size());
  double mean = 0;
  for (const double value : column) mean += value;
  mean /= n;
  double variance = 0;
  for (double& value : column) {
    value -= mean;
    variance += value * value;
  }
  if (!(variance > 0)) return;
  const double sd = std::sqrt(variance / n);
  for (double& value : column) value /= sd;
}

// the states of a task that has each of them once, in an order of the seed's
std::vector<std::uint32_t> order_of_states(std::size_t n_states, Stream& stream) {
  std::vector<std::uint32_t> order(n_states);
  std::iota(order.begin(), order.end(), 0U);
  if (n_states > 0) shuffle(order, stream);
  return order;
}

SampleBuffer buffer(std::vector<double> columns, std::size_t n, bool discrete) {
  const std::size_t d = columns.size() / n;
  for (std::size_t j = 0; j < d && !discrete; ++j) {
    standardise(std::span<double>(columns).subspan(j * n, n));
  }
  return {n, d, std::move(columns)};
}

}  // namespace

std::string_view group_name(TaskGroup group) {
  switch (group) {
    case TaskGroup::kBeyondNormal:
      return "beyond-normal";
    case TaskGroup::kIndependent:
      return "independent";
    case TaskGroup::kMixtures:
      return "mixtures";
    case TaskGroup::kDiscreteColumns:
      return "discrete-columns";
    case TaskGroup::kLinearGaussian:
      return "linear-gaussian";
    case TaskGroup::kNoisyNetwork:
      return "noisy-network";
    case TaskGroup::kNoisySample:
      return "noisy-sample";
    case TaskGroup::kNoisyLayer:
      return "noisy-layer";
    case TaskGroup::kQuantised:
      return "quantised";
  }
  return "";
}

std::optional<std::size_t> PairTask::fixed_n() const {
  if (n_states > 0) return n_states;
  return std::nullopt;
}

PairDraw PairTask::sample(std::size_t n_asked, std::uint64_t seed) const {
  if (n_asked == 0)
    throw InvalidArgument(fmt::format("task {}: 0 samples, but at least 1 is needed", name));
  const std::size_t n = fixed_n().value_or(n_asked);
  Stream numbers(seed, 0, Purpose::kTask, stream);
  std::vector<double> x(dx);
  std::vector<double> y(dy);
  std::vector<double> all_x(n * dx);
  std::vector<double> all_y(n * dy);
  const std::vector<std::uint32_t> order = order_of_states(n_states, numbers);
  for (std::size_t i = 0; i < n; ++i) {
    if (n_states > 0) {
      draw_state(numbers, order[i], x, y);
    } else {
      draw(numbers, x, y);
    }
    for (std::size_t j = 0; j < dx; ++j) all_x[j * n + i] = x[j];
    for (std::size_t j = 0; j < dy; ++j) all_y[j * n + i] = y[j];
  }
  return {buffer(std::move(all_x), n, x_discrete), buffer(std::move(all_y), n, y_discrete)};
}

const std::vector<PairTask>& beyond_normal_tasks() {
  static const std::vector<PairTask> tasks =
      number_tasks(TaskGroup::kBeyondNormal, 0, beyond_normal());
  return tasks;
}

const std::vector<PairTask>& independent_tasks() {
  static const std::vector<PairTask> tasks = [] {
    std::vector<NamedPair> out;
    for (const std::size_t d : {1, 2, 5, 25}) {
      out.push_back({fmt::format("independent-normal-{0}-{0}", d),
                     d,
                     d,
                     {paired_normal(0, 0).draw, Nats(0)}});
    }
    out.push_back({"independent-student-1-1-1", 1, 1, independent_students(1)});
    out.push_back({"independent-student-2-2-2", 2, 2, independent_students(2)});
    // later ones are added here, since the place decides the stream
    for (const std::size_t d : {2, 5, 25}) {
      out.push_back({fmt::format("independent-cauchy-{0}-{0}", d), d, d, independent_cauchys()});
    }
    for (const std::size_t d : {1, 5, 25}) {
      out.push_back(
          {fmt::format("independent-student-{0}-{0}-3", d), d, d, independent_students(3)});
    }
    return number_tasks(TaskGroup::kIndependent, kIndependentStream, std::move(out));
  }();
  return tasks;
}

const std::vector<PairTask>& linear_gaussian_tasks() {
  static const std::vector<PairTask> tasks = [] {
    std::vector<NamedPair> out;
    std::uint32_t weights = kLinearWeightStream;
    for (const auto& [dx, dt, sigma] :
         {std::tuple{1, 1, 0.5}, {5, 3, 0.5}, {12, 2, 0.1}, {12, 10, 1.0}}) {
      const LinearGaussian network = {static_cast<std::size_t>(dx), static_cast<std::size_t>(dt),
                                      sigma, weights++};
      out.push_back({fmt::format("linear-{}-{}-{}", dx, dt, sigma), network.dx, network.dt,
                     linear_gaussian(network)});
    }
    return number_tasks(TaskGroup::kLinearGaussian, kLinearStream, std::move(out));
  }();
  return tasks;
}

}  // namespace infoplane
