#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "infoplane/audit/audit.h"
#include "infoplane/cli/commands.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/text.h"
#include "infoplane/report/audit_report.h"

namespace infoplane {
namespace {

constexpr std::size_t kHashDigits = 8;
constexpr std::size_t kMostSamples = 100'000'000;
constexpr const char* kAllTasks = ".";

// who is examined if nobody is named, in the order of the tables
constexpr std::array kEstimators = {
    "auto",         "auto:t=off", "auto:radial=off", "auto:t=off,radial=off",
    "tcopula",      "cca-ksg",    "ksg:k=auto",      "ksg:k=3",
    "rank-ksg:k=3", "gaussian",   "copula",          "edge",
    "bins:30",      "kde",        "noisy",
};

struct AuditOptions {
  CommonOptions common;
  Unit unit;
  std::vector<std::string> specs{kEstimators.begin(), kEstimators.end()};
  std::string tasks = kAllTasks;
  std::string n_samples = "1000";
  std::size_t n_seeds = 5;
  std::string html;
  std::string markdown;
  bool list = false;
};

AuditPlan plan_of(const AuditOptions& options) {
  AuditPlan plan;
  plan.estimators = options.specs;
  plan.tasks = find_audit_tasks(options.tasks);
  plan.n_seeds = options.n_seeds;
  for (const std::string& n : split(options.n_samples, ',')) {
    plan.n_samples.push_back(parse_count(n, "--n", 1));
    if (plan.n_samples.back() > kMostSamples) {
      throw InvalidArgument(fmt::format("--n is {}, but must be at most {}", n, kMostSamples));
    }
  }
  return plan;
}

// a folder for each audit: named by all that decides its numbers
std::filesystem::path directory_of(const AuditPlan& plan, const CommonOptions& options) {
  std::string text = "infoplane audit 1\n";
  for (const std::string& spec : plan.estimators) text += "estimator " + audit_name(spec) + "\n";
  for (const AuditTask& task : plan.tasks) text += "task " + task_name(task) + "\n";
  text += fmt::format("n {}\nseeds {}\n", fmt::join(plan.n_samples, ","), plan.n_seeds);
  return options.output / ("audit-" + sha256_hex(text).substr(0, kHashDigits));
}

// the call with all that decides the report's numbers
std::string command_line(const AuditPlan& plan, const AuditOptions& options) {
  std::string out = "infoplane audit";
  if (options.tasks != kAllTasks) out += fmt::format(" --tasks '{}'", options.tasks);
  out += fmt::format(" --n {} --seeds {}", fmt::join(plan.n_samples, ","), plan.n_seeds);
  for (const std::string& spec : plan.estimators) out += " -e " + audit_name(spec);
  return out;
}

int list_tasks(const AuditOptions& options) {
  if (options.common.json) {
    auto json = nlohmann::ordered_json::array();
    for (const AuditTask& task : find_audit_tasks(options.tasks)) {
      json.push_back({{"task", task_name(task)}, {"group", group_name(task_group(task))}});
    }
    fmt::print("{}\n", json.dump(2));
    return kExitDone;
  }
  for (const AuditTask& task : find_audit_tasks(options.tasks)) {
    fmt::print("{:<18} {}\n", group_name(task_group(task)), task_name(task));
  }
  return kExitDone;
}

AuditReport examine(const AuditPlan& plan, const CommonOptions& options) {
  ProgressBar bar("audit", options);
  return make_audit_report(run_audit(plan, bar.work()));
}

int audit(const AuditOptions& options) {
  if (options.list) return list_tasks(options);
  const AuditPlan plan = plan_of(options);
  const std::filesystem::path directory = directory_of(plan, options.common);
  // what cannot be written is said before the work, not after it
  make_directory(directory);
  for (const std::string& file : {options.html, options.markdown}) {
    if (!file.empty()) write_file(file, "");
  }
  const AuditReport report = examine(plan, options.common);

  constexpr auto kInFiles = InformationUnit::kBits;
  const auto in_print =
      options.unit.name == "nats" ? InformationUnit::kNats : InformationUnit::kBits;
  const std::string page = audit_html(report);
  write_file(directory / "audit.json", audit_json(report, kInFiles));
  write_file(directory / "audit.txt", audit_text(report, kInFiles));
  write_file(directory / "audit.svg", audit_svg(report));
  write_file(directory / "audit.html", page);
  if (!options.html.empty()) write_file(options.html, page);
  if (!options.markdown.empty()) {
    write_file(options.markdown, audit_markdown(report, command_line(plan, options)));
  }

  say(options.common, audit_text(report, in_print));
  if (options.common.json) {
    fmt::print("{}", audit_json(report, in_print));
  } else {
    say(options.common, fmt::format("report: {}", (directory / "audit.html").string()));
    fmt::print("{}\n", directory.string());
  }
  return kExitDone;
}

}  // namespace

void add_audit_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* command =
      app.add_subcommand("audit", "How far to trust each estimator: tasks whose truth is known");
  command
      ->add_option("-e,--estimator", options->specs,
                   "Estimator, such as ksg:k=3; kde and noisy alone take each task's own noise")
      ->take_all()
      ->allow_extra_args(false)
      ->capture_default_str();
  command->add_option("--tasks", options->tasks, "Tasks whose name this regular expression is in")
      ->capture_default_str();
  command->add_option("--n", options->n_samples, "Sample sizes, as 1000,10000")
      ->capture_default_str();
  command->add_option("--seeds", options->n_seeds, "Samples of each task and size")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000));
  command->add_option("--html", options->html, "The page to a file of this name, too");
  command->add_option("--markdown", options->markdown,
                      "Advice and tables as Markdown to a file of this name");
  command->add_flag("--list", options->list, "Names the tasks and does nothing else");
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return audit(*options); }; });
}

}  // namespace infoplane
