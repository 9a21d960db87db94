#include "infoplane/cli/weights_json.h"

#include <optional>

#include "infoplane/cli/describe.h"
#include "infoplane/core/units.h"

namespace infoplane {
namespace {

using nlohmann::ordered_json;

double shown(Nats nats, const Unit& unit) { return unit.per_bit() * Bits(nats).value(); }

ordered_json interval_json(const MeanInterval& bits, const Unit& unit) {
  const MeanInterval shown = in_unit(bits, unit);
  ordered_json json{{"mean", shown.mean}, {"low", nullptr}, {"high", nullptr}};
  if (shown.low) json["low"] = *shown.low;
  if (shown.high) json["high"] = *shown.high;
  return json;
}

ordered_json layer_json(const LawResult& law, std::size_t l, const Unit& unit) {
  const LawPoint& point = law.plane.at(law.plane.epochs.size() - 1, l);
  const LawInformation& all = point.all();
  const LawPhases& phases = law.phases[l];
  auto by_vectors = ordered_json::array();
  for (const GroupedInformation& group : point.by_vectors) {
    by_vectors.push_back({{"vectors", group.n_vectors},
                          {"groups", group.n_groups},
                          {"i_xt", shown(group.mean.i_xt, unit)},
                          {"i_xt_std_error", shown(group.i_xt_std_error, unit)},
                          {"i_ty", shown(group.mean.i_ty, unit)},
                          {"i_ty_std_error", shown(group.i_ty_std_error, unit)}});
  }
  auto flags = ordered_json::array();
  for (const Flag flag : point.flags) flags.push_back(flag_name(flag));
  return {{"layer", l + 1},
          {"h_t", shown(all.h_t, unit)},
          {"h_t_given_x", shown(all.h_t_given_x, unit)},
          {"h_t_given_y", shown(all.h_t_given_y, unit)},
          {"i_xt_given_w", shown(all.i_xt_given_w, unit)},
          {"i_xt", shown(all.i_xt, unit)},
          {"i_xw_given_t", shown(all.i_xw_given_t, unit)},
          {"i_ty", shown(all.i_ty, unit)},
          {"peak_epoch", phases.peak_epoch},
          {"rise", interval_json(phases.rise_bits, unit)},
          {"fall", interval_json(phases.fall_bits, unit)},
          {"label_loss", interval_json(phases.label_loss_bits, unit)},
          {"verdict", law_verdict_name(phases.verdict)},
          {"by_vectors", by_vectors},
          {"cells", point.cells},
          {"flags", flags}};
}

}  // namespace

double in_print(const ExperimentTable::Column& column, double value, const Unit& unit) {
  return column.information ? unit.per_bit() * value : value;
}

std::string column_name(const ExperimentTable::Column& column, const Unit& unit) {
  if (!column.information) return column.name;
  return column.name.substr(0, column.name.rfind('_') + 1) + unit.name;
}

ordered_json laws_json(const std::vector<LawResult>& laws, const Unit& unit) {
  auto json = ordered_json::array();
  for (const LawResult& law : laws) {
    auto layers = ordered_json::array();
    for (std::size_t l = 0; l < law.plane.n_layers; ++l) layers.push_back(layer_json(law, l, unit));
    json.push_back({{"law", law.plane.law},
                    {"estimator", law.plane.estimator},
                    {"vectors", law.plane.n_vectors},
                    {"n", law.plane.n_samples},
                    {"epoch", law.plane.epochs.back()},
                    {"units", unit.name},
                    {"layers", layers}});
  }
  return json;
}

ordered_json noisy_json(const std::vector<NoisyNetwork>& networks, const Unit& unit) {
  auto json = ordered_json::array();
  for (const NoisyNetwork& noisy : networks) {
    auto layers = ordered_json::array();
    for (const NoisyLayer& layer : noisy.layers) {
      ordered_json object{{"layer", layer.layer},
                          {"i_xt", nullptr},
                          {"i_xt_std_error", nullptr},
                          {"i_xt_lower", nullptr},
                          {"i_xt_upper", nullptr},
                          {"linearised", shown(layer.linearised.value, unit)},
                          {"linearised_std_error", shown(layer.linearised.std_error, unit)},
                          {"difference", shown(layer.information_difference.value, unit)},
                          {"covariance_difference", layer.covariance_difference},
                          {"linearisation_fails", layer.linearisation_fails},
                          {"unresolved", layer.unresolved}};
      if (layer.drawn) {
        object["i_xt"] = shown(layer.drawn->value, unit);
        object["i_xt_std_error"] = shown(layer.drawn->std_error, unit);
      }
      if (layer.drawn_lower) object["i_xt_lower"] = shown(*layer.drawn_lower, unit);
      if (layer.drawn_upper) object["i_xt_upper"] = shown(*layer.drawn_upper, unit);
      layers.push_back(object);
    }
    json.push_back({{"law", noisy.law},
                    {"epoch", noisy.epoch},
                    {"n", noisy.n_inputs},
                    {"units", unit.name},
                    {"layers", layers}});
  }
  return json;
}

ordered_json experiment_json(const ExperimentTable& table, const Unit& unit) {
  auto rows = ordered_json::array();
  for (const auto& row : table.rows) {
    ordered_json object;
    for (std::size_t k = 0; k < row.size(); ++k) {
      const ExperimentTable::Column& column = table.columns[k];
      ordered_json& place = object[column_name(column, unit)];
      if (row[k]) place = in_print(column, *row[k], unit);
    }
    rows.push_back(object);
  }
  return {
      {"experiment", table.title}, {"units", unit.name}, {"rows", rows}, {"notes", table.notes}};
}

}  // namespace infoplane
