#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "infoplane/nets/activation.h"

namespace infoplane {

/// All patterns of 12 bits.
inline constexpr std::size_t kPatternBits = 12;
inline constexpr std::size_t kPatterns = std::size_t{1} << kPatternBits;

/// One layer of a network that sees 12 bits, with weights that are drawn once and for all:
///   t_j = f(sum_k W_jk x_k + b_j),   W_jk ~ N(0, 1/3), b_j ~ N(0, 1/4),                      (T7)
/// from Stream(0, 0, Purpose::kTask, weights), unit after unit, weights before bias.
struct PatternLayer {
  Activation activation = Activation::kTanh;
  std::size_t width = 0;
  std::uint32_t weights = 0;
};

/// Its activations for all patterns, column-major (kPatterns, width), rows in counting order, the
/// first input being the most significant bit, as in sphere12().
std::vector<double> pattern_activations(const PatternLayer& layer);

}  // namespace infoplane
