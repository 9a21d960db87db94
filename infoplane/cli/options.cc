#include "infoplane/cli/commands.h"

namespace infoplane {

void add_common_options(CLI::App& command, CommonOptions& options) {
  command.add_option("-o,--output", options.output, "Folder of the run directories")
      ->capture_default_str();
  command.add_option("--threads", options.n_threads, "Threads; 0 means all cores")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  command.add_flag("--quiet", options.quiet, "Say nothing while working");
}

}  // namespace infoplane
