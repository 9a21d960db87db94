#pragma once

#include <cstdint>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/core/work.h"
#include "infoplane/estimate/dependence_graph.h"

namespace infoplane {

/// Widths from 0 that a value may be away: beyond, neighbouring cells are less than a rounding
/// error apart.
inline constexpr double kMostGraphWidths = kernels::kMaxCode / 4;

/// The smallest width down to which the graph of x and y can be trusted; 0 if even exact cells can.
/// docs/methods.md section 14, (H4). The same for any number of threads.
double choose_graph_width(const GraphSide& x, const GraphSide& y, const Work& work);

/// n rows in an order that is always the same.
std::vector<std::uint32_t> shuffled_order(std::size_t n, Purpose purpose);

}  // namespace infoplane
