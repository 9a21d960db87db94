#pragma once

#include <cassert>
#include <cstddef>
#include <vector>

namespace infoplane {

/// psi(n) of whole numbers 1 <= n <= n_max, the digamma function, by its recurrence
///   psi(1) = -0.5772..., psi(n + 1) = psi(n) + 1/n
/// summed with compensation: right to the last bit or two.
class DigammaTable {
 public:
  explicit DigammaTable(std::size_t n_max);
  double operator()(std::size_t n) const {
    assert(n >= 1 && n <= psi_.size());
    return psi_[n - 1];
  }

 private:
  std::vector<double> psi_;
};

}  // namespace infoplane
