#include "infoplane/report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace infoplane {
namespace {

using Row = std::vector<std::string>;
using Results = std::vector<const PlaneResult*>;

std::string bits(const std::optional<Nats>& nats) {
  if (!nats) return "";
  return csv_number(Bits(*nats).value());
}

void append_estimate(const Estimate& e, Row& row) {
  for (const auto& part : {e.value, e.std_error, e.lower, e.upper}) row.push_back(bits(part));
}

void append_interval(const std::optional<MeanInterval>& interval, Row& row) {
  row.push_back(interval ? csv_number(interval->mean) : "");
  row.push_back(interval ? csv_number(interval->low) : "");
  row.push_back(interval ? csv_number(interval->high) : "");
}

Results by_estimator(const std::vector<PlaneResult>& results) {
  Results sorted;
  for (const PlaneResult& result : results) sorted.push_back(&result);
  std::ranges::sort(sorted, {}, [](const PlaneResult* r) { return r->plane.estimator; });
  return sorted;
}

// a row of the run: indices into a plane
struct Place {
  std::size_t replica = 0;
  std::size_t epoch = 0;
  std::size_t layer = 0;
};

// calls add(result, place) in the order of the rows; all planes of a run have the same shape
void each_point(const std::vector<PlaneResult>& results, std::size_t n_last_layers,
                const std::function<void(const PlaneResult&, const Place&)>& add) {
  const Results sorted = by_estimator(results);
  if (sorted.empty()) return;
  const Plane& shape = sorted.front()->plane;
  for (std::size_t r = 0; r < shape.replicas.size(); ++r) {
    for (std::size_t e = 0; e < shape.epochs.size(); ++e) {
      for (std::size_t l = 0; l + n_last_layers < shape.n_layers; ++l) {
        for (const PlaneResult* result : sorted) add(*result, {r, e, l});
      }
    }
  }
}

Row point_row(const PlaneResult& result, const Place& at) {
  return {std::to_string(result.plane.replicas[at.replica]),
          std::to_string(result.plane.epochs[at.epoch]), std::to_string(at.layer + 1),
          result.plane.estimator};
}

}  // namespace

CsvTable plane_table(const std::vector<PlaneResult>& results) {
  CsvTable table{{"replica", "epoch", "layer", "estimator", "i_xt_bits", "i_xt_std_error_bits",
                  "i_xt_lower_bits", "i_xt_upper_bits", "i_ty_bits", "i_ty_std_error_bits",
                  "i_ty_lower_bits", "i_ty_upper_bits", "cells", "flags"},
                 {}};
  each_point(results, 0, [&](const PlaneResult& result, const Place& at) {
    const LayerEstimate& point = result.plane.at(at.replica, at.epoch, at.layer);
    Row row = point_row(result, at);
    append_estimate(point.i_xt, row);
    append_estimate(point.i_ty, row);
    row.push_back(point.cells ? std::to_string(*point.cells) : "");
    row.push_back(format_flags(point.flags));
    table.rows.push_back(std::move(row));
  });
  return table;
}

CsvTable layers_table(const std::vector<PlaneResult>& results) {
  CsvTable table{{"replica", "epoch", "layer", "estimator", "i_t_next_bits",
                  "i_t_next_std_error_bits", "i_t_next_lower_bits", "i_t_next_upper_bits"},
                 {}};
  each_point(results, 1, [&](const PlaneResult& result, const Place& at) {
    Row row = point_row(result, at);
    append_estimate(result.plane.between_at(at.replica, at.epoch, at.layer), row);
    table.rows.push_back(std::move(row));
  });
  return table;
}

CsvTable shuffled_table(const std::vector<PlaneResult>& results) {
  CsvTable table{{"replica", "epoch", "layer", "estimator", "i_ty_shuffled_bits"}, {}};
  each_point(results, 0, [&](const PlaneResult& result, const Place& at) {
    const LayerEstimate& point = result.plane.at(at.replica, at.epoch, at.layer);
    if (!point.i_ty_shuffled) return;
    Row row = point_row(result, at);
    row.push_back(bits(point.i_ty_shuffled));
    table.rows.push_back(std::move(row));
  });
  return table;
}

CsvTable halved_table(const std::vector<PlaneResult>& results) {
  CsvTable table{{"replica", "epoch", "layer", "estimator", "i_xt_bits", "i_xt_half_passes_bits"},
                 {}};
  each_point(results, 0, [&](const PlaneResult& result, const Place& at) {
    const LayerEstimate& point = result.plane.at(at.replica, at.epoch, at.layer);
    if (!point.i_xt_half_passes) return;
    Row row = point_row(result, at);
    row.push_back(bits(point.i_xt.value));
    row.push_back(bits(point.i_xt_half_passes));
    table.rows.push_back(std::move(row));
  });
  return table;
}

CsvTable summary_table(const std::vector<PlaneResult>& results) {
  CsvTable table{{"epoch", "layer", "estimator", "replicas", "i_xt_mean_bits", "i_xt_ci_low_bits",
                  "i_xt_ci_high_bits", "i_ty_mean_bits", "i_ty_ci_low_bits", "i_ty_ci_high_bits"},
                 {}};
  const Results sorted = by_estimator(results);
  if (sorted.empty()) return table;
  const Plane& shape = sorted.front()->plane;
  for (std::size_t e = 0; e < shape.epochs.size(); ++e) {
    for (std::size_t l = 0; l < shape.n_layers; ++l) {
      for (const PlaneResult* result : sorted) {
        const SummaryPoint& point = result->summary[e * shape.n_layers + l];
        Row row{std::to_string(shape.epochs[e]), std::to_string(l + 1), result->plane.estimator,
                std::to_string(shape.replicas.size())};
        append_interval(point.i_xt_bits, row);
        append_interval(point.i_ty_bits, row);
        table.rows.push_back(std::move(row));
      }
    }
  }
  return table;
}

CsvTable phases_table(const std::vector<PlaneResult>& results) {
  CsvTable table{
      {"layer", "estimator", "replicas", "peak_epoch_median", "peak_mean_bits", "final_mean_bits",
       "drop_mean_bits", "drop_ci_low_bits", "drop_ci_high_bits", "verdict"},
      {}};
  const Results sorted = by_estimator(results);
  if (sorted.empty()) return table;
  for (std::size_t l = 0; l < sorted.front()->plane.n_layers; ++l) {
    for (const PlaneResult* result : sorted) {
      const LayerPhases& phases = result->phases[l];
      Row row{std::to_string(l + 1), result->plane.estimator,
              std::to_string(result->plane.replicas.size())};
      if (has_information(result->plane, l, &LayerEstimate::i_xt)) {
        for (const double value :
             {phases.peak_epoch_median, phases.peak_bits.mean, phases.final_bits.mean}) {
          row.push_back(csv_number(value));
        }
        append_interval(phases.drop_bits, row);
      } else {
        // an estimator without I(X;T) has no peak
        row.resize(row.size() + 6);
      }
      row.emplace_back(verdict_name(phases.verdict));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

}  // namespace infoplane
