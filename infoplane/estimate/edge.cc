#include "infoplane/estimate/edge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
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
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/plugin.h"
#include "infoplane/estimate/uncertainty.h"

namespace infoplane {
namespace {

// (H4): bias that a width may have, in nats
constexpr std::size_t kFewOfAName = 8;
constexpr double kMostBias = 0.02;
// what of it shuffled samples may have without proof of a dependence, and how many fewer edges
// are that proof
constexpr double kMostShuffled = 3 * kMostBias;
constexpr double kProof = 4;
// (H5): widths of the ensemble in units of the smallest, and offsets of each
constexpr std::array<double, 5> kMultiples = {1, 1.25, 1.5, 1.75, 2};
constexpr std::uint32_t kOffsets = 4;

// with more columns, which width is chosen moves an estimate more than its samples do
constexpr std::size_t kMostColumnsForError = 4;

// cells from 0 that a value may be away: beyond, neighbouring cells are less than a rounding error
// apart
constexpr double kMostWidths = kernels::kMaxCode / 4;

struct GraphMemory {
  CellSorter sorter;
  DependenceGraph graph;
};

void connect(const GraphSide& x, const GraphSide& y, double width, std::uint32_t index,
             GraphMemory& memory) {
  x.nodes(width, index, memory.sorter, memory.graph.x);
  y.nodes(width, index, memory.sorter, memory.graph.y);
  memory.sorter.sort_pairs(memory.graph.x, memory.graph.y, memory.graph.edges);
}

std::vector<std::uint32_t> shuffled_order(std::size_t n, Purpose purpose) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  Stream stream(0, 0, purpose);
  shuffle(order, stream);
  return order;
}

double mean_of(std::span<const double> values) {
  return std::reduce(values.begin(), values.end()) / static_cast<double>(values.size());
}

// What is known of a width from its graph and from that of shuffled samples, means over offsets.
struct Trial {
  double excess = 0;
  double shuffled_excess = 0;
  double shuffled_information = 0;
  bool separated = false;
};

Trial try_width(const GraphSide& x, const GraphSide& y, std::span<const std::uint32_t> order,
                double width, GraphMemory& memory) {
  Trial trial;
  std::vector<std::uint32_t> shuffled(order.size());
  std::vector<double> samples(order.size());
  DependenceGraph& graph = memory.graph;
  for (std::uint32_t index = 0; index < 2; ++index) {
    connect(x, y, width, index, memory);
    trial.excess += graph.excess() / 2;
    trial.separated = graph.x.n_cells() == x.n_distinct() && graph.y.n_cells() == y.n_distinct();
    for (std::size_t i = 0; i < order.size(); ++i) shuffled[i] = graph.y.ids[order[i]];
    graph.y.ids.swap(shuffled);
    memory.sorter.sort_pairs(graph.x, graph.y, graph.edges);
    trial.shuffled_excess += graph.excess() / 2;
    std::ranges::fill(samples, 0);
    graph.add_information(1, samples);
    trial.shuffled_information += mean_of(samples) / 2;
  }
  return trial;
}

// Too few samples a name for shuffled pairs to show what names make of nothing; without a
// dependence the excess ends the search at once.
bool hardly_repeats(const GraphSide& side) {
  return side.has_names() && kFewOfAName * side.n_distinct() > side.n_rows();
}

// (H4): the smallest width down to which the graph can be trusted; 0 if even exact cells can
double choose_width(const GraphSide& x, const GraphSide& y, GraphMemory& memory) {
  const auto n = static_cast<double>(x.n_rows());
  const std::vector<std::uint32_t> order = shuffled_order(x.n_rows(), Purpose::kEstimate);
  const std::size_t n_columns = std::max(x.n_columns(), y.n_columns());
  // so wide that few columns are divided at all
  double width = 4 * std::max(x.reach(), y.reach()) * static_cast<double>(n_columns);
  double accepted = width;
  // between names that hardly repeat there is nothing to test
  bool proven = hardly_repeats(x) || hardly_repeats(y);
  while (true) {
    const Trial trial = try_width(x, y, order, width, memory);
    if (trial.excess > 2 * n * kMostBias) return accepted;
    if (trial.shuffled_information > kMostShuffled && !proven) {
      proven = trial.shuffled_excess > n * kMostShuffled &&
               trial.shuffled_excess > kProof * trial.excess;
      if (!proven) return accepted;
    }
    if (trial.separated) return 0;
    accepted = width;
    width /= std::numbers::sqrt2;
    // what is still together is so within rounding
    if (std::max(x.reach(), y.reach()) / width > kMostWidths) return proven ? 0 : accepted;
  }
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
    GraphMemory memory;
    const double chosen = choose_width(x, y, memory);
    members = chosen == 0 ? one_width(0) : ensemble(chosen);
  }
  std::vector<Part> parts(members.size());
  parallel_for(members.size(), work, [&](std::size_t m) {
    GraphMemory memory;
    connect(x, y, members[m].width, members[m].index, memory);
    parts[m].samples.assign(x.n_rows(), 0);
    memory.graph.add_information(members[m].weight, parts[m].samples);
    parts[m].bias = members[m].weight * std::max(memory.graph.excess(), 0.0) / (2 * n);
    if (m > 0) return;
    parts[m].x = std::move(memory.graph.x);
    parts[m].edges = std::move(memory.graph.edges);
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
    if (!(side.reach() / *options_.width < kMostWidths)) {
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
