#include "infoplane/estimate/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/kernels/cells.h"

namespace infoplane {
namespace {

template <class T>
[[noreturn]] void refuse_not_finite(std::span<const T> column, std::size_t index,
                                    std::string_view where) {
  const auto bad = std::ranges::find_if(column, [](T t) { return !std::isfinite(t); });
  throw InvalidArgument(
      fmt::format("{}: row {}, column {} (counted from 0) is {}, but must be finite", where,
                  bad - column.begin(), index, *bad));
}

template <class T>
Range scanned_range(std::span<const T> values) {
  const kernels::ColumnScan scan = kernels::scan(values.data(), values.size());
  return {scan.min, scan.max};
}

}  // namespace

Range range_of(std::span<const float> values) { return scanned_range(values); }
Range range_of(std::span<const double> values) { return scanned_range(values); }

Range join(const Range& a, const Range& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

void refuse_far_apart(const Columns& columns, std::string_view where) {
  const Range range = columns.range();
  if (std::isfinite(range.high - range.low)) return;
  throw InvalidArgument(fmt::format(
      "{}: the values range from {} to {}, but their differences must be within double precision",
      where, range.low, range.high));
}

template <class T>
void Columns::load_matrix(const MatrixView<T>& matrix, std::vector<T>& copy,
                          std::string_view where) {
  constexpr std::size_t kMaxRows = std::size_t{1} << 31;
  if (matrix.rows == 0 || matrix.cols == 0 || matrix.rows > kMaxRows) {
    throw InvalidArgument(
        fmt::format("{}: has {} rows and {} columns, but must have 1 to {} rows and "
                    "at least 1 column",
                    where, matrix.rows, matrix.cols, kMaxRows));
  }
  MatrixView<T> columns = matrix;
  if (!matrix.column_contiguous()) {
    copy.resize(matrix.rows * matrix.cols);
    for (std::size_t i = 0; i < matrix.rows; ++i) {
      for (std::size_t j = 0; j < matrix.cols; ++j) copy[j * matrix.rows + i] = matrix(i, j);
    }
    columns = column_major(copy.data(), matrix.rows, matrix.cols);
  }
  for (std::size_t j = 0; j < columns.cols; ++j) {
    const std::span<const T> column = columns.column(j);
    const kernels::ColumnScan scan = kernels::scan(column.data(), column.size());
    if (!scan.finite) refuse_not_finite(column, j, where);
    const Range range{scan.min, scan.max};
    range_ = j == 0 ? range : join(range_, range);
  }
  values_ = columns;
}

void Columns::load(const Samples& samples, std::string_view where) {
  if (const auto* floats = std::get_if<MatrixView<float>>(&samples)) {
    load_matrix(*floats, float_copy_, where);
  } else {
    load_matrix(std::get<MatrixView<double>>(samples), double_copy_, where);
  }
}

}  // namespace infoplane
