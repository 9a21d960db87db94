#include "infoplane/weights/law_information.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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
  by_label_.assign(labels_.n_classes, 0);
  sort_by_cell();
  number_cells();
  count_vectors();
}

// counting sort: what is counted of a cell is then read in one piece
void LawCounts::sort_by_cell() {
  begins_.assign(n_cells_ + 1, 0);
  for (const std::uint32_t cell : cells_) ++begins_[cell + 1];
  for (std::size_t cell = 0; cell < n_cells_; ++cell) begins_[cell + 1] += begins_[cell];
  std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
  places_.resize(cells_.size());
  for (std::uint32_t r = 0; r < n_vectors_; ++r) {
    for (std::uint32_t i = 0; i < n_inputs_; ++i) {
      places_[next[cells_[r * n_inputs_ + i]]++] = {r, i};
    }
  }
}

// each input's cells, 0, 1, ... in the order of its vectors
void LawCounts::number_cells() {
  std::vector<std::uint32_t> number_of(n_cells_, 0);
  own_cells_.resize(distinct_.size() * n_vectors_);
  n_own_cells_.resize(distinct_.size());
  for (std::size_t x = 0; x < distinct_.size(); ++x) {
    const std::uint32_t* column = cells_.data() + distinct_[x];
    std::uint32_t n = 0;
    for (std::size_t r = 0; r < n_vectors_; ++r) {
      std::uint32_t& number = number_of[column[r * n_inputs_]];
      if (number == 0) number = ++n;
      own_cells_[x * n_vectors_ + r] = number - 1;
    }
    for (std::size_t r = 0; r < n_vectors_; ++r) number_of[column[r * n_inputs_]] = 0;
    n_own_cells_[x] = n;
  }
}

void LawCounts::count_vectors() {
  by_vector_.assign(n_vectors_, 0);
  std::vector<std::uint32_t> itself(n_vectors_);
  std::iota(itself.begin(), itself.end(), 0U);
  each_part(itself, [&](std::uint32_t r, std::span<const Place> rows, std::span<const Place>) {
    by_vector_[r] += logs_.n_log_n(rows.size());
  });
}

void LawCounts::count_labels(std::span<const Place> rows) {
  std::ranges::fill(by_label_, 0.0);
  for (const Place& row : rows) {
    if (!labels_.soft()) {
      by_label_[labels_.classes[row.input]] += 1;
      continue;
    }
    for (std::size_t c = 0; c < by_label_.size(); ++c) {
      by_label_[c] += probability(labels_, row.input, c);
    }
  }
}

// sum_y n_ty ln n_ty of what is in by_label_
double LawCounts::label_sum() {
  double sum = 0;
  for (const double n : by_label_) {
    sum += labels_.soft() ? p_log_p(n) : logs_.n_log_n(static_cast<std::size_t>(n));
  }
  return sum;
}

// Calls visit(part, rows of that part, rows of the whole cell) for every part of the vectors in
// every cell: part_of[r], which does not fall with r.
template <class Visit>
void LawCounts::each_part(std::span<const std::uint32_t> part_of, const Visit& visit) {
  for (std::size_t cell = 0; cell < n_cells_; ++cell) {
    const std::span<const Place> rows =
        std::span<const Place>(places_).subspan(begins_[cell], begins_[cell + 1] - begins_[cell]);
    for (std::size_t first = 0; first < rows.size();) {
      const std::uint32_t part = part_of[rows[first].vector];
      std::size_t end = first + 1;
      while (end < rows.size() && part_of[rows[end].vector] == part) ++end;
      visit(part, rows.subspan(first, end - first), rows);
      first = end;
    }
  }
}

// Calls visit(how often the input is there, its own cells' numbers under every vector, how many
// these are) for every distinct input that shares a term n ln n with anybody: one that is there
// once and has a cell of its own under every vector has none.
template <class Visit>
void LawCounts::each_input(const Visit& visit) const {
  for (std::size_t x = 0; x < distinct_.size(); ++x) {
    if (multiplicity_[x] == 1 && n_own_cells_[x] == n_vectors_) continue;
    visit(std::size_t{multiplicity_[x]},
          std::span<const std::uint32_t>(own_cells_).subspan(x * n_vectors_, n_vectors_),
          n_own_cells_[x]);
  }
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

std::vector<LawInformation> LawCounts::groups(std::size_t n) {
  if (n < 1 || n > n_vectors_) {
    throw InvalidArgument(
        fmt::format("weights: groups of {} vectors, but must be of 1 to {}", n, n_vectors_));
  }
  const std::size_t n_groups = n_vectors_ / n;
  // those left over are a group that nobody asked for
  std::vector<Sums> sums(n_groups + 1);
  std::vector<std::uint32_t> group_of(n_vectors_);
  for (std::size_t r = 0; r < n_vectors_; ++r) {
    group_of[r] = static_cast<std::uint32_t>(r / n);
    sums[group_of[r]].wt += by_vector_[r];
  }
  each_part(group_of, [&](std::uint32_t g, std::span<const Place> rows, std::span<const Place>) {
    // 1 ln 1 is 0
    if (rows.size() == 1 && !labels_.soft()) return;
    count_labels(rows);
    sums[g].t += logs_.n_log_n(rows.size());
    sums[g].ty += label_sum();
  });
  std::vector<std::uint32_t> counts(n_vectors_, 0);
  each_input([&](std::size_t times, std::span<const std::uint32_t> own, std::uint32_t) {
    for (std::size_t g = 0; g < n_groups; ++g) {
      const std::span<const std::uint32_t> vectors = own.subspan(g * n, n);
      for (const std::uint32_t cell : vectors) ++counts[cell];
      for (const std::uint32_t cell : vectors) {
        sums[g].xt += logs_.n_log_n(times * counts[cell]);
        counts[cell] = 0;
      }
    }
  });
  std::vector<LawInformation> out;
  for (std::size_t g = 0; g < n_groups; ++g) out.push_back(from_sums(sums[g], n));
  return out;
}

std::vector<LawInformation> LawCounts::left_out(std::size_t n_blocks) {
  if (n_blocks < 2 || n_blocks > n_vectors_) {
    throw InvalidArgument(
        fmt::format("weights: {} blocks to leave out, but must be between 2 and the number of "
                    "weight vectors, {}",
                    n_blocks, n_vectors_));
  }
  // sums of all vectors, and what each block that is taken out changes of them
  Sums all;
  std::vector<Sums> change(n_blocks);
  std::vector<std::uint32_t> block_of(n_vectors_);
  std::vector<std::size_t> n_left(n_blocks, n_vectors_);
  for (std::uint32_t b = 0; b < n_blocks; ++b) {
    for (std::size_t r = b * n_vectors_ / n_blocks; r < (b + 1) * n_vectors_ / n_blocks; ++r) {
      block_of[r] = b;
      --n_left[b];
      all.wt += by_vector_[r];
      change[b].wt -= by_vector_[r];
    }
  }
  leave_out_of_cells(block_of, all, change);
  leave_out_of_inputs(block_of, all, change);
  std::vector<LawInformation> out;
  for (std::size_t b = 0; b < n_blocks; ++b) {
    const Sums& less = change[b];
    out.push_back(from_sums({all.t + less.t, all.xt + less.xt, all.wt + less.wt, all.ty + less.ty},
                            n_left[b]));
  }
  return out;
}

// t and ty
void LawCounts::leave_out_of_cells(std::span<const std::uint32_t> block_of, Sums& all,
                                   std::vector<Sums>& change) {
  const Place* cell = nullptr;
  std::vector<double> whole;
  double whole_sum = 0;
  each_part(
      block_of, [&](std::uint32_t b, std::span<const Place> rows, std::span<const Place> of_cell) {
        if (of_cell.size() == 1 && !labels_.soft()) return;
        if (of_cell.data() != cell) {
          cell = of_cell.data();
          count_labels(of_cell);
          whole = by_label_;
          whole_sum = label_sum();
          all.t += logs_.n_log_n(of_cell.size());
          all.ty += whole_sum;
        }
        change[b].t += logs_.n_log_n(of_cell.size() - rows.size()) - logs_.n_log_n(of_cell.size());
        count_labels(rows);
        for (std::size_t c = 0; c < whole.size(); ++c) by_label_[c] = whole[c] - by_label_[c];
        change[b].ty += label_sum() - whole_sum;
      });
}

// xt
void LawCounts::leave_out_of_inputs(std::span<const std::uint32_t> block_of, Sums& all,
                                    std::vector<Sums>& change) {
  std::vector<std::uint32_t> counts(n_vectors_, 0);
  std::vector<std::uint32_t> taken(n_vectors_, 0);
  each_input([&](std::size_t times, std::span<const std::uint32_t> own, std::uint32_t n) {
    std::fill_n(counts.begin(), n, 0U);
    for (const std::uint32_t c : own) ++counts[c];
    for (std::uint32_t c = 0; c < n; ++c) all.xt += logs_.n_log_n(times * counts[c]);
    for (std::size_t first = 0, end = 0; first < own.size(); first = end) {
      const std::uint32_t b = block_of[first];
      for (end = first; end < own.size() && block_of[end] == b; ++end) ++taken[own[end]];
      for (std::size_t r = first; r < end; ++r) {
        const std::uint32_t c = own[r];
        if (taken[c] == 0) continue;
        change[b].xt +=
            logs_.n_log_n(times * (counts[c] - taken[c])) - logs_.n_log_n(times * counts[c]);
        taken[c] = 0;
      }
    }
  });
}

}  // namespace infoplane
