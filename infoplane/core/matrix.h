#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <variant>
#include <vector>

namespace infoplane {

/// A strided, read-only look at somebody else's numbers: element (row, column) is at
/// data[row * row_stride + column * column_stride]. In infoplane a row is a sample and a column a
/// unit or feature. Copying copies the look, not the numbers.
template <class T>
struct MatrixView {
  const T* data = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t row_stride = 0;
  std::size_t column_stride = 0;

  const T& operator()(std::size_t row, std::size_t col) const {
    assert(row < rows && col < cols);
    return data[row * row_stride + col * column_stride];
  }
  /// Whether each column is contiguous, the layout that our kernels read.
  [[nodiscard]] bool column_contiguous() const { return row_stride == 1; }
  /// Column `col` as a span; only where column_contiguous().
  [[nodiscard]] std::span<const T> column(std::size_t col) const {
    assert(column_contiguous() && col < cols);
    return {data + col * column_stride, rows};
  }
};

/// Rows one after another (C order), as .npy files have them by default.
template <class T>
MatrixView<T> row_major(const T* data, std::size_t rows, std::size_t cols) {
  return {data, rows, cols, cols, 1};
}

/// Columns one after another (Fortran order): every unit's samples are contiguous.
template <class T>
MatrixView<T> column_major(const T* data, std::size_t rows, std::size_t cols) {
  return {data, rows, cols, 1, rows};
}

/// Samples of either precision, as they came: networks give float, a user's file may hold double.
using Samples = std::variant<MatrixView<float>, MatrixView<double>>;

inline std::size_t n_rows(const Samples& samples) {
  return std::visit([](const auto& m) { return m.rows; }, samples);
}
inline std::size_t n_cols(const Samples& samples) {
  return std::visit([](const auto& m) { return m.cols; }, samples);
}

/// N samples x d units that somebody fills again and again: column-major storage of one precision.
struct SampleBuffer {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::variant<std::vector<float>, std::vector<double>> columns;

  [[nodiscard]] Samples view() const {
    return std::visit(
        [this](const auto& values) -> Samples { return column_major(values.data(), rows, cols); },
        columns);
  }
};

}  // namespace infoplane
