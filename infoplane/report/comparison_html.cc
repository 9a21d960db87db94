#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "infoplane/report/drops_svg.h"
#include "infoplane/report/embedded_page.h"
#include "infoplane/report/findings.h"
#include "infoplane/report/html_tables.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/report.h"
#include "infoplane/report/template.h"
#include "infoplane/report/training_curves.h"

namespace infoplane {
namespace {

std::string findings_html(const Comparison& comparison) {
  const auto estimators = all_estimators(comparison);
  std::vector<Findings> findings;
  findings.reserve(estimators.size());
  for (const auto& estimator : estimators) {
    findings.push_back(describe_stability(comparison, estimator));
  }
  return html_findings(estimators, findings);
}

std::string test_accuracy(const RunReport& run) {
  const TrainingCurves curves = training_curves(run.training, 0);
  if (curves.epochs.empty() || !curves.test_accuracy.back()) return "–";
  return with_interval(*curves.test_accuracy.back(), 3);
}

// a run's rows, one a layer; its name and accuracy stand beside the first
std::string run_rows(const RunReport& run, const std::string& label, const PlaneResult& result) {
  std::string rows;
  const std::size_t n = result.phases.size();
  for (std::size_t l = 0; l < n; ++l) {
    const LayerPhases& phases = result.phases[l];
    const SummaryPoint& last = result.summary[result.summary.size() - n + l];
    const bool has_x = last.i_xt_bits.has_value();
    rows += l == 0
                ? fmt::format("<tr class=\"group\"><th scope=\"rowgroup\" rowspan=\"{}\">{}</th>",
                              n, escape_markup(label))
                : "<tr>";
    rows += fmt::format("<td>{}</td>", l + 1);
    rows += has_x ? fmt::format("<td>{}</td>", fixed(phases.peak_epoch_median, 0)) : "<td>–</td>";
    rows += has_x ? html_interval(phases.drop_bits, 2) : "<td>–</td>";
    rows += last.i_ty_bits ? html_interval(phases.final_ty_bits, 3) : "<td>–</td>";
    rows += fmt::format("<td class=\"word {0}\">{0}</td>", verdict_name(phases.verdict));
    if (l == 0) rows += fmt::format("<td rowspan=\"{}\">{}</td>", n, test_accuracy(run));
    rows += "</tr>\n";
  }
  return rows;
}

std::string table_html(const Comparison& comparison, const std::string& estimator) {
  std::string rows;
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    const PlaneResult* result = find_plane(comparison.runs[i], estimator);
    if (result == nullptr || result->summary.empty()) continue;
    rows += run_rows(comparison.runs[i], comparison.labels[i], *result);
  }
  return fmt::format(
      "<div class=\"scroll\"><table><caption>{}; bits</caption>\n<thead><tr><th "
      "scope=\"col\">run</th>"
      "<th scope=\"col\">layer</th><th scope=\"col\">peak epoch<br>(median)</th>"
      "<th scope=\"col\">drop of <i>I</i>(X;T)</th><th scope=\"col\">final <i>I</i>(T;Y)</th>"
      "<th scope=\"col\" class=\"word\">verdict</th><th scope=\"col\">final test accuracy</th></tr>"
      "</thead>\n<tbody>\n{}</tbody></table></div>\n",
      escape_markup(estimator), rows);
}

}  // namespace

std::string comparison_html(const Comparison& comparison) {
  const std::string planes = comparison_svg(comparison);
  std::string drops;
  std::string tables;
  for (const auto& estimator : all_estimators(comparison)) {
    const std::string picture = drops_svg(comparison, estimator);
    if (!picture.empty()) {
      drops += fmt::format("<p class=\"estimator\">{}</p>\n{}", escape_markup(estimator), picture);
    }
    tables += table_html(comparison, estimator);
  }
  return fill_template(embedded_page("comparison.html"),
                       {{"title", escape_markup(comparison.title)},
                        {"eyebrow", escape_markup(comparison.title)},
                        {"style", std::string(embedded_page("page.css"))},
                        {"findings", findings_html(comparison)},
                        {"planes", planes},
                        {"drops", drops},
                        {"tables", tables}});
}

}  // namespace infoplane
