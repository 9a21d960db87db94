#pragma once

#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/columns.h"

namespace infoplane {

/// Normal scores of each column: z_i = Phi^-1((r_i - 1/2) / N) of the ranks r = 1 ... N, equal
/// values sharing their average rank. Only the order within a column is left of the values; the
/// scores of the reversed order are the opposite numbers, exactly. columns: of N >= 1 finite values
/// each, one after another (-0 = 0). Returns as many numbers, in that order. Cost: O(d N log N).
std::vector<double> normal_scores(std::span<const double> columns, std::size_t n, const Work& work);

/// The scores of the ranks 0 ... n - 1 without equal values, Phi^-1((r + 1/2) / n), rising;
/// mirrored ranks have exactly opposite ones. Cost: O(n), some 0.1 us each.
std::vector<double> normal_score_table(std::size_t n);

/// The same of (N, d) samples, finite. Returns N d numbers, column after column.
std::vector<double> normal_scores(const Columns& columns, const Work& work);

}  // namespace infoplane
