#include "infoplane/weights/law_plane.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/weights/stacked_layers.h"

namespace infoplane {

namespace {

double nats_of(const LawInformation& information, Nats LawInformation::*which) {
  return (information.*which).value();
}

// standard error of the mean of independent numbers                                        (L8)
double error_of_mean(const std::vector<LawInformation>& parts, Nats LawInformation::*which) {
  const auto n = static_cast<double>(parts.size());
  double mean = 0;
  for (const LawInformation& part : parts) mean += nats_of(part, which) / n;
  double squares = 0;
  for (const LawInformation& part : parts) squares += std::pow(nats_of(part, which) - mean, 2);
  return std::sqrt(squares / (n - 1) / n);
}

// jackknife: sqrt( (B - 1)/B sum_b (v_(b) - mean v)^2 )                                    (L7)
double jackknife_error(const std::vector<LawInformation>& left_out, Nats LawInformation::*which) {
  return (static_cast<double>(left_out.size()) - 1) * error_of_mean(left_out, which);
}

LawInformation mean_of(const std::vector<LawInformation>& groups) {
  LawInformation mean;
  for (Nats LawInformation::*part :
       {&LawInformation::h_t, &LawInformation::h_t_given_x, &LawInformation::h_t_given_y,
        &LawInformation::i_xt_given_w, &LawInformation::i_xt, &LawInformation::i_xw_given_t,
        &LawInformation::i_ty}) {
    double sum = 0;
    for (const LawInformation& group : groups) sum += nats_of(group, part);
    mean.*part = Nats(sum / static_cast<double>(groups.size()));
  }
  return mean;
}

// from disjoint groups of n vectors; those that are left over have no say
GroupedInformation in_groups(LawCounts& counts, std::size_t n) {
  GroupedInformation out;
  out.n_vectors = n;
  out.n_groups = counts.n_vectors() / n;
  const std::vector<LawInformation> groups = counts.groups(n);
  out.mean = mean_of(groups);
  if (out.n_groups == 1) return out;
  out.i_xt_std_error = Nats(error_of_mean(groups, &LawInformation::i_xt));
  out.i_ty_std_error = Nats(error_of_mean(groups, &LawInformation::i_ty));
  return out;
}

LawPoint measure_point(LawCounts& counts, const Cells& cells, std::size_t n_blocks) {
  counts.load(cells.ids, cells.n_cells());
  LawPoint point;
  for (std::size_t n = counts.n_vectors(); n > 0; n /= 2) {
    point.by_vectors.push_back(in_groups(counts, n));
  }
  const std::vector<LawInformation> left_out = counts.left_out(n_blocks);
  for (const LawInformation& rest : left_out) point.left_out.push_back({rest.i_xt, rest.i_ty});
  point.by_vectors.front().i_xt_std_error = Nats(jackknife_error(left_out, &LawInformation::i_xt));
  point.by_vectors.front().i_ty_std_error = Nats(jackknife_error(left_out, &LawInformation::i_ty));
  point.cells = cells.n_cells();
  const double log_vectors = std::log(static_cast<double>(counts.n_vectors()));
  if (point.all().h_t_given_x.value() > log_vectors - kUnresolvedBelowLogVectors) {
    point.flags.insert(Flag::kUnresolved);
  }
  return point;
}

class Computation {
 public:
  Computation(const Task& task, const WeightLaw& law, const Discretiser& discretiser,
              const Work& work)
      : task_(task), law_(law), discretiser_(&discretiser), work_(work) {
    const std::vector<std::uint32_t> rows = law.rows();
    labels_ = select_rows(task.data.labels, rows);
    const std::vector<std::uint32_t> ids = input_ids(task.data.inputs());
    for (const std::uint32_t row : rows) input_ids_.push_back(ids[row]);
    plane_.law = law.spec();
    plane_.estimator = discretiser.spec();
    plane_.n_vectors = law.n_vectors();
    plane_.n_samples = rows.size();
    plane_.h_y = LawCounts(labels_, input_ids_).h_y();
    plane_.epochs = law.epochs();
    plane_.n_layers = task.network.layers.size();
    plane_.points.resize(plane_.epochs.size() * plane_.n_layers);
  }

  LawPlane run() {
    fit();
    parallel_for(plane_.epochs.size(), work_, [&](std::size_t e) {
      epoch(e);
      advance();
    });
    return std::move(plane_);
  }

 private:
  // one grid for all epochs and vectors
  void fit() {
    StackedLayers layers(task_, law_, discretiser_->needs_preactivation());
    fitted_ = discretiser_->fitted([&](const auto& visit) {
      for (const std::size_t epoch : law_.epochs()) {
        if (work_.stop.stop_requested()) throw Interrupted();
        visit(layers.sample(epoch));
      }
    });
    if (fitted_) discretiser_ = fitted_.get();
  }

  void epoch(std::size_t e) {
    StackedLayers layers(task_, law_, discretiser_->needs_preactivation());
    const NetworkSample sample = layers.sample(plane_.epochs[e]);
    LawCounts counts(labels_, input_ids_);
    CellSorter sorter;
    Columns columns;
    Cells cells;
    for (std::size_t l = 0; l < plane_.n_layers; ++l) {
      load_layer(sample.layers[l], l, discretiser_->needs_preactivation(), plane_.estimator,
                 columns);
      const Flags flags =
          discretiser_->sort(columns, {l, sample.layers[l].activation_range}, sorter, cells);
      LawPoint& point = plane_.points[e * plane_.n_layers + l];
      point = measure_point(counts, cells, law_.n_blocks());
      point.flags.insert(flags.begin(), flags.end());
    }
  }

  void advance() {
    if (!work_.progress) return;
    const std::scoped_lock lock(mutex_);
    work_.progress(static_cast<double>(++done_), static_cast<double>(plane_.epochs.size()));
  }

  const Task& task_;
  const WeightLaw& law_;
  const Discretiser* discretiser_;
  std::unique_ptr<const Discretiser> fitted_;
  const Work& work_;
  Labels labels_;
  std::vector<std::uint32_t> input_ids_;
  LawPlane plane_;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

}  // namespace

LawPlane compute_law_plane(const Task& task, const WeightLaw& law, const Discretiser& discretiser,
                           const Work& work) {
  return Computation(task, law, discretiser, work).run();
}

}  // namespace infoplane
