#include "infoplane/estimate/points.h"

#include <bit>
#include <cassert>
#include <tuple>

namespace infoplane {
namespace {

constexpr std::size_t kRepeatsOneIn = 100;

// Different values of a column, by open addressing; a value is its bits.
class ValueSet {
 public:
  explicit ValueSet(std::size_t n)
      : bits_(std::bit_ceil(2 * n)), shift_(64 - std::countr_zero(bits_.size())) {}

  // whether it was new
  bool insert(double value) {
    // adding 0 makes -0 the same as 0; no value has the bits of kEmpty, which is a NaN
    const auto key = std::bit_cast<std::uint64_t>(value + 0.0);
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;
    const std::uint64_t mixed = (key ^ (key >> 32)) * kGolden;
    for (std::size_t slot = mixed >> shift_;; slot = (slot + 1) & (bits_.size() - 1)) {
      if (bits_[slot] == ~key) return false;
      if (bits_[slot] == kEmpty) {
        bits_[slot] = ~key;
        return true;
      }
    }
  }

 private:
  // complements are stored, so that a fresh table of zeros is empty
  static constexpr std::uint64_t kEmpty = 0;
  std::vector<std::uint64_t> bits_;
  int shift_;
};

bool has_repeated_values(std::span<const double> column) {
  ValueSet seen(column.size());
  const std::size_t allowed = column.size() / kRepeatsOneIn;
  std::size_t n_repeated = 0;
  for (const double value : column) {
    n_repeated += seen.insert(value) ? 0 : 1;
    if (n_repeated > allowed) return true;
  }
  return false;
}

}  // namespace

Points points_of(const Columns& columns) {
  refuse_far_apart(columns, "ksg");
  Points points{columns.n_rows(), columns.n_units(), {}};
  points.values.reserve(points.n * points.d);
  std::visit(
      [&](const auto& matrix) {
        for (std::size_t j = 0; j < matrix.cols; ++j) {
          for (const auto value : matrix.column(j)) points.values.push_back(value);
        }
      },
      columns.values());
  return points;
}

Points select_rows(const Points& points, std::span<const std::uint32_t> rows) {
  Points selected{rows.size(), points.d, {}};
  selected.values.reserve(selected.n * selected.d);
  for (std::size_t j = 0; j < points.d; ++j) {
    const std::span<const double> column = points.column(j);
    for (const std::uint32_t row : rows) selected.values.push_back(column[row]);
  }
  return selected;
}

Points select_columns(const Points& points, std::span<const std::uint32_t> columns) {
  Points out{points.n, columns.size(), {}};
  out.values.reserve(points.n * columns.size());
  for (const std::uint32_t j : columns) {
    const std::span<const double> column = points.column(j);
    out.values.insert(out.values.end(), column.begin(), column.end());
  }
  return out;
}

bool comes_before(const Points& a, const Points& b) {
  return std::tie(a.d, a.values) < std::tie(b.d, b.values);
}

Points join(const Points& x, const Points& y) {
  assert(x.n == y.n);
  Points joint{x.n, x.d + y.d, x.values};
  joint.values.insert(joint.values.end(), y.values.begin(), y.values.end());
  return joint;
}

bool has_repeated_values(const Points& points) {
  for (std::size_t j = 0; j < points.d; ++j) {
    if (has_repeated_values(points.column(j))) return true;
  }
  return false;
}

}  // namespace infoplane
