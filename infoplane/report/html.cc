#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "infoplane/report/embedded_page.h"
#include "infoplane/report/findings.h"
#include "infoplane/report/html_tables.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/page_data.h"
#include "infoplane/report/page_section.h"
#include "infoplane/report/report.h"
#include "infoplane/report/template.h"
#include "infoplane/report/training_curves.h"
#include "infoplane/run/config.h"

namespace infoplane {
namespace {

std::string findings_html(const RunReport& run) {
  std::vector<std::string> estimators;
  std::vector<Findings> findings;
  for (const auto& result : run.planes) {
    estimators.push_back(result.plane.estimator);
    findings.push_back(describe_plane(result));
  }
  return html_findings(estimators, findings);
}

// "2 of 10 networks: replica 3 at epoch 17, ..."; empty if none diverged
std::string diverged_text(const RunReport& run) {
  if (run.diverged.empty()) return "";
  std::vector<std::string> which;
  for (const Divergence& divergence : run.diverged) {
    which.push_back(fmt::format("replica {} at epoch {}", divergence.replica, divergence.epoch));
  }
  return fmt::format("{} of {} networks, left out here: {}", run.diverged.size(),
                     run.config.replicas, fmt::join(which, ", "));
}

std::string facts_html(const RunReport& run) {
  const TrainingCurves curves = training_curves(run.training, run.layers.size());
  std::string out = "<dl class=\"facts\">\n";
  add_fact(out, "data", run.config.data.file.empty() ? run.config.data.name : run.config.data.file);
  add_fact(out, "layers", network_text(run.layers));
  add_fact(out, "diverged", diverged_text(run));
  if (!run.planes.empty()) {
    const Plane& plane = run.planes.front().plane;
    add_fact(out, "replicas", std::to_string(plane.replicas.size()));
    add_fact(out, "checkpoints",
             fmt::format("{} to epoch {}", plane.epochs.size(),
                         plane.epochs.empty() ? 0 : plane.epochs.back()));
    add_fact(out, "samples N", std::to_string(plane.n_samples));
    add_fact(out, "estimator", run.planes.size() == 1 ? plane.estimator : "");
  }
  if (!curves.epochs.empty() && curves.test_accuracy.back()) {
    add_fact(out, "final test accuracy", with_interval(*curves.test_accuracy.back(), 3));
  } else if (!curves.epochs.empty() && curves.train_accuracy.back()) {
    add_fact(out, "final training accuracy", with_interval(*curves.train_accuracy.back(), 3));
  }
  return out + "</dl>\n";
}

std::string phases_html(const RunReport& run) {
  std::string out = fmt::format(
      "<p class=\"note\">A layer fits if the lower end of the rise of <i>I</i>(T;Y) exceeds {} "
      "bit, "
      "and compresses if the lower end of the drop of <i>I</i>(X;T) from its peak exceeds {} bit. "
      "It "
      "is unresolved where the estimator is saturated and the drop does not prove compression, or "
      "where there is no interval. Intervals are 95% over replicas. A drop is never negative, so "
      "its "
      "interval alone proves nothing.</p>\n",
      kFitsAboveBits, kCompressesAboveBits);
  for (const auto& result : run.planes) out += html_phases(result);
  if (run.planes.empty()) return "<p>Nothing has been estimated.</p>\n";
  return out;
}

std::string trust_html(const RunReport& run) {
  std::string out =
      "<p class=\"note\">Every number depends on the estimator as much as on the network. With the "
      "labels shuffled there is nothing to know: what <i>I</i>(T;Y) is then, in the table above "
      "and "
      "as dotted lines, is the counting’s own making.</p>\n";
  for (const auto& result : run.planes) {
    if (!result.plane.points.empty()) out += html_flags(result);
  }
  if (run.planes.empty()) return "<p>Nothing has been estimated.</p>\n";
  return out;
}

std::string script() {
  std::string out;
  for (const auto* name : {"page_axes.js", "page_curves.js", "page_plane.js", "page.js"}) {
    out += embedded_page(name);
  }
  return out;
}

}  // namespace

std::string run_html(const RunReport& run) {
  const std::string name = run.directory.empty() ? run.config.name : run.directory;
  return fill_template(embedded_page("page.html"),
                       {{"title", escape_markup(name + ": information plane")},
                        {"eyebrow", escape_markup("Information plane of " + name)},
                        {"style", std::string(embedded_page("page.css"))},
                        {"findings", findings_html(run)},
                        {"facts", facts_html(run)},
                        {"phases", phases_html(run)},
                        {"trust", trust_html(run)},
                        {"config", escape_markup(format_config(run.config))},
                        {"data", page_data(run)},
                        {"script", script()}});
}

}  // namespace infoplane
