#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "infoplane/claims/linear_case.h"
#include "infoplane/claims/verdict.h"
#include "infoplane/cli/commands.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
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

// the one run that a variant is about
Config config_of(const Variant& variant, bool quick) {
  const Experiment experiment = load_experiment(variant.preset, variant.settings);
  if (experiment.runs.size() != 1) {
    throw InvalidArgument(fmt::format("variant '{}' is a sweep", variant.label));
  }
  Config config = experiment.runs.front().config;
  config.replicas = quick ? variant.quick_replicas : variant.replicas;
  config.specs.clear();
  if (!variant.estimator.empty()) config.specs.push_back(variant.estimator);
  return config;
}

// Variants that look at the same networks, as indices: their activations are read once.
std::vector<std::vector<std::size_t>> groups_of(const std::map<std::size_t, Config>& configs) {
  std::vector<std::vector<std::size_t>> groups;
  for (const auto& one : configs) {
    const std::size_t v = one.first;
    const auto same = std::ranges::find_if(groups, [&](const std::vector<std::size_t>& group) {
      Config other = configs.at(group.front());
      other.specs = one.second.specs;
      return other == one.second;
    });
    if (same == groups.end()) {
      groups.push_back({v});
    } else {
      same->push_back(v);
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

ClaimResult try_claim(const Claim& claim, const ClaimsOptions& options) {
  std::vector<Measurement> measured(claim.variants.size());
  // of the variants that are networks
  std::map<std::size_t, Config> configs;
  for (std::size_t v = 0; v < claim.variants.size(); ++v) {
    const Variant& variant = claim.variants[v];
    if (variant.exact.empty()) {
      configs.emplace(v, config_of(variant, options.quick));
    } else {
      measured[v] = measure_exact_variant(claim, variant, options);
    }
  }
  for (const std::vector<std::size_t>& group : groups_of(configs)) {
    Config config = configs.at(group.front());
    config.specs.clear();
    for (const std::size_t v : group) {
      std::ranges::copy(configs.at(v).specs, std::back_inserter(config.specs));
    }
    say(options.common, fmt::format("{}: {}", claim.name, claim.variants[group.front()].label));
    const bool of_training = claim.quantity.kind == Quantity::Kind::kCrosses;
    const MeasuredRun run = measure_run(config, of_training, options.common);
    for (std::size_t g = 0; g < group.size(); ++g) {
      measured[group[g]] = of_training ? measure_training(claim.quantity, run.training)
                                       : measure(claim.quantity, run.planes.at(g));
      measured[group[g]].run = run.directory.filename().string();
    }
    for (const Divergence& divergence : run.diverged) {
      say(options.common,
          fmt::format("{}: replica {} diverged at epoch {} and is left out", run.directory.string(),
                      divergence.replica, divergence.epoch));
    }
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
  for (const Claim& claim : asked) {
    report.results.push_back(try_claim(claim, options));
    if (!options.common.json) fmt::print("{}\n", claim_line(report.results.back(), in_print));
    std::fflush(stdout);
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_file(directory / "claims.md", claims_markdown(report));
  write_file(directory / "claims.json", claims_json(report, InformationUnit::kBits));
  write_file(directory / "claims.html", claims_html(report));
  if (options.common.json) fmt::print("{}", claims_json(report, in_print));
  say(options.common, fmt::format("report: {}", (directory / "claims.html").string()));
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
