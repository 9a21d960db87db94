#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/experiment.h"

namespace infoplane {
namespace {

struct PlaneOptions {
  CommonOptions common;
  std::string directory;
  std::vector<std::string> specs;
};

nlohmann::ordered_json interval_json(const MeanInterval& interval) {
  nlohmann::ordered_json json{{"mean", interval.mean}, {"low", nullptr}, {"high", nullptr}};
  if (interval.low) json["low"] = *interval.low;
  if (interval.high) json["high"] = *interval.high;
  return json;
}

// one object an estimator: what phases.csv says
nlohmann::ordered_json plane_json(const RunReport& report) {
  auto json = nlohmann::ordered_json::array();
  for (const PlaneResult& result : report.planes) {
    nlohmann::ordered_json layers;
    for (std::size_t l = 0; l < result.phases.size(); ++l) {
      const LayerPhases& phases = result.phases[l];
      layers.push_back({{"layer", l + 1},
                        {"peak_epoch_median", phases.peak_epoch_median},
                        {"peak", interval_json(phases.peak_bits)},
                        {"final_i_xt", interval_json(phases.final_bits)},
                        {"drop", interval_json(phases.drop_bits)},
                        {"rise_i_ty", interval_json(phases.rise_ty_bits)},
                        {"final_i_ty", interval_json(phases.final_ty_bits)},
                        {"verdict", verdict_name(phases.verdict)}});
    }
    json.push_back({{"estimator", result.plane.estimator},
                    {"n", result.plane.n_samples},
                    {"replicas", result.plane.replicas.size()},
                    {"units", "bits"},
                    {"layers", layers}});
  }
  return json;
}

int plane(const PlaneOptions& options) {
  const RunResult result = extend_run(options.directory, options.specs, options.common);
  if (options.common.json) {
    fmt::print("{}\n", plane_json(result.report).dump(2));
  } else {
    for (const std::string& line : describe(result)) fmt::print("{}\n", line);
  }
  return kExitDone;
}

}  // namespace

void add_plane_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<PlaneOptions>();
  CLI::App* command = app.add_subcommand(
      "plane", "Information plane of what is already recorded in a run directory");
  command->add_option("RUN", options->directory, "Run directory")->required();
  command->add_option("-e,--estimator", options->specs, "Estimator, such as bins:30,range=-1:1")
      ->required()
      ->take_all();
  command->add_flag("--json", options->common.json, "One JSON document on standard output");
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return plane(*options); }; });
}

}  // namespace infoplane
