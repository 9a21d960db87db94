#include "infoplane/estimate/layers.h"

#include <fmt/format.h>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/discretiser.h"
#include "infoplane/estimate/exact.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/label_counts.h"
#include "infoplane/estimate/plugin.h"

namespace infoplane {
namespace {

void check_rows(std::size_t n, std::size_t n_layer_1, std::string_view what) {
  if (n == n_layer_1) return;
  throw InvalidArgument(
      fmt::format("{}: has {} samples, but must have those of layer 1, {}", what, n, n_layer_1));
}

}  // namespace

NetworkEstimate estimate_layers(const NetworkSample& sample,
                                const std::function<LayerEstimate(const CheckedLayer&)>& estimate) {
  NetworkEstimate out;
  if (sample.layers.empty()) return out;
  const std::size_t n = n_rows(sample.layers[0].t);
  CountingMemory memory;
  LabelCounts labels;
  if (sample.labels != nullptr) labels.load(*sample.labels, n, memory);
  Partition inputs;
  partition_inputs(sample.input_ids, n, memory, inputs);
  Columns input_columns;
  if (sample.inputs) {
    check_rows(n_rows(*sample.inputs), n, "inputs");
    input_columns.load(*sample.inputs, "inputs");
  }
  Columns columns;
  for (std::size_t l = 0; l < sample.layers.size(); ++l) {
    const std::string where = fmt::format("layer {}", l + 1);
    check_rows(n_rows(sample.layers[l].t), n, where);
    columns.load(sample.layers[l].t, where);
    out.layers.push_back(estimate({.index = l,
                                   .t = &columns,
                                   .inputs = sample.inputs ? &input_columns : nullptr,
                                   .labels = sample.labels,
                                   .activation_range = sample.layers[l].activation_range}));
    if (sample.labels != nullptr) out.layers.back().h_y = labels.h_y();
  }
  out.between.resize(out.layers.size() - 1);
  flag_values(Nats(entropy_nats(inputs, memory)), n, out);
  return out;
}

void refuse_noise(const NetworkSample& sample) {
  for (std::size_t l = 0; l < sample.layers.size(); ++l) {
    if (sample.layers[l].noise == 0) continue;
    throw InvalidArgument(
        fmt::format("layer {} has noise of its own, but T must be a function of X; "
                    "`noisy:sigma={}` is for networks with noise",
                    l + 1, sample.layers[l].noise));
  }
}

CheckedPair check_pair(const PairSample& sample, std::string_view spec) {
  if (n_rows(sample.x) != n_rows(sample.y)) {
    throw InvalidArgument(fmt::format("{}: x has {} rows and y has {}, but they must be paired",
                                      spec, n_rows(sample.x), n_rows(sample.y)));
  }
  CheckedPair pair;
  pair.x.load(sample.x, "x");
  pair.y.load(sample.y, "y");
  return pair;
}

Labels classes_of_rows(const Columns& side) {
  CellSorter sorter;
  Cells cells;
  make_exact()->sort(side, {}, sorter, cells);
  return {.n_classes = cells.n_cells(), .classes = std::move(cells.ids), .probabilities = {}};
}

}  // namespace infoplane
