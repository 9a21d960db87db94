#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "infoplane/report/audit_cells.h"
#include "infoplane/report/audit_layout.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

constexpr auto kUnit = InformationUnit::kBits;

// a place to break a specification: after ':' and ','
std::string breakable(const std::string& spec) {
  std::string out;
  for (const char c : escape_markup(spec)) {
    out += c;
    if (c == ':' || c == ',') out += "<wbr/>";
  }
  return out;
}

std::string formula_text(const std::string& text) { return italic_formulas(text, "<i>", "</i>"); }

// what a cell has beside its error, for who has no script
std::string title(const AuditCell& cell) {
  std::vector<std::string> parts = {"mean |error| " + audit_number(cell.absolute_error, kUnit)};
  if (cell.spread) parts.push_back("spread " + audit_number(cell.spread, kUnit));
  if (cell.half_interval) parts.push_back("interval ±" + audit_number(cell.half_interval, kUnit));
  if (cell.covers_truth) parts.push_back("holds truth " + percent(cell.covers_truth));
  if (cell.covers_own_mean) parts.push_back("own mean " + percent(cell.covers_own_mean));
  if (cell.brackets_truth) parts.push_back("bounds " + percent(cell.brackets_truth));
  parts.push_back(short_time(cell.seconds));
  if (cell.n_answered < cell.n_asked) {
    parts.push_back(fmt::format("{} of {} answered", cell.n_answered, cell.n_asked));
  }
  if (!cell.flags.empty()) parts.push_back(format_flags(cell.flags));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string cell_html(const AuditCell& cell) {
  if (cell.n_answered == 0) return cell.refused ? "<td>refused</td>" : "<td>–</td>";
  const std::string text =
      cell.error ? signed_number(cell.error, kUnit) : audit_number(cell.absolute_error, kUnit);
  return fmt::format("<td class=\"e{}\" title=\"{}\">{}</td>",
                     error_class(in_unit(*cell.absolute_error, kUnit)), escape_markup(title(cell)),
                     text);
}

std::string row_html(const AuditRow& row) {
  std::string out =
      fmt::format("<tr><th scope=\"row\">{}</th><td class=\"d\">{}</td><td class=\"d\">{}</td>",
                  formula_text(row.name), row.truth ? fmt::format("{}+{}", row.dx, row.dy) : "",
                  row.truth ? audit_number(row.truth, kUnit) : "");
  for (const AuditCell& cell : row.cells) out += cell_html(cell);
  return out + "</tr>\n";
}

// a number as the script needs it
nlohmann::json number(const std::optional<double>& value) {
  if (!value) return nullptr;
  return std::stod(fmt::format("{:.4g}", *value));
}
nlohmann::json number(const std::optional<Nats>& value) {
  return value ? number(value->value()) : nlohmann::json(nullptr);
}

nlohmann::json cell_json(const AuditCell& cell) {
  if (cell.n_answered == 0) return cell.refused ? 1 : 0;
  return {number(cell.error),
          number(cell.absolute_error),
          number(cell.spread),
          number(cell.half_interval),
          number(cell.covers_truth),
          number(cell.covers_own_mean),
          number(cell.seconds),
          number(cell.biased_low),
          number(cell.brackets_truth),
          cell.n_answered,
          cell.n_asked,
          format_flags(cell.flags)};
}

}  // namespace

std::string audit_tables_html(const AuditReport& report, const std::vector<AuditTable>& tables) {
  std::string head =
      "<tr><th scope=\"col\">task</th><th scope=\"col\">columns</th><th scope=\"col\">truth</th>";
  for (const std::string& name : report.audit.estimators) {
    head += fmt::format("<th scope=\"col\">{}</th>", breakable(name));
  }
  head += "</tr>\n";
  const std::size_t width = report.audit.estimators.size() + 3;
  std::string out;
  for (const AuditTable& table : tables) {
    out += fmt::format(
        "<div class=\"heat\" tabindex=\"0\"><table><caption>N = {}: error in "
        "<span class=\"unit\">bits</span></caption>\n<thead>{}</thead>\n",
        table.n, head);
    const std::string* group = nullptr;
    for (const AuditRow& row : table.rows) {
      if (group == nullptr || *group != row.group) {
        if (group != nullptr) out += "</tbody>\n";
        out += fmt::format(
            "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
            width, row.group.empty() ? "means over sets of tasks" : row.group);
        group = &row.group;
      }
      out += row_html(row);
    }
    out += "</tbody></table></div>\n";
  }
  return out;
}

std::string audit_page_data(const AuditReport& report, const std::vector<AuditTable>& tables) {
  nlohmann::json data = {{"estimators", report.audit.estimators},
                         {"seeds", report.audit.n_seeds},
                         {"tables", nlohmann::json::array()}};
  for (const AuditTable& table : tables) {
    nlohmann::json rows = nlohmann::json::array();
    for (const AuditRow& row : table.rows) {
      nlohmann::json cells = nlohmann::json::array();
      for (const AuditCell& cell : row.cells) cells.push_back(cell_json(cell));
      rows.push_back({{"name", row.name},
                      {"group", row.group},
                      {"columns", row.dx + row.dy},
                      {"truth", number(row.truth)},
                      {"cells", cells}});
    }
    data["tables"].push_back({{"n", table.n}, {"rows", rows}});
  }
  // in JSON "<" stands in strings alone, where its escape means the same
  std::string text = data.dump();
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    text.replace(at, 1, "\\u003c");
  }
  return text;
}

}  // namespace infoplane
