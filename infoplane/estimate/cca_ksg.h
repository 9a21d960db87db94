#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

struct CcaKsgOptions {
  /// How many canonical variables, 1 to 3; none: as many as clearly say more than one less.
  std::optional<std::size_t> r{};
  /// Whether radial features are tried.
  bool radial = true;
};

/// `cca-ksg[:r=1|2|3][,radial=off]`: KSG-1 with a chosen k between the r leading canonical
/// variables of x and of y, which are looked for among polynomials and radial features of the
/// columns and of their normal scores, each pair's by weights fitted without it
/// (canonical_candidates.h). A function of each side has no more information than the side: but for
/// KSG's own error, what is found is at most what there is. Source: docs/methods.md section 28;
/// canonical variables: Hotelling 1936, Biometrika 28:321; of functions: Breiman & Friedman 1985,
/// JASA 80:580. Two sides of one column each are themselves. Constant columns, and monotone
/// functions of others on their own side, are left out, and r is then at most the columns that are
/// left; a side that is constant has information 0. Layers: I(X;T) where the inputs are known and
/// differ from a function of T by noise; I(T;Y) is left out: labels have no canonical variables.
/// Returns nats. Standard error from the terms (local_information.h), without that of the fit.
/// Estimate::chosen, `why` and `considered` say which. Flags kBiasedLowPossible always, kTies;
/// kUnresolved without a value: fewer than 10 samples, a side of numbers that is discrete
/// (side_states.h). Throws InvalidArgument: rows that differ, values that are not finite, r that is
/// more than the columns of a side, a side of names. Cost: canonical_candidates.h, and KSG. The
/// same bits for any number of threads.
std::unique_ptr<const Estimator> make_cca_ksg(const CcaKsgOptions& options);

}  // namespace infoplane
