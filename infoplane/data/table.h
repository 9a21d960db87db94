#pragma once

#include <cstddef>
#include <vector>

namespace infoplane {

/// A matrix of numbers as a user's file has it.
struct Table {
  std::size_t rows = 0;
  std::size_t cols = 0;
  /// (rows, cols), row-major.
  std::vector<double> values;
};

}  // namespace infoplane
