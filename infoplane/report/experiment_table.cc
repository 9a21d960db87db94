#include <algorithm>

#include "infoplane/report/experiment_report.h"

namespace infoplane {

std::optional<double> ExperimentTable::at(std::size_t row, std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  if (found == columns.end() || row >= rows.size()) return std::nullopt;
  return rows[row][static_cast<std::size_t>(found - columns.begin())];
}

bool ExperimentTable::has_interval(std::size_t column) const {
  return column + 2 < columns.size() && columns[column + 1].name.ends_with("_ci_low_bits");
}

CsvTable experiment_csv(const ExperimentTable& table) {
  CsvTable csv;
  for (const ExperimentTable::Column& column : table.columns) csv.header.push_back(column.name);
  for (const auto& row : table.rows) {
    auto& fields = csv.rows.emplace_back();
    for (const std::optional<double>& number : row) fields.push_back(csv_number(number));
  }
  return csv;
}

}  // namespace infoplane
