#pragma once

#include <cstddef>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/work.h"
#include "infoplane/estimate/point_blocks.h"

namespace infoplane {

/// One component's antithetic pairs of draws z and -z. For each pair, with its mean over both of
///   g = ln sum_j k_j    and    f = ln(1/n_c sum_(j in c) k_j) - ln(1/N sum_j k_j),
///   k_j = exp(-(|t_i + z - t_j|^2 - |z|^2) / 2 sigma^2),
/// and the control r = |z|^2 / 2 sigma^2 - d/2, whose mean is 0: means, and sums of products of
/// deviations from them. With soft labels f is  sum_c p(c|x_i) ln(1/P_c sum_j p(c|x_j) k_j) - ...
struct DrawMoments {
  std::size_t n_pairs = 0;
  double g = 0;
  double f = 0;
  double r = 0;
  double gg = 0;
  double ff = 0;
  double rr = 0;
  double gr = 0;
  double fr = 0;

  void add(double g_pair, double f_pair, double r_pair);
};

/// The moments of every row as a component of the mixture of all of them. f is 0 without labels.
/// The same bits for any number of threads. Throws Interrupted.
/// Cost: N^2 n_pairs (d (1 + 2 / 4) + 26) operations of 16 lanes; memory O(N d) beside the samples.
std::vector<DrawMoments> draw_from_mixture(const Columns& t, double sigma, std::size_t n_pairs,
                                           const Labels* labels, const Work& work);

}  // namespace infoplane
