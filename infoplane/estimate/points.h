#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/estimate/columns.h"

namespace infoplane {

/// N points of d coordinates each, in double precision, column after column. Distances between them
/// are in the max norm, |a - b| = max_j |a_j - b_j|, each difference rounded once.
struct Points {
  std::size_t n = 0;
  std::size_t d = 0;
  std::vector<double> values;

  [[nodiscard]] std::span<const double> column(std::size_t j) const {
    return std::span(values).subspan(j * n, n);
  }
};

/// The samples as points; float values become the same double values. Throws InvalidArgument if
/// differences between them overflow.
Points points_of(const Columns& columns);

/// The given rows, in that order.
Points select_rows(const Points& points, std::span<const std::uint32_t> rows);

/// The given columns, in that order.
Points select_columns(const Points& points, std::span<const std::uint32_t> columns);

/// An order of point sets that knows nothing of which side they are: by columns, then values.
bool comes_before(const Points& a, const Points& b);

/// Points whose coordinates are those of x followed by those of y. x.n = y.n.
Points join(const Points& x, const Points& y);

/// Whether, in some column, more than one value in a hundred is the same as one before it: too many
/// to be draws from a density. Cost: O(N d), expected.
bool has_repeated_values(const Points& points);

}  // namespace infoplane
