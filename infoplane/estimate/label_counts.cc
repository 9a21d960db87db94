#include "infoplane/estimate/label_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"

namespace infoplane {
namespace {

void check_hard(const Labels& labels) {
  const std::uint32_t largest = *std::ranges::max_element(labels.classes);
  if (largest >= labels.n_classes) {
    throw InvalidArgument(
        fmt::format("labels: class {} is there, but must be below the number of classes, {}",
                    largest, labels.n_classes));
  }
}

void check_soft(const Labels& labels) {
  const std::size_t n_classes = labels.n_classes;
  if (labels.probabilities.size() != labels.size() * n_classes) {
    throw InvalidArgument(fmt::format("labels: {} probabilities, but must be {} x {}",
                                      labels.probabilities.size(), labels.size(), n_classes));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::span<const double> row(labels.probabilities.data() + i * n_classes, n_classes);
    const double sum = std::reduce(row.begin(), row.end());
    const bool negative = std::ranges::any_of(row, [](double p) { return !(p >= 0); });
    if (negative || !(std::abs(sum - 1) <= 1e-6)) {
      throw InvalidArgument(fmt::format(
          "labels: row {} (counted from 0) must be probabilities that sum to 1, but sums to {}{}",
          i, sum, negative ? " with one that is negative or NaN" : ""));
    }
  }
}

double p_log_p(double p) { return p > 0 ? p * std::log(p) : 0.0; }

// n H of unnormalised probabilities s_c with sum n: n ln n - sum_c s_c ln s_c
double weighted_entropy(std::span<const double> sums) {
  double total = 0;
  double rest = 0;
  for (const double s : sums) {
    total += s;
    rest += p_log_p(s);
  }
  return p_log_p(total) - rest;
}

}  // namespace

void LabelCounts::load(const Labels& labels, std::size_t n, CountingMemory& memory) {
  if (labels.size() != n) {
    throw InvalidArgument(
        fmt::format("labels: there are {}, but must be one a sample, {}", labels.size(), n));
  }
  labels_ = &labels;
  load_order(n);
  if (labels.soft()) {
    check_soft(labels);
    sums_.assign(labels.n_classes, 0);
    for (std::size_t k = 0; k < labels.probabilities.size(); ++k) {
      sums_[k % labels.n_classes] += labels.probabilities[k];
    }
    h_y_ = weighted_entropy(sums_) / static_cast<double>(n);
  } else {
    check_hard(labels);
    load_hard(labels, memory);
  }
}

void LabelCounts::load_order(std::size_t n) {
  if (order_.size() == n) return;
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), 0U);
  Stream stream(0, 0, Purpose::kShuffledLabels);
  shuffle(order_, stream);
}

void LabelCounts::load_hard(const Labels& labels, CountingMemory& memory) {
  shuffled_classes_.resize(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) shuffled_classes_[i] = labels.classes[order_[i]];
  counts_.assign(labels.n_classes, 0);
  for (const std::uint32_t y : labels.classes) ++counts_[y];
  const std::size_t n = labels.size();
  h_y_ = (memory.logs.n_log_n(n) - memory.logs.sum(counts_, n)) / static_cast<double>(n);
}

Nats LabelCounts::information(const Partition& t, CountingMemory& memory) {
  return Nats(h_y_ - (labels_->soft() ? h_y_given_t_soft(t, false)
                                      : h_y_given_t_hard(t, labels_->classes, memory)));
}

Nats LabelCounts::shuffled_information(const Partition& t, CountingMemory& memory) {
  return Nats(h_y_ - (labels_->soft() ? h_y_given_t_soft(t, true)
                                      : h_y_given_t_hard(t, shuffled_classes_, memory)));
}

// H(Y|T) = (sum_t n_t ln n_t - sum_ty n_ty ln n_ty) / N
double LabelCounts::h_y_given_t_hard(const Partition& t, std::span<const std::uint32_t> classes,
                                     CountingMemory& memory) {
  const double sum_ty = sum_of_pairs(t, classes, labels_->n_classes, memory);
  return (t.sum_n_log_n - sum_ty) / static_cast<double>(t.n_samples());
}

// H(Y|T) = sum_t n_t/N H(mean of p(y|x_i) over cell t)
double LabelCounts::h_y_given_t_soft(const Partition& t, bool shuffled) {
  const std::size_t n_classes = labels_->n_classes;
  sums_.assign(t.cells.n_cells() * n_classes, 0);
  for (std::size_t i = 0; i < t.n_samples(); ++i) {
    const std::size_t row = shuffled ? order_[i] : i;
    for (std::size_t c = 0; c < n_classes; ++c) {
      sums_[t.cells.ids[i] * n_classes + c] += labels_->probabilities[row * n_classes + c];
    }
  }
  double total = 0;
  for (std::size_t k = 0; k < t.cells.n_cells(); ++k) {
    total += weighted_entropy({sums_.data() + k * n_classes, n_classes});
  }
  return total / static_cast<double>(t.n_samples());
}

}  // namespace infoplane
