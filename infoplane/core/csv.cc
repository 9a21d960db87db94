#include "infoplane/core/csv.h"

#include <fmt/format.h>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

void append_field(std::string& out, std::string_view field) {
  if (field.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

// reads one field that begins at `position`; leaves `position` at what ended it
std::string take_field(std::string_view text, std::size_t& position, const std::string& where) {
  if (position == text.size() || text[position] != '"') {
    const std::size_t end = std::min(text.find_first_of(",\n\r", position), text.size());
    std::string field(text.substr(position, end - position));
    position = end;
    return field;
  }
  std::string field;
  for (++position; position < text.size(); ++position) {
    if (text[position] != '"') {
      field += text[position];
    } else if (position + 1 < text.size() && text[position + 1] == '"') {
      field += text[position++];
    } else {
      ++position;
      return field;
    }
  }
  throw DataError(fmt::format("{}: a quoted field does not end", where));
}

}  // namespace

std::string csv_number(std::optional<double> value) {
  return value ? fmt::format("{}", *value) : "";
}

std::string csv_row(std::span<const std::string> fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    append_field(out, fields[i]);
  }
  out += '\n';
  return out;
}

std::string format_csv(const CsvTable& table) {
  std::string out = csv_row(table.header);
  for (const auto& row : table.rows) out += csv_row(row);
  return out;
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
  CsvTable table;
  std::size_t position = 0;
  for (std::size_t line = 1; position < text.size(); ++line) {
    const std::string where = fmt::format("{}: row {}", name, line);
    // fields up to the line's end, which is \n or \r\n
    std::vector<std::string> fields{take_field(text, position, where)};
    while (position < text.size() && text[position] == ',') {
      fields.push_back(take_field(text, ++position, where));
    }
    if (position < text.size() && text[position] == '\r') ++position;
    if (position < text.size() && text[position] != '\n') {
      throw DataError(
          fmt::format("{}: expected a comma or the line's end, found '{}'", where, text[position]));
    }
    ++position;
    if (line == 1) {
      table.header = std::move(fields);
    } else if (fields.size() != table.header.size()) {
      throw DataError(fmt::format("{}: expected {} fields, found {}", where, table.header.size(),
                                  fields.size()));
    } else {
      table.rows.push_back(std::move(fields));
    }
  }
  return table;
}

}  // namespace infoplane
