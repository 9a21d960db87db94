#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace infoplane {

/// A table as RFC 4180 CSV: a header row, then rows of as many fields, lines ended by \n. A field
/// is quoted where it holds a comma, a quote or a line break. A missing number is an empty field.
struct CsvTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

/// Shortest decimal that reads back as the same double; empty if there is no value.
std::string csv_number(std::optional<double> value);

/// One row with its line end, quoted where needed.
std::string csv_row(std::span<const std::string> fields);

std::string format_csv(const CsvTable& table);

/// Throws DataError naming `name` and the line: unbalanced quotes, a row of another length than the
/// header's.
CsvTable parse_csv(std::string_view text, const std::string& name);

}  // namespace infoplane
