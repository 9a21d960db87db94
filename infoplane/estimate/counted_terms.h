#pragma once

#include "infoplane/estimate/ksg_value.h"
#include "infoplane/estimate/local_information.h"

namespace infoplane {

/// I(X;Y) in nats of two sides of names, by counting, as H(X) + H(Y) - H(X,Y):
///   psi(N) + mean_i (psi(n_xy) - psi(n_x) - psi(n_y)) + B_x + B_y - B_xy,
/// B what names that have not come add to an entropy, by how many have come once and twice; it is
/// in every term. Source: Chao, Wang & Jost 2013, Methods in Ecology and Evolution 4:1091;
/// docs/methods.md (A1). Sides of the same N >= 1. Cost: O(N), expected.
LocalInformation counted_information(const Names& x, const Names& y);

/// Entropy of names, by counting, nats. N >= 1.
double entropy_nats(const Names& names);

/// How many names occur.
std::size_t n_occurring(const Names& names);

/// The pairs of names as names, in the order in which they first come.
Names pairs_of(const Names& x, const Names& y);

}  // namespace infoplane
