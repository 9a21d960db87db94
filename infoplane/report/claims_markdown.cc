#include <fmt/format.h>

#include <string>

#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"

namespace infoplane {
namespace {

// a bar would end a cell
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string claim_section(const ClaimResult& result) {
  std::string out = fmt::format("## {}\n\n{} ({}; {})\n\n", result.claim.name,
                                result.claim.statement, result.claim.by, result.claim.source);
  out += fmt::format("**{}**. {}\n\n", verdict_text(result), rule_text(result.claim));
  out += fmt::format("| | {} | against the rule | | of | by |\n",
                     quantity_in_unit(result.claim.quantity));
  out += "|---|---|---|---|---|---|\n";
  for (std::size_t v = 0; v < result.variants.size(); ++v) {
    const VariantResult& found = result.variants[v];
    out += fmt::format("| {} | {} | {} | {} | {} | `{}` |\n", cell(result.claim.variants[v].label),
                       interval_text(found.value), found.margin ? interval_text(*found.margin) : "",
                       finding_text(result, v), networks_text(found.measured),
                       found.measured.estimator);
  }
  return out + "\n";
}

}  // namespace

std::string claims_markdown(const ClaimsReport& report) {
  std::string out = "# Published claims, tried\n\n";
  out += fmt::format("Made by `{}`", report.command);
  if (report.seconds > 0) out += fmt::format(", {:.0f} s", report.seconds);
  out +=
      ". Intervals are 95%: Student's t over the networks, Clopper and Pearson's of a share, "
      "Fisher's "
      "z or the jackknife of a correlation, the jackknife over a law's blocks of weight vectors; "
      "those against the rule are of the differences network "
      "by "
      "network, and the case counts for the claim if they are above 0.\n\n";
  out += "| claim | who | verdict |\n|---|---|---|\n";
  for (const ClaimResult& result : report.results) {
    out += fmt::format("| [{0}](#{0}): {1} | {2} | {3}{4} |\n", result.claim.name,
                       cell(result.claim.statement), cell(result.claim.by), verdict_text(result),
                       result.quick ? " (quick: few networks)" : "");
  }
  out += "\n";
  for (const ClaimResult& result : report.results) out += claim_section(result);
  return out;
}

}  // namespace infoplane
