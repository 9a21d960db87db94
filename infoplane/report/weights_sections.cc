#include "infoplane/report/weights_sections.h"

#include <fmt/format.h>

#include "infoplane/core/units.h"
#include "infoplane/report/law_tables.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/page_section.h"
#include "infoplane/report/weights_curves.h"
#include "infoplane/report/weights_words.h"

namespace infoplane {
namespace {

std::string note(const std::string& html) { return "<p class=\"note\">" + html + "</p>\n"; }

std::string verdict_rule() {
  return fmt::format(
      "What the hypothesis says of the curves <b>holds</b> for a layer if <i>I</i>(X;T) rises by "
      "at least {0} bit from the "
      "first epoch to its peak and falls by at least {0} bit from there to the last, while "
      "<i>I</i>(T;Y) loses no more than {1} bit from that peak to the end: the whole 95% interval "
      "of each must be on that side. It <b>does not hold</b> if one of the intervals is wholly on "
      "the other side. Else it is <b>unresolved</b>: an interval holds its limit, or there is no "
      "curve, or at the peak or at the end <i>H</i>(T|X) is within {2} bit of log₂ R, so that the "
      "vectors hardly share cells and the number is one of R, not of the law.",
      fixed(kRisesAndFallsBits, 1), fixed(kLabelLossBits, 2),
      fixed(Bits(Nats(kUnresolvedBelowLogVectors)).value(), 0));
}

}  // namespace

std::string planes_section(const WeightsReport& report) {
  if (report.laws.empty()) return "";
  return html_section(
      "planes-title", "The plane under each law, next to the ordinary one",
      note("Left: every network by itself, the mean over networks; its <i>I</i>(X;T) is "
           "<i>I</i>(X;T|W) where the law is that of the same networks. Then the same cells when "
           "nobody says which weights there are. Below: whether R vectors are enough. A line that "
           "still falls at its right end has not settled, and <i>I</i>(X;T) of more vectors would "
           "be lower.") +
          fmt::format("<div class=\"pictures\">\n{}</div>\n", weights_svg(report)));
}

std::string verdicts_section(const WeightsReport& report) {
  if (report.laws.empty()) return "";
  std::string tables;
  for (const LawResult& law : report.laws) tables += html_law(law);
  return html_section(
      "verdicts-title", "Rise, fall and verdict, law by law",
      note(verdict_rule()) +
          note("<i>I</i>(X;T), <i>I</i>(X;T|W), <i>I</i>(X;W|T), <i>H</i>(T|X) and <i>I</i>(T;Y) "
               "are those of the last epoch. Small: 95% intervals of the jackknife over the "
               "vectors (blocks of them, where they follow each other in one training); they know "
               "nothing of what more vectors would change. Flags are those of the last epoch and "
               "of the peak.") +
          tables +
          note("A verdict says what happens under a law, not why. Whether the noise of stochastic "
               "gradient descent does it takes several runs: the effect must then vanish as "
               "learning rate over batch size goes to 0."));
}

std::string curves_section(const WeightsReport& report) {
  std::string pictures;
  for (const std::string& estimator : law_estimators(report)) {
    pictures += fmt::format("<p class=\"estimator\">{}</p>\n{}", escape_markup(estimator),
                            weights_curves_svg(report, estimator));
    if (pictures.ends_with("</p>\n")) {
      pictures += "<p class=\"estimator\">Every law has a single epoch: there is no curve.</p>\n";
    }
  }
  if (pictures.empty()) return "";
  return html_section(
      "curves-title", "Through training",
      note(
          "A line a law. With X and W independent, <i>I</i>(X;T) = <i>I</i>(X;T|W) − "
          "<i>I</i>(X;W|T): what a layer says of the input to one who knows the weights, less what "
          "he needs them for. These three share the scale of their row. Bands are 95% intervals; "
          "faint parts are not resolved; laws that say the same lie on each other, the first one "
          "widest.") +
          fmt::format("<div class=\"pictures\">\n{}</div>\n", pictures));
}

std::string alignment_section(const WeightsReport& report) {
  if (report.laws.empty()) return "";
  return html_section(
      "alignment-title", "Hidden units are exchangeable",
      "<p>Two trainings may find the same layer with its units in another order, or, where the "
      "activation is odd as tanh is, with their signs turned. To whoever counts cells these are "
      "different layers, and <i>H</i>(T|X) takes the difference for noise of the weights. A law "
      "written <code>:aligned</code> first matches every network’s hidden units to those of the "
      "first one. The output layer’s units are the classes: there is nothing to match. An "
      "alignment is a choice: it can make <i>I</i>(X;T) larger, as less is lost to not knowing the "
      "weights, or smaller, as T no longer betrays which network it is from.</p>\n" +
          html_alignment(report.laws));
}

std::string information_link(const WeightsReport& report) {
  if (report.information_page.empty()) return "";
  return html_section(
      "information-title", "The information in the weights",
      fmt::format("<p>What the weights themselves say of the training set, along training: "
                  "<a href=\"{}\">Gaussian and PAC-Bayes information, the trajectory bound and the "
                  "generalisation gap</a>.</p>\n",
                  escape_markup(report.information_page)));
}

std::string laws_section() {
  return html_section(
      "laws-title", "What the laws stand for",
      note(
          "<i>I</i>(X;T) depends on what is taken as known of the weights. Each law is one answer; "
          "none is the right one.") +
          html_known_laws());
}

std::string law_trust_section(const WeightsReport& report) {
  if (report.laws.empty()) return "";
  return html_section(
      "trust-title", "How far to trust the numbers",
      note("Every number is one of these cells: another grid gives others. A law of R vectors is "
           "counted as it is, each vector equally likely: 0 ≤ <i>I</i>(X;W|T) ≤ log₂ R, so that "
           "<i>I</i>(X;T) cannot be below <i>I</i>(X;T|W) − log₂ R, however random the weights "
           "are.") +
          html_law_flags(report.laws));
}

std::string configuration_section(const Config& config) {
  return html_section("config-title", "Configuration",
                      fmt::format("<details><summary>Every key of this run</summary>\n"
                                  "<pre>{}</pre>\n</details>\n",
                                  escape_markup(format_config(config))));
}

}  // namespace infoplane
