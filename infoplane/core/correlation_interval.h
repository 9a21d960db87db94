#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/range.h"

namespace infoplane {

/// A number in [-1, 1] of the given rows of a sample; empty where they have none.
using CorrelationOfRows =
    std::function<std::optional<double>(const std::vector<std::size_t>& rows)>;

/// The 95% interval of a correlation c of rows of which those of the same group are not independent
/// of each other, on the scale of z = atanh, by leaving out one of the G groups at a time, with
/// Student's t:
///   tanh( atanh(c) -+ t_(G-1)(.975) s ),   s^2 = (G - 1)/G sum_g (z_(g) - mean z)^2        (C8)
/// where z_(g) is of the rows without group g.
/// Source: Miller 1974, Biometrika 61:1, section 3.3; docs/methods.md section 17.
/// groups: of each row. Empty with one group, and where the rows without one of them have no
/// correlation or one of -1 or 1: nothing is then known of how it would vary.
std::optional<Range> correlation_interval(double correlation, std::span<const std::uint32_t> groups,
                                          const CorrelationOfRows& correlation_of_rows);

}  // namespace infoplane
