#include "infoplane/estimate/coarse_points.h"

#include <algorithm>
#include <cmath>

#include "infoplane/core/range.h"

namespace infoplane {
namespace {

using kernels::kCells;
using kernels::kLeafSize;

// the part of a column that cells should cover
Range bulk(std::span<const double> column, const Range& whole) {
  constexpr std::size_t kSample = 256;
  constexpr double kBeyond = 3;
  std::vector<double> sample;
  const std::size_t step = (column.size() + kSample - 1) / kSample;
  for (std::size_t i = 0; i < column.size(); i += step) sample.push_back(column[i]);
  std::ranges::sort(sample);
  const std::size_t tail = sample.size() / 100;
  const double low = sample[tail];
  const double high = sample[sample.size() - 1 - tail];
  if (!(low < high)) return whole;
  const double beyond = kBeyond * (high - low);
  return {std::max(whole.low, low - beyond), std::min(whole.high, high + beyond)};
}

}  // namespace

CoarsePoints::CoarsePoints(const Points& points)
    : d_(points.d),
      cuts_(cut(points)),
      rows_(points.n * d_),
      coarse_(cuts_.n_leaves() * kLeafSize * kernels::coarse_stride(d_)),
      inside_(cuts_.n_leaves()) {
  std::vector<CoarseColumn> order;
  double widest = 0;
  for (std::size_t j = 0; j < d_; ++j) {
    const Range whole = range_of(points.column(j));
    const Range range = bulk(points.column(j), whole);
    order.push_back({j, whole.high - whole.low, range.low});
    widest = std::max(widest, range.high - range.low);
  }
  // what is cut most says most of which points are far away
  std::ranges::stable_sort(order, std::ranges::greater(), &CoarseColumn::width);
  // one cell for everything where there is nothing to divide
  const double cells_per_unit = (kCells - 1) / widest;
  cells_per_unit_ = std::isnormal(cells_per_unit) ? cells_per_unit : 0;
  for (std::size_t l = 0; l < cuts_.n_leaves(); ++l) fill_leaf(points, l, order);
}

kernels::CoarseView CoarsePoints::view() const {
  return {cuts_.rows.size(), d_, coarse_.data(), inside_.data(), rows_.data(), cells_per_unit_};
}

void CoarsePoints::fill_leaf(const Points& points, std::size_t leaf,
                             std::span<const CoarseColumn> order) {
  const std::span<const std::uint32_t> rows = cuts_.leaf(leaf);
  inside_[leaf] = kernels::occupied(points.n, leaf);
  for (std::size_t j = 0; j < d_; ++j) {
    const std::span<const double> column = points.column(order[j].column);
    std::uint16_t* coarse = coarse_.data() + (leaf * kernels::coarse_stride(d_) + j) * kLeafSize;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = column[rows[i]];
      rows_[(leaf * kLeafSize + i) * d_ + order[j].column] = value;
      // rounded down by the conversion; what is not a number (infinity times 0) becomes 0
      const double cell = (value - order[j].low) * cells_per_unit_;
      coarse[i] = static_cast<std::uint16_t>(cell > 0 ? std::min(cell, kCells - 1.0) : 0.0);
      if (!(cell >= 0 && cell < kCells)) inside_[leaf] &= ~(kernels::LeafBits{1} << i);
    }
  }
}

}  // namespace infoplane
