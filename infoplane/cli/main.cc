#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <new>
#include <string>

#include "infoplane/cli/commands.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"
#include "infoplane/run/run_directory.h"

namespace {

using namespace infoplane;

// "unknown command 'rnu'; did you mean 'run'?" reads better than what the parser would say
void check_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::ranges::find(names, argv[1]) != names.end()) return;
  throw InvalidArgument(fmt::format("unknown command '{}'; did you mean '{}'?", argv[1],
                                    nearest_word(argv[1], names)));
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Mutual information in deep neural networks: the information plane", "infoplane");
  app.set_version_flag("--version", "infoplane " + program_version());
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(26);
  Command chosen;
  add_run_command(app, chosen);
  add_plane_command(app, chosen);
  add_mi_command(app, chosen);
  add_layer_command(app, chosen);
  add_audit_command(app, chosen);
  add_claims_command(app, chosen);
  add_weights_command(app, chosen);
  add_report_command(app, chosen);
  add_list_commands(app, chosen);
  try {
    check_command(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    const std::string command = argc > 1 && argv[1][0] != '-' ? fmt::format(" {}", argv[1]) : "";
    throw InvalidArgument(fmt::format("{} (infoplane{} --help)", error.what(), command));
  }
  if (!chosen) {
    fmt::print("{}", app.help());
    return kExitDone;
  }
  return chosen();
}

// one line, whatever control characters a name had
int fail(std::string what, int code) {
  std::ranges::replace_if(
      what, [](unsigned char c) { return c < ' '; }, '?');
  print_error(fmt::format("infoplane: {}\n", what));
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  listen_for_signals();
  try {
    const int code = parse_and_run(argc, argv);
    flush_output();
    return code;
  } catch (const InvalidArgument& error) {
    return fail(error.what(), kExitUsage);
  } catch (const DataError& error) {
    return fail(error.what(), kExitData);
  } catch (const Interrupted&) {
    return fail("interrupted; a run goes on from here with the same command", kExitInterrupted);
  } catch (const std::bad_alloc&) {
    return fail("there is not enough memory for this", kExitWork);
  } catch (const std::exception& error) {
    return fail(error.what(), kExitWork);
  }
}
