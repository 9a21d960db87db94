#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "infoplane/estimate/columns.h"
#include "infoplane/estimate/estimator.h"
#include "infoplane/estimate/kernels/cells.h"

namespace infoplane {

/// Room for the n_bins - 1 edges of each of some units, all +infinity.
kernels::Edges empty_edges(std::size_t n_units, std::size_t n_bins);

/// Edges of bins of equal mass of one unit: edge j = 1..n_bins-1 is values[floor(j M / n_bins)] of
/// the M sorted values. Equal values are in one bin; edges that coincide make bins that stay empty.
/// Reorders `values`. Cost: O(M log n_bins).
void set_mass_edges(std::span<double> values, std::size_t n_bins, std::size_t unit,
                    kernels::Edges& edges);

/// Those edges for every unit of one layer.
kernels::Edges mass_edges(const Columns& values, std::size_t n_bins);

/// Values that are held at once to find quantiles, 128 MiB.
inline constexpr std::size_t kMaxPooledValues = std::size_t{1} << 24;

/// For every layer over all checkpoints, which it goes through as often as it takes to hold at most
/// max_values at once, or one unit if that has more. Reads pre-activations if asked to.
/// Throws as load_layer does; `spec` is what its errors call the estimator.
std::vector<kernels::Edges> mass_edges(const EachCheckpoint& all, bool preactivation,
                                       const std::string& spec, std::size_t n_bins,
                                       std::size_t max_values = kMaxPooledValues);

}  // namespace infoplane
