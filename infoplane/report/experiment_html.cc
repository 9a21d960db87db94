#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "infoplane/report/embedded_page.h"
#include "infoplane/report/experiment_report.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/page_section.h"
#include "infoplane/report/template.h"

namespace infoplane {
namespace {

constexpr std::size_t kMostRows = 25;
constexpr double kShownAsZero = 1e-12;

// columns' headings, plain text; a column that is not here is called what it is
constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kHeadings = {{
    {"tau", "τ"},
    {"steps", "steps"},
    {"train_loss", "training loss"},
    {"test_loss", "test loss"},
    {"i_xz_bits", "I(X;Z)"},
    {"i_xz_upper_bits", "upper bound"},
    {"i_zy_bits", "I(Z;Y)"},
    {"i_zy_lower_bits", "lower bound"},
    {"i_zy_upper_bits", "upper bound"},
    {"i_zy_decoder_bits", "by a decoder"},
    {"i_zd_bits", "I(Z;D|X)"},
    {"i_zd_upper_bits", "upper bound"},
    {"weights_bound_bits", "I(Θ;D) at most"},
    {"largest_z", "largest z of the means"},
    {"mean_error", "error of the means"},
    {"covariance_error", "error of the covariances"},
    {"covariance_noise", "by chance"},
    {"i_wd_bits", "I(W;D)"},
    {"expected_kl_bits", "expected KL"},
    {"stationary_bits", "in the limit"},
    {"posterior_bits", "of the posterior"},
    {"sampled_bits", "sampled"},
    {"i_ws_bits", "I(W_T;S)"},
    {"i_path_s_bits", "of the whole path"},
    {"bound_bits", "bound"},
    {"excess_bits", "bound less truth"},
    {"tightest_bound_bits", "tightest bound"},
    {"tightest_excess_bits", "less truth"},
}};

std::string italic(std::string_view text) { return italic_formulas(text, "<i>", "</i>"); }

std::string heading(const ExperimentTable::Column& column) {
  for (const auto& [name, text] : kHeadings) {
    if (name == column.name) return italic(text);
  }
  return escape_markup(column.name);
}

std::string note(const std::string& html) { return "<p class=\"note\">" + html + "</p>\n"; }

std::string picture(const std::string& svg) {
  return svg.empty() ? "" : "<div class=\"pictures\">\n" + svg + "</div>\n";
}

// rounding's remains of an exact 0 are not shown
std::string number(double value, int digits) {
  return std::abs(value) < kShownAsZero ? "0" : fmt::format("{:.{}g}", value, digits);
}

std::string cell(const ExperimentTable& table, const std::vector<std::optional<double>>& row,
                 std::size_t k) {
  const bool leads = k == 0 && !table.columns[k].information;
  if (!row[k]) return "<td>–</td>";
  // a single row of exact numbers has room for their digits
  const int digits = table.rows.size() > 1 || table.has_interval(k) ? 4 : 10;
  std::string text = number(*row[k], digits);
  if (table.has_interval(k) && row[k + 1] && row[k + 2]) {
    const std::string low = number(*row[k + 1], digits);
    const std::string high = number(*row[k + 2], digits);
    // where all data sets say the same there is no interval to show
    if (low != high) text += fmt::format("<span class=\"ci\">{} to {}</span>", low, high);
  }
  return leads ? "<th scope=\"row\">" + text + "</th>" : "<td>" + text + "</td>";
}

// evenly spread rows, the first and the last among them
std::vector<std::size_t> shown_rows(std::size_t n) {
  std::vector<std::size_t> out;
  const std::size_t count = std::min(n, kMostRows);
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(count < 2 ? 0 : i * (n - 1) / (count - 1));
  }
  return out;
}

std::string caption(const ExperimentTable& table, bool intervals) {
  const bool informations =
      std::ranges::any_of(table.columns, &ExperimentTable::Column::information);
  std::string text = informations ? "Informations in bits" : "Numbers without a unit";
  if (intervals) text += "; small: 95% intervals";
  if (table.rows.size() > kMostRows) {
    text += fmt::format("; {} of {} rows, experiment.csv has all", kMostRows, table.rows.size());
  }
  return text;
}

std::string numbers(const ExperimentTable& table) {
  std::vector<std::size_t> shown;
  std::string head;
  bool intervals = false;
  for (std::size_t k = 0; k < table.columns.size(); k += table.has_interval(k) ? 3 : 1) {
    shown.push_back(k);
    intervals = intervals || table.has_interval(k);
    head += fmt::format("<th scope=\"col\">{}</th>", heading(table.columns[k]));
  }
  std::string rows;
  for (const std::size_t r : shown_rows(table.rows.size())) {
    rows += "<tr>";
    for (const std::size_t k : shown) rows += cell(table, table.rows[r], k);
    rows += "</tr>\n";
  }
  return fmt::format(
      "<div class=\"scroll\"><table class=\"law\"><caption>{}</caption>\n"
      "<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
      caption(table, intervals), head, rows);
}

std::string curves_note(const ExperimentTable& table) {
  if (table.name == "wide") {
    return note(
        "Against the time τ of gradient flow, on a logarithmic axis with a place of its own for "
        "0. Bars are 95% intervals over the data sets. Bounds beyond twice what there is to see "
        "are left "
        "out.");
  }
  if (table.name == "wide-finite") {
    return note(
        "Finite networks, trained, against what the kernels say. The limit is one of width at a "
        "fixed τ: where the lines rise with τ, the networks learn features.");
  }
  return "";
}

}  // namespace

std::string experiment_html(const ExperimentTable& table) {
  std::string notes;
  for (const std::string& sentence : table.notes) notes += "<p>" + italic(sentence) + "</p>\n";
  std::string plane = picture(wide_plane_svg(table));
  if (!plane.empty()) {
    plane = note(
                "Z is the output of a network drawn from the ensemble at time τ, and plays the "
                "part of T. Left, the bars are what the inputs that were drawn leave open: of "
                "<i>I</i>(X;Z) the point itself is the lower bound. Where a bound says next to "
                "nothing its bar is cut off; the table has it.") +
            plane;
  }
  const std::string curves = picture(experiment_curves_svg(table));
  const std::string body =
      html_section("plane-title", "The information plane of the ensemble", plane) +
      html_section("curves-title", "Curves", curves.empty() ? "" : curves_note(table) + curves) +
      html_section("numbers-title", "Numbers", table.rows.empty() ? "" : numbers(table)) +
      html_section("config-title", "Experiment",
                   fmt::format("<pre>infoplane weights {}</pre>\n", escape_markup(table.spec)));
  return fill_template(embedded_page("experiment_page.html"),
                       {{"title", escape_markup(table.title)},
                        {"eyebrow", "The information in weights, an experiment without a run"},
                        {"style", std::string(embedded_page("page.css"))},
                        {"headline", italic(table.title)},
                        {"notes", notes},
                        {"sections", body}});
}

}  // namespace infoplane
