#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/units.h"
#include "infoplane/estimate/plugin.h"

namespace infoplane {

/// I(T;Y) = H(Y) - H(Y|T) by counting, for the labels as they are and for shuffled ones.
///
/// Hard labels are counted. Soft ones are averaged: p(y) is the mean of p(y|x_i) over all samples
/// and p(y|t) the mean over the samples of cell t. The shuffle is of rows and depends on N alone.
/// Keeps its memory from call to call. Not thread-safe.
class LabelCounts {
 public:
  /// Throws InvalidArgument: a number of labels other than n, a class that is not below n_classes,
  /// soft labels that are not n x n_classes probabilities with rows that sum to 1 within 1e-6.
  void load(const Labels& labels, std::size_t n, CountingMemory& memory);

  [[nodiscard]] Nats h_y() const { return Nats(h_y_); }
  [[nodiscard]] Nats information(const Partition& t, CountingMemory& memory);
  /// The same with the labels shuffled: what the counting alone makes of nothing.
  [[nodiscard]] Nats shuffled_information(const Partition& t, CountingMemory& memory);

 private:
  void load_order(std::size_t n);
  void load_hard(const Labels& labels, CountingMemory& memory);
  double h_y_given_t_hard(const Partition& t, std::span<const std::uint32_t> classes,
                          CountingMemory& memory);
  double h_y_given_t_soft(const Partition& t, bool shuffled);

  const Labels* labels_ = nullptr;
  double h_y_ = 0;
  // row i of the shuffled labels is row order_[i] of the labels
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> shuffled_classes_;
  std::vector<std::uint32_t> counts_;
  std::vector<double> sums_;
};

}  // namespace infoplane
