#include "infoplane/run/training_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/core/text.h"

namespace infoplane {
namespace {

// columns before those of the layers
constexpr std::size_t kFirstLayerColumn = 5;

std::vector<std::string> training_header(std::size_t n_layers) {
  std::vector<std::string> header{"replica", "epoch", "train_loss", "train_accuracy",
                                  "test_accuracy"};
  for (const std::string_view what : {"weight_norm", "gradient_mean_norm", "gradient_std_norm"}) {
    for (std::size_t l = 1; l <= n_layers; ++l) header.push_back(fmt::format("{}_{}", what, l));
  }
  return header;
}

// one field a layer; all empty where nothing was measured
void append_layers(std::vector<std::string>& fields, const std::vector<double>& values,
                   std::size_t n_layers) {
  if (!values.empty() && values.size() != n_layers) {
    throw InvalidArgument(fmt::format("training log: a row has values for {} layers, expected {}",
                                      values.size(), n_layers));
  }
  for (std::size_t l = 0; l < n_layers; ++l) {
    fields.push_back(values.empty() ? "" : csv_number(values[l]));
  }
}

// the fields of one row of a table that is already known to have the right columns
class RowReader {
 public:
  RowReader(const CsvTable& table, std::size_t row, const std::string& path)
      : table_(table), fields_(table.rows[row]), path_(path), row_(row) {}

  [[nodiscard]] std::size_t count(std::size_t column, std::size_t most) const {
    try {
      const std::size_t value = parse_count(fields_[column], where(column), 0);
      if (value <= most) return value;
    } catch (const InvalidArgument& error) {
      throw DataError(error.what());
    }
    throw DataError(
        fmt::format("{} is {}, but must be at most {}", where(column), fields_[column], most));
  }

  [[nodiscard]] std::optional<double> number_or_null(std::size_t column) const {
    return parse_csv_number(fields_[column], where(column));
  }

  [[nodiscard]] double number(std::size_t column) const {
    if (const auto value = number_or_null(column)) return *value;
    throw DataError(fmt::format("{}: expected a number, found an empty field", where(column)));
  }

  // `n` columns from `begin` on: all are numbers, or all are empty, which gives none
  [[nodiscard]] std::vector<double> numbers_or_none(std::size_t begin, std::size_t n) const {
    std::vector<double> values;
    for (std::size_t column = begin; column < begin + n; ++column) {
      if (const auto value = number_or_null(column)) values.push_back(*value);
    }
    if (!values.empty() && values.size() != n) {
      throw DataError(
          fmt::format("{}: expected a number in all layers or in none, found {} in {} layers",
                      where(begin), values.size(), n));
    }
    return values;
  }

 private:
  // as the file is seen in an editor: the header is its first row
  [[nodiscard]] std::string where(std::size_t column) const {
    return fmt::format("{}: row {}: {}", path_, row_ + 2, table_.header[column]);
  }

  const CsvTable& table_;
  const std::vector<std::string>& fields_;
  const std::string& path_;
  std::size_t row_;
};

TrainingRow read_row(const RowReader& fields, std::size_t n_layers) {
  TrainingRow row;
  row.replica =
      static_cast<std::uint32_t>(fields.count(0, std::numeric_limits<std::uint32_t>::max()));
  row.epoch = fields.count(1, std::numeric_limits<std::size_t>::max());
  row.metrics.train_loss = fields.number(2);
  row.metrics.train_accuracy = fields.number(3);
  row.metrics.test_accuracy = fields.number_or_null(4);
  row.metrics.weight_norm = fields.numbers_or_none(kFirstLayerColumn, n_layers);
  row.metrics.gradient_mean_norm = fields.numbers_or_none(kFirstLayerColumn + n_layers, n_layers);
  row.metrics.gradient_std_norm =
      fields.numbers_or_none(kFirstLayerColumn + 2 * n_layers, n_layers);
  return row;
}

}  // namespace

CsvTable training_table(const std::vector<TrainingRow>& rows, std::size_t n_layers) {
  std::vector<TrainingRow> sorted = rows;
  std::ranges::sort(sorted, {},
                    [](const TrainingRow& row) { return std::pair(row.replica, row.epoch); });
  CsvTable table{.header = training_header(n_layers), .rows = {}};
  for (const auto& [replica, epoch, metrics] : sorted) {
    std::vector<std::string> fields{
        fmt::format("{}", replica), fmt::format("{}", epoch), csv_number(metrics.train_loss),
        csv_number(metrics.train_accuracy), csv_number(metrics.test_accuracy)};
    append_layers(fields, metrics.weight_norm, n_layers);
    append_layers(fields, metrics.gradient_mean_norm, n_layers);
    append_layers(fields, metrics.gradient_std_norm, n_layers);
    table.rows.push_back(std::move(fields));
  }
  return table;
}

std::vector<TrainingRow> parse_training_table(const CsvTable& table, const std::string& path) {
  // the header says how many layers there are
  const std::size_t n_columns = table.header.size();
  const std::size_t n_layers =
      n_columns < kFirstLayerColumn ? 0 : (n_columns - kFirstLayerColumn) / 3;
  const std::vector<std::string> expected = training_header(n_layers);
  if (n_layers == 0 || table.header != expected) {
    throw DataError(fmt::format("{}: row 1: expected the columns {}, found {}", path,
                                fmt::join(training_header(std::max<std::size_t>(n_layers, 1)), ","),
                                fmt::join(table.header, ",")));
  }
  std::vector<TrainingRow> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    rows.push_back(read_row(RowReader(table, i, path), n_layers));
  }
  return rows;
}

}  // namespace infoplane
