#include "infoplane/weights/controlled_mean.h"

#include <algorithm>
#include <cmath>

namespace infoplane {

ControlledMean controlled_mean(const std::vector<DrawMoments>& strata) {
  const auto n = static_cast<double>(strata.size());
  double gr = 0;
  double rr = 0;
  for (const DrawMoments& s : strata) {
    gr += s.gr;
    rr += s.rr;
  }
  const double b = rr > 0 ? gr / rr : 0;
  // from the first, so that the mean of equal numbers is that number
  const double first = strata[0].g - b * strata[0].r;
  double sum = 0;
  double variance = 0;
  for (const DrawMoments& s : strata) {
    sum += s.g - b * s.r - first;
    const auto m = static_cast<double>(s.n_pairs);
    variance += (s.gg - 2 * b * s.gr + b * b * s.rr) / (m - 1) / m;
  }
  return {.value = first + sum / n, .std_error = std::sqrt(std::max(variance, 0.0)) / n};
}

}  // namespace infoplane
