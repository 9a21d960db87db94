#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/report/audit_layout.h"
#include "infoplane/report/audit_report.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

using Row = std::vector<std::string>;

// letters, not bytes: what continues one in UTF-8 takes no place
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// columns as wide as they need, the first `n_left` to the left, the others to the right
std::string aligned(const std::vector<Row>& rows, std::size_t n_left) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string space(widths[c] - width(row[c]), ' ');
      line += c == 0 ? "" : "  ";
      line += c < n_left ? row[c] + space : space + row[c];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string error_text(const AuditSummary& summary, InformationUnit unit) {
  if (summary.n_values == 0) return summary.refused.empty() ? "–" : "refused";
  if (!summary.spread) return signed_number(summary.bias, unit);
  return fmt::format("{} ±{}", signed_number(summary.bias, unit),
                     audit_number(summary.spread, unit));
}

std::string block_text(const AuditReport& report, const AuditBlock& block, InformationUnit unit) {
  std::vector<Row> rows = {{"task", "truth"}};
  rows[0].insert(rows[0].end(), report.audit.estimators.begin(), report.audit.estimators.end());
  for (const AuditBlock::Row& row : block.rows) {
    rows.push_back({question_name(*row.question), audit_number(row.question->truth, unit)});
    for (const AuditSummary* cell : row.cells) rows.back().push_back(error_text(*cell, unit));
  }
  return fmt::format("N = {}: mean error ± standard deviation over {}, in {}\n{}", block.n,
                     counted(report.audit.n_seeds, "seed"), unit_name(unit), aligned(rows, 1));
}

std::string averages_text(const AuditReport& report, InformationUnit unit) {
  std::vector<Row> rows = {{"set of tasks", "N", "estimator", "answered", "mean |error|",
                            "worst bias", "covers truth", "tasks covered", "flagged if not",
                            "covers own mean", "least", "time"}};
  for (const AuditAverage& one : report.averages) {
    rows.push_back({one.set, std::to_string(one.n), report.audit.estimators[one.estimator],
                    fmt::format("{} of {}", one.n_answered, one.n_questions),
                    audit_number(one.mean_absolute_error, unit),
                    signed_number(one.worst_bias, unit), percent(one.covers_truth),
                    coverage_text(one), flagged_text(one), percent(one.covers_own_mean),
                    percent(one.least_covers_own_mean), short_time(one.seconds)});
  }
  return fmt::format(
      "Averages over tasks, in {}; coverage is that of the 95% intervals. A task is covered if "
      "{:.0f}% "
      "of them hold its truth,\nflagged if half of the estimates say that there may be more "
      "(biased-low-possible)\n{}",
      unit_name(unit), 100 * kCovered, aligned(rows, 3));
}

}  // namespace

std::string audit_text(const AuditReport& report, InformationUnit unit) {
  std::string out;
  for (const AuditBlock& block : audit_blocks(report))
    out += block_text(report, block, unit) + "\n";
  out += averages_text(report, unit);
  const std::vector<Refusal> refused = refusals(report);
  if (!refused.empty()) out += "\nRefused\n";
  for (const Refusal& refusal : refused) {
    out += fmt::format("{} x  {}\n", refusal.n_questions, refusal.message);
  }
  return out;
}

}  // namespace infoplane
