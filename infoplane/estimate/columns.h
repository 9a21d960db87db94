#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/range.h"

namespace infoplane {

/// A layer's values as discretisers read them: at least one row and column, all finite, each column
/// contiguous.
class Columns {
 public:
  /// Looks at `samples`, copying them only if their columns are not contiguous (the memory is kept
  /// for the next call). `where` is what errors call them ("layer 2").
  /// Throws InvalidArgument: no rows, no columns, more than 2^31 rows, a value that is NaN or
  /// infinite (naming row and column, counted from 0).
  /// Cost: one pass over the values.
  void load(const Samples& samples, std::string_view where);

  [[nodiscard]] const Samples& values() const { return values_; }
  [[nodiscard]] std::size_t n_rows() const { return infoplane::n_rows(values_); }
  [[nodiscard]] std::size_t n_units() const { return n_cols(values_); }
  /// Smallest and largest of all values.
  [[nodiscard]] Range range() const { return range_; }

 private:
  template <class T>
  void load_matrix(const MatrixView<T>& matrix, std::vector<T>& copy, std::string_view where);

  Samples values_;
  Range range_;
  std::vector<float> float_copy_;
  std::vector<double> double_copy_;
};

/// Throws InvalidArgument unless the difference of any two values is finite, for estimators that
/// take differences. `where` is what errors call the values.
void refuse_far_apart(const Columns& columns, std::string_view where);

/// Smallest and largest of finite values; at least one.
Range range_of(std::span<const float> values);
Range range_of(std::span<const double> values);

/// The smallest range that holds both.
Range join(const Range& a, const Range& b);

}  // namespace infoplane
