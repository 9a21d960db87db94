#include "infoplane/estimate/mass.h"

#include <algorithm>
#include <limits>
#include <variant>

#include "infoplane/estimate/discretiser.h"

namespace infoplane {
namespace {

// sets edges[first - 1 .. last - 2], which lie within `values`, whose first element is `offset`-th
// of all
void select(std::span<double> values, std::size_t offset, std::size_t n_values, std::size_t n_bins,
            std::size_t first, std::size_t last, double* edges) {
  if (first >= last) return;
  const std::size_t j = first + (last - first) / 2;
  const std::size_t rank = j * n_values / n_bins - offset;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank),
                   values.end());
  edges[j - 1] = values[rank];
  // an edge beside this one may be the same value
  select(values.first(rank + 1), offset, n_values, n_bins, first, j, edges);
  select(values.subspan(rank), offset + rank, n_values, n_bins, j + 1, last, edges);
}

// The values of some units, in order over all layers, from a first unit on: as many as there is
// room for.
class Pool {
 public:
  Pool(std::size_t first_unit, std::size_t max_values)
      : first_(first_unit), max_values_(max_values) {}

  // adds a layer whose first unit is the layer_first-th of the network
  void add(const Columns& layer, std::size_t layer_first) {
    std::visit(
        [&](const auto& m) {
          for (std::size_t j = 0; j < m.cols; ++j) add_unit(m.column(j), layer_first + j);
        },
        layer.values());
  }
  std::vector<std::vector<double>>& units() { return units_; }

 private:
  template <class T>
  void add_unit(std::span<const T> values, std::size_t unit) {
    if (unit < first_ || unit >= end_) return;
    if (unit - first_ >= units_.size()) units_.resize(unit - first_ + 1);
    auto& pooled = units_[unit - first_];
    pooled.insert(pooled.end(), values.begin(), values.end());
    size_ += values.size();
    // too much: the last units have to wait for another pass
    while (size_ > max_values_ && units_.size() > 1) {
      size_ -= units_.back().size();
      units_.pop_back();
      end_ = first_ + units_.size();
    }
  }

  std::size_t first_;
  std::size_t max_values_;
  std::size_t end_ = std::numeric_limits<std::size_t>::max();
  std::size_t size_ = 0;
  std::vector<std::vector<double>> units_;
};

}  // namespace

kernels::Edges empty_edges(std::size_t n_units, std::size_t n_bins) {
  kernels::Edges edges;
  edges.n_edges = n_bins - 1;
  edges.stride = kernels::edge_stride(edges.n_edges);
  edges.values.assign(n_units * edges.stride, std::numeric_limits<double>::infinity());
  return edges;
}

void set_mass_edges(std::span<double> values, std::size_t n_bins, std::size_t unit,
                    kernels::Edges& edges) {
  select(values, 0, values.size(), n_bins, 1, n_bins, edges.values.data() + unit * edges.stride);
}

kernels::Edges mass_edges(const Columns& values, std::size_t n_bins) {
  kernels::Edges edges = empty_edges(values.n_units(), n_bins);
  std::visit(
      [&](const auto& m) {
        for (std::size_t j = 0; j < m.cols; ++j) {
          const auto column = m.column(j);
          std::vector<double> copy(column.begin(), column.end());
          set_mass_edges(copy, n_bins, j, edges);
        }
      },
      values.values());
  return edges;
}

std::vector<kernels::Edges> mass_edges(const EachCheckpoint& all, bool preactivation,
                                       const std::string& spec, std::size_t n_bins,
                                       std::size_t max_values) {
  std::vector<kernels::Edges> edges;
  // layer_ends[l]: units in layers 0 to l
  std::vector<std::size_t> layer_ends;
  Columns columns;
  std::size_t n_done = 0;
  do {
    Pool pool(n_done, max_values);
    all([&](const NetworkSample& sample) {
      std::size_t first = 0;
      layer_ends.clear();
      for (std::size_t l = 0; l < sample.layers.size(); ++l) {
        load_layer(sample.layers[l], l, preactivation, spec, columns);
        pool.add(columns, first);
        first += columns.n_units();
        layer_ends.push_back(first);
        if (edges.size() == l) edges.push_back(empty_edges(columns.n_units(), n_bins));
      }
    });
    for (std::vector<double>& values : pool.units()) {
      const auto layer = static_cast<std::size_t>(std::ranges::upper_bound(layer_ends, n_done) -
                                                  layer_ends.begin());
      const std::size_t layer_first = layer == 0 ? 0 : layer_ends[layer - 1];
      set_mass_edges(values, n_bins, n_done - layer_first, edges[layer]);
      ++n_done;
    }
  } while (!layer_ends.empty() && n_done < layer_ends.back());
  return edges;
}

}  // namespace infoplane
