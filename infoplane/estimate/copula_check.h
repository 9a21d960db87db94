#pragma once

#include "infoplane/core/work.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// How unlikely what a sample shows would be if x and y were jointly Gaussian on their normal
/// scores.
///
/// With q_x = x' S_x^-1 x, q_y likewise and rho_i the canonical correlations, Gaussian pairs have
///   E (q_x - d_x)(q_y - d_y) = 2 sum_i rho_i^2,   E (q_x - d_x) y = 0,   E (q_y - d_y) x = 0:
/// lengths are correlated as much as columns are, and say nothing of directions. The first is
/// tested by Student's t, against what it is in the mean where covariances are the sample's own,
/// the others by Hotelling's T^2; the least of the three probabilities, times three. They see what
/// linear correlation does not: rotations that depend on the length, squares, common scales. What
/// single columns say of each other among many: column_pairs.h. docs/methods.md section 29, (A3).
/// zx, zy: N paired rows of normal scores, N > d_x + d_y, no column a linear function of others.
/// Returns a probability, at most 1. Of Gaussian samples of 200 and more rows it is below .05 in at
/// most 6.5% (1 to 25 columns a side, 200 samples each), of 60 rows of 25 + 25 columns in 11%.
/// Cost: O(N (d_x + d_y)^2).
double gaussian_copula_p_value(const Points& zx, const Points& zy, const Work& work);

}  // namespace infoplane
