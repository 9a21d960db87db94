#include "infoplane/report/law_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

#include "infoplane/core/units.h"
#include "infoplane/report/html_tables.h"
#include "infoplane/report/markup.h"
#include "infoplane/weights/law_spec.h"

namespace infoplane {
namespace {

constexpr std::string_view kAligned = ":aligned";
constexpr std::string_view kNothing = "<td>–</td>";

// what a law leaves unknown, and so what it asks
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kQuestions = {{
    {"inits",
     "Somebody knows how the networks are trained, but not which of them is asked. What does a "
     "layer’s output still say?"},
    {"sgd",
     "Initial weights and training set are known; the noise of stochastic gradient descent alone "
     "makes the weights random."},
    {"window",
     "The weights that one training passes through, taken as if they were drawn at random: the "
     "diffusion that the hypothesis speaks of, in one network."},
    {"sgld",
     "Weights drawn at a temperature around the trained ones, where noise and the loss’s slope are "
     "in balance: what a posterior law leaves open."},
    {"gaussian",
     "The trained weights, blurred: either all alike, or as far as the loss hardly feels it, or as "
     "far as the training moved."},
}};

std::string_view question(std::string_view law) {
  const auto found =
      std::ranges::find(kQuestions, law, [](const auto& pair) { return pair.first; });
  return found == kQuestions.end() ? std::string_view() : found->second;
}

std::string bits(Nats nats, int decimals) { return fixed(Bits(nats).value(), decimals); }

std::string cell(Nats nats, int decimals) {
  return fmt::format("<td>{}</td>", bits(nats, decimals));
}

// of the layer at its peak and at the end: "unresolved", "unresolved (peak)", "unresolved (end)"
std::string flags_text(const LawResult& law, std::size_t l) {
  const LawPlane& plane = law.plane;
  const auto found = std::ranges::find(plane.epochs, law.phases[l].peak_epoch);
  const Flags& end = plane.at(plane.epochs.size() - 1, l).flags;
  const Flags& peak =
      found == plane.epochs.end()
          ? end
          : plane.at(static_cast<std::size_t>(found - plane.epochs.begin()), l).flags;
  Flags either = end;
  either.insert(peak.begin(), peak.end());
  std::vector<std::string> words;
  for (const Flag flag : either) {
    const char* where = !end.contains(flag) ? " (peak)" : !peak.contains(flag) ? " (end)" : "";
    words.push_back(fmt::format("{}{}", flag_name(flag), where));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string_view verdict_class(LawVerdict verdict) {
  return verdict == LawVerdict::kDoesNotHold ? "denied" : law_verdict_name(verdict);
}

std::string law_row(const LawResult& law, std::size_t l) {
  const LawPlane& plane = law.plane;
  const LawPhases& phases = law.phases[l];
  const LawPoint& end = plane.at(plane.epochs.size() - 1, l);
  const LawInformation& all = end.all();
  std::string row = fmt::format("<tr><th scope=\"row\">{}</th>", l + 1);
  row +=
      cell(all.i_xt_given_w, 2) + html_interval(phases.final_bits, 2) + cell(all.i_xw_given_t, 2);
  row += fmt::format(
      "<td{}>{} of {}</td>", end.flags.contains(Flag::kUnresolved) ? " class=\"unresolved\"" : "",
      bits(all.h_t_given_x, 2), fixed(std::log2(static_cast<double>(plane.n_vectors)), 2));
  row += html_interval(phases.final_ty_bits, 3);
  if (plane.epochs.size() > 1) {
    row += fmt::format("<td>{}</td>", phases.peak_epoch);
    row += html_interval(phases.rise_bits, 2) + html_interval(phases.fall_bits, 2) +
           html_interval(phases.label_loss_bits, 3);
  } else {
    for (int i = 0; i < 4; ++i) row += kNothing;
  }
  return row + fmt::format("<td class=\"word {}\">{}</td><td class=\"word flags\">{}</td></tr>\n",
                           verdict_class(phases.verdict), law_verdict_name(phases.verdict),
                           escape_markup(flags_text(law, l)));
}

// the law that is the same but for the alignment; null if there is none
const LawResult* aligned_twin(const std::vector<LawResult>& laws, const LawResult& law) {
  for (const LawResult& other : laws) {
    if (other.plane.estimator == law.plane.estimator &&
        other.plane.law == law.plane.law + std::string(kAligned)) {
      return &other;
    }
  }
  return nullptr;
}

std::string alignment_table(const LawPlane& trained, const LawPlane& aligned) {
  std::string rows;
  for (std::size_t l = 0; l < trained.n_layers; ++l) {
    const LawInformation& a = trained.at(trained.epochs.size() - 1, l).all();
    const LawInformation& b = aligned.at(aligned.epochs.size() - 1, l).all();
    rows += fmt::format("<tr><th scope=\"row\">{}</th>{}{}{}{}{}{}</tr>\n", l + 1, cell(a.i_xt, 2),
                        cell(b.i_xt, 2), cell(a.h_t_given_x, 2), cell(b.h_t_given_x, 2),
                        cell(a.i_ty, 3), cell(b.i_ty, 3));
  }
  return fmt::format(
      "<div class=\"scroll\"><table><caption>{}, as trained and with its hidden units matched, at "
      "the last epoch; {}; bits</caption>\n<thead><tr><th scope=\"col\">layer</th>"
      "<th scope=\"col\"><i>I</i>(X;T)</th><th scope=\"col\">matched</th>"
      "<th scope=\"col\"><i>H</i>(T|X)</th><th scope=\"col\">matched</th>"
      "<th scope=\"col\"><i>I</i>(T;Y)</th><th scope=\"col\">matched</th></tr></thead>\n<tbody>\n"
      "{}</tbody></table></div>\n",
      escape_markup(trained.law), escape_markup(trained.estimator), rows);
}

std::string meaning(Flag flag) {
  if (flag != Flag::kUnresolved) return std::string(flag_meaning(flag));
  return fmt::format(
      "H(T|X) is within {} bit of log₂ R: for one input, less than two of the vectors share a cell "
      "on average, so that H(T|X), I(X;T) and I(X;W|T) are properties of how many vectors there "
      "are",
      fixed(Bits(Nats(kUnresolvedBelowLogVectors)).value(), 0));
}

}  // namespace

std::string html_law(const LawResult& law) {
  const LawPlane& plane = law.plane;
  if (plane.epochs.empty()) return "";
  std::string out = fmt::format(
      "<div class=\"scroll\"><table class=\"law\"><caption><b>{}</b>: R = {} weight vectors, {}, "
      "{}; bits</caption>\n<thead><tr><th scope=\"col\">layer</th>"
      "<th scope=\"col\"><i>I</i>(X;T|W)</th><th scope=\"col\"><i>I</i>(X;T)</th>"
      "<th scope=\"col\"><i>I</i>(X;W|T)</th><th scope=\"col\"><i>H</i>(T|X)<br>of log₂ R</th>"
      "<th scope=\"col\"><i>I</i>(T;Y)</th><th scope=\"col\">epoch of<br>the peak</th>"
      "<th scope=\"col\">rise of<br><i>I</i>(X;T)</th>"
      "<th scope=\"col\">fall of<br><i>I</i>(X;T)</th>"
      "<th scope=\"col\">loss of<br><i>I</i>(T;Y)</th>"
      "<th scope=\"col\" class=\"word\">verdict</th><th scope=\"col\" class=\"word\">flags</th>"
      "</tr></thead>\n<tbody>\n",
      escape_markup(plane.law), plane.n_vectors,
      plane.epochs.size() == 1
          ? fmt::format("epoch {}", plane.epochs.front())
          : fmt::format("epochs {} to {}", plane.epochs.front(), plane.epochs.back()),
      escape_markup(plane.estimator));
  for (std::size_t l = 0; l < law.phases.size(); ++l) out += law_row(law, l);
  out += "</tbody></table></div>\n";
  if (plane.epochs.size() == 1) {
    out +=
        "<p class=\"note\">This law has a single epoch: there is no curve, so nothing rises or "
        "falls, and no verdict.</p>\n";
  }
  return out;
}

std::string html_alignment(const std::vector<LawResult>& laws) {
  std::string out;
  for (const LawResult& law : laws) {
    const LawResult* twin = aligned_twin(laws, law);
    if (twin == nullptr || law.plane.epochs.empty() || twin->plane.epochs.empty()) continue;
    out += alignment_table(law.plane, twin->plane);
  }
  return out;
}

std::string html_law_flags(const std::vector<LawResult>& laws) {
  Flags seen;
  for (const LawResult& law : laws) {
    for (const LawPoint& point : law.plane.points)
      seen.insert(point.flags.begin(), point.flags.end());
  }
  if (seen.empty()) return "<p>No number carries a flag.</p>\n";
  std::string rows;
  for (const Flag flag : seen) {
    rows +=
        fmt::format("<tr><th scope=\"row\">{}</th><td class=\"word meaning\">{}</td></tr>\n",
                    escape_markup(flag_name(flag)), italic_formulas(meaning(flag), "<i>", "</i>"));
  }
  return fmt::format(
      "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">flag</th><th scope=\"col\" "
      "class=\"word\">meaning</th></tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
      rows);
}

std::string html_known_laws() {
  std::string rows;
  for (const LawInfo& law : known_laws()) {
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"word meaning\">{}<p>{}</p><code>{}</code></td>"
        "</tr>\n",
        escape_markup(law.name), escape_markup(law.summary), escape_markup(question(law.name)),
        escape_markup(law.usage));
  }
  return fmt::format(
      "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">law</th><th scope=\"col\" "
      "class=\"word\">the weights are …</th></tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
      rows);
}

}  // namespace infoplane
