#include "infoplane/estimate/cells.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>
#include <variant>

namespace infoplane {
namespace {

// A table with an entry per key is faster than hashing up to about this many keys.
std::uint64_t direct_limit(std::size_t n) { return std::max<std::uint64_t>(4 * n, 1U << 15); }

// A multiplicative hash: the high bits of key * 2^64/phi depend on all bits of the key.
std::size_t slot_of(std::uint64_t key, int shift) {
  return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15U) >> shift);
}

template <class T>
MatrixView<T> some_columns(const MatrixView<T>& m, std::size_t first, std::size_t n) {
  return {m.data + first * m.column_stride, m.rows, n, m.row_stride, m.column_stride};
}

template <class T, class Binning>
void sort_columns(const MatrixView<T>& values, const Binning& binning, CellSorter& sorter,
                  Cells& out) {
  Cells part;
  for (std::size_t first = 0, n = 0; first < values.cols; first += n) {
    // as many units at once as their digits fit into one code
    double bound = binning.n_digits();
    for (n = 1; first + n < values.cols && bound * binning.n_digits() <= kernels::kMaxCode; ++n) {
      bound *= binning.n_digits();
    }
    const std::span<std::uint64_t> codes = sorter.keys(values.rows);
    kernels::fold(some_columns(values, first, n), binning, first, codes.data());
    if (first == 0) {
      sorter.sort(codes, static_cast<std::uint64_t>(bound), out);
    } else {
      sorter.sort(codes, static_cast<std::uint64_t>(bound), part);
      Cells whole;
      sorter.sort_pairs(out, part, whole);
      std::swap(out, whole);
    }
    // more units cannot separate what is separate
    if (out.n_cells() == values.rows) return;
  }
}

}  // namespace

std::span<std::uint64_t> CellSorter::keys(std::size_t n) {
  keys_.resize(n);
  return keys_;
}

void CellSorter::sort(std::span<const std::uint64_t> keys, std::uint64_t bound, Cells& out) {
  assert(keys.size() <= 1U << 31);
  out.ids.resize(keys.size());
  // room for every sample in a cell of its own, cut to size in the end
  out.counts.resize(keys.size());
  if (bound > 0 && bound <= direct_limit(keys.size())) {
    sort_directly(keys, bound, out);
  } else {
    sort_by_hash(keys, out);
  }
}

void CellSorter::sort_directly(std::span<const std::uint64_t> keys, std::uint64_t bound,
                               Cells& out) {
  table_.assign(bound, 0);
  std::uint32_t n_cells = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::uint32_t& entry = table_[keys[i]];
    if (entry == 0) {
      out.counts[n_cells] = 0;
      entry = ++n_cells;
    }
    out.ids[i] = entry - 1;
    ++out.counts[entry - 1];
  }
  out.counts.resize(n_cells);
}

void CellSorter::sort_by_hash(std::span<const std::uint64_t> keys, Cells& out) {
  // open addressing, at most half full
  const std::size_t n_slots = std::bit_ceil(2 * keys.size() + 1);
  const int shift = 64 - std::countr_zero(n_slots);
  table_.assign(n_slots, 0);
  key_of_cell_.resize(keys.size());
  std::uint32_t n_cells = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::size_t slot = slot_of(keys[i], shift);
    while (table_[slot] != 0 && key_of_cell_[table_[slot] - 1] != keys[i]) {
      slot = (slot + 1) & (n_slots - 1);
    }
    if (table_[slot] == 0) {
      key_of_cell_[n_cells] = keys[i];
      out.counts[n_cells] = 0;
      table_[slot] = ++n_cells;
    }
    out.ids[i] = table_[slot] - 1;
    ++out.counts[table_[slot] - 1];
  }
  out.counts.resize(n_cells);
}

void CellSorter::sort_pairs(const Cells& a, const Cells& b, Cells& out) {
  const std::uint64_t n_b = b.n_cells();
  const std::span<std::uint64_t> pair = keys(a.ids.size());
  for (std::size_t i = 0; i < pair.size(); ++i) pair[i] = a.ids[i] * n_b + b.ids[i];
  sort(pair, a.n_cells() * n_b, out);
}

std::span<const std::uint32_t> CellSorter::count_pairs(std::span<const std::uint32_t> a,
                                                       std::size_t n_a,
                                                       std::span<const std::uint32_t> b,
                                                       std::size_t n_b) {
  if (n_a * n_b <= 2 * a.size()) {
    // a table with zeros is faster to add up than it is to find what is not zero
    table_.assign(n_a * n_b, 0);
    for (std::size_t i = 0; i < a.size(); ++i) ++table_[a[i] * n_b + b[i]];
    return table_;
  }
  const std::span<std::uint64_t> pair = keys(a.size());
  for (std::size_t i = 0; i < pair.size(); ++i) pair[i] = a[i] * n_b + b[i];
  sort(pair, n_a * n_b, pairs_);
  return pairs_.counts;
}

void sort_by_digits(const Samples& values, const kernels::Grid& grid, CellSorter& sorter,
                    Cells& out) {
  std::visit([&](const auto& m) { sort_columns(m, grid, sorter, out); }, values);
}

void sort_by_digits(const Samples& values, const kernels::Edges& edges, CellSorter& sorter,
                    Cells& out) {
  std::visit([&](const auto& m) { sort_columns(m, edges, sorter, out); }, values);
}

}  // namespace infoplane
