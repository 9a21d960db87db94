#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/estimate/points.h"

namespace infoplane {

/// Ranks 0 ... N - 1 of each of d columns, each rank once a column; column after column.
struct Ranks {
  std::size_t n = 0;
  std::size_t d = 0;
  std::vector<std::uint32_t> values;

  [[nodiscard]] std::span<const std::uint32_t> column(std::size_t j) const {
    return std::span(values).subspan(j * n, n);
  }
};

/// Ranks of each column, equal values (-0 = 0) in a random order that depends on N and the column's
/// number alone: first_column for the first one. Where y's numbers go on after x's, ties of x and y
/// are broken independently. Only the order within a column is left of the values.
/// docs/methods.md section 26. Cost: O(N d). The same bits for any number of threads.
Ranks untied_ranks(const Points& points, std::size_t first_column, const Work& work);

/// Whether some column of the points of those ranks has equal values.
bool has_equal_values(const Points& points, const Ranks& ranks);

/// Phi^-1((r + 1/2) / N) of each rank (normal_scores.h): the scores of the reversed order are the
/// opposite numbers, exactly, where nothing is tied. Cost: O(N d).
Points normal_scores(const Ranks& ranks, const Work& work);

/// points <- table[r] of each rank r; their memory is used again. Cost: O(N d).
void look_up(const Ranks& ranks, std::span<const double> table, Points& points, const Work& work);

/// Columns of x followed by those of y. x.n = y.n.
Ranks join(const Ranks& x, const Ranks& y);

}  // namespace infoplane
