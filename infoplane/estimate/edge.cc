#include "infoplane/estimate/edge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/dependence_graph.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/graph_width.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/plugin.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

// (H5): widths of the ensemble in units of the smallest, and offsets of each
constexpr std::array<double, 5> kMultiples = {1, 1.25, 1.5, 1.75, 2};
constexpr std::uint32_t kOffsets = 4;

// with more columns, which width is chosen moves an estimate more than its samples do
constexpr std::size_t kMostColumnsForError = 4;

double mean_of(std::span<const double> values) {
  return std::reduce(values.begin(), values.end()) / static_cast<double>(values.size());
}

// A graph and its share in the ensemble.
struct Member {
  double width = 0;
  std::uint32_t index = 0;
  double weight = 0;
};

// (H5): the smallest weights with sum w = 1 and sum w t^2 = 0, each divided among the offsets
std::vector<Member> ensemble(double width) {
  double s0 = 0;
  double s2 = 0;
  double s4 = 0;
  for (const double t : kMultiples) {
    s0 += 1;
    s2 += t * t;
    s4 += t * t * t * t;
  }
  std::vector<Member> members;
  for (const double t : kMultiples) {
    const double weight = (s4 - s2 * t * t) / (s0 * s4 - s2 * s2);
    for (std::uint32_t index = 0; index < kOffsets; ++index) {
      members.push_back({t * width, index, weight / kOffsets});
    }
  }
  return members;
}

std::vector<Member> one_width(double width) {
  if (width == 0) return {{0, 0, 1}};
  std::vector<Member> members;
  for (std::uint32_t index = 0; index < kOffsets; ++index) {
    members.push_back({width, index, 1.0 / kOffsets});
  }
  return members;
}

// An estimate with the cells of its smallest width.
struct GraphEstimate {
  Estimate information;
  Cells x;
  Cells edges;
};

bool mostly_singletons(const Cells& cells) {
  return 2 * static_cast<std::size_t>(std::ranges::count(cells.counts, 1U)) > cells.n_cells();
}

// One member's part in the ensemble.
struct Part {
  std::vector<double> samples;
  double bias = 0;
  Cells x;
  Cells edges;
};

GraphEstimate estimate(const GraphSide& x, const GraphSide& y, std::optional<double> width,
                       const Work& work) {
  GraphEstimate out;
  const auto n = static_cast<double>(x.n_rows());
  if (n < 2) return out;
  std::vector<Member> members;
  if (width) {
    members = one_width(*width);
  } else {
    const double chosen = choose_graph_width(x, y, work);
    members = chosen == 0 ? one_width(0) : ensemble(chosen);
  }
  std::vector<Part> parts(members.size());
  parallel_for(members.size(), work, [&](std::size_t m) {
    CellSorter sorter;
    DependenceGraph graph = connect(x, y, members[m].width, members[m].index, sorter);
    parts[m].samples.assign(x.n_rows(), 0);
    graph.add_information(members[m].weight, parts[m].samples);
    parts[m].bias = members[m].weight * std::max(graph.excess(), 0.0) / (2 * n);
    if (m > 0) return;
    parts[m].x = std::move(graph.x);
    parts[m].edges = std::move(graph.edges);
  });
  // add up in the order of the members
  std::vector<double> samples(x.n_rows(), 0);
  double bias = 0;
  for (const Part& part : parts) {
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += part.samples[i];
    bias += part.bias;
  }
  const double mean = mean_of(samples);
  out.x = std::move(parts[0].x);
  out.edges = std::move(parts[0].edges);
  out.information.value = Nats(mean - bias);
  const bool many_columns = x.n_columns() + y.n_columns() > kMostColumnsForError;
  if (mostly_singletons(out.edges) || (many_columns && !width)) return out;
  double squares = 0;
  for (const double s : samples) squares += (s - mean) * (s - mean);
  // (H6)
  out.information.std_error = Nats(std::sqrt(squares / (n - 1) / n + std::max(bias, 0.0) / n));
  set_interval(out.information, std::nullopt);
  return out;
}

Cells cells_of(const Labels& labels, std::span<const std::uint32_t> order) {
  CellSorter sorter;
  const std::span<std::uint64_t> keys = sorter.keys(labels.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    keys[i] = labels.classes[order.empty() ? i : order[i]];
  }
  Cells cells;
  sorter.sort(keys, labels.n_classes, cells);
  return cells;
}

Cells cells_of_inputs(const NetworkSample& sample, std::size_t n) {
  CountingMemory memory;
  Partition inputs;
  partition_inputs(sample.input_ids, n, memory, inputs);
  return std::move(inputs.cells);
}

class EdgeEstimator : public Estimator {
 public:
  explicit EdgeEstimator(const EdgeOptions& options) : options_(options) {}

  [[nodiscard]] std::string spec() const override {
    return options_.width ? fmt::format("edge:width={}", *options_.width) : "edge";
  }

  [[nodiscard]] NetworkEstimate network(const NetworkSample& sample,
                                        const Work& work) const override {
    return estimate_layers(sample, [&](const CheckedLayer& layer) {
      LayerEstimate out;
      const GraphSide t = numbers(*layer.t);
      const GraphSide inputs(cells_of_inputs(sample, t.n_rows()));
      const GraphEstimate i_xt = estimate(t, inputs, options_.width, work);
      out.i_xt = i_xt.information;
      if (!out.i_xt.value) {
        out.flags.insert(Flag::kUnresolved);
        return out;
      }
      out.cells = i_xt.x.n_cells();
      if (mostly_singletons(i_xt.x)) out.flags.insert(Flag::kSingletons);
      if (layer.labels == nullptr) return out;
      const GraphSide y(cells_of(*layer.labels, {}));
      out.i_ty = estimate(t, y, options_.width, work).information;
      const GraphSide shuffled(
          cells_of(*layer.labels, shuffled_order(t.n_rows(), Purpose::kShuffledLabels)));
      out.i_ty_shuffled = estimate(t, shuffled, options_.width, work).information.value;
      return out;
    });
  }

  [[nodiscard]] PairEstimate pair(const PairSample& sample, const Work& work) const override {
    const CheckedPair pair = check_pair(sample, spec());
    const auto side = [&](const Columns& columns, bool discrete) {
      return discrete ? GraphSide(cells_of(classes_of_rows(columns), {})) : numbers(columns);
    };
    GraphEstimate found = estimate(side(pair.x, sample.x_discrete), side(pair.y, sample.y_discrete),
                                   options_.width, work);
    PairEstimate out;
    out.information = found.information;
    if (!out.information.value) {
      out.flags.insert(Flag::kUnresolved);
      return out;
    }
    out.cells = found.edges.n_cells();
    if (mostly_singletons(found.edges)) out.flags.insert(Flag::kSingletons);
    flag_pair(pair.n(), out);
    return out;
  }

 private:
  [[nodiscard]] GraphSide numbers(const Columns& columns) const {
    if (!options_.width) return {columns, GraphSide::Units::kStandardDeviations};
    GraphSide side(columns, GraphSide::Units::kOfTheData);
    if (!(side.reach() / *options_.width < kMostGraphWidths)) {
      throw InvalidArgument(
          fmt::format("{}: the values range from {} to {}, too many cells to be numbered", spec(),
                      columns.range().low, columns.range().high));
    }
    return side;
  }

  EdgeOptions options_;
};

}  // namespace

std::unique_ptr<const Estimator> make_edge(const EdgeOptions& options) {
  return std::make_unique<EdgeEstimator>(options);
}

}  // namespace infoplane
