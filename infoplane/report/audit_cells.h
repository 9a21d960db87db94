#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/report/audit_report.h"

namespace infoplane {

/// What the page shows of an estimator on a task, or in the mean over a set of tasks, at one sample
/// size. What there is nothing to say of is empty.
struct AuditCell {
  /// Signed; empty in a mean.
  std::optional<Nats> error{};
  std::optional<Nats> absolute_error{};
  std::optional<Nats> spread{};
  std::optional<Nats> std_error{};
  std::optional<Nats> half_interval{};
  std::optional<double> covers_truth{};
  std::optional<double> covers_own_mean{};
  std::optional<double> brackets_truth{};
  std::optional<double> seconds{};
  std::optional<double> biased_low{};
  std::size_t n_answered = 0;
  std::size_t n_asked = 0;
  Flags flags{};
  /// Whether the estimator refused.
  bool refused = false;
};

/// A task, or a set of tasks, with a cell for each estimator.
struct AuditRow {
  std::string name;
  /// The group of a task; empty of a set.
  std::string group{};
  std::size_t dx = 0;
  std::size_t dy = 0;
  /// Of a task.
  std::optional<Nats> truth{};
  std::vector<AuditCell> cells{};
};

/// The rows at one sample size: sets of tasks first, then tasks in the order of their groups.
struct AuditTable {
  std::size_t n = 0;
  std::vector<AuditRow> rows;
};

/// By increasing sample size.
std::vector<AuditTable> audit_tables(const AuditReport& report);

/// 0 for errors up to 0.01, then 1, ... for those up to 0.02, 0.05, 0.1, 0.2 and 0.5, 6 beyond; in
/// the unit that is shown.
std::size_t error_class(double error);

/// The tables as HTML, in bits: text is the error (of a set: the mean absolute error), the class is
/// that of the mean absolute error.
std::string audit_tables_html(const AuditReport& report, const std::vector<AuditTable>& tables);

/// The same for the page's script, informations in nats: JSON that can stand in HTML.
std::string audit_page_data(const AuditReport& report, const std::vector<AuditTable>& tables);

}  // namespace infoplane
