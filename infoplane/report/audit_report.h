#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/audit/audit.h"
#include "infoplane/audit/summary.h"
#include "infoplane/report/information_unit.h"

namespace infoplane {

/// An audit with what follows from it.
struct AuditReport {
  Audit audit;
  std::vector<AuditSummary> summaries;
  std::vector<AuditAverage> averages;
};
/// Summarises and averages.
AuditReport make_audit_report(Audit audit);

/// All of it as a JSON document: docs/formats.md. The same audit gives the same bytes, but for the
/// fields `seconds`.
std::string audit_json(const AuditReport& report, InformationUnit unit);

/// Tables for a terminal, a row for each question and a column for each estimator: error and
/// spread; then averages over sets of tasks, and who refused what.
std::string audit_text(const AuditReport& report, InformationUnit unit);

/// A picture, in bits: a row for each question, a panel for each estimator, with its errors over
/// the seeds and the interval that it claims.
std::string audit_svg(const AuditReport& report);

/// One self-contained page: a table for each sample size with a cell for each estimator and task,
/// which a script of its own lets one filter and look at by error, interval, coverage, time or
/// flags; without it, errors in bits. It loads nothing.
std::string audit_html(const AuditReport& report);

/// docs/estimators.md, in nats: advice on what to take for which question (estimators_page.md),
/// and under it tables over sets of tasks at every sample size and over tasks at the largest.
/// `command` is what made the report.
std::string audit_markdown(const AuditReport& report, const std::string& command);

}  // namespace infoplane
