#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/estimate/cells.h"
#include "infoplane/estimate/columns.h"

namespace infoplane {

/// One side of a dependence graph: N samples that are hashed into nodes.
class GraphSide {
 public:
  enum class Units { kOfTheData, kStandardDeviations };

  /// Numbers, in units of the data or of each column's standard deviation about its mean. Constant
  /// columns are left out.
  GraphSide(const Columns& columns, Units units);
  /// Names: nodes as they are, whatever the width.
  explicit GraphSide(Cells names);

  [[nodiscard]] std::size_t n_rows() const { return n_; }
  [[nodiscard]] bool has_names() const { return has_names_; }
  /// Columns that are hashed; none for names.
  [[nodiscard]] std::size_t n_columns() const { return columns_.size() / n_; }
  /// Largest absolute value.
  [[nodiscard]] double reach() const { return reach_; }
  /// Samples that differ.
  [[nodiscard]] std::size_t n_distinct() const { return distinct_.n_cells(); }

  /// The nodes, (H1): samples share one if floor(v / width + u_j) is the same for all columns j,
  /// the offsets u_j uniform on (0, 1) from stream `index`, the same u_j on every side. Width 0:
  /// if they are equal.
  void nodes(double width, std::uint32_t index, CellSorter& sorter, Cells& out) const;

 private:
  std::size_t n_ = 0;
  bool has_names_ = false;
  // equal samples, or names
  Cells distinct_;
  // column after column
  std::vector<double> columns_;
  double reach_ = 0;
};

/// N samples as edges between the nodes of two sides.
struct DependenceGraph {
  Cells x;
  Cells y;
  Cells edges;

  /// (H3): edges above what the nodes need, K_xy - K_x - K_y + 1; at most (K_x - 1) (K_y - 1).
  [[nodiscard]] double excess() const;
  /// ln(N L / (N_x M_y)) of each sample, (H2) their mean.
  void add_information(double weight, std::span<double> samples) const;
};

/// The graph of both sides' nodes.
DependenceGraph connect(const GraphSide& x, const GraphSide& y, double width, std::uint32_t index,
                        CellSorter& sorter);

}  // namespace infoplane
