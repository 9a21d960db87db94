#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/report/noisy_section.h"
#include "infoplane/report/weights_report.h"
#include "infoplane/report/weights_words.h"

namespace infoplane {
namespace {

using Row = std::vector<std::string>;
using Laws = std::vector<const LawResult*>;

std::string bits(Nats nats) { return csv_number(Bits(nats).value()); }

void append_interval(const MeanInterval& interval, Row& row) {
  row.push_back(csv_number(interval.mean));
  row.push_back(csv_number(interval.low));
  row.push_back(csv_number(interval.high));
}

Laws sorted_laws(const WeightsReport& report) {
  Laws sorted;
  for (const LawResult& law : report.laws) sorted.push_back(&law);
  std::ranges::stable_sort(sorted, {}, [](const LawResult* law) {
    return std::pair(law->plane.law, law->plane.estimator);
  });
  return sorted;
}

// calls add(point, row with epoch and layer) in the order of the rows
void each_point(const LawPlane& plane,
                const std::function<void(const LawPoint&, const Row&)>& add) {
  for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
    for (std::size_t l = 0; l < plane.n_layers; ++l) {
      add(plane.at(e, l), {std::to_string(plane.epochs[e]), std::to_string(l + 1)});
    }
  }
}

void append(Row& row, const Row& more) { row.insert(row.end(), more.begin(), more.end()); }

// of groups of as many vectors as the k-th of by_vectors; fewest vectors first
void append_vectors(const LawPlane& plane, std::size_t k, CsvTable& table) {
  each_point(plane, [&](const LawPoint& point, const Row& place) {
    const GroupedInformation& group = point.by_vectors[k];
    Row row{plane.law, plane.estimator, std::to_string(group.n_vectors),
            std::to_string(group.n_groups)};
    append(row, place);
    append(row, {bits(group.mean.i_xt), bits(group.i_xt_std_error), bits(group.mean.i_ty),
                 bits(group.i_ty_std_error), bits(group.mean.h_t_given_x),
                 bits(group.mean.i_xw_given_t)});
    table.rows.push_back(std::move(row));
  });
}

}  // namespace

CsvTable weights_table(const WeightsReport& report) {
  CsvTable table{
      {"law", "replicas", "epoch", "layer", "h_t_bits", "h_t_given_x_bits", "h_t_given_y_bits",
       "i_xt_given_w_bits", "i_xt_bits", "i_xw_given_t_bits", "i_ty_bits", "flags"},
      {}};
  const bool several = law_estimators(report).size() > 1;
  for (const LawResult* law : sorted_laws(report)) {
    const LawPlane& plane = law->plane;
    each_point(plane, [&](const LawPoint& point, const Row& place) {
      Row row{several ? plane.law + " " + plane.estimator : plane.law,
              std::to_string(plane.n_vectors)};
      append(row, place);
      const LawInformation& all = point.all();
      for (const Nats part : {all.h_t, all.h_t_given_x, all.h_t_given_y, all.i_xt_given_w, all.i_xt,
                              all.i_xw_given_t, all.i_ty}) {
        row.push_back(bits(part));
      }
      row.push_back(format_flags(point.flags));
      table.rows.push_back(std::move(row));
    });
  }
  return table;
}

CsvTable weights_vectors_table(const WeightsReport& report) {
  CsvTable table{{"law", "estimator", "vectors", "groups", "epoch", "layer", "i_xt_bits",
                  "i_xt_std_error_bits", "i_ty_bits", "i_ty_std_error_bits", "h_t_given_x_bits",
                  "i_xw_given_t_bits"},
                 {}};
  for (const LawResult* law : sorted_laws(report)) {
    if (law->plane.points.empty()) continue;
    for (std::size_t k = law->plane.points.front().by_vectors.size(); k-- > 0;) {
      append_vectors(law->plane, k, table);
    }
  }
  return table;
}

CsvTable weights_phases_table(const WeightsReport& report) {
  CsvTable table{{"law", "estimator", "replicas", "layer", "peak_epoch", "peak_bits", "final_bits",
                  "rise_bits", "rise_ci_low_bits", "rise_ci_high_bits", "fall_bits",
                  "fall_ci_low_bits", "fall_ci_high_bits", "final_ty_bits", "label_loss_bits",
                  "label_loss_ci_low_bits", "label_loss_ci_high_bits", "verdict"},
                 {}};
  for (const LawResult* law : sorted_laws(report)) {
    for (std::size_t l = 0; l < law->phases.size(); ++l) {
      const LawPhases& phases = law->phases[l];
      Row row{law->plane.law, law->plane.estimator, std::to_string(law->plane.n_vectors),
              std::to_string(l + 1), std::to_string(phases.peak_epoch)};
      append(row, {csv_number(phases.peak_bits.mean), csv_number(phases.final_bits.mean)});
      append_interval(phases.rise_bits, row);
      append_interval(phases.fall_bits, row);
      row.push_back(csv_number(phases.final_ty_bits.mean));
      append_interval(phases.label_loss_bits, row);
      row.emplace_back(law_verdict_name(phases.verdict));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

CsvTable weights_noisy_table(const WeightsReport& report) {
  CsvTable table{{"law", "epoch", "n", "layer", "i_xt_bits", "i_xt_std_error_bits",
                  "i_xt_lower_bits", "i_xt_upper_bits", "linearised_bits",
                  "linearised_std_error_bits", "difference_bits", "covariance_difference", "flags"},
                 {}};
  std::vector<const NoisyNetwork*> sorted;
  for (const NoisyNetwork& network : report.noisy) sorted.push_back(&network);
  std::ranges::stable_sort(sorted, {}, [](const NoisyNetwork* network) {
    return std::tuple(network->law, network->epoch, network->n_inputs);
  });
  const auto maybe = [](const std::optional<Nats>& nats) {
    return nats ? bits(*nats) : std::string();
  };
  for (const NoisyNetwork* network : sorted) {
    for (const NoisyLayer& layer : network->layers) {
      table.rows.push_back(
          {network->law, std::to_string(network->epoch), std::to_string(network->n_inputs),
           std::to_string(layer.layer), layer.drawn ? bits(layer.drawn->value) : "",
           layer.drawn ? bits(layer.drawn->std_error) : "", maybe(layer.drawn_lower),
           maybe(layer.drawn_upper), bits(layer.linearised.value), bits(layer.linearised.std_error),
           bits(layer.information_difference.value), csv_number(layer.covariance_difference),
           noisy_flags(layer, ";")});
    }
  }
  return table;
}

}  // namespace infoplane
