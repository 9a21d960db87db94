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
constexpr double kMaxRoundedSquare = 9e4;
// of integers: the largest value, and the largest square root of a sum of squares
constexpr double kMaxInteger = 32767;
constexpr double kMaxNorm = 46340;
// the least variance in squares of the unit of integers: in all, and for each dimension
constexpr double kMinIntegerVariance = 1 << 22;
constexpr double kMinIntegerVarianceADimension = 4096;

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

// How far samples less `centres` are from 0: the largest |t|^2, and the largest value.
struct Extent {
  double square = 0;
  double value = 0;
};

Extent find_extent(Sides sides, const std::vector<double>& centres) {
  Extent out;
  std::vector<double> squares(sides[0]->n_rows(), 0.0);
  std::size_t k = 0;
  each_column(sides, [&](const auto& column) {
    const double centre = centres[k++];
    for (std::size_t i = 0; i < column.size(); ++i) {
      const double value = static_cast<double>(column[i]) - centre;
      squares[i] += value * value;
    }
    const auto [low, high] = range_of(column);
    out.value = std::max({out.value, centre - low, high - centre});
  });
  out.square = *std::ranges::max_element(squares);
  return out;
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
    const auto [low, high] = range_of(column);
    out.middles.push_back(low / 2 + high / 2);
    out.range = std::max(out.range, high / 2 - low / 2);
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

double bits_per_square(double variance, double scale) {
  // 1e300 is enough to make nothing of any distance that is not 0
  return std::min(std::numbers::log2e / scale / variance / scale, 1e300);
}

// how many numbers of type T hold the coordinates of a point
template <class T>
std::size_t stored_dimension(std::size_t dimension) {
  return std::is_same_v<T, std::int32_t> ? (dimension + 1) / 2 : dimension;
}

// puts coordinate k of a point where it is stored with the one before or after
template <class T>
void store(double value, std::size_t k, T& out) {
  if constexpr (std::is_same_v<T, std::int32_t>) {
    const auto integer = static_cast<std::int32_t>(std::lrint(value));
    out = k % 2 == 0 ? integer & 0xffff : out | integer << 16;
  } else {
    out = static_cast<T>(value);
  }
}

// column by column, as they are stored: each is read once, and stays in the cache for all blocks
template <class T>
void pack_columns(Sides sides, const Coordinates& coordinates, const BlockPlan& plan,
                  std::span<const Block> blocks, T* values) {
  const std::size_t dimension = stored_dimension<T>(coordinates.centres.size());
  std::size_t k = 0;
  each_column(sides, [&](const auto& column) {
    const double centre = coordinates.centres[k];
    const std::size_t place = std::is_same_v<T, std::int32_t> ? k / 2 : k;
    for (const Block& block : blocks) {
      T* out = values + block.offset * dimension + place * block.width;
      const std::uint32_t* rows = plan.rows.data() + block.first;
      for (std::size_t j = 0; j < block.count; ++j) {
        const double value = static_cast<double>(column[rows[j]]) - centre;
        store(value * coordinates.scale, k, out[j]);
      }
      std::fill(out + block.count, out + block.width, out[block.count - 1]);
    }
    ++k;
  });
}

// half of the square of each point of a block, rounded up
void halve_squares(const kernels::PointBlock<std::int32_t>& block, std::int32_t* half_squares) {
  std::array<std::int32_t, kernels::kMaxBlockPoints> sums{};
  for (std::size_t k = 0; k < block.dimension; ++k) {
    for (std::size_t j = 0; j < block.width; ++j) {
      const std::int32_t pair = block.values[k * block.width + j];
      const std::int32_t low = static_cast<std::int16_t>(pair & 0xffff);
      const std::int32_t high = pair >> 16;
      sums[j] += low * low + high * high;
    }
  }
  for (std::size_t j = 0; j < block.width; ++j) half_squares[j] = sums[j] / 2 + sums[j] % 2;
}

// `blocks` packed into `memory`, beginning there
template <class T>
std::vector<kernels::PointBlock<T>> pack(Sides sides, const Coordinates& coordinates,
                                         const BlockPlan& plan, std::span<const Block> blocks,
                                         BlockMemory<T>& memory) {
  const std::size_t dimension = stored_dimension<T>(coordinates.centres.size());
  const std::size_t width = blocks.back().offset + blocks.back().width;
  memory.values.resize(dimension * width);
  pack_columns(sides, coordinates, plan, blocks, memory.values.data());
  if constexpr (std::is_same_v<T, std::int32_t>) memory.half_squares.resize(width);
  std::vector<kernels::PointBlock<T>> out;
  for (const Block& block : blocks) {
    kernels::PointBlock<T> packed{memory.values.data() + block.offset * dimension, dimension,
                                  block.count, block.width, nullptr};
    if constexpr (std::is_same_v<T, std::int32_t>) {
      halve_squares(packed, memory.half_squares.data() + block.offset);
      packed.half_squares = memory.half_squares.data() + block.offset;
    }
    out.push_back(packed);
  }
  return out;
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
  if (float_variance && dimension >= kManyDimensions) {
    std::vector<double> centres = means(sides);
    if (find_extent(sides, centres).square <= kMaxRoundedSquare * variance) {
      out.centres = std::move(centres);
    }
  }
  if (out.centres.empty() && float_variance &&
      largest_value(sides) <= kMaxFloatRange * std::sqrt(variance) && exact_in_float(sides)) {
    out.centres.assign(dimension, 0.0);
  }
  if (out.centres.empty()) {
    out.number = Number::kDouble;
    Middles found = find_middles(sides);
    out.centres = std::move(found.middles);
    // a power of two rounds nothing
    constexpr int kMaxExponent = 1000;
    const int exponent = found.range > 0 ? std::ilogb(found.range) + 1 : 0;
    out.scale = std::ldexp(1.0, std::clamp(-exponent, -kMaxExponent, kMaxExponent));
  }
  out.bits_per_square = bits_per_square(variance, out.scale);
  return out;
}

std::optional<Coordinates> choose_integers(Sides sides, double variance) {
  const std::size_t dimension = dimension_of(sides);
  if (dimension < kManyDimensions) return std::nullopt;
  Coordinates out;
  out.number = Number::kIntegers;
  out.centres = means(sides);
  const Extent extent = find_extent(sides, out.centres);
  if (!(extent.square <= std::numeric_limits<double>::max())) return std::nullopt;
  // rounding and offsets move a point by the diagonal of a cube at most
  const double d = static_cast<double>(dimension);
  const double norm = kMaxNorm - std::sqrt(d);
  out.scale = std::min(norm / std::sqrt(extent.square), (kMaxInteger - 1) / extent.value);
  const double least = std::max(kMinIntegerVariance, kMinIntegerVarianceADimension * d);
  // not for equal points, which have no scale
  if (!std::isfinite(out.scale) || out.scale * variance * out.scale < least) return std::nullopt;
  out.bits_per_square = bits_per_square(variance, out.scale);
  // each column has a fraction of its own, so that columns with the same values are not all rounded
  // in the same way; those of the golden ratio are evenly spread
  for (std::size_t k = 0; k < dimension; ++k) {
    const double fractions = static_cast<double>(k) * std::numbers::phi;
    out.centres[k] -= (fractions - std::floor(fractions) - 0.5) / out.scale;
  }
  return out;
}

template <class T>
kernels::PointBlock<T> pack_block(Sides sides, const Coordinates& coordinates,
                                  const BlockPlan& plan, const Block& block,
                                  BlockMemory<T>& memory) {
  Block at_start = block;
  at_start.offset = 0;
  return pack(sides, coordinates, plan, std::span(&at_start, 1), memory).front();
}

template <class T>
PackedPoints<T>::PackedPoints(Sides sides, const Coordinates& coordinates, const BlockPlan& plan)
    : blocks_(pack(sides, coordinates, plan, plan.blocks, memory_)) {}

template kernels::PointBlock<std::int32_t> pack_block(Sides, const Coordinates&, const BlockPlan&,
                                                      const Block&, BlockMemory<std::int32_t>&);
template kernels::PointBlock<float> pack_block(Sides, const Coordinates&, const BlockPlan&,
                                               const Block&, BlockMemory<float>&);
template kernels::PointBlock<double> pack_block(Sides, const Coordinates&, const BlockPlan&,
                                                const Block&, BlockMemory<double>&);
template class PackedPoints<std::int32_t>;
template class PackedPoints<float>;
template class PackedPoints<double>;

}  // namespace infoplane
