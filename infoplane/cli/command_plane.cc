#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/describe.h"
#include "infoplane/cli/experiment.h"
#include "infoplane/run/config_keys.h"

namespace infoplane {
namespace {

struct PlaneOptions {
  CommonOptions common;
  Unit unit;
  std::string directory;
  std::vector<std::string> specs;
  std::string samples;
  std::optional<double> delta_bits;
};

nlohmann::ordered_json interval_json(const MeanInterval& interval) {
  nlohmann::ordered_json json{{"mean", interval.mean}, {"low", nullptr}, {"high", nullptr}};
  if (interval.low) json["low"] = *interval.low;
  if (interval.high) json["high"] = *interval.high;
  return json;
}

// null for what the estimator does not give
nlohmann::ordered_json layer_json(const PlaneResult& result, std::size_t l, const Unit& unit) {
  const LayerPhases& phases = result.phases[l];
  const bool has_x = has_information(result.plane, l, &LayerEstimate::i_xt);
  const bool has_y = has_information(result.plane, l, &LayerEstimate::i_ty);
  const auto interval = [&](bool there, const MeanInterval& bits) -> nlohmann::ordered_json {
    if (!there) return nullptr;
    return interval_json(in_unit(bits, unit));
  };
  nlohmann::ordered_json json{{"layer", l + 1}, {"peak_epoch_median", nullptr}};
  if (has_x) json["peak_epoch_median"] = phases.peak_epoch_median;
  json["peak"] = interval(has_x, phases.peak_bits);
  json["final_i_xt"] = interval(has_x, phases.final_bits);
  json["drop"] = interval(has_x, phases.drop_bits);
  json["rise_i_ty"] = interval(has_y, phases.rise_ty_bits);
  json["final_i_ty"] = interval(has_y, phases.final_ty_bits);
  json["verdict"] = verdict_name(phases.verdict);
  return json;
}

// one object an estimator
nlohmann::ordered_json plane_json(const RunReport& report, const Unit& unit) {
  auto json = nlohmann::ordered_json::array();
  for (const PlaneResult& result : report.planes) {
    auto layers = nlohmann::ordered_json::array();
    for (std::size_t l = 0; l < result.phases.size(); ++l) {
      layers.push_back(layer_json(result, l, unit));
    }
    json.push_back({{"estimator", result.plane.estimator},
                    {"n", result.plane.n_samples},
                    {"replicas", result.plane.replicas.size()},
                    {"units", unit.name},
                    {"layers", layers}});
  }
  return json;
}

View view_of(const PlaneOptions& options) {
  View view;
  view.delta_bits = options.delta_bits;
  if (options.samples.empty()) return view;
  Config config;
  set_key(find_key("record.samples", ""), {options.samples}, "--samples: ", config);
  view.samples = config.record_samples;
  return view;
}

int plane(const PlaneOptions& options) {
  const RunResult result =
      extend_run(options.directory, options.specs, view_of(options), options.common);
  if (options.common.json) {
    fmt::print("{}\n", plane_json(result.report, options.unit).dump(2));
  } else {
    for (const std::string& line : describe(result, options.unit)) fmt::print("{}\n", line);
  }
  return kExitDone;
}

}  // namespace

void add_plane_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<PlaneOptions>();
  CLI::App* command = app.add_subcommand(
      "plane", "Information plane of what is already recorded in a run directory");
  command->add_option("RUN", options->directory, "Run directory")->required();
  add_estimator_option(*command, options->specs);
  command
      ->add_option("--samples", options->samples,
                   "Samples to take the information over, whatever the run recorded: all, train or "
                   "test; other ones than the run's have a folder of their own in it")
      ->check(CLI::IsMember({"all", "train", "test"}));
  command
      ->add_option("--delta", options->delta_bits,
                   "Estimate at as few checkpoints as leave consecutive points of every layer no "
                   "further apart than so many bits; in a folder of its own")
      ->check(CLI::PositiveNumber);
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return plane(*options); }; });
}

}  // namespace infoplane
