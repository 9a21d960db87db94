#include <fmt/format.h>

#include <string>
#include <vector>

#include "infoplane/report/audit_cells.h"
#include "infoplane/report/audit_layout.h"
#include "infoplane/report/audit_report.h"
#include "infoplane/report/embedded_page.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/page_section.h"
#include "infoplane/report/template.h"
#include "infoplane/run/run_directory.h"

namespace infoplane {
namespace {

constexpr auto kUnit = InformationUnit::kBits;

std::string table(const std::vector<std::string>& head, const std::string& rows) {
  std::string cells;
  for (const std::string& name : head) cells += fmt::format("<th scope=\"col\">{}</th>", name);
  return fmt::format(
      "<div class=\"scroll\"><table>\n<thead><tr>{}</tr></thead>\n"
      "<tbody>\n{}</tbody></table></div>\n",
      cells, rows);
}

std::string coverage_row(const AuditReport& report, const AuditAverage& one, bool is_new_set) {
  std::string out = fmt::format(
      "<tr{}><th scope=\"row\">{}</th>", is_new_set ? " class=\"group\"" : "",
      is_new_set ? italic_formulas(fmt::format("{}, N = {}", one.set, one.n), "<i>", "</i>") : "");
  for (const std::string& cell :
       {escape_markup(report.audit.estimators[one.estimator]),
        fmt::format("{} of {}", one.n_answered, one.n_questions),
        signed_number(one.worst_bias, kUnit), coverage_text(one), flagged_text(one),
        percent(one.covers_own_mean), percent(one.least_covers_own_mean)}) {
    out += fmt::format("<td>{}</td>", cell);
  }
  return out + "</tr>\n";
}

// one folded table for each set and sample size would be long: one in all, folded
std::string coverage_html(const AuditReport& report) {
  std::string rows;
  const AuditAverage* before = nullptr;
  for (const AuditAverage& one : report.averages) {
    const bool is_new = before == nullptr || before->set != one.set || before->n != one.n;
    rows += coverage_row(report, one, is_new);
    before = &one;
  }
  return "<details><summary>Sets of tasks, one after another (bits)</summary>\n" +
         table({"tasks", "estimator", "answered", "worst bias", "truth covered",
                "flagged where not", "holds own mean", "at least"},
               rows) +
         "</details>\n";
}

std::string facts_html(const AuditReport& report) {
  std::string out = "<dl class=\"facts\">\n";
  add_fact(out, "program", "infoplane " + program_version());
  add_fact(out, "seeds", std::to_string(report.audit.n_seeds));
  add_fact(out, "informations asked for", std::to_string(report.audit.questions.size()));
  add_fact(out, "estimators", fmt::format("{}", fmt::join(report.audit.estimators, "; ")));
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
  return table({"estimator", "questions", ""}, rows);
}

}  // namespace

std::string audit_html(const AuditReport& report) {
  const std::vector<AuditTable> tables = audit_tables(report);
  return fill_template(
      embedded_page("audit_page.html"),
      {{"title", "infoplane: audit of estimators"},
       {"style", std::string(embedded_page("page.css"))},
       {"headline",
        fmt::format("{} on {} of known value", counted(report.audit.estimators.size(), "estimator"),
                    counted(report.audit.questions.size(), "information"))},
       {"facts", facts_html(report)},
       {"own", std::to_string(kSeedsForOwnMean)},
       {"tables", audit_tables_html(report, tables)},
       {"coverage", coverage_html(report)},
       {"refused", refused_html(report)},
       {"data", audit_page_data(report, tables)},
       {"script", std::string(embedded_page("audit_page.js"))}});
}

}  // namespace infoplane
