#include "infoplane/report/html_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "infoplane/core/units.h"
#include "infoplane/plane/statistics.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

constexpr std::string_view kNothing = "<td>–</td>";

// every flag with what it means for a reader, in the order of the enumeration
constexpr std::array<std::pair<Flag, std::string_view>, 12> kMeanings = {{
    {Flag::kSaturated, "I(X;T) is within 2% of log N: nearly every input has a cell of its own"},
    {Flag::kSingletons, "more than half of the occupied cells hold one sample"},
    {Flag::kOverHY, "I(T;Y) is above H(Y), which cannot be"},
    {Flag::kDpi, "information rises from a layer to the next, which cannot be"},
    {Flag::kTies, "equal values where the estimator assumes a density"},
    {Flag::kOutOfRange, "activations outside of the binned range were moved into its end cells"},
    {Flag::kRangeOfSample, "the range of the bins is this sample's own minimum and maximum"},
    {Flag::kAboveLnN, "above ln N, where no distribution-free lower bound can be"},
    {Flag::kModelBased, "right only as far as the model of the distribution is"},
    {Flag::kNotShannon, "not Shannon's mutual information"},
    {Flag::kUnresolved, "too few samples for a value"},
    {Flag::kBiasedLowPossible, "there may be more information than was found"},
}};

// mean over replicas at the last epoch; empty if a replica has none
std::optional<double> final_mean(const Plane& plane, std::size_t l,
                                 std::optional<Nats> LayerEstimate::*which) {
  double sum = 0;
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    const auto& value = plane.at(r, plane.epochs.size() - 1, l).*which;
    if (!value) return std::nullopt;
    sum += Bits(*value).value();
  }
  return sum / static_cast<double>(plane.replicas.size());
}

std::string phases_row(const PlaneResult& result, std::size_t l) {
  const LayerPhases& phases = result.phases[l];
  const SummaryPoint& last = result.summary[result.summary.size() - result.plane.n_layers + l];
  std::string row = fmt::format("<tr><th scope=\"row\">{}</th>", l + 1);
  if (last.i_xt_bits) {
    row += fmt::format("<td>{}</td>", fixed(phases.peak_epoch_median, 0));
    row += html_interval(phases.peak_bits, 2) + html_interval(phases.final_bits, 2) +
           html_interval(phases.drop_bits, 2);
  } else {
    for (int i = 0; i < 4; ++i) row += kNothing;
  }
  if (last.i_ty_bits) {
    row += html_interval(phases.rise_ty_bits, 3) + html_interval(phases.final_ty_bits, 3);
  } else {
    for (int i = 0; i < 2; ++i) row += kNothing;
  }
  const auto shuffled = final_mean(result.plane, l, &LayerEstimate::i_ty_shuffled);
  row += shuffled ? fmt::format("<td>{}</td>", fixed(*shuffled, 3)) : std::string(kNothing);
  return row + fmt::format("<td class=\"word {0}\">{0}</td></tr>\n", verdict_name(phases.verdict));
}

// of networks with noise, a sentence; of others nothing
std::string half_passes(const PlaneResult& result) {
  std::vector<std::string> rises;
  for (std::size_t l = 0; l < result.phases.size(); ++l) {
    const auto half = final_mean(result.plane, l, &LayerEstimate::i_xt_half_passes);
    if (!half) return "";
    rises.push_back(fixed(*half - result.phases[l].final_bits.mean, 3));
  }
  return fmt::format(
      "<p>With half of each input’s passes through the network’s noise, the final <i>I</i>(X;T) is "
      "higher by {} bits, layer by layer: by about as much it is above the truth itself.</p>\n",
      fmt::join(rises, ", "));
}

// how many of a layer's points carry the flag
std::size_t count_flag(const Plane& plane, std::size_t l, Flag flag) {
  std::size_t n = 0;
  for (std::size_t i = l; i < plane.points.size(); i += plane.n_layers) {
    n += plane.points[i].flags.contains(flag) ? 1 : 0;
  }
  return n;
}

// a share that says "none" and "all" only where it is so
std::string percent(std::size_t n, std::size_t all) {
  if (n == 0) return "–";
  const double share = 100 * static_cast<double>(n) / static_cast<double>(all);
  if (share < 1) return "&lt;1%";
  if (n < all && share > 99) return "&gt;99%";
  return fixed(share, 0) + "%";
}

std::string italic(const std::string& text) { return italic_formulas(text, "<i>", "</i>"); }

std::string sentences(const Findings& findings) {
  std::string out;
  for (const auto& sentence : findings.sentences)
    out += fmt::format("<p>{}</p>\n", italic(sentence));
  return out;
}

}  // namespace

std::string_view flag_meaning(Flag flag) {
  return kMeanings[static_cast<std::size_t>(flag)].second;
}

std::string html_interval(const MeanInterval& interval, int decimals) {
  if (!interval.low) return fmt::format("<td>{}</td>", fixed(interval.mean, decimals));
  return fmt::format("<td>{}<span class=\"ci\">{} to {}</span></td>",
                     fixed(interval.mean, decimals), fixed(*interval.low, decimals),
                     fixed(*interval.high, decimals));
}

std::string html_findings(const std::vector<std::string>& estimators,
                          const std::vector<Findings>& findings, std::string_view disagree) {
  if (findings.empty()) return "<h1>No information plane has been estimated</h1>\n";
  const std::string& first = findings.front().headline;
  const bool agree =
      std::ranges::all_of(findings, [&](const Findings& one) { return one.headline == first; });
  std::string out = fmt::format("<h1>{}</h1>\n", italic(agree ? first : std::string(disagree)));
  if (findings.size() == 1) return out + sentences(findings.front());
  out += "<div class=\"estimators\">\n";
  for (std::size_t i = 0; i < findings.size(); ++i) {
    out += fmt::format("<div><p class=\"estimator\">{}</p>\n<h3>{}</h3>\n{}</div>\n",
                       escape_markup(estimators[i]), italic(findings[i].headline),
                       sentences(findings[i]));
  }
  return out + "</div>\n";
}

std::string html_phases(const PlaneResult& result) {
  if (result.phases.empty() || result.summary.empty()) return "";
  std::string out = fmt::format(
      "<div class=\"scroll\"><table><caption>{}, {}; bits</caption>\n<thead><tr>"
      "<th scope=\"col\">layer</th><th scope=\"col\">peak epoch<br>(median)</th>"
      "<th scope=\"col\">peak <i>I</i>(X;T)</th><th scope=\"col\">final <i>I</i>(X;T)</th>"
      "<th scope=\"col\">drop</th><th scope=\"col\">rise of <i>I</i>(T;Y)</th>"
      "<th scope=\"col\">final <i>I</i>(T;Y)</th><th scope=\"col\">the same,<br>labels "
      "shuffled</th>"
      "<th scope=\"col\" class=\"word\">verdict</th></tr></thead>\n<tbody>\n",
      escape_markup(result.plane.estimator), counted(result.plane.replicas.size(), "replica"));
  for (std::size_t l = 0; l < result.phases.size(); ++l) out += phases_row(result, l);
  const std::string why = why_no_i_xt(result.plane);
  const std::string note =
      why.empty()
          ? ""
          : fmt::format("<p class=\"note\">No <i>I</i>(X;T): {}.</p>\n", escape_markup(why));
  return out + "</tbody></table></div>\n" + note + half_passes(result);
}

std::string html_flags(const PlaneResult& result) {
  const Plane& plane = result.plane;
  std::string rows;
  for (const auto& [flag, meaning] : kMeanings) {
    std::string cells;
    std::size_t total = 0;
    for (std::size_t l = 0; l < plane.n_layers; ++l) {
      const std::size_t n = count_flag(plane, l, flag);
      cells += fmt::format("<td>{}</td>", percent(n, plane.points.size() / plane.n_layers));
      total += n;
    }
    if (total == 0) continue;
    rows += fmt::format("<tr><th scope=\"row\">{}</th>{}<td class=\"word meaning\">{}</td></tr>\n",
                        escape_markup(flag_name(flag)), cells, escape_markup(meaning));
  }
  const std::string name = escape_markup(plane.estimator);
  if (rows.empty()) return fmt::format("<p>{}: no estimate carries a flag.</p>\n", name);
  std::string head;
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    head += fmt::format("<th scope=\"col\">layer {}</th>", l + 1);
  }
  return fmt::format(
      "<div class=\"scroll\"><table><caption>{}: share of a layer’s estimates (every replica and "
      "epoch) that carry a flag</caption>\n<thead><tr><th scope=\"col\">flag</th>{}"
      "<th scope=\"col\" "
      "class=\"word\">meaning</th></tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
      name, head, rows);
}

}  // namespace infoplane
