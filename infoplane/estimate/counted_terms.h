#pragma once

#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/local_information.h"

namespace infoplane {

/// I(X;Y) in nats of two sides of names, by counting, with the first-order correction of its bias:
///   mean_i ln(N n_xy / (n_x n_y)) + (K_x + K_y - K_xy - 1) / 2N,
/// K the numbers of names and pairs of names that occur. The correction is in every term.
/// Source: Miller 1955, Information Theory in Psychology, 95; docs/methods.md (A1).
/// Sides of the same N >= 1. Cost: O(N log N).
LocalInformation counted_information(const Names& x, const Names& y);

/// Entropy of names, by counting, nats. N >= 1.
double entropy_nats(const Names& names);

/// How many names occur.
std::size_t n_occurring(const Names& names);

/// The pairs of names as names, in the order in which they first come.
Names pairs_of(const Names& x, const Names& y);

}  // namespace infoplane
