#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/report/audit_report.h"

namespace infoplane {

/// A unit by name and size.
std::string_view unit_name(InformationUnit unit);
double in_unit(Nats value, InformationUnit unit);
/// In a unit, three decimals; "–" where there is none.
std::string audit_number(const std::optional<Nats>& value, InformationUnit unit);
/// The same with a sign, + too.
std::string signed_number(const std::optional<Nats>& value, InformationUnit unit);
/// A share as whole percents, "–" where there is none.
std::string percent(const std::optional<double>& share);
/// A time in a unit that suits it: "3.1 ms", "12 s".
std::string short_time(const std::optional<double>& seconds);

/// "32 of 40": questions whose truth the intervals cover, of those with intervals; "–" if none has.
std::string coverage_text(const AuditAverage& average);
/// "7 of 8": of the others, those with the flag biased-low-possible; "–" if there are no others.
std::string flagged_text(const AuditAverage& average);

/// What is shown together: all questions at one sample size.
struct AuditBlock {
  std::size_t n = 0;
  struct Row {
    const AuditQuestion* question = nullptr;
    /// One an estimator, in their order.
    std::vector<const AuditSummary*> cells;
  };
  std::vector<Row> rows;
};
/// By increasing sample size; what they point to is in the report.
std::vector<AuditBlock> audit_blocks(const AuditReport& report);

/// A task's name, with the information where it has two: "noisy-tanh-3-0.1 I(X;T)".
std::string question_name(const AuditQuestion& question);

/// A refusal and how many questions it was the answer to.
struct Refusal {
  std::string estimator;
  std::string message;
  std::size_t n_questions = 0;
};
/// By estimator, then in the order in which they first came.
std::vector<Refusal> refusals(const AuditReport& report);

}  // namespace infoplane
