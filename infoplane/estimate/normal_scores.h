#pragma once

#include <span>
#include <vector>

#include "infoplane/estimate/columns.h"

namespace infoplane {

/// Normal scores of one column: z_i = Phi^-1((r_i - 1/2) / N) of the ranks r = 1 ... N, equal
/// values sharing their average rank. Only the order is left of the values; z of the reversed order
/// is -z, exactly. column: N >= 1 finite values (-0 = 0). scores: N. Cost: O(N log N).
void normal_scores(std::span<const double> column, std::span<double> scores);

/// The same of each column. columns: (N, d), finite. Returns N d numbers, column after column.
/// Cost: O(d N log N).
std::vector<double> normal_scores(const Columns& columns);

}  // namespace infoplane
