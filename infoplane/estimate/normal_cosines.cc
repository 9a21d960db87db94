#include "infoplane/estimate/normal_cosines.h"

#include <cmath>
#include <numbers>

namespace infoplane {

const NormalCosines& NormalCosines::get() {
  static const NormalCosines one;
  return one;
}

NormalCosines::NormalCosines() {
  // the trapezoidal rule, whose error is below rounding for what vanishes at the ends
  constexpr double kEnd = 12;
  constexpr int kSteps = 1200;
  for (auto& of_one : coefficients_) of_one.fill(0);
  for (int i = 0; i <= kSteps; ++i) {
    const double x = -kEnd + 2 * kEnd * i / kSteps;
    const double u = std::erfc(-x / std::numbers::sqrt2) / 2;
    // h_n(x) times the density
    std::array<double, kTerms> h{};
    h[0] = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) * (2 * kEnd / kSteps);
    h[1] = x * h[0];
    for (std::size_t n = 2; n < kTerms; ++n) {
      const auto k = static_cast<double>(n);
      h[n] = (x * h[n - 1] - std::sqrt(k - 1) * h[n - 2]) / std::sqrt(k);
    }
    for (std::size_t a = 0; a < kMostCosines; ++a) {
      const double phi =
          std::numbers::sqrt2 * std::cos(std::numbers::pi * static_cast<double>(a + 1) * u);
      for (std::size_t n = 0; n < kTerms; ++n) coefficients_[a][n] += phi * h[n];
    }
  }
}

double NormalCosines::mean(std::size_t a, std::size_t b, double rho) const {
  // the odd ones are odd functions of X
  if ((a + b) % 2 != 0) return 0;
  constexpr double kNegligible = 1e-17;
  const double step = rho * rho;
  double power = a % 2 == 0 ? step : rho;
  double sum = 0;
  for (std::size_t n = a % 2 == 0 ? 2 : 1; n < kTerms && std::abs(power) > kNegligible; n += 2) {
    sum += coefficients_[a - 1][n] * coefficients_[b - 1][n] * power;
    power *= step;
  }
  return sum;
}

double NormalCosines::variance(std::size_t a, std::size_t b, double rho) const {
  const double m = mean(a, b, rho);
  return 1 + mean(2 * a, 2 * b, rho) / 2 - m * m;
}

}  // namespace infoplane
