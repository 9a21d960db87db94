#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/estimate/cells.h"

namespace infoplane {

/// Sums of n ln n over counts, of which all plug-in entropies are made: with N samples,
///   H = ln N - (1/N) sum_k n_k ln n_k      (nats).
/// Keeps a table of n ln n. Not thread-safe.
class LogCounts {
 public:
  /// n ln n; 0 for n = 0.
  double n_log_n(std::size_t n) { return n < table_.size() ? table_[n] : look_up(n); }
  /// sum_k n_k ln n_k, always added in the same order. No count exceeds `most`; zeros are allowed.
  double sum(std::span<const std::uint32_t> counts, std::size_t most);

 private:
  double look_up(std::size_t n);

  std::vector<double> table_;
};

/// The memory that counting uses again and again, one a thread.
struct CountingMemory {
  CellSorter sorter;
  LogCounts logs;
  Cells pairs;
};

/// A partition of N samples with what its entropy is made of.
struct Partition {
  Cells cells;
  /// sum_k n_k ln n_k over its cells.
  double sum_n_log_n = 0;

  [[nodiscard]] std::size_t n_samples() const { return cells.ids.size(); }
};

/// The partition of the samples by their inputs. ids: one a sample, equal numbers for equal inputs;
/// empty: all differ. Throws InvalidArgument unless there are none or n of them.
void partition_inputs(std::span<const std::uint32_t> ids, std::size_t n, CountingMemory& memory,
                      Partition& out);

/// sum_ab n_ab ln n_ab over the pairs (cell of sample i in a, b[i]), b[i] < n_b.
double sum_of_pairs(const Partition& a, std::span<const std::uint32_t> b, std::size_t n_b,
                    CountingMemory& memory);

/// Plug-in entropy of a partition in nats: ln N - sum_k n_k ln n_k / N. Not below 0, to rounding.
double entropy_nats(const Partition& partition, CountingMemory& memory);

/// Plug-in mutual information of two partitions of the same samples in nats:
///   H(A) + H(B) - H(A,B) = ln N + (sum_ab n_ab ln n_ab - sum_a n_a ln n_a - sum_b n_b ln n_b) / N.
/// Symmetric and not below 0, both to rounding (some 1e-15 ln N).
/// Source: Cover & Thomas 2006, Elements of Information Theory, Theorem 2.4.1, with relative
/// frequencies for the probabilities; docs/methods.md, (E10).
double information_nats(const Partition& a, const Partition& b, CountingMemory& memory);

/// H(A|B) in nats, from counts of its own: (sum_b n_b ln n_b - sum_ab n_ab ln n_ab) / N. Exactly 0
/// where A is a function of B.
double conditional_entropy_nats(const Partition& a, const Partition& given, CountingMemory& memory);

}  // namespace infoplane
