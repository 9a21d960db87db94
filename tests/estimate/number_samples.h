#pragma once

#include <cmath>
#include <string>

#include "infoplane/estimate/number_choice.h"
#include "tests/estimate/choice_samples.h"

// What the tests of choose_for_numbers() ask it.
namespace infoplane {

inline NumberChoice choose(const PointPair& pair, const ChoiceOptions& options = {},
                           std::size_t n_threads = 1) {
  return choose_for_numbers(pair.x, pair.y, options, threads(n_threads)).value();
}

/// Null if it was not made.
inline const NumberEstimate* find(const NumberChoice& choice, const std::string& spec) {
  for (const NumberEstimate& one : choice.estimates) {
    if (one.spec.starts_with(spec)) return &one;
  }
  return nullptr;
}

/// Columns that have nothing but their scale in common.
inline PointPair common_scale(std::size_t n, std::size_t d) {
  PointPair pair = copula_pairs(n, {.dx = d, .dy = d}, 1);
  const Column scale = changed(normal_column(n, 1), [](double v) { return std::exp(v); });
  for (Points* side : {&pair.x, &pair.y}) {
    for (std::size_t k = 0; k < n * d; ++k) side->values[k] *= scale[k % n];
  }
  return pair;
}

}  // namespace infoplane
