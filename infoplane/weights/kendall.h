#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "infoplane/core/range.h"

namespace infoplane {

/// Kendall's tau-b of n pairs and its 95% interval.
struct KendallTau {
  double tau = 0;
  std::optional<Range> interval;
};

/// Kendall's tau-b: of the n (n - 1)/2 couples of pairs, C in which x and y order alike, D in which
/// they order oppositely, T_x with equal x and T_y with equal y (T_x and T_y both count those equal
/// in both):
///   tau = (C - D) / sqrt( (n (n - 1)/2 - T_x) (n (n - 1)/2 - T_y) )                      (J8)
/// in [-1, 1]; numbers are equal only to the last bit. The interval is the jackknife's (C8) on the
/// scale of atanh, over groups: pairs of the same group are not independent of each other, such as
/// the networks of one replica under several conditions.
/// Source: Kendall 1945, Biometrika 33:239; Miller 1974; docs/methods.md section 20.
/// Empty where there is no tau: fewer than 2 pairs, all x or all y equal. No interval with one
/// group, and where the pairs without one group have no tau or one of -1 or 1, so always where tau
/// is -1 or 1.
/// Throws InvalidArgument: x, y and groups of different lengths, a number that is not finite.
/// Cost: O(n^2 G).
std::optional<KendallTau> kendall_tau(std::span<const double> x, std::span<const double> y,
                                      std::span<const std::uint32_t> groups);

/// The same of independent pairs: each is a group.
std::optional<KendallTau> kendall_tau(std::span<const double> x, std::span<const double> y);

}  // namespace infoplane
