#include <fmt/format.h>

#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/comparison.h"
#include "infoplane/cli/experiment.h"

namespace infoplane {
namespace {

struct ReportOptions {
  CommonOptions common;
  std::vector<std::string> directories;
};

int report(const ReportOptions& options) {
  std::vector<std::string> labels;
  std::vector<RunResult> results;
  for (const std::string& directory : options.directories) {
    results.push_back(extend_run(directory, {}, options.common));
    labels.push_back(results.back().report.directory);
  }
  std::filesystem::path directory = results.front().directory;
  if (results.size() > 1) directory = write_comparison("report", labels, results, options.common);
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
