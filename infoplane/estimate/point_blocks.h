#pragma once

#include <cstddef>
#include <cstdint>
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

/// How coordinates become those that the kernels read: (value - centre) scale, in float or double.
/// Float is taken where it changes nothing that matters:
/// - activations in float, or double values that float holds exactly: differences of floats lose
///   nothing that the floats had;
/// - kManyDimensions or more, with all samples within 300 standard deviations of the noise around
///   their mean: exponents move by less than 1e-3, at random, with each pair and coordinate;
/// provided that neither squares nor exponents leave float's range. Else they are doubles in
/// [-1, 1], whatever the values and the variance are.
struct Coordinates {
  static constexpr std::size_t kManyDimensions = 64;

  bool in_float = true;
  /// Whether distances may be made of products: many dimensions, coordinates in float less their
  /// column's mean, |t|^2 of each sample within 4000 variances, so that the narrow kernel's
  /// exponents are right to about 5e-4 (of one pair; errors have both signs).
  bool by_products = false;
  /// Of each column of all sides.
  std::vector<double> centres;
  double scale = 1;
  /// log2(e) / variance per square of these coordinates; finite.
  double bits_per_square = 0;
};

/// The columns of several samples with the same rows, side by side.
using Sides = std::span<const Columns* const>;

Coordinates choose_coordinates(Sides sides, double variance);

/// The points of `plan.rows` from block.first on, packed for the kernels into `values`
/// (dimension * block.width numbers). Padding repeats the last point.
template <class T>
kernels::PointBlock<T> pack_block(Sides sides, const Coordinates& coordinates,
                                  const BlockPlan& plan, const Block& block,
                                  std::vector<T>& values);

/// All blocks of a plan, packed, with their squares if distances may be made of products.
template <class T>
class PackedPoints {
 public:
  PackedPoints(Sides sides, const Coordinates& coordinates, const BlockPlan& plan);
  [[nodiscard]] const kernels::PointBlock<T>& operator[](std::size_t block) const {
    return blocks_[block];
  }

 private:
  std::vector<T> values_;
  std::vector<float> squares_;
  std::vector<kernels::PointBlock<T>> blocks_;
};

}  // namespace infoplane
