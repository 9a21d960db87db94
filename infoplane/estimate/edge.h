#pragma once

#include <memory>
#include <optional>

#include "infoplane/estimate/estimator.h"

namespace infoplane {

struct EdgeOptions {
  /// Width of the hash's cells, in units of the data; empty: chosen from the data. > 0.
  std::optional<double> width{};
};

/// `edge`: dependence graph. Both sides are hashed into nodes, floor(v / width + offset) of every
/// column; N_i and M_j samples fall on node i of X and j of Y, L_ij on the edge between them:
///   I = sum_ij L_ij/N ln(N L_ij / (N_i M_j)) - max(0, K_xy - K_x - K_y + 1) / 2N
/// (K: occupied nodes and edges), as a weighted ensemble over widths and offsets.
/// Source: Noshad et al. 2018, arXiv 1801.09125; the width's choice and the correction are our own:
/// docs/methods.md section 14, (H1) to (H6).
/// Without a width, columns are in units of their standard deviation, and the width is the smallest
/// down to which the edges do not say more than there is: where one side determines the other, the
/// cells become exact and the information that of counting, up to ln N.
/// network(): i_xt of nodes against the inputs as names (NetworkSample::input_ids), i_ty against
/// the classes (drawn ones if labels are soft), i_ty_shuffled by the same procedure on shuffled
/// labels. pair(): a discrete side is names.
/// Returns nats; standard error from the spread over samples, where a width is given or no more
/// than four columns are hashed: beyond, the choice of the width moves an estimate more than the
/// samples do. May be negative: never clipped. kSingletons: more than half of the edges (network:
/// of the nodes of T) hold one sample; there is then no standard error. N = 1: no value,
/// kUnresolved. A constant side: 0. Throws InvalidArgument: rows that differ, NaN or infinity, more
/// than 2^52 widths from 0. Cost: O(N (d_x + d_y)) for each of some 60 hashes. The same bits for
/// any number of threads.
std::unique_ptr<const Estimator> make_edge(const EdgeOptions& options);

}  // namespace infoplane
