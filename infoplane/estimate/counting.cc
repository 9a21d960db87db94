#include "infoplane/estimate/counting.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/label_counts.h"
#include "infoplane/estimate/plugin.h"

namespace infoplane {
namespace {

// What a thread uses again for every checkpoint.
struct Memory {
  CountingMemory counting;
  LabelCounts labels;
  Columns columns;
  // which samples have equal inputs
  Partition inputs;
  // this layer and the one before
  Partition layer;
  Partition before;
};

Memory& thread_memory() {
  thread_local Memory memory;
  return memory;
}

void sort_values(const Discretiser& discretiser, const LayerKnowledge& layer, Flags& flags,
                 Partition& out, Memory& memory) {
  flags.merge(discretiser.sort(memory.columns, layer, memory.counting.sorter, out.cells));
  out.sum_n_log_n = memory.counting.logs.sum(out.cells.counts, out.n_samples());
}

void load_inputs(std::span<const std::uint32_t> ids, std::size_t n, Memory& memory) {
  Partition& inputs = memory.inputs;
  if (ids.empty()) {
    // all differ
    inputs.cells.ids.resize(n);
    std::iota(inputs.cells.ids.begin(), inputs.cells.ids.end(), 0U);
    inputs.cells.counts.assign(n, 1);
    inputs.sum_n_log_n = 0;
    return;
  }
  if (ids.size() != n) {
    throw InvalidArgument(
        fmt::format("input ids: there are {}, but must be one a sample, {}", ids.size(), n));
  }
  const std::span<std::uint64_t> keys = memory.counting.sorter.keys(n);
  std::ranges::copy(ids, keys.begin());
  const std::uint64_t bound = std::uint64_t{*std::ranges::max_element(ids)} + 1;
  memory.counting.sorter.sort(keys, bound, inputs.cells);
  inputs.sum_n_log_n = memory.counting.logs.sum(inputs.cells.counts, n);
}

// H(T) - H(T|X) in nats
double input_information(const Partition& t, Memory& memory) {
  const double h_t = entropy_nats(t, memory.counting);
  // an input of its own for every sample leaves nothing to vary
  if (memory.inputs.cells.n_cells() == t.n_samples()) return h_t;
  return h_t - conditional_entropy_nats(t, memory.inputs, memory.counting);
}

LayerEstimate estimate_layer(const Discretiser& discretiser, const NetworkSample& sample,
                             std::size_t index, Memory& memory) {
  const Partition& t = memory.layer;
  LayerEstimate out;
  const LayerKnowledge knowledge{index, sample.layers[index].activation_range};
  sort_values(discretiser, knowledge, out.flags, memory.layer, memory);
  out.cells = t.cells.n_cells();
  if (2 * static_cast<std::size_t>(std::ranges::count(t.cells.counts, 1U)) > t.cells.n_cells()) {
    out.flags.insert(Flag::kSingletons);
  }
  out.i_xt.value = Nats(input_information(t, memory));
  if (sample.labels != nullptr) {
    out.h_y = memory.labels.h_y();
    out.i_ty.value = memory.labels.information(t, memory.counting);
    out.i_ty_shuffled = memory.labels.shuffled_information(t, memory.counting);
  }
  return out;
}

}  // namespace

void load_layer(const LayerSample& layer, std::size_t index, bool preactivation,
                const std::string& spec, Columns& out) {
  const std::string where = fmt::format("layer {}", index + 1);
  if (preactivation && !layer.preactivation) {
    throw InvalidArgument(fmt::format(
        "{}: what enters the activation was not recorded, but '{}' needs it", where, spec));
  }
  out.load(preactivation ? *layer.preactivation : layer.t, where);
}

std::unique_ptr<const Estimator> CountingEstimator::fitted(const EachCheckpoint& all) const {
  std::unique_ptr<const Discretiser> fit = discretiser_->fitted(all);
  if (fit == nullptr) return nullptr;
  return std::make_unique<CountingEstimator>(std::move(fit));
}

NetworkEstimate CountingEstimator::network(const NetworkSample& sample) const {
  Memory& memory = thread_memory();
  const std::string name = spec();
  NetworkEstimate out;
  for (std::size_t l = 0; l < sample.layers.size(); ++l) {
    load_layer(sample.layers[l], l, needs_preactivation(), name, memory.columns);
    const std::size_t n = memory.columns.n_rows();
    if (l == 0) {
      load_inputs(sample.input_ids, n, memory);
      if (sample.labels != nullptr) memory.labels.load(*sample.labels, n, memory.counting);
    } else if (n != memory.before.n_samples()) {
      throw InvalidArgument(
          fmt::format("layer {}: has {} samples, but must have those of layer 1, {}", l + 1, n,
                      memory.before.n_samples()));
    }
    out.layers.push_back(estimate_layer(*discretiser_, sample, l, memory));
    if (l > 0) {
      out.between.push_back(
          {.value = Nats(information_nats(memory.before, memory.layer, memory.counting))});
    }
    std::swap(memory.before, memory.layer);
  }
  if (!out.layers.empty()) {
    flag_values(Nats(entropy_nats(memory.inputs, memory.counting)), out);
  }
  return out;
}

Estimate CountingEstimator::pair(const Samples& x, const Samples& y) const {
  discretiser_->check_pair();
  if (n_rows(x) != n_rows(y)) {
    throw InvalidArgument(fmt::format("{}: x has {} rows and y has {}, but they must be paired",
                                      spec(), n_rows(x), n_rows(y)));
  }
  Memory& memory = thread_memory();
  // a range of the sample is what is asked for here: nothing to flag
  Flags flags;
  memory.columns.load(x, "x");
  sort_values(*discretiser_, {}, flags, memory.before, memory);
  memory.columns.load(y, "y");
  sort_values(*discretiser_, {}, flags, memory.layer, memory);
  return {.value = Nats(information_nats(memory.before, memory.layer, memory.counting))};
}

}  // namespace infoplane
