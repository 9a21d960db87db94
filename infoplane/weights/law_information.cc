#include "infoplane/weights/law_information.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

void check_labels(const Labels& labels, std::size_t n_ids) {
  if (labels.size() == 0) throw InvalidArgument("weights: there are no inputs");
  if (n_ids != 0 && n_ids != labels.size()) {
    throw InvalidArgument(
        fmt::format("weights: {} input ids, but must be one an input, {}", n_ids, labels.size()));
  }
  const std::uint32_t largest = *std::ranges::max_element(labels.classes);
  if (largest >= labels.n_classes) {
    throw InvalidArgument(
        fmt::format("weights: class {} is there, but must be below the number of classes, {}",
                    largest, labels.n_classes));
  }
}

// the probability of class c given input i: 1 or 0 of hard labels
double probability(const Labels& labels, std::size_t i, std::size_t c) {
  if (labels.soft()) return labels.probabilities[i * labels.n_classes + c];
  return labels.classes[i] == c ? 1 : 0;
}

// n ln n of a sum of probabilities; what rounding leaves below 0 is 0
double p_log_p(double p) { return p > 0 ? p * std::log(p) : 0; }

double label_entropy(const Labels& labels) {
  const auto n = static_cast<double>(labels.size());
  double rest = 0;
  for (std::size_t c = 0; c < labels.n_classes; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) sum += probability(labels, i, c);
    rest += p_log_p(sum);
  }
  return std::log(n) - rest / n;
}

}  // namespace

LawCounts::LawCounts(const Labels& labels, std::span<const std::uint32_t> input_ids)
    : labels_(labels), n_inputs_(labels.size()) {
  check_labels(labels, input_ids.size());
  std::vector<std::uint32_t> place(
      input_ids.empty() ? n_inputs_ : std::size_t{*std::ranges::max_element(input_ids)} + 1, 0);
  for (std::uint32_t i = 0; i < n_inputs_; ++i) {
    std::uint32_t& at = place[input_ids.empty() ? i : input_ids[i]];
    if (at == 0) {
      distinct_.push_back(i);
      multiplicity_.push_back(0);
      at = static_cast<std::uint32_t>(distinct_.size());
    }
    ++multiplicity_[at - 1];
  }
  const auto n = static_cast<double>(n_inputs_);
  h_x_ = std::log(n) - logs_.sum(multiplicity_, n_inputs_) / n;
  h_y_ = label_entropy(labels);
}

void LawCounts::load(std::span<const std::uint32_t> cells, std::size_t n_cells) {
  if (cells.empty() || cells.size() % n_inputs_ != 0) {
    throw InvalidArgument(
        fmt::format("weights: {} cells, but must be those of one or more weight vectors, {} each",
                    cells.size(), n_inputs_));
  }
  cells_ = cells;
  n_cells_ = n_cells;
  n_vectors_ = cells.size() / n_inputs_;
  scratch_.assign(n_cells, 0);
  own_.assign(n_cells, 0);
  counts_.assign(n_cells, 0);
  by_label_.assign(n_cells * labels_.n_classes, 0);
  own_labels_.assign(n_cells * labels_.n_classes, 0);
  touched_.clear();
}

// by cell, and by cell and class, over some of the vectors
void LawCounts::count_labels(std::size_t first, std::size_t n) {
  const std::size_t n_classes = labels_.n_classes;
  for (const std::uint32_t cell : touched_) {
    counts_[cell] = 0;
    std::fill_n(by_label_.begin() + static_cast<std::ptrdiff_t>(cell * n_classes), n_classes, 0.0);
  }
  touched_.clear();
  for (std::size_t r = first; r < first + n; ++r) {
    const std::uint32_t* row = cells_.data() + r * n_inputs_;
    for (std::size_t i = 0; i < n_inputs_; ++i) {
      if (counts_[row[i]]++ == 0) touched_.push_back(row[i]);
      double* labels = &by_label_[row[i] * n_classes];
      if (!labels_.soft()) {
        labels[labels_.classes[i]] += 1;
        continue;
      }
      for (std::size_t c = 0; c < n_classes; ++c) labels[c] += probability(labels_, i, c);
    }
  }
}

// sum_xt n_xt ln n_xt over some of the vectors
double LawCounts::count_inputs(std::size_t first, std::size_t n) {
  double sum = 0;
  for (std::size_t x = 0; x < distinct_.size(); ++x) {
    const std::uint32_t* column = cells_.data() + first * n_inputs_ + distinct_[x];
    for (std::size_t r = 0; r < n; ++r) ++scratch_[column[r * n_inputs_]];
    for (std::size_t r = 0; r < n; ++r) {
      std::uint32_t& count = scratch_[column[r * n_inputs_]];
      if (count == 0) continue;
      sum += logs_.n_log_n(std::size_t{multiplicity_[x]} * count);
      count = 0;
    }
  }
  return sum;
}

// sum_t n_t ln n_t of one vector's own cells
double LawCounts::count_vector(std::size_t r) {
  const std::span<const std::uint32_t> row = cells_.subspan(r * n_inputs_, n_inputs_);
  for (const std::uint32_t cell : row) ++scratch_[cell];
  double sum = 0;
  for (const std::uint32_t cell : row) {
    if (scratch_[cell] == 0) continue;
    sum += logs_.n_log_n(scratch_[cell]);
    scratch_[cell] = 0;
  }
  return sum;
}

double LawCounts::label_sum() {
  const std::size_t n_classes = labels_.n_classes;
  double sum = 0;
  for (const std::uint32_t cell : touched_) {
    for (std::size_t c = 0; c < n_classes; ++c) sum += p_log_p(by_label_[cell * n_classes + c]);
  }
  return sum;
}

LawInformation LawCounts::from_sums(const Sums& sums, std::size_t n) const {
  const auto rows = static_cast<double>(n * n_inputs_);
  const auto entropy = [rows](double sum) { return std::log(rows) - sum / rows; };
  const double h_w = std::log(static_cast<double>(n));
  const double h_t = entropy(sums.t);
  const double h_xt = entropy(sums.xt);
  const double h_wt = entropy(sums.wt);
  const double h_t_given_y = entropy(sums.ty) - h_y_;
  return {.h_t = Nats(h_t),
          .h_t_given_x = Nats(h_xt - h_x_),
          .h_t_given_y = Nats(h_t_given_y),
          // T is a function of X and W
          .i_xt_given_w = Nats(h_wt - h_w),
          .i_xt = Nats(h_t + h_x_ - h_xt),
          .i_xw_given_t = Nats(h_xt + h_wt - (h_x_ + h_w) - h_t),
          .i_ty = Nats(h_t - h_t_given_y)};
}

LawInformation LawCounts::information(std::size_t first, std::size_t n) {
  count_labels(first, n);
  Sums sums{.xt = count_inputs(first, n), .ty = label_sum()};
  for (const std::uint32_t cell : touched_) sums.t += logs_.n_log_n(counts_[cell]);
  for (std::size_t r = first; r < first + n; ++r) sums.wt += count_vector(r);
  return from_sums(sums, n);
}

// sum_xt n_xt ln n_xt without each of the blocks
void LawCounts::leave_out_of_inputs(std::vector<Block>& blocks) {
  for (std::size_t x = 0; x < distinct_.size(); ++x) {
    const std::size_t times = multiplicity_[x];
    const std::uint32_t* column = cells_.data() + distinct_[x];
    for (std::size_t r = 0; r < n_vectors_; ++r) ++scratch_[column[r * n_inputs_]];
    double all = 0;
    for (std::size_t r = 0; r < n_vectors_; ++r) {
      const std::size_t count = scratch_[column[r * n_inputs_]];
      // every vector of a cell has its share of the cell's term
      all += logs_.n_log_n(times * count) / static_cast<double>(count);
    }
    for (Block& block : blocks) {
      block.xt += all;
      for (std::size_t r = block.first; r < block.end; ++r) ++own_[column[r * n_inputs_]];
      for (std::size_t r = block.first; r < block.end; ++r) {
        const std::uint32_t cell = column[r * n_inputs_];
        if (own_[cell] == 0) continue;
        block.xt += logs_.n_log_n(times * (scratch_[cell] - own_[cell])) -
                    logs_.n_log_n(times * scratch_[cell]);
        own_[cell] = 0;
      }
    }
    for (std::size_t r = 0; r < n_vectors_; ++r) scratch_[column[r * n_inputs_]] = 0;
  }
}

// the other sums without a block but for wt; counts_ and by_label_ are those of all
LawCounts::Sums LawCounts::without(const Block& block, double all_t, double all_ty) {
  const std::size_t n_classes = labels_.n_classes;
  const std::span<const std::uint32_t> cells =
      cells_.subspan(block.first * n_inputs_, (block.end - block.first) * n_inputs_);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ++own_[cells[i]];
    for (std::size_t c = 0; c < n_classes; ++c) {
      own_labels_[cells[i] * n_classes + c] += probability(labels_, i % n_inputs_, c);
    }
  }
  Sums rest{.t = all_t, .xt = block.xt, .wt = 0, .ty = all_ty};
  for (const std::uint32_t cell : cells) {
    if (own_[cell] == 0) continue;
    rest.t += logs_.n_log_n(counts_[cell] - own_[cell]) - logs_.n_log_n(counts_[cell]);
    own_[cell] = 0;
    for (std::size_t c = 0; c < n_classes; ++c) {
      double& own = own_labels_[cell * n_classes + c];
      const double whole = by_label_[cell * n_classes + c];
      if (own != 0) rest.ty += p_log_p(whole - own) - p_log_p(whole);
      own = 0;
    }
  }
  return rest;
}

std::vector<LawInformation> LawCounts::left_out(std::size_t n_blocks) {
  if (n_blocks < 2 || n_blocks > n_vectors_) {
    throw InvalidArgument(fmt::format(
        "weights: {} blocks to leave out, but must be between 2 and the number of weight "
        "vectors, {}",
        n_blocks, n_vectors_));
  }
  std::vector<Block> blocks(n_blocks);
  for (std::size_t b = 0; b < n_blocks; ++b) {
    blocks[b] = {b * n_vectors_ / n_blocks, (b + 1) * n_vectors_ / n_blocks};
  }
  count_labels(0, n_vectors_);
  leave_out_of_inputs(blocks);
  double all_t = 0;
  for (const std::uint32_t cell : touched_) all_t += logs_.n_log_n(counts_[cell]);
  const double all_ty = label_sum();
  std::vector<double> by_vector(n_vectors_);
  double all_wt = 0;
  for (std::size_t r = 0; r < n_vectors_; ++r) all_wt += by_vector[r] = count_vector(r);
  std::vector<LawInformation> out;
  for (const Block& block : blocks) {
    Sums rest = without(block, all_t, all_ty);
    rest.wt = all_wt;
    for (std::size_t r = block.first; r < block.end; ++r) rest.wt -= by_vector[r];
    out.push_back(from_sums(rest, n_vectors_ - (block.end - block.first)));
  }
  return out;
}

}  // namespace infoplane
