#include "infoplane/estimate/pair_sums.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "infoplane/estimate/kernels/gaussian_sums.h"

namespace infoplane {
namespace {

using kernels::kMaxBlockPoints;
using kernels::kRowGroup;
using kernels::kSumParts;
using kernels::PointBlock;

// What is done at a time: strips of blocks, each against all blocks from itself on.
constexpr std::size_t kMaxStrips = 32;
// Rows of a tile: with kMaxBlockPoints columns, 16 kB, it stays in the first-level cache. In many
// dimensions a block's rows are done all at once, and its coordinates are read once.
constexpr std::size_t kTileRows = 32;
constexpr std::size_t kMaxTileRows = kMaxBlockPoints;
// Small classes that are done at a time.
constexpr std::size_t kClassesAtATime = 256;

// Sums for the padded points from `first` on. A channel is a set of columns: of the same class and
// of others; or all, and those weighted with each class's probabilities.
class SumTable {
 public:
  SumTable() = default;
  SumTable(std::size_t n_channels, std::size_t first, std::size_t width)
      : n_channels_(n_channels), first_(first), width_(width) {
    values_.assign(2 * n_channels * (width - first), 0.0);
  }
  double* wide(std::size_t channel, std::size_t point) { return at(2 * channel, point); }
  double* narrow(std::size_t channel, std::size_t point) { return at(2 * channel + 1, point); }

  // other begins where this does or later
  void add(SumTable& other) {
    for (std::size_t sum = 0; sum < 2 * n_channels_; ++sum) {
      const double* from = other.at(sum, other.first_);
      double* to = at(sum, other.first_);
      for (std::size_t i = 0; i < width_ - other.first_; ++i) to[i] += from[i];
    }
  }

 private:
  double* at(std::size_t sum, std::size_t point) {
    return values_.data() + sum * (width_ - first_) + (point - first_);
  }

  std::size_t n_channels_ = 0;
  std::size_t first_ = 0;
  std::size_t width_ = 0;
  std::vector<double> values_;
};

// channels of hard labels
constexpr std::size_t kOwn = 0;
constexpr std::size_t kOthers = 1;

// p(c|x_j) of padded points, class after class after a first one of ones; 0 for padding
std::vector<float> channel_weights(const Labels& labels, const BlockPlan& plan) {
  std::vector<float> weights((1 + labels.n_classes) * plan.width, 0.0F);
  for (const Block& block : plan.blocks) {
    for (std::size_t j = 0; j < block.count; ++j) {
      weights[block.offset + j] = 1;
      const std::size_t row = plan.rows[block.first + j];
      for (std::size_t c = 0; c < labels.n_classes; ++c) {
        weights[(1 + c) * plan.width + block.offset + j] =
            static_cast<float>(labels.probabilities[row * labels.n_classes + c]);
      }
    }
  }
  return weights;
}

// The pass over all pairs of blocks, with coordinates of type T.
template <class T>
class Pass {
 public:
  Pass(Sides sides, const Coordinates& coordinates, const BlockPlan& plan, const Labels* labels)
      : plan_(plan),
        points_(sides, coordinates, plan),
        factor_(-coordinates.bits_per_square / 8),
        tile_rows_(coordinates.centres.size() > kernels::kManyCoordinates ? kMaxTileRows
                                                                          : kTileRows) {
    if (labels != nullptr && labels->soft()) {
      weights_ = channel_weights(*labels, plan);
      n_channels_ = 1 + labels->n_classes;
    }
  }

  SumTable run(const Work& work) const {
    const std::size_t n_blocks = plan_.blocks.size();
    const std::size_t per_strip = (n_blocks + kMaxStrips - 1) / kMaxStrips;
    const std::size_t n_strips = (n_blocks + per_strip - 1) / per_strip;
    std::vector<SumTable> strips(n_strips);
    parallel_for(n_strips, work, [&](std::size_t s) {
      const std::size_t first = s * per_strip;
      strips[s] = SumTable(n_channels_, plan_.blocks[first].offset, plan_.width);
      for (std::size_t a = first; a < std::min(first + per_strip, n_blocks); ++a) {
        add_strip_row(a, strips[s]);
      }
    });
    SumTable total(n_channels_, 0, plan_.width);
    for (SumTable& strip : strips) total.add(strip);
    return total;
  }

 private:
  using Tile = std::array<float, kMaxTileRows * kMaxBlockPoints>;

  // the pairs of one block with itself and all later ones
  void add_strip_row(std::size_t a, SumTable& table) const {
    const std::size_t count = plan_.blocks[a].count;
    Tile x;
    for (std::size_t b = a; b < plan_.blocks.size(); ++b) {
      for (std::size_t row = 0; row < count; row += tile_rows_) {
        const std::size_t n_rows = std::min(tile_rows_, count - row);
        const std::size_t padded = (n_rows + kRowGroup - 1) / kRowGroup * kRowGroup;
        kernels::pair_exponents(points_[a], row, padded, points_[b], factor_, x.data());
        if (weights_.empty()) {
          add_tile(a, row, n_rows, b, x, table);
        } else {
          add_weighted_tile(a, row, n_rows, b, x, table);
        }
      }
    }
  }

  void add_tile(std::size_t a, std::size_t row, std::size_t n_rows, std::size_t b, const Tile& x,
                SumTable& table) const {
    const std::size_t channel = plan_.same_class(a, b) ? kOwn : kOthers;
    const Block& columns = plan_.blocks[b];
    std::array<double, kMaxTileRows * kSumParts> wide;
    std::array<double, kMaxTileRows * kSumParts> narrow;
    std::fill_n(wide.begin(), n_rows * kSumParts, 0.0);
    std::fill_n(narrow.begin(), n_rows * kSumParts, 0.0);
    kernels::TileSums sums{wide.data(), narrow.data(), nullptr, nullptr};
    if (a != b) {
      sums.columns_wide = table.wide(channel, columns.offset);
      sums.columns_narrow = table.narrow(channel, columns.offset);
    }
    kernels::tile_sums(x.data(), n_rows, columns.count, columns.width, sums);
    const std::size_t first = plan_.blocks[a].offset + row;
    for (std::size_t i = 0; i < n_rows; ++i) {
      const auto parts = static_cast<std::ptrdiff_t>(i * kSumParts);
      const auto end = parts + static_cast<std::ptrdiff_t>(kSumParts);
      *table.wide(channel, first + i) +=
          std::accumulate(wide.begin() + parts, wide.begin() + end, 0.0);
      *table.narrow(channel, first + i) +=
          std::accumulate(narrow.begin() + parts, narrow.begin() + end, 0.0);
    }
  }

  void add_weighted_tile(std::size_t a, std::size_t row, std::size_t n_rows, std::size_t b, Tile& x,
                         SumTable& table) const {
    const Block& columns = plan_.blocks[b];
    const std::size_t first = plan_.blocks[a].offset + row;
    Tile fourth;
    kernels::tile_kernels(n_rows * columns.width, x.data(), fourth.data());
    for (std::size_t c = 0; c < n_channels_; ++c) {
      const float* weights = weights_.data() + c * plan_.width;
      const auto add = [&](const Tile& tile, double* rows, double* sums) {
        kernels::weighted_sums(tile.data(), n_rows, columns.width, weights + first,
                               weights + columns.offset, rows, a == b ? nullptr : sums);
      };
      add(x, table.wide(c, first), table.wide(c, columns.offset));
      add(fourth, table.narrow(c, first), table.narrow(c, columns.offset));
    }
  }

  const BlockPlan& plan_;
  PackedPoints<T> points_;
  double factor_;
  std::size_t tile_rows_;
  std::size_t n_channels_ = 2;
  std::vector<float> weights_;
};

// The sums within one small class, of which each row has kSumParts parts.
struct SmallClassSums {
  std::array<double, BlockPlan::kSmallClass * kSumParts> wide{};
  std::array<double, BlockPlan::kSmallClass * kSumParts> narrow{};
};

template <class T>
void sum_small_class(const PointBlock<T>& block, double factor, SmallClassSums& sums) {
  std::array<float, BlockPlan::kSmallClass * BlockPlan::kSmallClass> x;
  kernels::pair_exponents(block, 0, block.width, block, factor, x.data());
  sums = {};
  kernels::tile_sums(x.data(), block.count, block.count, block.width,
                     {sums.wide.data(), sums.narrow.data(), nullptr, nullptr});
}

// in_class of the rows of small classes
template <class T>
void add_small_classes(Sides sides, const Coordinates& coordinates, const BlockPlan& plan,
                       const Work& work, PairSums& out) {
  const std::size_t n = plan.small_classes.size();
  parallel_for((n + kClassesAtATime - 1) / kClassesAtATime, work, [&](std::size_t chunk) {
    BlockMemory<T> memory;
    SmallClassSums sums;
    const std::size_t end = std::min(n, (chunk + 1) * kClassesAtATime);
    for (std::size_t c = chunk * kClassesAtATime; c < end; ++c) {
      const Block& block = plan.small_classes[c];
      sum_small_class(pack_block(sides, coordinates, plan, block, memory),
                      -coordinates.bits_per_square / 8, sums);
      for (std::size_t i = 0; i < block.count; ++i) {
        const double* wide = sums.wide.data() + i * kSumParts;
        const double* narrow = sums.narrow.data() + i * kSumParts;
        const std::size_t row = plan.rows[block.first + i];
        out.wide.in_class[row] = std::accumulate(wide, wide + kSumParts, 0.0);
        out.narrow.in_class[row] = std::accumulate(narrow, narrow + kSumParts, 0.0);
      }
    }
  });
}

// from padded points to rows
void read_hard(SumTable& table, const BlockPlan& plan, bool labelled, PairSums& out) {
  for (const Block& block : plan.blocks) {
    for (std::size_t j = 0; j < block.count; ++j) {
      const std::size_t point = block.offset + j;
      const std::size_t row = plan.rows[block.first + j];
      const double own_wide = *table.wide(kOwn, point);
      const double own_narrow = *table.narrow(kOwn, point);
      out.wide.all[row] = own_wide + *table.wide(kOthers, point);
      out.narrow.all[row] = own_narrow + *table.narrow(kOthers, point);
      if (!labelled) continue;
      out.wide.in_class[row] = own_wide;
      out.narrow.in_class[row] = own_narrow;
    }
  }
}

void read_soft(SumTable& table, const BlockPlan& plan, std::size_t n_classes, PairSums& out) {
  for (const Block& block : plan.blocks) {
    for (std::size_t j = 0; j < block.count; ++j) {
      const std::size_t point = block.offset + j;
      const std::size_t row = plan.rows[block.first + j];
      out.wide.all[row] = *table.wide(0, point);
      out.narrow.all[row] = *table.narrow(0, point);
      for (std::size_t c = 0; c < n_classes; ++c) {
        out.wide.in_class[row * n_classes + c] = *table.wide(1 + c, point);
        out.narrow.in_class[row * n_classes + c] = *table.narrow(1 + c, point);
      }
    }
  }
}

template <class T>
PairSums sum_pairs(Sides sides, const Coordinates& coordinates, const Labels* labels,
                   const Work& work) {
  const bool soft = labels != nullptr && labels->soft();
  const std::size_t n = sides[0]->n_rows();
  const BlockPlan plan = plan_blocks(n, soft ? nullptr : labels);
  PairSums out;
  const std::size_t n_in_class = labels == nullptr ? 0 : soft ? n * labels->n_classes : n;
  for (KernelSums* sums : {&out.wide, &out.narrow}) {
    sums->all.resize(n);
    sums->in_class.resize(n_in_class);
  }
  SumTable table = Pass<T>(sides, coordinates, plan, labels).run(work);
  if (soft) {
    read_soft(table, plan, labels->n_classes, out);
  } else {
    read_hard(table, plan, labels != nullptr, out);
    add_small_classes<T>(sides, coordinates, plan, work, out);
  }
  return out;
}

}  // namespace

PairSums pair_sums(Sides sides, double variance, const Labels* labels, const Work& work) {
  if (const std::optional<Coordinates> integers = choose_integers(sides, variance)) {
    return sum_pairs<std::int32_t>(sides, *integers, labels, work);
  }
  const Coordinates coordinates = choose_coordinates(sides, variance);
  return coordinates.number == Number::kFloat ? sum_pairs<float>(sides, coordinates, labels, work)
                                              : sum_pairs<double>(sides, coordinates, labels, work);
}

}  // namespace infoplane
