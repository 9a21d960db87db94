#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/estimate/kernels/cells.h"

namespace infoplane {

/// N samples sorted into cells. Cells are numbered 0, 1, ... in the order in which the samples
/// first come to them, so that equal partitions have equal numbers whatever made them.
struct Cells {
  /// The cell of each sample.
  std::vector<std::uint32_t> ids;
  /// The samples of each cell, at least one.
  std::vector<std::uint32_t> counts;

  [[nodiscard]] std::size_t n_cells() const { return counts.size(); }
};

/// Sorts samples into cells by their keys: equal keys, equal cells, exactly. Keeps its memory from
/// call to call. Not thread-safe.
class CellSorter {
 public:
  /// keys: one a sample, all below `bound` (0: no bound is known); at most 2^31.
  /// Cost: O(N) expected; a bound of a few times N avoids hashing.
  void sort(std::span<const std::uint64_t> keys, std::uint64_t bound, Cells& out);

  /// The cells of pairs (a, b): samples share a cell if they share one in both.
  void sort_pairs(const Cells& a, const Cells& b, Cells& out);

  /// The samples of each pair (a[i], b[i]), a[i] < n_a and b[i] < n_b: numbers in an order that
  /// the pairs alone decide, with zeros between them. Valid until the next call.
  std::span<const std::uint32_t> count_pairs(std::span<const std::uint32_t> a, std::size_t n_a,
                                             std::span<const std::uint32_t> b, std::size_t n_b);

  /// Room for the keys of so many samples, for whoever calls sort().
  std::span<std::uint64_t> keys(std::size_t n);

 private:
  void sort_directly(std::span<const std::uint64_t> keys, std::uint64_t bound, Cells& out);
  void sort_by_hash(std::span<const std::uint64_t> keys, Cells& out);

  std::vector<std::uint64_t> keys_;
  // cell number + 1 by key or by slot of the hash table; 0 = free
  std::vector<std::uint32_t> table_;
  std::vector<std::uint64_t> key_of_cell_;
  Cells pairs_;
};

/// Sorts samples by the digits of all their units, for any number of units.
/// values: (N, d), columns contiguous, finite.
void sort_by_digits(const Samples& values, const kernels::Grid& grid, CellSorter& sorter,
                    Cells& out);
void sort_by_digits(const Samples& values, const kernels::Edges& edges, CellSorter& sorter,
                    Cells& out);

}  // namespace infoplane
