#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "infoplane/cli/console.h"

namespace infoplane {

/// A command's work; returns the exit code.
using Command = std::function<int()>;

/// Each adds one command with its options to the command line, and to `chosen` what it does if the
/// user names it.
void add_run_command(CLI::App& app, Command& chosen);
void add_plane_command(CLI::App& app, Command& chosen);
void add_report_command(CLI::App& app, Command& chosen);
void add_list_commands(CLI::App& app, Command& chosen);

/// -o, --threads, --quiet.
void add_common_options(CLI::App& command, CommonOptions& options);

}  // namespace infoplane
