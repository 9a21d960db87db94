#include <fmt/format.h>

#include "infoplane/core/units.h"
#include "infoplane/report/embedded_page.h"
#include "infoplane/report/information_report.h"
#include "infoplane/report/information_words.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/page_section.h"
#include "infoplane/report/template.h"

namespace infoplane {
namespace {

std::string note(const std::string& html) { return "<p class=\"note\">" + html + "</p>\n"; }

std::string picture(const std::string& svg) {
  return "<div class=\"pictures\">\n" + svg + "</div>\n";
}

std::string_view curvature_text(CurvatureKind kind) {
  switch (kind) {
    case CurvatureKind::kGaussNewtonDiagonal:
      return "the diagonal of the Gauss-Newton matrix";
    case CurvatureKind::kKronecker:
      return "Kronecker factors of the Gauss-Newton matrix";
    default:
      return "the Gauss-Newton matrix";
  }
}

std::string measures_note(const TrainingInformation& run) {
  return note(fmt::format(
      "Median over {}, and of few runs the band of the quartiles. <b>Gaussian information</b>: KL "
      "of a normal law "
      "around the weights to N(0, λ²), its covariance the one at which noise costs as much loss as "
      "it saves information, at {} of the training samples; β = {:.3g}, λ² = {:.3g}. It counts "
      "from 0 and not from the initial weights. <b>PAC-Bayes information</b>: n/2 Δw′ E[gg′] Δw, "
      "Δw the way from the initial weights. Its public code computes something else, a square of "
      "batches’ mean gradients, which has no unit.",
      counted(run.replicas.size(), "replica"), curvature_text(run.curvature), run.price.beta,
      run.price.prior_variance));
}

std::string trajectory_note(const InformationReport& report) {
  const TrajectoryInformation& first = report.runs.front().trajectory;
  if (!first.absent.empty()) {
    return note("There is no trajectory bound: " + escape_markup(first.absent) + ".");
  }
  return note(fmt::format(
      "<b>Trajectory bound</b>: what the weights say at most of which samples are for training, "
      "with "
      "the 95% interval over replicas. It adds up along the path and never falls; that there are "
      "{:.4g} bits to be known at all is known without it.",
      Bits(Nats(first.all_nats)).value()));
}

std::string tau_cell(const std::string& text) {
  return fmt::format("<td>{}</td>", text == "-" ? "–" : escape_markup(text));
}

std::string taus_table(const InformationReport& report) {
  const bool several = report.runs.size() > 1;
  std::string head = "<th scope=\"col\">measure</th>";
  if (several) {
    head +=
        "<th scope=\"col\">all networks</th><th scope=\"col\">between runs</th>"
        "<th scope=\"col\">within a run, mean</th>";
  }
  for (const std::string& label : report.labels) {
    head += fmt::format("<th scope=\"col\">{}</th>", escape_markup(label));
  }
  std::string rows;
  for (const GapTau& of : report.taus) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th>", measure_title(of.measure));
    if (several) {
      rows += tau_cell(tau_text(of.pooled)) + tau_cell(tau_text(of.between)) +
              tau_cell(tau_text(of.within_mean));
    }
    for (const std::optional<KendallTau>& tau : of.within) rows += tau_cell(tau_text(tau));
    rows += "</tr>\n";
  }
  return fmt::format(
      "<div class=\"scroll\"><table><caption>Kendall’s tau with the gap at the last epoch, 95% "
      "intervals by the jackknife over replicas</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}"
      "</tbody></table></div>\n",
      head, rows);
}

std::string gap_part(const InformationReport& report) {
  if (report.taus.empty()) return note(escape_markup(gap_headline(report)) + ".");
  std::string out = "<h3>Against the generalisation gap</h3>\n<p>" +
                    escape_markup(gap_headline(report)) + ".</p>\n" +
                    picture(gap_scatter_svg(report)) + taus_table(report);
  if (report.runs.size() > 1) {
    out += note(
        "A measure that orders runs as their gaps do may do so because both follow what was "
        "changed "
        "between them; what it says of a network shows within a run.");
  }
  return out;
}

}  // namespace

std::string information_section_html(const InformationReport& report) {
  if (report.runs.empty()) return "";
  return html_section("information-title", "The information in the weights along training",
                      picture(information_curves_svg(report)) + measures_note(report.runs.front()) +
                          trajectory_note(report) + gap_part(report));
}

std::string information_html(const std::string& name, const InformationReport& report) {
  return fill_template(embedded_page("information_page.html"),
                       {{"title", escape_markup(name + ": information in the weights")},
                        {"eyebrow", escape_markup("Information in the weights, " + name)},
                        {"style", std::string(embedded_page("page.css"))},
                        {"headline", escape_markup(gap_headline(report))},
                        {"sections", information_section_html(report)}});
}

}  // namespace infoplane
