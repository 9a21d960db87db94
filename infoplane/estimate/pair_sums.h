#pragma once

#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/work.h"
#include "infoplane/estimate/point_blocks.h"

namespace infoplane {

/// Sums of one kernel over all pairs of N samples.
struct KernelSums {
  /// sum_j k_ij, one a row.
  std::vector<double> all;
  /// Without labels: empty. Hard labels: the sum over the j of i's class, one a row. Soft labels:
  /// sum_j p(c|x_j) k_ij, a row of C numbers for each i.
  std::vector<double> in_class;
};

/// Of the kernels exp(-|t_i - t_j|^2 / 8v) and exp(-|t_i - t_j|^2 / 2v), its fourth power.
struct PairSums {
  KernelSums wide;
  KernelSums narrow;
};

/// One pass over the pairs i <= j gives all of it: the kernels are symmetric.
/// Relative errors are about 1e-7 of a sum in which all distances are 0 or infinite, and otherwise
/// of the order of 1e-7 times the exponent.
/// The same bits for any number of threads. Throws Interrupted.
/// Cost: N^2/2 (d + 20) operations of 16 lanes, soft labels 4 C more; memory 16 N (1 + channels)
/// doubles at most beside the samples, channels 2, or 2 (1 + C).
PairSums pair_sums(Sides sides, double variance, const Labels* labels, const Work& work);

}  // namespace infoplane
