#include "infoplane/weights/wide_experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// streams of Purpose::kWideData; the last two and replica 0 are what all data sets share
enum DataStream : std::uint32_t { kTrainInputs, kTrainTargets, kTests, kConditional };

// what all data sets share
struct SharedInputs {
  Matrix x;
  Vector y;
  GaussianTarget target;
  // n_draws rows for each y, one block after another
  Matrix conditional;
  Vector conditional_y;
  Vector initial_variances;
};

// one data set at one time
struct SeedPoint {
  double train_loss = 0;
  double test_loss = 0;
  std::optional<BoundedInformation> i_xz;
  std::optional<BoundedInformation> i_zy;
  std::optional<Nats> i_zd_initial;
  Nats i_zy_decoder;
  Nats weights;
  GaussianLaws laws;
};

void check_count(std::string_view what, std::size_t count, std::size_t least) {
  if (count < least) {
    throw InvalidArgument(
        fmt::format("wide-experiment: {} {}, but must be at least {}", what, count, least));
  }
}

void check_options(const WideOptions& options) {
  check_count("training inputs are", options.n_train, 1);
  check_count("test inputs are", options.n_test, 2);
  check_count("data sets are", options.n_seeds, 2);
  check_count("draws of y are", options.n_targets, 1);
  check_count("draws of x given y are", options.n_draws, 2);
  check_count("times are", options.taus.size(), 1);
  double before = 0;
  for (const double tau : options.taus) {
    if (!std::isfinite(tau) || tau < before) {
      throw InvalidArgument(
          fmt::format("wide-experiment: tau {} after {}, but must be finite and ascending from 0",
                      tau, before));
    }
    before = tau;
  }
}

Matrix normal_matrix(std::size_t rows, std::size_t cols, Stream& stream) {
  Matrix out(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(cols));
  // row by row, so that more rows begin with the same ones
  for (Eigen::Index i = 0; i < out.rows(); ++i) {
    for (Eigen::Index j = 0; j < out.cols(); ++j) out(i, j) = stream.normal();
  }
  return out;
}

SharedInputs shared_inputs(const WideOptions& options, const GaussianTask& task) {
  Stream tests(options.seed, 0, Purpose::kWideData, kTests);
  SharedInputs shared;
  shared.x = task.draw_inputs(options.n_test, tests);
  shared.y = task.draw_targets(shared.x, tests);
  shared.target = task.target(shared.x);
  shared.initial_variances = wide_variances(options.network, shared.x);

  Stream draws(options.seed, 0, Purpose::kWideData, kConditional);
  const auto n_draws = static_cast<Eigen::Index>(options.n_draws);
  shared.conditional.resize(static_cast<Eigen::Index>(options.n_targets) * n_draws,
                            shared.x.cols());
  shared.conditional_y.resize(shared.conditional.rows());
  for (Eigen::Index g = 0; g < static_cast<Eigen::Index>(options.n_targets); ++g) {
    // one in each of as many equally likely pieces: less chance than in independent draws
    const double share =
        (static_cast<double>(g) + draws.uniform()) / static_cast<double>(options.n_targets);
    const double y = boost::math::quantile(boost::math::normal(), share);
    shared.conditional_y.segment(g * n_draws, n_draws).setConstant(y);
    shared.conditional.middleRows(g * n_draws, n_draws) =
        task.draw_inputs_given(y, options.n_draws, draws);
  }
  return shared;
}

// I(X;Z) and I(Z;Y), where the laws are resolved
void add_informations(const SharedInputs& shared, const GaussianLaws& conditional,
                      Eigen::Index n_draws, SeedPoint& point) {
  if (!resolves(point.laws)) return;
  const LineInformation line = line_information(point.laws);
  point.i_xz = input_information(line);
  std::vector<GaussianLaws> groups;
  for (Eigen::Index first = 0; first < conditional.mean.size(); first += n_draws) {
    groups.push_back(
        {conditional.mean.segment(first, n_draws), conditional.variance.segment(first, n_draws)});
  }
  if (!std::ranges::all_of(groups, resolves)) return;
  point.i_zy = grouped_information(line, groups);
  point.i_zy->value = target_information(point.laws, line, shared.target);
}

std::vector<SeedPoint> run_seed(const WideOptions& options, const GaussianTask& task,
                                const SharedInputs& shared, std::uint32_t replica) {
  Stream inputs(options.seed, replica, Purpose::kWideData, kTrainInputs);
  Stream targets(options.seed, replica, Purpose::kWideData, kTrainTargets);
  const Matrix x = task.draw_inputs(options.n_train, inputs);
  const WideEnsemble ensemble(options.network, x, task.draw_targets(x, targets));
  const WideInputs tests = ensemble.inputs(shared.x);
  const WideInputs conditional = ensemble.inputs(shared.conditional);

  std::vector<SeedPoint> points;
  for (const double tau : options.taus) {
    SeedPoint point;
    point.laws = ensemble.laws(tests, {tau});
    point.train_loss = ensemble.train_loss({tau});
    point.test_loss =
        (point.laws.mean - shared.y).squaredNorm() / (2 * static_cast<double>(options.n_test));
    const GaussianLaws given_y = ensemble.laws(conditional, {tau});
    add_informations(shared, given_y, static_cast<Eigen::Index>(options.n_draws), point);
    point.i_zy_decoder =
        decoder_information(point.laws, shared.target, fit_decoder(given_y, shared.conditional_y));
    if (point.laws.variance.minCoeff() > 0) {
      point.i_zd_initial = data_information_bound(point.laws, shared.initial_variances);
    }
    point.weights = weight_information_bound(ensemble, tau);
    points.push_back(std::move(point));
  }
  return points;
}

// I(Z;D|X), where the laws of the data sets are resolved at every input
std::optional<DataInformation> between_seeds(const std::vector<std::vector<SeedPoint>>& seeds,
                                             std::size_t time) {
  std::vector<GaussianLaws> laws;
  laws.reserve(seeds.size());
  for (const auto& points : seeds) laws.push_back(points[time].laws);
  const auto n_seeds = static_cast<Eigen::Index>(laws.size());
  GaussianLaws here{Vector(n_seeds), Vector(n_seeds)};
  for (Eigen::Index i = 0; i < laws[0].mean.size(); ++i) {
    for (Eigen::Index s = 0; s < n_seeds; ++s) {
      here.mean[s] = laws[static_cast<std::size_t>(s)].mean[i];
      here.variance[s] = laws[static_cast<std::size_t>(s)].variance[i];
    }
    if (!resolves(here)) return std::nullopt;
  }
  return data_information(laws);
}

// over the data sets, of what `get` finds; empty if one of them has none
template <class Get>
std::optional<MeanInterval> over_seeds(const std::vector<std::vector<SeedPoint>>& seeds,
                                       std::size_t time, const Get& get) {
  std::vector<double> values;
  for (const auto& points : seeds) {
    const std::optional<Nats> value = get(points[time]);
    if (!value) return std::nullopt;
    values.push_back(value->value());
  }
  return mean_interval(values);
}

// of a part of an information that may be empty
auto part(std::optional<BoundedInformation> SeedPoint::*which,
          std::optional<Nats> (*get)(const BoundedInformation&)) {
  return [which, get](const SeedPoint& point) {
    return point.*which ? get(*(point.*which)) : std::nullopt;
  };
}

std::optional<Nats> value_of(const BoundedInformation& i) { return i.value; }
std::optional<Nats> lower_of(const BoundedInformation& i) { return i.lower; }
std::optional<Nats> upper_of(const BoundedInformation& i) { return i.upper; }

WidePoint summarise_seeds(const std::vector<std::vector<SeedPoint>>& seeds, std::size_t time,
                          double tau) {
  WidePoint out;
  out.tau = tau;
  std::vector<double> train;
  std::vector<double> test;
  std::vector<double> weights;
  std::vector<double> decoder;
  for (const auto& points : seeds) {
    train.push_back(points[time].train_loss);
    test.push_back(points[time].test_loss);
    weights.push_back(points[time].weights.value());
    decoder.push_back(points[time].i_zy_decoder.value());
  }
  out.train_loss = mean_interval(train);
  out.test_loss = mean_interval(test);
  out.weights_nats = mean_interval(weights);
  out.i_zy_decoder_nats = mean_interval(decoder);
  out.i_xz_nats = over_seeds(seeds, time, part(&SeedPoint::i_xz, value_of));
  out.i_xz_upper_nats = over_seeds(seeds, time, part(&SeedPoint::i_xz, upper_of));
  out.i_zy_nats = over_seeds(seeds, time, part(&SeedPoint::i_zy, value_of));
  out.i_zy_lower_nats = over_seeds(seeds, time, part(&SeedPoint::i_zy, lower_of));
  out.i_zy_upper_nats = over_seeds(seeds, time, part(&SeedPoint::i_zy, upper_of));
  out.i_zd_initial_nats =
      over_seeds(seeds, time, [](const SeedPoint& point) { return point.i_zd_initial; });
  if (const auto between = between_seeds(seeds, time)) {
    out.i_zd_nats = mean_interval(between->own_nats);
    out.i_zd_upper_nats = mean_interval(between->others_nats);
  }
  return out;
}

Nats logarithm(std::size_t n) { return Nats(std::log(static_cast<double>(n))); }

}  // namespace

GaussianTask::GaussianTask(std::size_t n_inputs, Nats information)
    : n_inputs_(n_inputs), rho_(std::sqrt(-std::expm1(-2 * information.value()))) {
  check_count("inputs are", n_inputs, 1);
  if (!std::isfinite(information.value()) || information.value() <= 0) {
    throw InvalidArgument(
        fmt::format("wide-experiment: I(X;Y) is {} nats, but must be positive and finite",
                    information.value()));
  }
}

Vector GaussianTask::signal(const Matrix& x) const {
  return rho_ / std::sqrt(static_cast<double>(n_inputs_)) * x.rowwise().sum();
}

Matrix GaussianTask::draw_inputs(std::size_t n, Stream& stream) const {
  return normal_matrix(n, n_inputs_, stream);
}

Vector GaussianTask::draw_targets(const Matrix& x, Stream& stream) const {
  Vector y = signal(x);
  const double deviation = std::sqrt(1 - rho_ * rho_);
  for (double& value : y) value += deviation * stream.normal();
  return y;
}

Matrix GaussianTask::draw_inputs_given(double y, std::size_t n, Stream& stream) const {
  // along u, x given y has mean rho y and variance 1 - rho^2; across u it is as ever
  Matrix x = normal_matrix(n, n_inputs_, stream);
  const double root = std::sqrt(static_cast<double>(n_inputs_));
  const Vector along = x.rowwise().sum() / root;
  const Vector wanted = (rho_ * y + std::sqrt(1 - rho_ * rho_) * along.array()).matrix();
  x.colwise() += (wanted - along) / root;
  return x;
}

GaussianTarget GaussianTask::target(const Matrix& x) const { return {signal(x), 1 - rho_ * rho_}; }

WideResult run_wide_experiment(const WideOptions& options, const Work& work) {
  check_options(options);
  const GaussianTask task(options.n_inputs, options.information);
  const SharedInputs shared = shared_inputs(options, task);
  std::vector<std::vector<SeedPoint>> seeds(options.n_seeds);
  parallel_for(options.n_seeds, work, [&](std::size_t s) {
    seeds[s] = run_seed(options, task, shared, static_cast<std::uint32_t>(s));
  });
  WideResult result{options.information, logarithm(options.n_test), logarithm(options.n_seeds),
                    is_linear_in_normal_weights(options.network),
                    std::vector<WidePoint>(options.taus.size())};
  parallel_for(options.taus.size(), work, [&](std::size_t time) {
    result.points[time] = summarise_seeds(seeds, time, options.taus[time]);
  });
  return result;
}

}  // namespace infoplane
