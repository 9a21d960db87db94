#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "infoplane/cli/console.h"

namespace infoplane {

/// A command's work; returns the exit code.
using Command = std::function<int()>;

/// Each adds one command with its options to the command line, and to `chosen` what it does if the
/// user names it.
void add_run_command(CLI::App& app, Command& chosen);
void add_plane_command(CLI::App& app, Command& chosen);
void add_mi_command(CLI::App& app, Command& chosen);
void add_layer_command(CLI::App& app, Command& chosen);
void add_audit_command(CLI::App& app, Command& chosen);
void add_claims_command(CLI::App& app, Command& chosen);
void add_weights_command(CLI::App& app, Command& chosen);
void add_report_command(CLI::App& app, Command& chosen);
void add_list_commands(CLI::App& app, Command& chosen);

/// -e SPEC, at least one.
void add_estimator_option(CLI::App& command, std::vector<std::string>& specs);
/// --units, --json.
void add_result_options(CLI::App& command, Unit& unit, CommonOptions& options);
/// -o, --threads, --quiet.
void add_common_options(CLI::App& command, CommonOptions& options);

}  // namespace infoplane
