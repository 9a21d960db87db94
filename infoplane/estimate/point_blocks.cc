#include "infoplane/estimate/point_blocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <type_traits>
#include <variant>

namespace infoplane {
namespace {

constexpr double kMinFloatVariance = 1e-16;
constexpr double kMaxFloatVariance = 1e16;
// in standard deviations of the noise
constexpr double kMaxFloatRange = 1e15;
// in variances of the noise
constexpr double kMaxProductSquare = 4000;
constexpr double kMaxRoundedSquare = 9e4;

std::size_t padded(std::size_t n) {
  return (n + kernels::kPointLanes - 1) / kernels::kPointLanes * kernels::kPointLanes;
}

Block make_block(std::size_t first, std::size_t count, std::size_t class_index) {
  return {first, count, 0, padded(count), class_index};
}

// adds the blocks of n rows from the place that comes next
void add_blocks(std::size_t first, std::size_t n, std::size_t class_index, BlockPlan& plan) {
  for (std::size_t done = 0; done < n; done += kernels::kMaxBlockPoints) {
    Block block =
        make_block(first + done, std::min(n - done, kernels::kMaxBlockPoints), class_index);
    block.offset = plan.width;
    plan.width += block.width;
    plan.blocks.push_back(block);
  }
}

// calls visit(values) with every column, a span of floats or doubles
template <class Visit>
void each_column(Sides sides, const Visit& visit) {
  for (const Columns* side : sides) {
    std::visit(
        [&](const auto& matrix) {
          for (std::size_t k = 0; k < matrix.cols; ++k) visit(matrix.column(k));
        },
        side->values());
  }
}

template <class T>
bool all_exact_in_float(std::span<const T> column) {
  if constexpr (std::is_same_v<T, double>) {
    return std::ranges::all_of(column, [](double value) {
      // beyond float's range a conversion would not be defined
      return std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max()) &&
             static_cast<double>(static_cast<float>(value)) == value;
    });
  }
  return true;
}

bool exact_in_float(Sides sides) {
  bool exact = true;
  each_column(sides, [&](const auto& column) { exact = exact && all_exact_in_float(column); });
  return exact;
}

std::vector<double> means(Sides sides) {
  std::vector<double> out;
  each_column(sides, [&](const auto& column) {
    // several sums at a time; they need not be exact
    std::array<double, 8> sums{};
    std::size_t i = 0;
    for (; i + sums.size() <= column.size(); i += sums.size()) {
      for (std::size_t s = 0; s < sums.size(); ++s) sums[s] += static_cast<double>(column[i + s]);
    }
    for (; i < column.size(); ++i) sums[0] += static_cast<double>(column[i]);
    out.push_back(std::accumulate(sums.begin(), sums.end(), 0.0) /
                  static_cast<double>(column.size()));
  });
  return out;
}

// the largest |t|^2 of samples less `centres`
double largest_square(Sides sides, const std::vector<double>& centres) {
  std::vector<double> squares(sides[0]->n_rows(), 0.0);
  std::size_t k = 0;
  each_column(sides, [&](const auto& column) {
    const double centre = centres[k++];
    for (std::size_t i = 0; i < column.size(); ++i) {
      const double value = static_cast<double>(column[i]) - centre;
      squares[i] += value * value;
    }
  });
  return *std::ranges::max_element(squares);
}

// The middle of each column, and how far any value is from it. Halves, as the difference of two
// doubles may be none.
struct Middles {
  std::vector<double> middles;
  double range = 0;
};

Middles find_middles(Sides sides) {
  Middles out;
  each_column(sides, [&](const auto& column) {
    const auto [low, high] = std::ranges::minmax(column);
    const double half_low = static_cast<double>(low) / 2;
    const double half_high = static_cast<double>(high) / 2;
    out.middles.push_back(half_low + half_high);
    out.range = std::max(out.range, half_high - half_low);
  });
  return out;
}

// the largest of all values
double largest_value(Sides sides) {
  double out = 0;
  for (const Columns* side : sides) {
    out = std::max({out, std::abs(side->range().low), std::abs(side->range().high)});
  }
  return out;
}

std::size_t dimension_of(Sides sides) {
  std::size_t out = 0;
  for (const Columns* side : sides) out += side->n_units();
  return out;
}

// column by column, as they are stored: each is read once, and stays in the cache for all blocks
template <class T>
void pack_columns(Sides sides, const Coordinates& coordinates, const BlockPlan& plan,
                  std::span<const Block> blocks, T* values) {
  const std::size_t dimension = coordinates.centres.size();
  std::size_t k = 0;
  each_column(sides, [&](const auto& column) {
    const double centre = coordinates.centres[k];
    for (const Block& block : blocks) {
      T* out = values + block.offset * dimension + k * block.width;
      const std::uint32_t* rows = plan.rows.data() + block.first;
      const auto value = [&](std::uint32_t row) {
        return static_cast<T>((static_cast<double>(column[row]) - centre) * coordinates.scale);
      };
      for (std::size_t j = 0; j < block.count; ++j) out[j] = value(rows[j]);
      for (std::size_t j = block.count; j < block.width; ++j) out[j] = value(rows[block.count - 1]);
    }
    ++k;
  });
}

// of each point of a block
template <class T>
void sum_squares(const kernels::PointBlock<T>& block, float* squares) {
  std::array<double, kernels::kMaxBlockPoints> sums{};
  for (std::size_t k = 0; k < block.dimension; ++k) {
    for (std::size_t j = 0; j < block.width; ++j) {
      const auto value = static_cast<double>(block.values[k * block.width + j]);
      sums[j] += value * value;
    }
  }
  for (std::size_t j = 0; j < block.width; ++j) squares[j] = static_cast<float>(sums[j]);
}

}  // namespace

BlockPlan plan_blocks(std::size_t n, const Labels* labels) {
  BlockPlan plan;
  plan.rows.resize(n);
  std::iota(plan.rows.begin(), plan.rows.end(), 0U);
  if (labels == nullptr) {
    add_blocks(0, n, 0, plan);
    return plan;
  }
  std::vector<std::size_t> sizes(labels->n_classes, 0);
  for (const std::uint32_t c : labels->classes) ++sizes[c];
  // large classes first, then small ones
  std::vector<std::size_t> first(labels->n_classes, 0);
  std::size_t next = 0;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] < BlockPlan::kSmallClass) continue;
    add_blocks(next, sizes[c], c, plan);
    first[c] = next;
    next += sizes[c];
  }
  add_blocks(next, n - next, BlockPlan::kPooled, plan);
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] >= BlockPlan::kSmallClass || sizes[c] == 0) continue;
    plan.small_classes.push_back(make_block(next, sizes[c], c));
    first[c] = next;
    next += sizes[c];
  }
  for (std::uint32_t row = 0; row < n; ++row) plan.rows[first[labels->classes[row]]++] = row;
  return plan;
}

Coordinates choose_coordinates(Sides sides, double variance) {
  Coordinates out;
  const std::size_t dimension = dimension_of(sides);
  const bool float_variance = variance >= kMinFloatVariance && variance <= kMaxFloatVariance;
  if (float_variance && dimension >= Coordinates::kManyDimensions) {
    std::vector<double> centres = means(sides);
    const double square = largest_square(sides, centres);
    out.by_products = square <= kMaxProductSquare * variance;
    if (square <= kMaxRoundedSquare * variance) out.centres = std::move(centres);
  }
  if (!out.by_products && float_variance &&
      largest_value(sides) <= kMaxFloatRange * std::sqrt(variance) && exact_in_float(sides)) {
    out.centres.assign(dimension, 0.0);
  }
  out.in_float = !out.centres.empty();
  if (!out.in_float) {
    Middles found = find_middles(sides);
    out.centres = std::move(found.middles);
    // a power of two rounds nothing
    constexpr int kMaxExponent = 1000;
    const int exponent = found.range > 0 ? std::ilogb(found.range) + 1 : 0;
    out.scale = std::ldexp(1.0, std::clamp(-exponent, -kMaxExponent, kMaxExponent));
  }
  // 1e300 is enough to make nothing of any distance that is not 0
  out.bits_per_square = std::min(std::numbers::log2e / out.scale / variance / out.scale, 1e300);
  return out;
}

template <class T>
kernels::PointBlock<T> pack_block(Sides sides, const Coordinates& coordinates,
                                  const BlockPlan& plan, const Block& block,
                                  std::vector<T>& values) {
  const std::size_t dimension = coordinates.centres.size();
  values.resize(dimension * block.width);
  Block at_start = block;
  at_start.offset = 0;
  pack_columns(sides, coordinates, plan, std::span(&at_start, 1), values.data());
  return {values.data(), dimension, block.count, block.width, nullptr};
}

template <class T>
PackedPoints<T>::PackedPoints(Sides sides, const Coordinates& coordinates, const BlockPlan& plan) {
  const std::size_t dimension = coordinates.centres.size();
  values_.resize(dimension * plan.width);
  pack_columns(sides, coordinates, plan, plan.blocks, values_.data());
  if (coordinates.by_products) squares_.resize(plan.width);
  for (const Block& block : plan.blocks) {
    kernels::PointBlock<T> packed{values_.data() + block.offset * dimension, dimension, block.count,
                                  block.width, nullptr};
    if (coordinates.by_products) {
      sum_squares(packed, squares_.data() + block.offset);
      packed.squares = squares_.data() + block.offset;
    }
    blocks_.push_back(packed);
  }
}

template kernels::PointBlock<float> pack_block(Sides, const Coordinates&, const BlockPlan&,
                                               const Block&, std::vector<float>&);
template kernels::PointBlock<double> pack_block(Sides, const Coordinates&, const BlockPlan&,
                                                const Block&, std::vector<double>&);
template class PackedPoints<float>;
template class PackedPoints<double>;

}  // namespace infoplane
