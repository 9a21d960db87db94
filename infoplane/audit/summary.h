#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/audit/audit.h"

namespace infoplane {

/// With fewer seeds the mean over them is no measure of what an interval should cover.
inline constexpr std::size_t kSeedsForOwnMean = 20;

/// A task counts as covered if so many of the 95% intervals hold the truth, and as flagged if so
/// many of the estimates have the flag.
inline constexpr double kCovered = 0.85;
inline constexpr double kFlagged = 0.5;

/// How an estimator did on one question at one sample size, over the seeds. What there is nothing
/// to say of is empty. docs/methods.md, "The audit".
struct AuditSummary {
  /// Indices into the audit's estimators and questions.
  std::size_t estimator = 0;
  std::size_t question = 0;
  std::size_t n = 0;
  /// Estimates with a value, of how many were asked for.
  std::size_t n_values = 0;
  std::size_t n_asked = 0;
  /// What the estimator said where it first refused.
  std::string refused;
  std::optional<Nats> mean{};
  /// Mean minus truth.
  std::optional<Nats> bias{};
  /// Standard deviation over the seeds (n - 1 below); none of a single value.
  std::optional<Nats> spread{};
  std::optional<Nats> mean_absolute_error{};
  std::optional<Nats> rms_error{};
  /// Mean of the standard errors that the estimator gave.
  std::optional<Nats> std_error{};
  /// Mean of half the lengths of the 95% intervals.
  std::optional<Nats> half_interval{};
  /// Share of the 95% intervals that hold the truth.
  std::optional<double> covers_truth{};
  /// Share that holds the mean over the seeds, from kSeedsForOwnMean seeds on.
  std::optional<double> covers_own_mean{};
  /// Share of the estimates whose bounds hold the truth, where bounds were given.
  std::optional<double> brackets_truth{};
  std::optional<double> seconds{};
  /// Share of the answers with the flag biased-low-possible.
  std::optional<double> biased_low{};
  /// All flags that any of the estimates had.
  Flags flags;
};

/// Of every estimator on every question at every sample size, in the order of the audit's
/// questions, sample sizes and estimators.
std::vector<AuditSummary> summarise(const Audit& audit);

/// How an estimator did on a set of questions at one sample size: means over the questions that it
/// answered.
struct AuditAverage {
  std::string set;
  std::size_t estimator = 0;
  std::size_t n = 0;
  /// Questions that it answered, of how many this audit has in the set.
  std::size_t n_answered = 0;
  std::size_t n_questions = 0;
  std::optional<Nats> mean_absolute_error{};
  /// The bias that is farthest from 0, with its sign.
  std::optional<Nats> worst_bias{};
  /// Mean of half the lengths of the 95% intervals.
  std::optional<Nats> half_interval{};
  std::optional<double> covers_truth{};
  std::optional<double> covers_own_mean{};
  std::optional<double> least_covers_own_mean{};
  /// Questions with intervals, those whose truth they cover (kCovered), and how many of the others
  /// have the flag biased-low-possible (kFlagged).
  std::size_t n_intervals = 0;
  std::size_t n_truth_covered = 0;
  std::size_t n_missed_flagged = 0;
  /// Mean share of estimates with that flag.
  std::optional<double> biased_low{};
  std::optional<double> seconds{};
};

/// Over each group of tasks ("beyond-normal", ...; a layer's two informations apart), and
/// "beyond-normal up to 3 dimensions" and "above" that, in this order; sets of which the audit has
/// nothing are left out.
std::vector<AuditAverage> averages(const Audit& audit, const std::vector<AuditSummary>& summaries);

}  // namespace infoplane
