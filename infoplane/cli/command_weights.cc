#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/describe.h"
#include "infoplane/cli/noisy_run.h"
#include "infoplane/cli/random_weights.h"
#include "infoplane/cli/weight_experiments.h"
#include "infoplane/cli/weight_information.h"
#include "infoplane/cli/weights_json.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;

struct WeightsOptions {
  CommonOptions common;
  Unit unit;
  std::vector<std::string> what;
  bool information = false;
  WeightInformationOptions measured;
  std::vector<std::string> laws;
  std::string estimator = "bins:30";
  std::vector<std::string> noisy;
  std::size_t n_inputs = 512;
};

std::string number(Nats nats, const Unit& unit) {
  return fmt::format("{:.3f}", unit.per_bit() * Bits(nats).value());
}

std::string interval(const MeanInterval& bits, const Unit& unit) {
  const MeanInterval shown = in_unit(bits, unit);
  if (!shown.low) return fmt::format("{:.3f}", shown.mean);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", shown.mean, *shown.low, *shown.high);
}

// a line for each layer at the last epoch
void print_law(const LawResult& law, const Unit& unit) {
  constexpr const char* kRow = "{:>5}  {:<10}{:<10}{:<11}{:<9}{:<9}{:<24}{:<24}{:<26}{}\n";
  const LawPlane& plane = law.plane;
  const std::size_t last = plane.epochs.size() - 1;
  fmt::print("{} by {}: {} weight vectors, {} epochs up to {}, N = {}; {}, at the last epoch\n",
             plane.law, plane.estimator, plane.n_vectors, plane.epochs.size(), plane.epochs[last],
             plane.n_samples, unit.name);
  fmt::print(fmt::runtime(kRow), "layer", "I(X;T|W)", "I(X;T)", "I(X;W|T)", "H(T|X)", "I(T;Y)",
             "rise of I(X;T) [95%]", "fall after its peak", "loss of I(T;Y) then", "verdict");
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    const LawInformation& all = plane.at(last, l).all();
    const LawPhases& phases = law.phases[l];
    fmt::print(fmt::runtime(kRow), l + 1, number(all.i_xt_given_w, unit), number(all.i_xt, unit),
               number(all.i_xw_given_t, unit), number(all.h_t_given_x, unit),
               number(all.i_ty, unit), interval(phases.rise_bits, unit),
               interval(phases.fall_bits, unit), interval(phases.label_loss_bits, unit),
               law_verdict_name(phases.verdict));
  }
}

// "0.4133", or with its interval in the two columns after it "0.4133 [0.4013, 0.4253]"
std::string cell_text(const ExperimentTable& table, const std::vector<std::optional<double>>& row,
                      std::size_t k, const Unit& unit) {
  const auto text = [&](std::size_t column) {
    if (!row[column]) return std::string("-");
    return fmt::format("{:.7g}", in_print(table.columns[column], *row[column], unit));
  };
  if (!table.has_interval(k)) return text(k);
  const auto shorter = [&](std::size_t column) {
    if (!row[column]) return std::string("-");
    return fmt::format("{:.4g}", in_print(table.columns[column], *row[column], unit));
  };
  if (!row[k + 1]) return shorter(k);
  return fmt::format("{} [{}, {}]", shorter(k), shorter(k + 1), shorter(k + 2));
}

void print_experiment(const ExperimentTable& table, const Unit& unit) {
  fmt::print("{}\n", table.title);
  // as wide as their widest texts
  std::vector<std::vector<std::string>> lines(table.rows.size() + 1);
  std::vector<std::size_t> widths;
  for (std::size_t k = 0; k < table.columns.size(); k += table.has_interval(k) ? 3 : 1) {
    lines[0].push_back(column_name(table.columns[k], unit));
    widths.push_back(lines[0].back().size());
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      lines[r + 1].push_back(cell_text(table, table.rows[r], k, unit));
      widths.back() = std::max(widths.back(), lines[r + 1].back().size());
    }
  }
  for (const std::vector<std::string>& line : lines) {
    for (std::size_t k = 0; k < line.size(); ++k) {
      fmt::print("{:<{}}{}", line[k], widths[k], k + 1 < line.size() ? "  " : "\n");
    }
  }
  for (const std::string& note : table.notes) fmt::print("{}\n", note);
}

std::filesystem::path write_experiment(const ExperimentTable& table, const CommonOptions& options) {
  std::filesystem::path directory = experiment_directory(table.spec, options.output);
  make_directory(directory);
  const DirectoryLock lock(directory);
  remove_temporaries(directory);
  write_file(directory / "experiment.csv", format_csv(experiment_csv(table)));
  write_file(directory / "report.html", experiment_html(table));
  return directory;
}

int experiment(const WeightsOptions& options) {
  const std::string& what = options.what.front();
  if (!options.laws.empty() || !options.noisy.empty() || options.information) {
    throw InvalidArgument(fmt::format(
        "{} needs no run, and so has no weights to look at (--law, --noisy, --information)", what));
  }
  ProgressBar bar(what, options.common);
  const ExperimentTable table = run_weight_experiment(what, options.common.output, bar.work());
  const std::filesystem::path directory = write_experiment(table, options.common);
  if (options.common.json) {
    fmt::print("{}\n", experiment_json(table, options.unit).dump(2));
  } else {
    print_experiment(table, options.unit);
  }
  say(options.common, fmt::format("report: {}", (directory / "report.html").string()));
  return kExitDone;
}

std::string with_error(const NoisyInformation& information, const Unit& unit) {
  return fmt::format("{} +- {}", number(information.value, unit),
                     number(information.std_error, unit));
}

// a line for each layer
void print_noisy(const NoisyNetwork& noisy, const Unit& unit) {
  constexpr const char* kRow = "{:>5}  {:<18}{:<18}{:<18}{:<20}{:<12}{}\n";
  fmt::print("W ~ {} at epoch {}, X one of {} inputs: I(X;T), {}\n", noisy.law, noisy.epoch,
             noisy.n_inputs, unit.name);
  fmt::print(fmt::runtime(kRow), "layer", "by draws", "between", "linearised", "linearised - draws",
             "covariance", "");
  for (const NoisyLayer& layer : noisy.layers) {
    std::string flags = layer.linearisation_fails ? "linearisation fails" : "";
    if (layer.unresolved) flags += flags.empty() ? "unresolved" : ", unresolved";
    const NoisyInformation linearised{layer.linearised.value, layer.linearised.std_error};
    fmt::print(fmt::runtime(kRow), layer.layer, layer.drawn ? with_error(*layer.drawn, unit) : "-",
               layer.drawn_lower ? fmt::format("{}, {}", number(*layer.drawn_lower, unit),
                                               number(*layer.drawn_upper, unit))
                                 : "-",
               with_error(linearised, unit), with_error(layer.information_difference, unit),
               fmt::format("{:.1f}%", 100 * layer.covariance_difference), flags);
  }
}

int noisy(const WeightsOptions& options) {
  const NoisyResult result =
      measure_noisy_weights(options.what.front(), options.noisy, options.n_inputs, options.common);
  if (options.common.json) {
    fmt::print("{}\n", noisy_json(result.asked, options.unit).dump(2));
    return kExitDone;
  }
  for (const NoisyNetwork& network : result.asked) print_noisy(network, options.unit);
  fmt::print("report: {}\n", (result.directory / "weights.html").string());
  return kExitDone;
}

int information(const WeightsOptions& options) {
  const WeightInformation found = measure_weight_information(
      {options.what.begin(), options.what.end()}, options.measured, options.common);
  if (options.common.json) {
    const auto unit = options.unit.name == "nats" ? InformationUnit::kNats : InformationUnit::kBits;
    fmt::print("{}", information_json(found.report, unit));
    return kExitDone;
  }
  for (const std::string& line : describe_weight_information(found, options.unit)) {
    fmt::print("{}\n", line);
  }
  const char* page = found.runs.size() > 1 ? "report.html" : "weights_information.html";
  fmt::print("report: {}\n", (found.directory / page).string());
  return kExitDone;
}

int weights(const WeightsOptions& options) {
  const std::string& what = options.what.front();
  if (options.information && (!options.laws.empty() || !options.noisy.empty())) {
    throw InvalidArgument("--information goes neither with --law nor with --noisy");
  }
  if (!options.information && options.what.size() > 1) {
    throw InvalidArgument(
        fmt::format("{} runs, but only --information compares several", options.what.size()));
  }
  if (is_weight_experiment(what)) return experiment(options);
  if (options.information) return information(options);
  if (!options.noisy.empty()) return noisy(options);
  const WeightsResult result =
      measure_random_weights(what, options.laws, options.estimator, options.common);
  if (options.common.json) {
    fmt::print("{}\n", laws_json(result.asked, options.unit).dump(2));
    return kExitDone;
  }
  for (const LawResult& law : result.asked) print_law(law, options.unit);
  fmt::print("report: {}\n", (result.directory / "weights.html").string());
  return kExitDone;
}

void add_information_options(CLI::App& command, WeightsOptions& options) {
  command.add_flag(
      "--information", options.information,
      "The information in the weights along training instead: Gaussian, PAC-Bayes, the "
      "trajectory bound of SGLD; of several runs against the generalisation gap");
  command
      .add_option("--epochs", options.measured.most_epochs,
                  "With --information: recorded epochs to look at, at most")
      ->check(CLI::Range(2, 1000000))
      ->capture_default_str();
  command
      .add_option("--replicas", options.measured.replicas,
                  "With --information: the first so many replicas alone")
      ->check(CLI::PositiveNumber);
  command
      .add_option(
          "--beta", options.measured.measured.beta,
          "With --information: price of a nat in units of loss; 1/n of n training samples by "
          "default")
      ->check(CLI::PositiveNumber);
  command
      .add_option(
          "--prior-variance", options.measured.measured.prior_variance,
          "With --information: lambda^2 of the prior; 10 times the mean square of the initial "
          "weights by default")
      ->check(CLI::PositiveNumber);
}

}  // namespace

void add_weights_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<WeightsOptions>();
  CLI::App* command = app.add_subcommand(
      "weights", "Weights as random variables, on a run or in an exact or infinite case");
  std::string experiments = "Run directory, or an experiment that needs no run:";
  for (const ExperimentInfo& info : known_weight_experiments()) {
    experiments += fmt::format("\n{}: {}", info.usage, info.summary);
  }
  command->add_option("RUN|EXPERIMENT", options->what, experiments)->required()->expected(1, -1);
  command
      ->add_option("--law", options->laws,
                   "Law of the weights, such as inits, sgd, window:500, sgld, gaussian:laplace "
                   "(infoplane laws); several, one --law each. By default that of the run's "
                   "replicas")
      ->take_all()
      ->allow_extra_args(false);
  command
      ->add_option("-e,--estimator", options->estimator,
                   "The cells that are counted, as an estimator has them (infoplane estimators)")
      ->capture_default_str();
  command
      ->add_option("--noisy", options->noisy,
                   "I(X;T) of one network with normal noise on its weights instead, by draws and "
                   "linearised: gaussian:sd=0.1, gaussian:laplace")
      ->take_all()
      ->allow_extra_args(false);
  command
      ->add_option("--inputs", options->n_inputs,
                   "With --noisy: how many of the inputs X is one of, evenly spaced")
      ->check(CLI::Range(2, 65536))
      ->capture_default_str();
  add_information_options(*command, *options);
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return weights(*options); }; });
}

}  // namespace infoplane
