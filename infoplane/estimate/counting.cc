#include "infoplane/estimate/counting.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/estimate/flags.h"
#include "infoplane/estimate/label_counts.h"
#include "infoplane/estimate/layers.h"
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

void sort_values(const Discretiser& discretiser, const Columns& values, const LayerKnowledge& layer,
                 Flags& flags, Partition& out, CountingMemory& memory) {
  flags.merge(discretiser.sort(values, layer, memory.sorter, out.cells));
  out.sum_n_log_n = memory.logs.sum(out.cells.counts, out.n_samples());
}

bool mostly_singletons(const Cells& cells) {
  return 2 * static_cast<std::size_t>(std::ranges::count(cells.counts, 1U)) > cells.n_cells();
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
  sort_values(discretiser, memory.columns, knowledge, out.flags, memory.layer, memory.counting);
  out.cells = t.cells.n_cells();
  if (mostly_singletons(t.cells)) out.flags.insert(Flag::kSingletons);
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

NetworkEstimate CountingEstimator::network(const NetworkSample& sample, const Work&) const {
  Memory& memory = thread_memory();
  const std::string name = spec();
  NetworkEstimate out;
  for (std::size_t l = 0; l < sample.layers.size(); ++l) {
    load_layer(sample.layers[l], l, needs_preactivation(), name, memory.columns);
    const std::size_t n = memory.columns.n_rows();
    if (l == 0) {
      partition_inputs(sample.input_ids, n, memory.counting, memory.inputs);
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
    flag_values(Nats(entropy_nats(memory.inputs, memory.counting)), memory.before.n_samples(), out);
  }
  return out;
}

PairEstimate CountingEstimator::pair(const PairSample& sample, const Work&) const {
  discretiser_->check_pair();
  const CheckedPair pair = check_pair(sample, spec());
  Memory& memory = thread_memory();
  PairEstimate out;
  sort_values(*discretiser_, pair.x, {}, out.flags, memory.before, memory.counting);
  sort_values(*discretiser_, pair.y, {}, out.flags, memory.layer, memory.counting);
  // a range of the sample is what is asked for here: nothing to flag
  out.flags.erase(Flag::kRangeOfSample);
  out.information.value = Nats(information_nats(memory.before, memory.layer, memory.counting));
  Cells joint;
  memory.counting.sorter.sort_pairs(memory.before.cells, memory.layer.cells, joint);
  out.cells = joint.n_cells();
  if (mostly_singletons(joint)) out.flags.insert(Flag::kSingletons);
  flag_pair(pair.n(), out);
  return out;
}

}  // namespace infoplane
