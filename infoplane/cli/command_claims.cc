#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include "infoplane/claims/clusters.h"
#include "infoplane/claims/correlation.h"
#include "infoplane/claims/law_case.h"
#include "infoplane/claims/linear_case.h"
#include "infoplane/claims/verdict.h"
#include "infoplane/cli/commands.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/cli/random_weights.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/report/claims_report.h"
#include "infoplane/run/sweep.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;

struct ClaimsOptions {
  CommonOptions common;
  Unit unit;
  std::vector<std::string> names;
  bool quick = false;
  bool list = false;
};

std::vector<Claim> asked_claims(const ClaimsOptions& options) {
  if (options.names.empty()) return {claims().begin(), claims().end()};
  std::vector<Claim> out;
  for (const std::string& name : options.names) {
    const std::filesystem::path path(name);
    const Claim claim = path.extension() == ".toml"
                            ? parse_claim(read_file(path), path.stem().string(), name)
                            : find_claim(name);
    if (std::ranges::find(out, claim.name, &Claim::name) == out.end()) out.push_back(claim);
  }
  return out;
}

int list_claims(const std::vector<Claim>& asked) {
  for (const Claim& claim : asked) {
    fmt::print("{:<24} {} ({})\n", claim.name, claim.statement, claim.by);
  }
  return kExitDone;
}

// Networks of a variant, or of one of its conditions, as one run has them.
struct Look {
  std::size_t variant = 0;
  Config config;
  // under which its weights are random variables, counted in these cells; empty if they are not
  std::string law{};
  std::string cells{};
};

Look look_at(std::size_t v, const Variant& variant, const std::vector<std::string>& condition,
             bool quick) {
  std::vector<std::string> settings = variant.settings;
  std::ranges::copy(condition, std::back_inserter(settings));
  const Experiment experiment = load_experiment(variant.preset, settings);
  if (experiment.runs.size() != 1) {
    throw InvalidArgument(fmt::format("variant '{}' is a sweep", variant.label));
  }
  Config config = experiment.runs.front().config;
  config.replicas = quick ? variant.quick_replicas : variant.replicas;
  config.specs.clear();
  // cells under a law are not those of each network by itself
  if (!variant.law.empty()) {
    return {v, config, quick ? variant.quick_law : variant.law, variant.estimator};
  }
  if (!variant.estimator.empty()) config.specs.push_back(variant.estimator);
  return {v, config};
}

// those of the variants that are networks, the conditions of one after another
std::vector<Look> looks_of(const Claim& claim, bool quick) {
  std::vector<Look> looks;
  for (std::size_t v = 0; v < claim.variants.size(); ++v) {
    const Variant& variant = claim.variants[v];
    if (!variant.exact.empty()) continue;
    if (variant.conditions.empty()) looks.push_back(look_at(v, variant, {}, quick));
    for (const std::vector<std::string>& condition : variant.conditions) {
      looks.push_back(look_at(v, variant, condition, quick));
    }
  }
  return looks;
}

// Looks at the same networks, as indices: their activations are read once.
std::vector<std::vector<std::size_t>> groups_of(const std::vector<Look>& looks) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const auto same = std::ranges::find_if(groups, [&](const std::vector<std::size_t>& group) {
      Config other = looks[group.front()].config;
      other.specs = looks[i].config.specs;
      return other == looks[i].config;
    });
    if (same == groups.end()) {
      groups.push_back({i});
    } else {
      same->push_back(i);
    }
  }
  return groups;
}

Measurement measure_exact_variant(const Claim& claim, const Variant& variant,
                                  const ClaimsOptions& options) {
  if (claim.quantity.kind == Quantity::Kind::kExact) return measure_exact(variant.exact);
  ProgressBar bar(fmt::format("{}: {}", claim.name, variant.label), options.common);
  const std::size_t n = options.quick ? variant.quick_replicas : variant.replicas;
  return measure_student(claim.quantity, variant.exact, n, bar.work());
}

// what one look, with its specification in any spelling, has in a run
Measurement measured_in(const MeasuredRun& run, const Quantity& quantity, const Look& look,
                        const CommonOptions& options) {
  if (is_of_law(quantity)) {
    return measure_law(quantity, measure_law_plane(run.directory, look.config.replicas, look.law,
                                                   look.cells, options));
  }
  if (quantity.kind == Quantity::Kind::kCrosses) return measure_training(quantity, run.training);
  const std::string spec = make_estimator(look.config.specs.at(0))->spec();
  const auto plane = std::ranges::find(run.planes, spec, &Plane::estimator);
  if (plane == run.planes.end()) throw InvalidArgument(fmt::format("no estimates of {}", spec));
  if (quantity.kind == Quantity::Kind::kCorrelation) {
    return measure_correlation(quantity, *plane, run.training);
  }
  if (quantity.kind == Quantity::Kind::kClusters) {
    return measure_clusters(quantity, *plane, run.clustering);
  }
  return measure(quantity, *plane);
}

// one measurement for each look
std::vector<Measurement> measure_looks(const Claim& claim, const std::vector<Look>& looks,
                                       const CommonOptions& options) {
  std::vector<Measurement> measured(looks.size());
  for (const std::vector<std::size_t>& group : groups_of(looks)) {
    Config config = looks[group.front()].config;
    config.specs.clear();
    for (const std::size_t i : group) {
      std::ranges::copy(looks[i].config.specs, std::back_inserter(config.specs));
    }
    say(options,
        fmt::format("{}: {}", claim.name, claim.variants[looks[group.front()].variant].label));
    const Quantity::Kind kind = claim.quantity.kind;
    const Extras extras{kind == Quantity::Kind::kCrosses || kind == Quantity::Kind::kCorrelation,
                        kind == Quantity::Kind::kClusters};
    const MeasuredRun run = measure_run(config, extras, options);
    for (const std::size_t i : group) {
      measured[i] = measured_in(run, claim.quantity, looks[i], options);
      measured[i].run = run.directory.filename().string();
    }
    for (const Divergence& divergence : run.diverged) {
      say(options, fmt::format("{}: replica {} diverged at epoch {} and is left out",
                               run.directory.string(), divergence.replica, divergence.epoch));
    }
  }
  return measured;
}

ClaimResult try_claim(const Claim& claim, const ClaimsOptions& options) {
  const std::vector<Look> looks = looks_of(claim, options.quick);
  const std::vector<Measurement> seen = measure_looks(claim, looks, options.common);
  std::vector<Measurement> measured;
  for (std::size_t v = 0; v < claim.variants.size(); ++v) {
    const Variant& variant = claim.variants[v];
    if (!variant.exact.empty()) {
      measured.push_back(measure_exact_variant(claim, variant, options));
      continue;
    }
    std::vector<Measurement> conditions;
    for (std::size_t i = 0; i < looks.size(); ++i) {
      if (looks[i].variant == v) conditions.push_back(seen[i]);
    }
    measured.push_back(variant.conditions.empty() ? conditions.front() : pooled(conditions));
  }
  return judge(claim, options.quick, std::move(measured));
}

std::filesystem::path directory_of(const std::vector<Claim>& asked, const ClaimsOptions& options) {
  std::string text = fmt::format("infoplane claims 1\nquick {}\n", options.quick);
  for (const Claim& claim : asked) text += fmt::format("{}: {}\n", claim.name, claim.statement);
  return options.common.output / ("claims-" + sha256_hex(text).substr(0, kHashDigits));
}

std::string command_line(const ClaimsOptions& options) {
  std::string text = "infoplane claims";
  for (const std::string& name : options.names) text += " " + name;
  return text + (options.quick ? " --quick" : "");
}

int run_claims(const ClaimsOptions& options) {
  const std::vector<Claim> asked = asked_claims(options);
  if (options.list) return list_claims(asked);
  const std::filesystem::path directory = directory_of(asked, options);
  make_directory(directory);
  const auto start = std::chrono::steady_clock::now();
  const auto in_print =
      options.unit.name == "nats" ? InformationUnit::kNats : InformationUnit::kBits;
  ClaimsReport report{{}, command_line(options), 0};
  // what cannot be tried (data that are not there) does not keep the others from their results
  std::exception_ptr failure;
  for (const Claim& claim : asked) {
    try {
      report.results.push_back(try_claim(claim, options));
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      if (asked.size() == 1) throw;
      print_error(
          fmt::format("infoplane: claim {} could not be tried: {}\n", claim.name, error.what()));
      if (!failure) failure = std::current_exception();
      continue;
    }
    if (!options.common.json) fmt::print("{}\n", claim_line(report.results.back(), in_print));
    std::fflush(stdout);
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_file(directory / "claims.md", claims_markdown(report));
  write_file(directory / "claims.json", claims_json(report, InformationUnit::kBits));
  write_file(directory / "claims.html", claims_html(report));
  if (options.common.json) fmt::print("{}", claims_json(report, in_print));
  say(options.common, fmt::format("report: {}", (directory / "claims.html").string()));
  if (failure) std::rethrow_exception(failure);
  return kExitDone;
}

}  // namespace

void add_claims_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ClaimsOptions>();
  CLI::App* command = app.add_subcommand(
      "claims", "Published claims as experiments, with verdicts by rules fixed beforehand");
  command->add_option("NAME", options->names,
                      "Claims to try, or FILE.toml; all of the program's own if none is named");
  command->add_flag("--quick", options->quick, "Few networks");
  command->add_flag("--list", options->list, "Names the claims and does nothing else");
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return run_claims(*options); }; });
}

}  // namespace infoplane
