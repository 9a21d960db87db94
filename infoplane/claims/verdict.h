#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/claims/claim.h"
#include "infoplane/claims/crossing.h"
#include "infoplane/plane/plane.h"
#include "infoplane/plane/statistics.h"
#include "infoplane/run/training_log.h"

namespace infoplane {

/// What one law of random weights says.
struct UnderLaw {
  /// Its canonical specification.
  std::string law;
  std::size_t n_vectors = 0;
  /// From all vectors.
  double value = 0;
  /// Those of the asked layers that are not resolved by so many vectors, from 0, which have no say.
  std::vector<std::size_t> unresolved;
};

/// A quantity of one variant's networks.
struct Measurement {
  /// The name of the directory that holds the networks; empty for linear students, which are not
  /// kept, and for an exact case, which has no replicas and a single number.
  std::string run;
  /// The estimator's canonical specification, or the exact case's, and N.
  std::string estimator;
  std::size_t n_samples = 0;
  /// Numbers of the replicas, increasing in each condition, and what each has: of kCorrelation its
  /// drop.
  std::vector<std::uint32_t> replicas;
  std::vector<double> values;
  /// Whether they are 1 or 0, whose mean is a share.
  bool share = false;
  /// kCorrelation alone: test accuracy of each network, and of several conditions that of which it
  /// is.
  std::vector<double> accuracies{};
  std::vector<std::uint32_t> conditions{};
  /// kCrosses, kClusters: replicas without a value, and what they have not: "without gradients" in
  /// one of the layers, "without a change to correlate". kCrosses: what the gradients do.
  std::vector<std::uint32_t> excluded{};
  std::string excluded_as{};
  GradientRatios gradients{};
  /// is_of_law() alone: one number of all vectors; then values has it without each block of vectors
  /// in turn, and replicas the blocks' numbers.
  std::optional<UnderLaw> under_law{};

  [[nodiscard]] bool exact() const { return replicas.empty() && !values.empty(); }
};

/// Of every replica of a plane. Throws InvalidArgument: a quantity that is not of a plane, a layer
/// that is not there, an estimator that does not give the information, no replica.
Measurement measure(const Quantity& quantity, const Plane& plane);

/// Of every replica of a training log, sorted as read_training_log() gives it; kCrosses alone. A
/// replica without gradients in one of the layers, at any recorded epoch, has no value: dead units,
/// epochs of a single batch. Throws likewise.
Measurement measure_training(const Quantity& quantity, const std::vector<TrainingRow>& training);

/// Of an exact case. Throws as exact_information().
Measurement measure_exact(const std::string& spec);

/// Whether a variant has what the rule asks of it: its interval lies on one side, or on both.
enum class Outcome { kYes, kNo, kOpen };

/// A variant as the rule sees it.
struct VariantResult {
  Measurement measured;
  /// Over the replicas, 95%: Student's t; of a share Clopper & Pearson's; of a correlation that of
  /// correlation_of(); of a law the jackknife's over its blocks of vectors; of an exact case the
  /// number itself. Empty if there is none.
  std::optional<MeanInterval> value;
  /// What must be above 0: the mean over the replicas that both have, network by network, of
  /// - kAgree: this variant less share times the largest one (nothing for the largest itself, of
  ///   which it is the variant less the threshold),
  /// - kExceed: this variant less the threshold,
  /// - kBelow: the threshold less this variant,
  /// - kDecrease: the variant before this one less this one less the threshold (nothing for the
  ///   first);
  /// of laws the difference, without the same block of both in turn, with the jackknife's interval.
  std::optional<MeanInterval> margin;
  Outcome outcome = Outcome::kOpen;
  /// Why there is no value.
  std::string reason{};
};

enum class ClaimVerdict { kHolds, kDoesNotHold, kDepends, kUnresolved };

/// What came out of a claim.
struct ClaimResult {
  Claim claim;
  bool quick = false;
  /// As in the claim.
  std::vector<VariantResult> variants;
  /// kAgree: the variant with the largest mean.
  std::size_t largest = 0;
  ClaimVerdict verdict = ClaimVerdict::kUnresolved;
};

/// Applies the claim's rule; docs/methods.md section 17:
///   kAgree     the largest has not more than the threshold: does not hold; it has, and all others
///              have their share: holds; one has less: depends
///   kExceed, kBelow
///              all: holds; none: does not hold; some and some not: depends
///   kDecrease  every one: holds; one not: does not hold
/// and unresolved where an interval that decides lies on both sides, or with a single replica.
/// Throws InvalidArgument unless there is one measurement for each variant.
ClaimResult judge(const Claim& claim, bool quick, std::vector<Measurement> measured);

/// "holds", "does not hold", "depends on the estimator", "unresolved".
std::string verdict_text(const ClaimResult& result);

}  // namespace infoplane
