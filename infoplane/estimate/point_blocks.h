#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/estimate/columns.h"
#include "infoplane/estimate/kernels/pair_exponents.h"

namespace infoplane {

/// Consecutive rows of a BlockPlan that the kernels take together.
struct Block {
  /// Where in BlockPlan::rows it begins, and how many rows it has.
  std::size_t first = 0;
  std::size_t count = 0;
  /// Where its first point stands among the padded points of all blocks, and how many these are.
  std::size_t offset = 0;
  std::size_t width = 0;
  /// The class of all its rows, or BlockPlan::kPooled.
  std::size_t class_index = 0;
};

/// N samples sorted by class and cut into blocks of one class each. Sums over a class are then sums
/// over blocks. Classes of fewer than kSmallClass samples would make blocks of little but padding:
/// they share pooled blocks, in which they still stand one after another.
/// It depends on the labels alone.
struct BlockPlan {
  static constexpr std::size_t kPooled = SIZE_MAX;
  static constexpr std::size_t kSmallClass = 64;

  /// Row of the sample at each place.
  std::vector<std::uint32_t> rows;
  std::vector<Block> blocks;
  /// Padded points of all blocks.
  std::size_t width = 0;
  /// Classes in pooled blocks, each as a block of its own, which is no part of `blocks`; its offset
  /// means nothing.
  std::vector<Block> small_classes;

  /// Whether all pairs of rows of two blocks (or of the same one) are of the same class.
  [[nodiscard]] bool same_class(std::size_t a, std::size_t b) const {
    return blocks[a].class_index == blocks[b].class_index && blocks[a].class_index != kPooled;
  }
};

/// labels: hard ones of n samples, or null for one class. n >= 1.
BlockPlan plan_blocks(std::size_t n, const Labels* labels);

/// The columns of several samples with the same rows, side by side.
using Sides = std::span<const Columns* const>;

/// What the kernels read: coordinates in float or double, or two 16-bit integers at a time.
enum class Number { kIntegers, kFloat, kDouble };

/// How coordinates become those that the kernels read: (value - centre) scale.
struct Coordinates {
  Number number = Number::kFloat;
  /// Of each column of all sides.
  std::vector<double> centres;
  double scale = 1;
  /// log2(e) / variance per square of these coordinates; finite.
  double bits_per_square = 0;
};

/// From so many columns on, values may be rounded a little more coarsely than they are.
inline constexpr std::size_t kManyDimensions = 64;

/// Float is taken where it changes nothing that matters:
/// - activations in float, or double values that float holds exactly: differences of floats lose
///   nothing that the floats had;
/// - kManyDimensions or more, with all samples within 300 standard deviations of the noise around
///   their mean: exponents move by less than 1e-3, at random, with each pair and coordinate;
/// provided that neither squares nor exponents leave float's range. Else they are doubles in
/// [-1, 1], whatever the values and the variance are.
Coordinates choose_coordinates(Sides sides, double variance);

/// Integers in [-2^15, 2^15), less their column's mean, of which the squares of one sample sum up
/// to less than 2^31: distances are then exact but for the rounding of the coordinates. Nothing
/// unless there are kManyDimensions or more and the variance is at least 2^22 and 4096 d squares of
/// the unit. Each column is moved by a fraction of the unit of its own before it is rounded, so
/// that the exponent x = |a - b|^2/2v of a pair is too large by at most 3.1e-5 in the mean over
/// such fractions, with a deviation of at most 3.5e-4 sqrt(x).
std::optional<Coordinates> choose_integers(Sides sides, double variance);

/// Where packed points are. T: as for Number, std::int32_t for pairs of integers.
template <class T>
struct BlockMemory {
  std::vector<T> values;
  std::vector<std::int32_t> half_squares;
};

/// The points of `plan.rows` from block.first on, packed for the kernels into `memory`. Padding
/// repeats the last point.
template <class T>
kernels::PointBlock<T> pack_block(Sides sides, const Coordinates& coordinates,
                                  const BlockPlan& plan, const Block& block,
                                  BlockMemory<T>& memory);

/// All blocks of a plan, packed.
template <class T>
class PackedPoints {
 public:
  PackedPoints(Sides sides, const Coordinates& coordinates, const BlockPlan& plan);
  [[nodiscard]] const kernels::PointBlock<T>& operator[](std::size_t block) const {
    return blocks_[block];
  }

 private:
  BlockMemory<T> memory_;
  std::vector<kernels::PointBlock<T>> blocks_;
};

}  // namespace infoplane
