#include "infoplane/estimate/plugin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

// counts above are rare: their logarithms are calculated each time
constexpr std::size_t kTableSize = 1U << 16;

double calculate_n_log_n(std::size_t n) {
  return n < 2 ? 0.0 : static_cast<double>(n) * std::log(static_cast<double>(n));
}

}  // namespace

// beyond the table, or not there yet
double LogCounts::look_up(std::size_t n) {
  if (n >= kTableSize) return calculate_n_log_n(n);
  for (std::size_t k = table_.size(); k <= n; ++k) table_.push_back(calculate_n_log_n(k));
  return table_[n];
}

double LogCounts::sum(std::span<const std::uint32_t> counts, std::size_t most) {
  if (most >= kTableSize) {
    double total = 0;
    for (const std::uint32_t n : counts) total += n_log_n(n);
    return total;
  }
  n_log_n(most);
  // four sums side by side, so that an addition need not wait for the one before
  const double* table = table_.data();
  std::array<double, 4> sums{};
  std::size_t k = 0;
  for (; k + 4 <= counts.size(); k += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += table[counts[k + lane]];
  }
  for (; k < counts.size(); ++k) sums[0] += table[counts[k]];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void partition_inputs(std::span<const std::uint32_t> ids, std::size_t n, CountingMemory& memory,
                      Partition& out) {
  if (ids.empty()) {
    // all differ
    out.cells.ids.resize(n);
    std::iota(out.cells.ids.begin(), out.cells.ids.end(), 0U);
    out.cells.counts.assign(n, 1);
    out.sum_n_log_n = 0;
    return;
  }
  if (ids.size() != n) {
    throw InvalidArgument(
        fmt::format("input ids: there are {}, but must be one a sample, {}", ids.size(), n));
  }
  const std::span<std::uint64_t> keys = memory.sorter.keys(n);
  std::ranges::copy(ids, keys.begin());
  const std::uint64_t bound = std::uint64_t{*std::ranges::max_element(ids)} + 1;
  memory.sorter.sort(keys, bound, out.cells);
  out.sum_n_log_n = memory.logs.sum(out.cells.counts, n);
}

double sum_of_pairs(const Partition& a, std::span<const std::uint32_t> b, std::size_t n_b,
                    CountingMemory& memory) {
  // who is alone in a cell is alone in a pair
  if (a.cells.n_cells() == a.n_samples()) return 0;
  return memory.logs.sum(memory.sorter.count_pairs(a.cells.ids, a.cells.n_cells(), b, n_b),
                         a.n_samples());
}

double entropy_nats(const Partition& partition, CountingMemory& memory) {
  const std::size_t n = partition.n_samples();
  return (memory.logs.n_log_n(n) - partition.sum_n_log_n) / static_cast<double>(n);
}

double information_nats(const Partition& a, const Partition& b, CountingMemory& memory) {
  const std::size_t n = a.n_samples();
  const double sum_ab = sum_of_pairs(a, b.cells.ids, b.cells.n_cells(), memory);
  // H(A) - H(A|B)
  return ((memory.logs.n_log_n(n) - a.sum_n_log_n) - (b.sum_n_log_n - sum_ab)) /
         static_cast<double>(n);
}

double conditional_entropy_nats(const Partition& a, const Partition& given,
                                CountingMemory& memory) {
  // in the order of `given`, so that equal counts add up to the same bits
  memory.sorter.sort_pairs(given.cells, a.cells, memory.pairs);
  return (given.sum_n_log_n - memory.logs.sum(memory.pairs.counts, a.n_samples())) /
         static_cast<double>(a.n_samples());
}

}  // namespace infoplane
