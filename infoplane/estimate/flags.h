#pragma once

#include <cstddef>

#include "infoplane/core/units.h"
#include "infoplane/estimate/estimator.h"

namespace infoplane {

/// I(X;T) at this share of its ceiling is called saturated.
inline constexpr double kSaturatedShare = 0.98;
/// By how much, in nats, an information must exceed another before a flag says so: rounding is
/// less.
inline constexpr double kFlagTolerance = 1e-9;

/// Sets the flags that follow from the values alone, whatever estimated them: `saturated` (i_xt at
/// least kSaturatedShare of h_x), `above-ln-N` (i_xt above it), `over-H(Y)`, `dpi` (i_xt or i_ty
/// above that of the layer before).
/// h_x: the entropy of the inputs, ln n if all n differ. Other flags stay as they are.
void flag_values(Nats h_x, std::size_t n, NetworkEstimate& network);

/// Sets `saturated` (at least kSaturatedShare of ln n) and `above-ln-N` of an information of n
/// pairs.
void flag_pair(std::size_t n, PairEstimate& pair);

/// Flags as bits in the order of the enumeration, and back; for files.
double flag_bits(const Flags& flags);
Flags flags_of_bits(double bits);

}  // namespace infoplane
