#include "infoplane/cli/commands.h"

namespace infoplane {

void add_estimator_option(CLI::App& command, std::vector<std::string>& specs) {
  command
      .add_option("-e,--estimator", specs,
                  "Estimator, such as bins:30,range=-1:1 (infoplane estimators)")
      ->required()
      ->take_all()
      ->allow_extra_args(false);
}

void add_result_options(CLI::App& command, Unit& unit, CommonOptions& options) {
  command.add_option("--units", unit.name, "Unit of what is printed; files are in bits")
      ->check(CLI::IsMember({"bits", "nats"}))
      ->capture_default_str();
  command.add_flag("--json", options.json, "One JSON document on standard output");
}

void add_common_options(CLI::App& command, CommonOptions& options) {
  command.add_option("-o,--output", options.output, "Folder of the run directories")
      ->capture_default_str();
  command.add_option("--threads", options.n_threads, "Threads; 0 means all cores")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  command.add_flag("--quiet", options.quiet, "Say nothing while working");
}

}  // namespace infoplane
