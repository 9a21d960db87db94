#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/report/embedded_page.h"
#include "infoplane/report/html_tables.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/noisy_section.h"
#include "infoplane/report/page_section.h"
#include "infoplane/report/template.h"
#include "infoplane/report/weights_report.h"
#include "infoplane/report/weights_sections.h"
#include "infoplane/report/weights_words.h"

namespace infoplane {
namespace {

std::string findings_html(const WeightsReport& report) {
  const std::vector<std::string> estimators = law_estimators(report);
  if (estimators.empty()) {
    const std::string noisy = noisy_headline(report);
    return fmt::format("<h1>{}</h1>\n", noisy.empty() ? "No law of the weights has been tried"
                                                      : escape_markup(noisy));
  }
  std::vector<Findings> findings;
  findings.reserve(estimators.size());
  for (const std::string& estimator : estimators) {
    findings.push_back(describe_laws(report, estimator));
  }
  return html_findings(estimators, findings, cells_headline(report));
}

std::string facts_html(const WeightsReport& report) {
  std::string out = "<dl class=\"facts\">\n";
  const DataSpec& data = report.config.data;
  add_fact(out, "data", data.file.empty() ? data.name : data.file);
  add_fact(out, "layers", network_text(report.layers));
  if (!report.laws.empty()) {
    const LawPlane& plane = report.laws.front().plane;
    const auto estimators = law_estimators(report);
    add_fact(out, "laws", std::to_string(law_names(report).size()));
    add_fact(out, "inputs N", std::to_string(plane.n_samples));
    add_fact(out, "H(Y)", fixed(Bits(plane.h_y).value(), 3) + " bits");
    add_fact(out, "cells", estimators.size() == 1 ? estimators.front() : "");
  }
  return out + "</dl>\n";
}

}  // namespace

std::string weights_html(const WeightsReport& report) {
  const std::string name = report.directory.empty() ? report.config.name : report.directory;
  return fill_template(
      embedded_page("weights_page.html"),
      {{"title", escape_markup(name + ": random weights")},
       {"eyebrow", escape_markup("Weights as random variables, " + name)},
       {"style", std::string(embedded_page("page.css"))},
       {"findings", findings_html(report)},
       {"facts", facts_html(report)},
       {"sections", planes_section(report) + verdicts_section(report) + curves_section(report) +
                        alignment_section(report) + noisy_section(report) +
                        information_link(report) + laws_section() + law_trust_section(report) +
                        configuration_section(report.config)}});
}

}  // namespace infoplane
