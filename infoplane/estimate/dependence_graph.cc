#include "infoplane/estimate/dependence_graph.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "infoplane/core/random.h"
#include "infoplane/estimate/exact.h"

namespace infoplane {
namespace {

// (v - mean) / sd, or the values; nothing of a constant column
template <class T>
void append(std::span<const T> column, GraphSide::Units units, std::vector<double>& out) {
  const auto [low, high] = range_of(column);
  // halves, so that the range of any two doubles is finite
  const double reach = high / 2 - low / 2;
  if (!(reach > 0)) return;
  if (units == GraphSide::Units::kOfTheData) {
    out.insert(out.end(), column.begin(), column.end());
    return;
  }
  const double middle = high / 2 + low / 2;
  const std::size_t first = out.size();
  for (const double v : column) out.push_back((v - middle) / reach);
  const std::span<double> scaled = std::span(out).subspan(first);
  const auto n = static_cast<double>(column.size());
  double mean = 0;
  for (const double u : scaled) mean += u / n;
  double variance = 0;
  for (const double u : scaled) variance += (u - mean) * (u - mean) / n;
  const double sd = std::sqrt(variance);
  for (double& u : scaled) u = (u - mean) / sd;
}

}  // namespace

GraphSide::GraphSide(const Columns& columns, Units units) : n_(columns.n_rows()) {
  std::visit(
      [&](const auto& m) {
        for (std::size_t j = 0; j < m.cols; ++j) append(m.column(j), units, columns_);
      },
      columns.values());
  for (const double v : columns_) reach_ = std::max(reach_, std::abs(v));
  CellSorter sorter;
  make_exact()->sort(columns, {}, sorter, distinct_);
}

GraphSide::GraphSide(Cells names)
    : n_(names.ids.size()), has_names_(true), distinct_(std::move(names)) {}

void GraphSide::nodes(double width, std::uint32_t index, CellSorter& sorter, Cells& out) const {
  if (has_names_ || width == 0 || columns_.empty()) {
    out = distinct_;
    return;
  }
  Stream stream(0, 0, Purpose::kEstimate, index);
  std::vector<double> shifted(columns_.size());
  for (std::size_t j = 0; j < n_columns(); ++j) {
    const double offset = stream.uniform();
    for (std::size_t i = j * n_; i < (j + 1) * n_; ++i) shifted[i] = columns_[i] / width + offset;
  }
  const auto [low, high] = range_of(shifted);
  sort_by_digits(column_major(shifted.data(), n_, n_columns()),
                 kernels::Grid{.first = std::floor(low), .last = std::floor(high)}, sorter, out);
}

double DependenceGraph::excess() const {
  return static_cast<double>(edges.n_cells()) + 1 - static_cast<double>(x.n_cells()) -
         static_cast<double>(y.n_cells());
}

void DependenceGraph::add_information(double weight, std::span<double> samples) const {
  const auto logs_of = [](const Cells& cells) {
    std::vector<double> logs;
    for (const std::uint32_t n : cells.counts) logs.push_back(std::log(static_cast<double>(n)));
    return logs;
  };
  const std::vector<double> log_x = logs_of(x);
  const std::vector<double> log_y = logs_of(y);
  const std::vector<double> log_edge = logs_of(edges);
  const double log_n = std::log(static_cast<double>(samples.size()));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] += weight * ((log_n - log_x[x.ids[i]]) + (log_edge[edges.ids[i]] - log_y[y.ids[i]]));
  }
}

DependenceGraph connect(const GraphSide& x, const GraphSide& y, double width, std::uint32_t index,
                        CellSorter& sorter) {
  DependenceGraph graph;
  x.nodes(width, index, sorter, graph.x);
  y.nodes(width, index, sorter, graph.y);
  sorter.sort_pairs(graph.x, graph.y, graph.edges);
  return graph;
}

}  // namespace infoplane
