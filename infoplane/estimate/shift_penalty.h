#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "infoplane/core/work.h"

namespace infoplane {

/// How far terms f(x_i, y_i) promise too much: ln E exp f over pairs of independent x and y, which
/// is at most 0 if f is the log ratio of densities. The mean of the terms less this is a lower
/// bound of the information, whatever f is (Donsker & Varadhan).
struct ShiftPenalty {
  double nats = 0;
  double std_error = 0;

  /// What is subtracted: nats where they are above kPenaltyErrors standard errors, else 0.
  [[nodiscard]] double applied() const;
  /// The standard error of that: 0 where nothing is subtracted.
  [[nodiscard]] double applied_error() const { return applied() > 0 ? std_error : 0; }
};

inline constexpr double kPenaltyErrors = 2.5;
/// Shifts that estimates are checked with.
inline constexpr std::size_t kShifts = 20;

/// Fills terms[i] = f(x_i, y_(i + shift)), N of them, i + shift modulo N; 0 < shift < N. Called
/// from several threads at once.
using ShiftedTerms = std::function<void(std::size_t shift, std::span<double> terms)>;

/// ln of the mean of exp f(x_i, y_(i+s)) over all i and n_shifts different random shifts s (all N -
/// 1 if these are fewer), which depend on N alone; with the standard error that the spread between
/// shifts says. Exponents are scaled, so that none overflows.
/// Source: Donsker & Varadhan 1983, Comm. Pure Appl. Math. 36:183; docs/methods.md (TC8).
/// n >= 2; finite terms. 0 with error 0 for n < 2. Cost: n_shifts times terms, and N exp.
/// The same bits for any number of threads.
ShiftPenalty shift_penalty(std::size_t n, std::size_t n_shifts, const ShiftedTerms& terms,
                           const Work& work);

}  // namespace infoplane
