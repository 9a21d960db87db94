#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "infoplane/report/audit_layout.h"
#include "infoplane/report/audit_report.h"
#include "infoplane/report/embedded_page.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/template.h"
#include "infoplane/run/run_directory.h"

namespace infoplane {
namespace {

constexpr auto kUnit = InformationUnit::kNats;

std::string code(const std::string& text) { return "`" + text + "`"; }

// "32 of 40" of those that were asked, only what is not all
std::string answered_text(const AuditAverage& one) {
  return one.n_answered == one.n_questions
             ? std::to_string(one.n_answered)
             : fmt::format("{} of {}", one.n_answered, one.n_questions);
}

std::string average_row(const AuditReport& report, const AuditAverage& one) {
  std::string own = percent(one.covers_own_mean);
  if (one.least_covers_own_mean) own += fmt::format(" ({})", percent(one.least_covers_own_mean));
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                     code(report.audit.estimators[one.estimator]), answered_text(one),
                     audit_number(one.mean_absolute_error, kUnit),
                     signed_number(one.worst_bias, kUnit), audit_number(one.half_interval, kUnit),
                     coverage_text(one), flagged_text(one), own, short_time(one.seconds));
}

// a table for each set at one sample size
std::string sets_at(const AuditReport& report, std::size_t n) {
  std::string out;
  const std::string* set = nullptr;
  for (const AuditAverage& one : report.averages) {
    if (one.n != n) continue;
    if (set == nullptr || *set != one.set) {
      out += fmt::format(
          "\n### {}, N = {}\n\n"
          "| | tasks | error | worst | interval ± | truth covered | flagged | own mean | time |\n"
          "|---|---|---|---|---|---|---|---|---|\n",
          one.set, n);
    }
    set = &one.set;
    out += average_row(report, one);
  }
  return out;
}

// signed bias of every estimator on every task of a block
std::string tasks_of(const AuditReport& report, const AuditBlock& block) {
  std::string head = "| task | columns | truth |";
  std::string line = "|---|---|---|";
  for (const std::string& name : report.audit.estimators) {
    head += fmt::format(" {} |", code(name));
    line += "---|";
  }
  std::string out =
      fmt::format("\n### Mean error of each task, N = {}\n\n{}\n{}\n", block.n, head, line);
  for (const AuditBlock::Row& row : block.rows) {
    out += fmt::format("| {} | {}+{} | {} |", question_name(*row.question), row.question->dx,
                       row.question->dy, audit_number(row.question->truth, kUnit));
    for (const AuditSummary* cell : row.cells) {
      const bool answered = cell->n_values > 0;
      out += fmt::format(" {} |", answered                ? signed_number(cell->bias, kUnit)
                                  : cell->refused.empty() ? "no value"
                                                          : "refused");
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string audit_markdown(const AuditReport& report, const std::string& command) {
  const std::vector<AuditBlock> blocks = audit_blocks(report);
  std::string tables = "## Sets of tasks\n";
  for (const AuditBlock& block : blocks) tables += sets_at(report, block.n);
  tables += "\n## Task by task\n";
  // tasks that leave N to us at the largest, and those of a size of their own
  std::set<std::string> shown;
  std::string by_task;
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
    AuditBlock rest = *block;
    std::erase_if(rest.rows, [&](const AuditBlock::Row& row) {
      return !shown.insert(question_name(*row.question)).second;
    });
    if (!rest.rows.empty()) by_task += tasks_of(report, rest);
  }
  return fill_template(
      embedded_page("estimators_page.md"),
      {{"made", fmt::format("Made by `{}` with infoplane {}, {} of each task.", command,
                            program_version(), counted(report.audit.n_seeds, "sample"))},
       {"own", std::to_string(kSeedsForOwnMean)},
       {"tables", tables + by_task}});
}

}  // namespace infoplane
