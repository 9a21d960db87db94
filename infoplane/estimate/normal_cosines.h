#pragma once

#include <array>
#include <cstddef>

namespace infoplane {

/// What sqrt 2 cos(pi a u), a = 1 ... kMostCosines, of the ranks u of a normal pair are together.
/// docs/methods.md section 29, (A7).
class NormalCosines {
 public:
  static constexpr std::size_t kMostCosines = 12;

  /// Made once.
  static const NormalCosines& get();

  /// E phi_a(U) phi_b(V) at correlation rho, |rho| <= 1, by Mehler's formula
  ///   sum_n c_a,n c_b,n rho^n,   c_a,n = E phi_a(Phi(X)) h_n(X),
  /// h_n the normalised Hermite polynomials. a, b in [1, kMostCosines]. Right to 1e-7.
  [[nodiscard]] double mean(std::size_t a, std::size_t b, double rho) const;

  /// Of phi_a(U) phi_b(V), by phi_a^2 = 1 + phi_2a / sqrt 2. a, b in [1, kMostCosines / 2].
  [[nodiscard]] double variance(std::size_t a, std::size_t b, double rho) const;

 private:
  static constexpr std::size_t kTerms = 600;

  NormalCosines();

  std::array<std::array<double, kTerms>, kMostCosines> coefficients_;
};

}  // namespace infoplane
