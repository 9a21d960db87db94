#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "infoplane/weights/kendall.h"
#include "infoplane/weights/training_information.h"

namespace infoplane {

/// What is held against the generalisation gap.
enum class WeightMeasure {
  kGaussian,         ///< (I13)
  kPacBayes,         ///< (P2)
  kPacBayesCode,     ///< (P4)
  kPacBayesDraw,     ///< the first draw of (P3): what somebody who runs the code sees
  kTrainLoss,        ///< no information: what the others have to be better than
  kTrajectoryBound,  ///< (J1), of a run and not of a network
};
/// "gaussian", "pac-bayes", "pac-bayes-code", "pac-bayes-code-draw", "train-loss",
/// "trajectory-bound".
std::string_view measure_name(WeightMeasure measure);
/// Those of one network: all but the bound.
const std::vector<WeightMeasure>& network_measures();
/// The value of one of those; informations in nats. Throws InvalidArgument for the bound.
double measure_of(const NetworkInformation& network, WeightMeasure measure);

/// Kendall's tau of a measure and the gap, at the last epoch. An entry is empty where there is no
/// tau, and for what is of a run also where networks would be compared.
struct GapTau {
  WeightMeasure measure{};
  /// Of all networks of all conditions together; networks of one replica are a group.
  std::optional<KendallTau> pooled;
  /// Of the conditions' means over replicas, with the jackknife over replicas; of 2 conditions or
  /// more.
  std::optional<KendallTau> between;
  /// Of the networks of each condition.
  std::vector<std::optional<KendallTau>> within;
  /// Mean of those that there are; jackknife over replicas.
  std::optional<KendallTau> within_mean;
};

/// Every measure against the gap, over the networks of several runs that differ in a condition,
/// such as batch size or label noise; of one run only `within` has a meaning of its own. The
/// trajectory bound is there where all runs have it. docs/methods.md section 25. Throws
/// InvalidArgument: no runs, runs of different replicas, a network without test samples. Cost:
/// O(m^2 R) for m networks of R replicas.
std::vector<GapTau> compare_with_gap(const std::vector<TrainingInformation>& conditions);

}  // namespace infoplane
