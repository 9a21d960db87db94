#include <fmt/format.h>

#include <cmath>
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

constexpr auto kUnit = InformationUnit::kBits;
// errors in bits that are called near and far
constexpr double kNear = 0.02;
constexpr double kFar = 0.2;

std::string formula_text(const std::string& text) { return italic_formulas(text, "<i>", "</i>"); }

std::string table(const std::string& caption, const std::vector<std::string>& head,
                  const std::string& rows) {
  std::string cells;
  for (const std::string& name : head) {
    cells += fmt::format("<th scope=\"col\">{}</th>", formula_text(name));
  }
  return fmt::format(
      "<div class=\"scroll\"><table "
      "class=\"audit\"><caption>{}</caption>\n<thead><tr>{}</tr></thead>\n"
      "<tbody>\n{}</tbody></table></div>\n",
      formula_text(caption), cells, rows);
}

std::string error_class(const AuditSummary& cell) {
  const double error = std::abs(in_unit(*cell.bias, kUnit));
  return error <= kNear ? " class=\"near\"" : error > kFar ? " class=\"far\"" : "";
}

std::string cell_html(const AuditSummary& cell) {
  if (cell.n_values == 0) {
    return fmt::format("<td class=\"none\" title=\"{}\">{}</td>", escape_markup(cell.refused),
                       cell.refused.empty() ? "no value" : "refused");
  }
  std::vector<std::string> details;
  if (cell.std_error) details.push_back("SE " + audit_number(cell.std_error, kUnit));
  if (cell.covers_truth) details.push_back("truth " + percent(cell.covers_truth));
  if (cell.covers_own_mean) details.push_back("mean " + percent(cell.covers_own_mean));
  if (cell.brackets_truth) details.push_back("bounds " + percent(cell.brackets_truth));
  details.push_back(short_time(cell.seconds));
  const std::string title = fmt::format(
      "mean {}, mean absolute error {}; {} of {}; {}", audit_number(cell.mean, kUnit),
      audit_number(cell.mean_absolute_error, kUnit), cell.n_values, counted(cell.n_asked, "seed"),
      cell.flags.empty() ? "no flags" : format_flags(cell.flags));
  return fmt::format("<td{} title=\"{}\">{}{}<small>{}</small></td>", error_class(cell),
                     escape_markup(title), signed_number(cell.bias, kUnit),
                     cell.spread ? " ± " + audit_number(cell.spread, kUnit) : "",
                     escape_markup(fmt::format("{}", fmt::join(details, ", "))));
}

std::string block_html(const AuditReport& report, const AuditBlock& block) {
  std::vector<std::string> head = {"task", "truth"};
  head.insert(head.end(), report.audit.estimators.begin(), report.audit.estimators.end());
  std::string rows;
  for (std::size_t r = 0; r < block.rows.size(); ++r) {
    const AuditBlock::Row& row = block.rows[r];
    const bool new_group = r == 0 || row.question->group != block.rows[r - 1].question->group;
    rows += fmt::format(
        "<tr{}><th scope=\"row\">{}</th><td>{}</td>", new_group ? " class=\"group\"" : "",
        formula_text(question_name(*row.question)), audit_number(row.question->truth, kUnit));
    for (const AuditSummary* cell : row.cells) rows += cell_html(*cell);
    rows += "</tr>\n";
  }
  return table(fmt::format("N = {}; bits", block.n), head, rows);
}

std::string averages_html(const AuditReport& report) {
  std::string rows;
  std::string set;
  for (const AuditAverage& one : report.averages) {
    const std::string name = fmt::format("{}, N = {}", one.set, one.n);
    rows += fmt::format("<tr{}><th scope=\"row\">{}</th>", name == set ? "" : " class=\"group\"",
                        name == set ? "" : formula_text(name));
    set = name;
    for (const std::string& cell :
         {escape_markup(report.audit.estimators[one.estimator]),
          fmt::format("{} of {}", one.n_answered, one.n_questions),
          audit_number(one.mean_absolute_error, kUnit), signed_number(one.worst_bias, kUnit),
          percent(one.covers_truth), percent(one.covers_own_mean),
          percent(one.least_covers_own_mean), short_time(one.seconds)}) {
      rows += fmt::format("<td>{}</td>", cell);
    }
    rows += "</tr>\n";
  }
  return table("bits",
               {"tasks", "estimator", "answered", "mean |error|", "worst bias", "covers truth",
                "covers own mean", "at least", "time"},
               rows);
}

std::string facts_html(const AuditReport& report) {
  std::string out = "<dl class=\"facts\">\n";
  for (const auto& [name, value] :
       {std::pair{"program", "infoplane " + program_version()},
        std::pair{"seeds", std::to_string(report.audit.n_seeds)},
        std::pair{"informations asked for", std::to_string(report.audit.questions.size())},
        std::pair{"estimators", fmt::format("{}", fmt::join(report.audit.estimators, ", "))}}) {
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, escape_markup(value));
  }
  return out + "</dl>\n";
}

std::string refused_html(const AuditReport& report) {
  const std::vector<Refusal> refused = refusals(report);
  if (refused.empty()) return "<p>No estimator refused a task.</p>\n";
  std::string rows;
  for (const Refusal& refusal : refused) {
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"word meaning\">{}</td></tr>\n",
        escape_markup(refusal.estimator), refusal.n_questions, escape_markup(refusal.message));
  }
  return table("who refused, how many questions, and why", {"estimator", "questions", ""}, rows);
}

}  // namespace

std::string audit_html(const AuditReport& report) {
  std::string tables;
  for (const AuditBlock& block : audit_blocks(report)) tables += block_html(report, block);
  return fill_template(
      embedded_page("audit_page.html"),
      {{"title", "infoplane: audit of estimators"},
       {"style", std::string(embedded_page("page.css"))},
       {"headline",
        fmt::format("{} on {} of known value", counted(report.audit.estimators.size(), "estimator"),
                    counted(report.audit.questions.size(), "information"))},
       {"facts", facts_html(report)},
       {"averages", averages_html(report)},
       {"picture", audit_svg(report)},
       {"own", std::to_string(kSeedsForOwnMean)},
       {"tables", tables},
       {"refused", refused_html(report)}});
}

}  // namespace infoplane
