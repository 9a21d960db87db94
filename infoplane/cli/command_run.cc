#include <fmt/format.h>

#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/comparison.h"
#include "infoplane/cli/describe.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/run/config_keys.h"
#include "infoplane/run/sweep.h"

namespace infoplane {
namespace {

struct RunOptions {
  CommonOptions common;
  std::string experiment;
  std::vector<std::string> overrides;
  bool any_target = false;
};

std::string key_list() {
  std::string text = "Keys:\n";
  for (const ConfigKey& key : config_keys()) {
    text += fmt::format("  {:<22} {}\n", key.name, key.expected);
  }
  return text +
         "A list for a key that takes a single number or word is a sweep: train.batch=[32,512].\n"
         "The same command goes on where it was interrupted. docs/formats.md says more.";
}

int run(const RunOptions& options) {
  const Experiment experiment = load_experiment(options.experiment, options.overrides);
  std::vector<std::string> labels;
  std::vector<RunResult> results;
  int code = kExitDone;
  for (const SweepRun& sweep_run : experiment.runs) {
    if (!sweep_run.label.empty()) say(options.common, sweep_run.label);
    labels.push_back(sweep_run.label);
    results.push_back(execute_run(sweep_run.config, options.any_target, options.common));
    for (const std::string& line : describe(results.back(), Unit())) say(options.common, line);
    for (const std::string& line : describe_divergences(results.back())) {
      print_error(fmt::format("infoplane: {}\n", line));
      code = kExitWork;
    }
  }
  std::filesystem::path directory = results.front().directory;
  if (!experiment.swept_keys.empty()) {
    directory = write_comparison(experiment.name, labels, results, options.common);
    say(options.common, fmt::format("comparison: {}", (directory / "report.html").string()));
  }
  fmt::print("{}\n", directory.string());
  return code;
}

}  // namespace

void add_run_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command =
      app.add_subcommand("run", "Train, estimate, report; resumes where it stopped");
  command->add_option("experiment", options->experiment, "Preset or FILE.toml")->required();
  command->add_option("settings", options->overrides, "key=value ...");
  command->add_flag("--any-target", options->any_target,
                    "Go on with a run that another version or SIMD target began");
  add_common_options(*command, options->common);
  command->footer([] { return key_list(); });
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace infoplane
