#include "infoplane/report/audit_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numbers>
#include <utility>

#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

constexpr int kDecimals = 3;
constexpr const char* kNone = "–";

}  // namespace

AuditReport make_audit_report(Audit audit) {
  AuditReport report;
  report.audit = std::move(audit);
  report.summaries = summarise(report.audit);
  report.averages = averages(report.audit, report.summaries);
  return report;
}

std::string_view unit_name(InformationUnit unit) {
  return unit == InformationUnit::kNats ? "nats" : "bits";
}

double in_unit(Nats value, InformationUnit unit) {
  return unit == InformationUnit::kNats ? value.value() : Bits(value).value();
}

std::string audit_number(const std::optional<Nats>& value, InformationUnit unit) {
  return value ? fixed(in_unit(*value, unit), kDecimals) : kNone;
}

std::string signed_number(const std::optional<Nats>& value, InformationUnit unit) {
  const std::string text = audit_number(value, unit);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  return value && *value > Nats(0) && !is_zero ? "+" + text : text;
}

std::string percent(const std::optional<double>& share) {
  return share ? fixed(100 * *share, 0) + "%" : kNone;
}

std::string short_time(const std::optional<double>& seconds) {
  if (!seconds) return kNone;
  if (*seconds < 1e-3) return fmt::format("{:.0f} us", *seconds * 1e6);
  const bool is_short = *seconds < 1;
  const double value = is_short ? *seconds * 1e3 : *seconds;
  return fmt::format("{:.{}f} {}", value, value < 10 ? 1 : 0, is_short ? "ms" : "s");
}

std::string coverage_text(const AuditAverage& average) {
  if (average.n_intervals == 0) return kNone;
  return fmt::format("{} of {}", average.n_truth_covered, average.n_intervals);
}

std::string flagged_text(const AuditAverage& average) {
  const std::size_t n_missed = average.n_intervals - average.n_truth_covered;
  if (n_missed == 0) return kNone;
  return fmt::format("{} of {}", average.n_missed_flagged, n_missed);
}

std::vector<AuditBlock> audit_blocks(const AuditReport& report) {
  // summaries come by question, sample size, estimator
  std::map<std::size_t, AuditBlock> blocks;
  for (const AuditSummary& summary : report.summaries) {
    AuditBlock& block = blocks[summary.n];
    block.n = summary.n;
    const AuditQuestion* question = &report.audit.questions[summary.question];
    if (block.rows.empty() || block.rows.back().question != question) {
      block.rows.push_back({question, {}});
    }
    block.rows.back().cells.push_back(&summary);
  }
  std::vector<AuditBlock> out;
  out.reserve(blocks.size());
  for (auto& [n, block] : blocks) out.push_back(std::move(block));
  return out;
}

std::string question_name(const AuditQuestion& question) {
  if (question.quantity == Quantity::kXY) return question.task;
  return fmt::format("{} {}", question.task, quantity_name(question.quantity));
}

std::vector<Refusal> refusals(const AuditReport& report) {
  std::vector<Refusal> out;
  for (const AuditSummary& summary : report.summaries) {
    if (summary.refused.empty()) continue;
    const std::string& estimator = report.audit.estimators[summary.estimator];
    const auto same = [&](const Refusal& refusal) {
      return refusal.estimator == estimator && refusal.message == summary.refused;
    };
    auto at = std::ranges::find_if(out, same);
    if (at == out.end()) at = out.insert(out.end(), {estimator, summary.refused, 0});
    ++at->n_questions;
  }
  std::ranges::stable_sort(out, {}, &Refusal::estimator);
  return out;
}

}  // namespace infoplane
