#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/core/labels.h"
#include "infoplane/core/units.h"
#include "infoplane/estimate/plugin.h"

namespace infoplane {

/// What a layer T = f(X; W) says when the weights W are a random variable, independent of the input
/// X: with R equally likely weight vectors and cells of T,
///   p(t|x) = 1/R sum_r [t is the cell of f(x; w_r)].
/// docs/methods.md, section 18.
struct LawInformation {
  Nats h_t;
  Nats h_t_given_x;
  Nats h_t_given_y;
  /// The mean over the weight vectors of what each network's own layer says: H(T|W).
  Nats i_xt_given_w;
  Nats i_xt;
  /// I(X;T|W) - I(X;T), but counted by itself: what T and X together say of W.
  Nats i_xw_given_t;
  Nats i_ty;
};

/// Counts cells of a layer under R weight vectors. Keeps its memory from call to call; one a
/// thread.
class LawCounts {
 public:
  /// Of N inputs: their labels, and which of them are equal (equal numbers, equal inputs; empty:
  /// all differ). Both must outlive this. Throws InvalidArgument unless there are N of each, N >=
  /// 1, and every label is one of the classes.
  LawCounts(const Labels& labels, std::span<const std::uint32_t> input_ids);

  /// Takes the cells of a layer: cells[r N + i] of input i under weight vector r, each below
  /// n_cells. They must be there until the last call about them. Throws InvalidArgument unless
  /// there is a whole number of vectors, at least one.
  void load(std::span<const std::uint32_t> cells, std::size_t n_cells);

  [[nodiscard]] std::size_t n_vectors() const { return n_vectors_; }
  [[nodiscard]] Nats h_y() const { return Nats(h_y_); }

  /// Of the vectors 0 ... n - 1, n ... 2n - 1 and so on, as long as there are n; plug-in, in nats,
  /// each term counted by itself:
  ///   I(X;T) = H(T) - H(T|X),  I(X;W|T) = H(X,T) + H(W,T) - H(X,W,T) - H(T),  I(T;Y) = H(T) -
  ///   H(T|Y). (L3) to (L5)
  /// Throws InvalidArgument unless 1 <= n <= R. Cost: O(R N).
  std::vector<LawInformation> groups(std::size_t n);

  /// The same of all vectors but those of one of n_blocks blocks of consecutive ones (as equal as
  /// can be), for each in turn. Throws InvalidArgument unless 2 <= n_blocks <= R. Cost: O(R N)
  /// altogether.
  std::vector<LawInformation> left_out(std::size_t n_blocks);

 private:
  // sums of n ln n of which all entropies are made
  struct Sums {
    double t = 0;
    double xt = 0;
    double wt = 0;
    double ty = 0;
  };
  // a row of cells_, where it stands among those of its cell
  struct Place {
    std::uint32_t vector = 0;
    std::uint32_t input = 0;
  };

  [[nodiscard]] LawInformation from_sums(const Sums& sums, std::size_t n) const;
  void sort_by_cell();
  void count_labels(std::span<const Place> rows);
  double label_sum();
  template <class Visit>
  void each_part(std::span<const std::uint32_t> part_of, const Visit& visit);
  template <class Visit>
  void each_input(const Visit& visit) const;
  void leave_out_of_cells(std::span<const std::uint32_t> block_of, Sums& all,
                          std::vector<Sums>& change);
  void leave_out_of_inputs(std::span<const std::uint32_t> block_of, Sums& all,
                           std::vector<Sums>& change);
  void number_cells();
  void count_vectors();

  const Labels& labels_;
  std::size_t n_inputs_ = 0;
  // a row of each distinct input, and how many rows have it
  std::vector<std::uint32_t> distinct_;
  std::vector<std::uint32_t> multiplicity_;
  double h_x_ = 0;
  double h_y_ = 0;
  std::span<const std::uint32_t> cells_;
  std::size_t n_cells_ = 0;
  std::size_t n_vectors_ = 0;
  LogCounts logs_;
  // the rows cell after cell, in each by vector and input; where each cell's begin
  std::vector<Place> places_;
  std::vector<std::uint32_t> begins_;
  // by class, of some rows of a cell: counts of hard labels, sums of soft ones
  std::vector<double> by_label_;
  // sum_t n_wt ln n_wt of each vector w
  std::vector<double> by_vector_;
  // each distinct input's cells under every vector, numbered among its own, and how many these are
  std::vector<std::uint32_t> own_cells_;
  std::vector<std::uint32_t> n_own_cells_;
};

}  // namespace infoplane
