#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "infoplane/core/work.h"
#include "infoplane/estimate/columns.h"

namespace infoplane {

/// I(X;S + Z) by nested Monte Carlo, and what it is with half of the passes.
struct NestedInformation {
  double value_nats = 0;
  double std_error_nats = 0;
  /// Empty where an input has a single row.
  std::optional<double> half_passes_nats{};
};

/// I(X;S + Z), Z ~ N(0, sigma^2 I), where S given X is known by samples only: rows with the same
/// id are passes of one input through a network with noise below.
///   I = sum_x p_x E[ -ln( p_x + (o(t) / N_o) / (a_x(t) / n_x) ) ],   t = s + z          (M7)
///   a_x(t) = sum over the n_x rows s' of x of k,   o(t) = the same over rows of other inputs,
///   k = exp(-(|t - s'|^2 - |z|^2) / 2 sigma^2),   p_x = n_x / N
/// with s a row of x, twice for each input, and n_pairs antithetic pairs z, -z for each. At most
/// kRowsOfOthers rows of an input (in proportion, where inputs have different numbers of rows)
/// stand for it in o; N_o of all inputs, x included, do.
/// Source: Goldfeld et al. 2019, arXiv 1810.05728; docs/methods.md section 10.
/// s: (N, d); ids: N, of any values. Where S is a function of X it is (M3), exact but for the Monte
/// Carlo. Else too high by what s being one of its own n_x components does, which falls as 1/n_x:
/// half_passes_nats tells. A single input: 0. Cost: O(inputs^2 kRowsOfOthers d
/// n_pairs). The same bits for any number of threads.
NestedInformation nested_information(const Columns& s, std::span<const std::uint32_t> ids,
                                     double sigma, std::size_t n_pairs, const Work& work);

inline constexpr std::size_t kRowsOfOthers = 2;

/// The rows that stand for their inputs in o, increasing.
std::vector<std::uint32_t> rows_of_others(std::span<const std::uint32_t> ids);

/// Some rows of a layer, in their order.
SampleBuffer chosen_rows(const Columns& columns, std::span<const std::uint32_t> rows);

}  // namespace infoplane
