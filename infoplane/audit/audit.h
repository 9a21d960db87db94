#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/audit/audit_tasks.h"
#include "infoplane/core/work.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// Who is examined in what.
struct AuditPlan {
  /// Specifications of estimators.
  std::vector<std::string> estimators;
  std::vector<AuditTask> tasks;
  /// Sample sizes, for tasks that leave them to us.
  std::vector<std::size_t> n_samples;
  /// Seeds 0 ... n_seeds - 1.
  std::size_t n_seeds = 5;
};

/// Which information is asked for.
enum class Quantity { kXY, kXT, kTY };
/// "I(X;Y)", "I(X;T)", "I(T;Y)".
std::string_view quantity_name(Quantity quantity);

/// One information with its truth. A pair has one, a layer has two.
struct AuditQuestion {
  std::string task;
  TaskGroup group = TaskGroup::kBeyondNormal;
  Quantity quantity = Quantity::kXY;
  std::size_t dx = 0;
  std::size_t dy = 0;
  Nats truth;
  /// Standard error of the truth; 0 where it is exact.
  Nats truth_error{};
};

/// What an estimator answered to a question on one sample.
struct AuditEstimate {
  /// Indices into the audit's estimators and questions.
  std::size_t estimator = 0;
  std::size_t question = 0;
  std::size_t n = 0;
  std::uint64_t seed = 0;
  Estimate estimate;
  Flags flags;
  /// Wall time of the call; both questions of a layer are answered by one.
  double seconds = 0;
  /// Why there is no answer: what the estimator said; empty if it answered.
  std::string refused;
};

struct Audit {
  /// Canonical specifications, but "kde" and "noisy" as such where they take each task's own noise.
  std::vector<std::string> estimators;
  std::vector<AuditQuestion> questions;
  std::size_t n_seeds = 0;
  /// In the order of tasks, sample sizes, seeds, estimators, questions.
  std::vector<AuditEstimate> estimates;
};

/// Has every estimator estimate every task at every sample size with every seed. A sample is drawn
/// once and given to all; nobody is given a truth. Estimates are made one after another, each with
/// all of work's threads, so that times are what a user would wait. An estimator that does not suit
/// a task (it throws InvalidArgument) is recorded as refused. All but the seconds are the same for
/// any number of threads.
/// Throws InvalidArgument: no estimators, tasks, sample sizes or seeds, one of them twice, a sample
/// of 0, a wrong specification; Interrupted if asked to stop.
Audit run_audit(const AuditPlan& plan, const Work& work);

/// What `spec` is to be called in an audit.
std::string audit_name(std::string_view spec);

/// The estimator of a specification for a task to whose activations noise of `sigma` belongs:
/// "noisy" and "kde" that do not say a noise of their own get it. Without sigma, as make_estimator.
/// Throws InvalidArgument: an estimator that adds no noise, or another than sigma.
std::unique_ptr<const Estimator> estimator_for(std::string_view spec, std::optional<double> sigma);

}  // namespace infoplane
