#include "infoplane/cli/weight_experiments.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/mean_interval.h"
#include "infoplane/core/text.h"
#include "infoplane/core/units.h"
#include "infoplane/estimate/spec_keys.h"
#include "infoplane/report/markup.h"
#include "infoplane/weights/langevin_chains.h"
#include "infoplane/weights/mean_estimation.h"
#include "infoplane/weights/wide_experiment.h"
#include "infoplane/weights/wide_finite.h"

namespace infoplane {
namespace {

constexpr std::size_t kMostCount = 1U << 20;
constexpr std::size_t kHashDigits = 8;

// where an experiment may keep what it makes, and how it is done
struct Place {
  const std::filesystem::path& output;
  const Work& work;
};
// of the documented reference
constexpr double kPrecision = 2;
constexpr double kNoise = .5;

using Cell = std::optional<double>;

double bits(Nats nats) { return Bits(nats).value(); }

std::size_t count(const SpecKeys& keys, std::string_view key, std::size_t otherwise) {
  return keys.count(key, kMostCount).value_or(otherwise);
}

// the design of the documented reference: Phi_ij = cos(.7 (i+1)(j+1)) + .1 sin i
LinearRegression regression_of(const SpecKeys& keys) {
  const auto n = static_cast<Eigen::Index>(count(keys, "n", 12));
  const auto d = static_cast<Eigen::Index>(count(keys, "d", 4));
  Eigen::MatrixXd design(n, d);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) {
      const auto row = static_cast<double>(i);
      design(i, j) = std::cos(.7 * (row + 1) * static_cast<double>(j + 1)) + .1 * std::sin(row);
    }
  }
  return {std::move(design), keys.positive("precision").value_or(kPrecision),
          keys.positive("noise").value_or(kNoise)};
}

// its keys as they are, every one
std::string regression_keys(const LinearRegression& regression, const SpecKeys& keys) {
  return fmt::format("n={},d={},precision={},noise={}", regression.n_outputs(),
                     regression.n_weights(), keys.positive("precision").value_or(kPrecision),
                     keys.positive("noise").value_or(kNoise));
}

ExperimentTable linear_regression(const SpecKeys& keys, const Place&) {
  const LinearRegression regression = regression_of(keys);
  ExperimentTable table;
  table.spec = "linear-regression:" + regression_keys(regression, keys);
  table.title = fmt::format("Bayesian linear regression, {} outputs of {} weights",
                            regression.n_outputs(), regression.n_weights());
  table.columns = {{"i_wd_bits", true}, {"expected_kl_bits", true}};
  table.rows = {{bits(regression.information()), bits(regression.expected_divergence())}};
  table.notes = {
      "I(W;D) is exact; the expected Kullback-Leibler divergence of the posterior to the prior is "
      "the same number."};
  return table;
}

ExperimentTable langevin(const SpecKeys& keys, const Place& place) {
  const LinearRegression regression = regression_of(keys);
  const double step = keys.positive("step").value_or(.005);
  const std::size_t n_steps = count(keys, "steps", 150);
  const std::size_t n_sets = count(keys, "sets", 4000);
  const LangevinDynamics dynamics(regression, step);
  ChainOptions chains;
  chains.n_steps = n_steps;
  chains.start.mean = Eigen::VectorXd::Zero(regression.n_weights());
  const Estimate sampled = sampled_information(dynamics, chains, n_sets, place.work);
  ExperimentTable table;
  table.spec = fmt::format("langevin:step={},steps={},sets={},{}", step, n_steps, n_sets,
                           regression_keys(regression, keys));
  table.title = fmt::format("Langevin dynamics on Bayesian linear regression, steps of {}", step);
  table.columns = {{"steps", false},
                   {"i_wd_bits", true},
                   {"stationary_bits", true},
                   {"posterior_bits", true},
                   {"sampled_bits", true},
                   {"sampled_ci_low_bits", true},
                   {"sampled_ci_high_bits", true}};
  const auto optional_bits = [](const std::optional<Nats>& nats) {
    return nats ? Cell(bits(*nats)) : std::nullopt;
  };
  table.rows = {{static_cast<double>(n_steps), bits(dynamics.information_after(n_steps)),
                 bits(dynamics.stationary_information()), bits(regression.information()),
                 optional_bits(sampled.value),
                 sampled.ci95 ? Cell(bits(sampled.ci95->low)) : std::nullopt,
                 sampled.ci95 ? Cell(bits(sampled.ci95->high)) : std::nullopt}};
  table.notes = {
      fmt::format("I(W;D) of chains that start at 0, exact; its limit; that of the "
                  "posterior; and an estimate from one chain on each of {} data sets.",
                  n_sets)};
  return table;
}

ExperimentTable estimate_mean(const SpecKeys& keys, const Place&) {
  MeanEstimation problem;
  problem.n_samples = count(keys, "n", 10);
  problem.n_steps = count(keys, "steps", problem.n_samples);
  problem.batch = count(keys, "batch", 1);
  problem.dimension = count(keys, "d", 2);
  problem.step = keys.positive("step").value_or(.1);
  problem.inverse_temperature = keys.positive("inverse-temperature").value_or(5);
  ExperimentTable table;
  table.spec =
      fmt::format("mean-estimation:n={},steps={},batch={},d={},step={},inverse-temperature={}",
                  problem.n_samples, problem.n_steps, problem.batch, problem.dimension,
                  problem.step, problem.inverse_temperature);
  table.title = fmt::format("Noisy gradient steps that learn a mean of {} samples, batches of {}",
                            problem.n_samples, problem.batch);
  table.columns = {{"steps", false},
                   {"i_ws_bits", true},
                   {"i_path_s_bits", true},
                   {"bound_bits", true},
                   {"excess_bits", true},
                   {"tightest_bound_bits", true},
                   {"tightest_excess_bits", true}};
  for (const MeanEstimationPoint& point : mean_estimation(problem)) {
    table.rows.push_back({static_cast<double>(point.n_steps), bits(point.last), bits(point.path),
                          bits(point.bound), bits(point.excess()), bits(point.tightest_bound),
                          bits(point.tightest_excess())});
  }
  if (problem.n_samples < 2) return table;
  const LeaveOneOutPoint rest = leave_one_out(problem, 0).back();
  table.notes = {
      "I(W_T;S) and I(W_1...W_T;S) are exact. The bound has the centre c = w, the gradient of the "
      "population; the tightest one c = E[F | past weights].",
      fmt::format("Another quantity, the first sample given all others, after the last step: "
                  "I(W_T;S_1|S_rest) = {:.6f} bits, bound of Negrea et al. {:.6f} bits.",
                  bits(rest.last), bits(rest.divergence))};
  return table;
}

WideNetwork wide_network_of(const SpecKeys& keys) {
  WideNetwork network;
  if (const std::string* name = keys.find("activation")) {
    network.activation = parse_activation(*name);
  }
  network.hidden = count(keys, "hidden", network.hidden);
  if (network.activation == Activation::kLinear) {
    // without trained biases the weights' law is that of a linear model, and its bound exact
    network.hidden = 0;
    network.bias_tangent = 0;
  }
  return network;
}

void add_interval(const std::optional<MeanInterval>& nats, std::vector<Cell>& row) {
  constexpr double kBits = 1 / std::numbers::ln2;
  if (!nats) return static_cast<void>(row.insert(row.end(), 3, std::nullopt));
  row.push_back(kBits * nats->mean);
  row.push_back(nats->low ? Cell(kBits * *nats->low) : std::nullopt);
  row.push_back(nats->high ? Cell(kBits * *nats->high) : std::nullopt);
}

ExperimentTable wide(const SpecKeys& keys, const Place& place) {
  WideOptions options;
  options.network = wide_network_of(keys);
  options.n_train = count(keys, "train", options.n_train);
  options.n_test = count(keys, "test", options.n_test);
  options.n_seeds = count(keys, "sets", options.n_seeds);
  options.n_inputs = count(keys, "inputs", options.n_inputs);
  const WideResult result = run_wide_experiment(options, place.work);
  ExperimentTable table;
  table.spec = fmt::format("wide:activation={},hidden={},train={},test={},sets={},inputs={}",
                           activation_name(options.network.activation), options.network.hidden,
                           options.n_train, options.n_test, options.n_seeds, options.n_inputs);
  table.limits = {{"I(X;Y)", bits(result.i_xy)},
                  {"log₂ N", bits(result.largest_i_xz)},
                  {"log₂ of the data sets", bits(result.largest_i_zd)}};
  table.title = fmt::format("Infinitely wide {} networks, {}, {} Gaussian training inputs",
                            activation_name(options.network.activation),
                            counted(options.network.hidden, "hidden layer"), options.n_train);
  table.columns = {{"tau", false}, {"train_loss", false}, {"test_loss", false}};
  for (const char* name : {"i_xz", "i_xz_upper", "i_zy", "i_zy_lower", "i_zy_upper", "i_zy_decoder",
                           "i_zd", "i_zd_upper", "weights_bound"}) {
    for (const char* part : {"", "_ci_low", "_ci_high"}) {
      table.columns.push_back({fmt::format("{}{}_bits", name, part), true});
    }
  }
  for (const WidePoint& point : result.points) {
    std::vector<Cell> row{point.tau, point.train_loss.mean, point.test_loss.mean};
    for (const auto& value :
         {point.i_xz_nats, point.i_xz_upper_nats, point.i_zy_nats, point.i_zy_lower_nats,
          point.i_zy_upper_nats, std::optional(point.i_zy_decoder_nats), point.i_zd_nats,
          point.i_zd_upper_nats, std::optional(point.weights_nats)}) {
      add_interval(value, row);
    }
    table.rows.push_back(std::move(row));
  }
  table.notes = {
      fmt::format(
          "I(X;Y) is {:.4f} bits; I(X;Z) of {} test inputs is at most {:.4f} bits, I(Z;D|X) "
          "among {} data sets at most {:.4f}. Means over data sets with 95% intervals.",
          bits(result.i_xy), options.n_test, bits(result.largest_i_xz), options.n_seeds,
          bits(result.largest_i_zd)),
      result.weights_are_exact
          ? "The bound of I(Theta;D) is the mean divergence of the weights' law to N(0, I)."
          : "The bound of I(Theta;D) is that of the linear model with the tangent kernel: trained "
            "biases that begin at 0 have no finite divergence of their own."};
  return table;
}

ExperimentTable finite(const SpecKeys& keys, const Place& place) {
  const WideNetwork network = wide_network_of(keys);
  WideFiniteOptions options;
  options.activation = network.activation;
  options.hidden = count(keys, "hidden", options.hidden);
  options.width = count(keys, "width", options.width);
  options.n_networks = count(keys, "networks", options.n_networks);
  ExperimentTable table;
  table.spec = fmt::format("wide-finite:activation={},hidden={},width={},networks={}",
                           activation_name(options.activation), options.hidden, options.width,
                           options.n_networks);
  table.title = fmt::format("{} networks of width {}, {} ({}), against the infinite ensemble",
                            options.n_networks, options.width, activation_name(options.activation),
                            counted(options.hidden, "hidden layer"));
  table.columns = {{"tau", false},
                   {"steps", false},
                   {"largest_z", false},
                   {"mean_error", false},
                   {"covariance_error", false},
                   {"covariance_noise", false}};
  options.kept = experiment_directory(table.spec, place.output) / "networks";
  for (const WideFinitePoint& point : compare_with_finite(options, place.work).points) {
    table.rows.push_back({point.tau, static_cast<double>(point.n_steps), point.largest_z,
                          point.mean_error, point.covariance_error, point.covariance_noise});
  }
  table.notes = {
      "The largest z is that of the means at the test inputs, in standard errors. The error of the "
      "covariance is the Frobenius norm of the difference over that of the prediction; its noise "
      "is what so many networks leave of it by chance."};
  return table;
}

struct Known {
  std::string name;
  ExperimentInfo info;
  KnownKeys keys;
  ExperimentTable (*run)(const SpecKeys& keys, const Place& place);
};

const std::vector<Known>& known() {
  static const std::vector<Known> all = {
      {"linear-regression",
       {"linear-regression[:n=12][,d=4][,precision=2][,noise=.5]",
        "I(W;D) of Bayesian linear regression, exact"},
       {{"n", "d", "precision", "noise"}, {}},
       linear_regression},
      {"langevin",
       {"langevin[:step=.005][,steps=150][,sets=4000][,n=12][,d=4][,precision=2][,noise=.5]",
        "the same of Langevin dynamics, exact and sampled"},
       {{"step", "steps", "sets", "n", "d", "precision", "noise"}, {}},
       langevin},
      {"mean-estimation",
       {"mean-estimation[:n=10][,steps=10][,batch=1][,d=2][,step=.1][,inverse-temperature=5]",
        "the trajectory bound against the truth"},
       {{"n", "steps", "batch", "d", "step", "inverse-temperature"}, {}},
       estimate_mean},
      {"wide",
       {"wide[:activation=erf|relu|linear][,hidden=1][,train=100][,test=500][,sets=10][,inputs=30]",
        "infinitely wide ensembles on Gaussian data: I(X;Z), I(Z;Y), I(Z;D|X), I(Theta;D)"},
       {{"activation", "hidden", "train", "test", "sets", "inputs"}, {}},
       wide},
      {"wide-finite",
       {"wide-finite[:activation=erf|relu][,hidden=1][,width=1024][,networks=400]",
        "finite networks, trained, against the infinite ensemble"},
       {{"activation", "hidden", "width", "networks"}, {}},
       finite},
  };
  return all;
}

}  // namespace

bool is_weight_experiment(std::string_view text) {
  const std::string_view name = text.substr(0, text.find(':'));
  return std::ranges::any_of(known(), [&](const Known& one) { return one.name == name; });
}

std::filesystem::path experiment_directory(const std::string& spec,
                                           const std::filesystem::path& output) {
  return output / fmt::format("weights-{}-{}", spec.substr(0, spec.find(':')),
                              sha256_hex(spec).substr(0, kHashDigits));
}

ExperimentTable run_weight_experiment(std::string_view text, const std::filesystem::path& output,
                                      const Work& work) {
  const std::size_t colon = text.find(':');
  const std::string name(text.substr(0, colon));
  std::vector<std::string> names;
  for (const Known& one : known()) {
    names.push_back(one.name);
    if (one.name != name) continue;
    ExperimentTable table = one.run(
        SpecKeys(name, colon == std::string_view::npos ? "" : text.substr(colon + 1), one.keys),
        {output, work});
    table.name = name;
    return table;
  }
  throw InvalidArgument(
      fmt::format("unknown experiment '{}'; did you mean '{}'?", name, nearest_word(name, names)));
}

const std::vector<ExperimentInfo>& known_weight_experiments() {
  static const std::vector<ExperimentInfo> infos = [] {
    std::vector<ExperimentInfo> out;
    for (const Known& one : known()) out.push_back(one.info);
    return out;
  }();
  return infos;
}

}  // namespace infoplane
