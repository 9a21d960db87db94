#pragma once

#include <memory>

#include "infoplane/estimate/estimator.h"
#include "infoplane/estimate/number_choice.h"

namespace infoplane {

/// `auto[:t=off][,radial=off]`: chooses an estimate by a rule that sees the sample alone, says what
/// it chose (Estimate::chosen) and why (Estimate::why), and gives none where nothing can be
/// trusted.
///
/// 1. What is discrete of each side is found: names, rows that come again, columns of few values,
///    and values that many rows share, as 0 after ReLU (side_states.h).
/// 2. Discrete against discrete: counts. Discrete against numbers: nearest neighbours within each
///    state. Part discrete: the chain rule over states and numbers (state_chain.h). Numbers against
///    numbers: copulas, KSG and KSG on canonical variables (number_choice.h).
/// 3. Too few samples for each state: columns that have too many states together are taken as
///    numbers, and flagged kTies and kBiasedLowPossible; names give no value, flagged kUnresolved,
///    and nor do such columns where the estimate is above a quarter of ln N, or linear correlations
///    that are left over are more than a tenth of it and its standard error.
///
/// Layers: I(T;Y) with Y as names (of soft labels the drawn ones). I(X;T) where noise makes it
/// finite; else none, kUnresolved: T is a function of X, and I(X;T) is infinite or H(X), whatever
/// the network has learnt. docs/methods.md section 29 has the rule and how far it can be trusted.
/// Returns nats. Standard error from the terms that the estimate is the mean of
/// (local_information.h), interval by the normal quantile. Negative values stay negative, but none
/// is above the entropy of a discrete side: there the value is that entropy, flagged kOverHY. Flags
/// kTies, kModelBased where a copula was chosen, kAboveLnN, kSaturated as all. Throws
/// InvalidArgument: rows that differ, values that are not finite. Cost: see choose_for_numbers().
/// The same bits for any number of threads.
std::unique_ptr<const Estimator> make_auto(const ChoiceOptions& options);

}  // namespace infoplane
