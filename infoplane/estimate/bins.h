#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "infoplane/core/range.h"
#include "infoplane/estimate/discretiser.h"

namespace infoplane {

/// How `bins` cuts each unit's values. Exactly one of the kinds: cells of equal width over a range
/// (the default), cells of a given width (`width`), cells of equal mass (`mass`).
struct BinsOptions {
  /// In [1, 2^32]; not used with `width`.
  std::size_t n_bins = 30;
  /// low < high, (high - low) * n_bins finite; empty: `range=auto`. Only for cells of equal width.
  std::optional<Range> range{};
  /// Greater than 0.
  std::optional<double> width{};
  bool mass = false;
  /// Bin what enters the activation.
  bool preactivation = false;
};

/// Cells of a joint grid over a layer's units: the cell of a sample is the tuple of its units'
/// bins.
///   range: min(max(floor((t - low) * n_bins / (high - low)), 0), n_bins - 1)
///   width: floor(t / width), but at the upper end h of the activation's own range
///          ceil(h / width) - 1, where no value is above it
///   mass:  the number of edges <= t; edge j = 1 .. n_bins - 1 is v[floor(j M / n_bins)] of the
///          unit's sorted values v[0 .. M - 1] over all checkpoints of the replica
/// in double precision.
/// Source: Shwartz-Ziv & Tishby 2017, arXiv 1703.00810; docs/methods.md, (E11) to (E13).
/// `range=auto`: the activation's own range (never for pre-activations), else the smallest and
/// largest value of the layer over all checkpoints, by fitted(); without it those of the sample,
/// flagged kRangeOfSample, as are quantiles without fitted().
/// A layer with low = high is one cell. Values outside go to the end bins, flagged kOutOfRange.
/// Throws InvalidArgument: pre-activations needed but not recorded; an automatic range that is too
/// wide for double; a bin that is more than 2^52 widths from 0; a pair with `preactivation`.
std::unique_ptr<const Discretiser> make_bins(const BinsOptions& options);

}  // namespace infoplane
