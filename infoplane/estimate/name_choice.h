#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/local_information.h"
#include "infoplane/estimate/number_choice.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// An estimate of I(X;Y) for a side of numbers and a side of names.
struct NameChoice {
  /// A term each row, the mean of the others for those that were left out: `nats` is their mean,
  /// and 0 if all were left out.
  LocalInformation information;
  /// What the neighbours were looked for in, in words; empty if in the columns themselves.
  std::string seen;
  /// What was compared, in the order in which it was made.
  std::vector<NumberEstimate> estimates;
  /// Share of the rows that are alone with their name.
  double left_out = 0;
  /// Why there may be more information, in words; empty if nothing says so.
  std::string more;
};

/// Ross's formula with k_i = min(5, N_c - 1) on the normal scores of the columns, or, where that
/// says clearly more (by three standard errors, paired), on those columns that depend on the names
/// one by one, if these are at most three (column_pairs.h), or on up to three canonical variables
/// of features of all columns, or of up to ten that depend on the names, with the names'
/// indicators, each row's by weights fitted without it: with many columns nearest neighbours are
/// far away, and what tells the names apart is in few directions. More than kMostNames names: the
/// columns alone. docs/methods.md section 29, (A5).
///
/// `more` says so where neighbours were looked for in more than three columns, or in what was made
/// of so many; where more than one column has fewer than 400 rows, too few to see whether the
/// estimate still rises with N; or where it does: the terms are above those of the same neighbours
/// in an eighth of the rows each (of 50 at least) by more than two standard errors, paired. It says
/// nothing where the estimate is within two standard errors of the names' entropy, as there can be
/// no more. x: N >= 2 rows, finite; equal values are put in random order for the features. y: N
/// names; n_classes counts also those that do not occur. Cost: searches for neighbours in d
/// dimensions, and canonical_candidates.h. The same bits for any number of threads.
NameChoice choose_for_names(const Points& x, const Names& y, const ChoiceOptions& options,
                            const Work& work);
inline constexpr std::size_t kMostNames = 20;

}  // namespace infoplane
