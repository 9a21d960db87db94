#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/comparison.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/run/config_keys.h"

namespace infoplane {
namespace {

struct ReportOptions {
  CommonOptions common;
  std::vector<std::string> directories;
};

// each run's directory with the keys that are not the same in all of them
std::vector<std::string> compared_labels(const std::vector<RunResult>& results) {
  std::vector<std::string> labels;
  labels.reserve(results.size());
  for (const RunResult& result : results) labels.push_back(result.report.directory);
  for (const ConfigKey& key : config_keys()) {
    if (key.hashed_by == HashedBy::kNothing) continue;
    const ConfigValue first = key.write(results.front().report.config);
    const bool same = std::ranges::all_of(
        results, [&](const RunResult& result) { return key.write(result.report.config) == first; });
    for (std::size_t i = 0; !same && i < results.size(); ++i) {
      labels[i] +=
          fmt::format(" {}={}", key.name, plain_value(key.write(results[i].report.config)));
    }
  }
  return labels;
}

int report(const ReportOptions& options) {
  std::vector<RunResult> results;
  for (const std::string& directory : options.directories) {
    results.push_back(extend_run(directory, {}, {}, options.common));
  }
  std::filesystem::path directory = results.front().directory;
  if (results.size() > 1)
    directory = write_comparison("report", compared_labels(results), results, options.common);
  say(options.common, fmt::format("report: {}", (directory / "report.html").string()));
  fmt::print("{}\n", directory.string());
  return kExitDone;
}

}  // namespace

void add_report_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command =
      app.add_subcommand("report", "HTML, SVG, CSV of a run; several runs give a comparison");
  command->add_option("RUN", options->directories, "Run directories")->required();
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return report(*options); }; });
}

}  // namespace infoplane
