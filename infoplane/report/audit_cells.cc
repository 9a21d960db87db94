#include "infoplane/report/audit_cells.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "infoplane/report/audit_layout.h"

namespace infoplane {
namespace {

constexpr std::array kClassEnds = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5};

AuditCell cell_of(const AuditSummary& summary) {
  AuditCell cell;
  cell.error = summary.bias;
  cell.absolute_error = summary.mean_absolute_error;
  cell.spread = summary.spread;
  cell.std_error = summary.std_error;
  cell.half_interval = summary.half_interval;
  cell.covers_truth = summary.covers_truth;
  cell.covers_own_mean = summary.covers_own_mean;
  cell.brackets_truth = summary.brackets_truth;
  cell.seconds = summary.seconds;
  cell.biased_low = summary.biased_low;
  cell.n_answered = summary.n_values;
  cell.n_asked = summary.n_asked;
  cell.flags = summary.flags;
  cell.refused = !summary.refused.empty();
  return cell;
}

AuditCell cell_of(const AuditAverage& average) {
  AuditCell cell;
  cell.absolute_error = average.mean_absolute_error;
  cell.half_interval = average.half_interval;
  cell.covers_truth = average.covers_truth;
  cell.covers_own_mean = average.covers_own_mean;
  cell.seconds = average.seconds;
  cell.biased_low = average.biased_low;
  cell.n_answered = average.n_answered;
  cell.n_asked = average.n_questions;
  return cell;
}

AuditRow row_of(const AuditBlock::Row& of) {
  AuditRow row;
  row.name = question_name(*of.question);
  row.group = group_name(of.question->group);
  row.dx = of.question->dx;
  row.dy = of.question->dy;
  row.truth = of.question->truth;
  for (const AuditSummary* summary : of.cells) row.cells.push_back(cell_of(*summary));
  return row;
}

}  // namespace

std::size_t error_class(double error) {
  // an error that is printed as an end is in the class that ends there
  constexpr double kRounding = 1e-9;
  return static_cast<std::size_t>(
      std::ranges::lower_bound(kClassEnds, std::abs(error) - kRounding) - kClassEnds.begin());
}

std::vector<AuditTable> audit_tables(const AuditReport& report) {
  std::vector<AuditTable> tables;
  for (const AuditBlock& block : audit_blocks(report)) {
    AuditTable table;
    table.n = block.n;
    for (const AuditAverage& average : report.averages) {
      if (average.n != block.n) continue;
      if (table.rows.empty() || table.rows.back().name != average.set) {
        table.rows.emplace_back();
        table.rows.back().name = average.set;
      }
      table.rows.back().cells.push_back(cell_of(average));
    }
    for (const AuditBlock::Row& row : block.rows) table.rows.push_back(row_of(row));
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace infoplane
