#include <fmt/format.h>

#include <string>

#include "infoplane/report/claims_panels.h"
#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"
#include "infoplane/report/embedded_page.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/template.h"

namespace infoplane {
namespace {

std::string formula_text(const std::string& text) { return italic_formulas(text, "<i>", "</i>"); }

std::string verdicts_table(const ClaimsReport& report) {
  std::string rows;
  for (const ClaimResult& result : report.results) {
    rows += fmt::format(
        "<tr><th scope=\"row\"><a href=\"#{0}\">{0}</a></th><td>{1}</td><td>{2}</td>"
        "<td class=\"verdict\">{3}</td></tr>\n",
        escape_markup(result.claim.name), formula_text(result.claim.statement),
        escape_markup(result.claim.by), escape_markup(verdict_text(result)));
  }
  return "<div class=\"scroll\"><table class=\"claims\"><thead><tr><th scope=\"col\">claim</th>"
         "<th scope=\"col\"></th><th scope=\"col\">who</th><th scope=\"col\">verdict</th></tr>"
         "</thead>\n<tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string variants_table(const ClaimResult& result) {
  std::string rows;
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    const VariantResult& found = result.variants[v];
    rows +=
        fmt::format("<tr><th scope=\"row\">{}</th>", formula_text(result.claim.variants[v].label));
    for (const std::string& cell :
         {interval_text(found.value), found.margin ? interval_text(*found.margin) : std::string(),
          finding_text(result, v), networks_text(found.measured), found.measured.estimator}) {
      rows += fmt::format("<td>{}</td>", escape_markup(cell));
    }
    rows += "</tr>\n";
  }
  return fmt::format(
      "<div class=\"scroll\"><table class=\"claims variants\"><thead><tr><th scope=\"col\"></th>"
      "<th scope=\"col\">{}</th><th scope=\"col\">against the rule</th>"
      "<th scope=\"col\"></th><th scope=\"col\">of</th><th scope=\"col\">by</th></tr></thead>\n"
      "<tbody>\n{}</tbody></table></div>\n",
      formula_text(quantity_in_unit(result.claim.quantity)), rows);
}

std::string panels(const ClaimResult& result) {
  const std::string note = claim_panels_note(result.claim.quantity);
  if (note.empty()) return "";
  return fmt::format("<div class=\"pictures\">\n{}</div>\n<p class=\"note\">{}</p>\n",
                     claim_panels_svg(result), note);
}

std::string claim_section(const ClaimResult& result) {
  return fmt::format(
      "<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{0}: {1}</h2>\n<p>{2}</p>\n"
      "<p class=\"note\">{3}, {4}. {5}{6}</p>\n<div "
      "class=\"pictures\">\n{7}</div>\n{8}{9}</section>\n",
      escape_markup(result.claim.name), escape_markup(verdict_text(result)),
      formula_text(result.claim.statement), escape_markup(result.claim.by),
      escape_markup(result.claim.source), formula_text(rule_text(result.claim)),
      result.quick ? " Few networks were used (quick)." : "", claim_svg(result), panels(result),
      variants_table(result));
}

}  // namespace

std::string claims_html(const ClaimsReport& report) {
  std::string sections;
  for (const ClaimResult& result : report.results) sections += claim_section(result);
  return fill_template(
      embedded_page("claims_page.html"),
      {{"title", "infoplane: claims"},
       {"style", std::string(embedded_page("page.css"))},
       {"headline", counted(report.results.size(), "claim") + ", by rules fixed beforehand"},
       {"made", escape_markup(fmt::format(
                    "Made by {}. Intervals are 95%: Student’s t over the networks, Clopper and "
                    "Pearson’s of a share, Fisher’s z or the jackknife of a correlation, the "
                    "jackknife over a law’s blocks of weight vectors; those against the rule are "
                    "of the differences network by network.",
                    report.command))},
       {"table", verdicts_table(report)},
       {"claims", sections}});
}

}  // namespace infoplane
