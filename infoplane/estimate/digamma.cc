#include "infoplane/estimate/digamma.h"

#include <numbers>

namespace infoplane {

DigammaTable::DigammaTable(std::size_t n_max) : psi_(n_max) {
  double psi = -std::numbers::egamma;
  // what rounding has taken from psi so far
  double lost = 0;
  for (std::size_t n = 1; n <= n_max; ++n) {
    psi_[n - 1] = psi;
    const double term = 1 / static_cast<double>(n) + lost;
    const double next = psi + term;
    lost = term - (next - psi);
    psi = next;
  }
}

}  // namespace infoplane
