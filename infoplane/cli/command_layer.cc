#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/each_estimator.h"
#include "infoplane/cli/estimate_json.h"
#include "infoplane/cli/sample_file.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/layers.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/nets/activation.h"

namespace infoplane {
namespace {

struct LayerOptions {
  CommonOptions common;
  Unit unit;
  std::string t;
  std::string labels;
  std::string inputs;
  std::string activation;
  std::vector<std::string> specs;
};

// What one estimator says.
struct LayerResult {
  std::string spec;
  LayerEstimate estimate;
};

// The layer as its files give it.
struct LayerFiles {
  SampleFile t;
  std::optional<Labels> labels;
  std::optional<SampleFile> inputs;
  std::vector<std::uint32_t> input_ids;
};

void put_estimate(const std::string& name, const Estimate& estimate, const Unit& unit,
                  nlohmann::ordered_json& json) {
  json[name] = number_json(estimate.value, unit);
  json[name + "_std_error"] = number_json(estimate.std_error, unit);
  json[name + "_ci95"] = interval_json(estimate.ci95, unit);
  json[name + "_lower"] = number_json(estimate.lower, unit);
  json[name + "_upper"] = number_json(estimate.upper, unit);
  put_choice(name + "_", estimate, unit, json);
}

nlohmann::ordered_json layer_json(const std::vector<LayerResult>& results, const LayerFiles& files,
                                  const Unit& unit) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& [spec, layer] : results) {
    nlohmann::ordered_json object{{"estimator", spec},
                                  {"n", files.t.values.rows},
                                  {"d", files.t.values.cols},
                                  {"units", unit.name}};
    put_estimate("i_xt", layer.i_xt, unit, object);
    put_estimate("i_ty", layer.i_ty, unit, object);
    object["shuffled-y"] = number_json(layer.i_ty_shuffled, unit);
    object["h_y"] = files.labels ? number_json(layer.h_y, unit) : nullptr;
    object["cells"] = nullptr;
    if (layer.cells) object["cells"] = *layer.cells;
    object["flags"] = flags_json(layer.flags);
    json.push_back(std::move(object));
  }
  return json;
}

std::string bounds_text(const Estimate& estimate, const Unit& unit) {
  if (!estimate.lower && !estimate.upper) return "-";
  return fmt::format("{} to {}", number_text(estimate.lower, unit),
                     number_text(estimate.upper, unit));
}

void print_layer(const std::vector<LayerResult>& results, const LayerFiles& files,
                 const Unit& unit) {
  fmt::print("one layer in {}, N = {}, {} units", unit.name, files.t.values.rows,
             files.t.values.cols);
  if (files.labels) fmt::print(", H(Y) = {}", number_text(results.front().estimate.h_y, unit));
  std::size_t width = 9;
  for (const auto& result : results) width = std::max(width, result.spec.size());
  constexpr const char* kRow = "{:<{}}  {:<8}{:<28}{:<20}{:<12}{}\n";
  fmt::print("\n");
  fmt::print(fmt::runtime(kRow), "estimator", width, "", "value [95%]", "bounds", "shuffled y",
             "flags");
  for (const auto& [spec, layer] : results) {
    fmt::print(fmt::runtime(kRow), spec, width, "I(X;T)", estimate_text(layer.i_xt, unit),
               bounds_text(layer.i_xt, unit), "", format_flags(layer.flags));
    if (!files.labels) continue;
    fmt::print(fmt::runtime(kRow), "", width, "I(T;Y)", estimate_text(layer.i_ty, unit),
               bounds_text(layer.i_ty, unit), number_text(layer.i_ty_shuffled, unit), "");
  }
  for (const auto& [spec, layer] : results) {
    fmt::print("{}{}", choice_text(spec + ", I(X;T)", layer.i_xt, unit),
               choice_text(spec + ", I(T;Y)", layer.i_ty, unit));
  }
}

LayerFiles read_files(const LayerOptions& options) {
  LayerFiles files;
  files.t = read_samples(options.t);
  const auto check_rows = [&](std::size_t n, const std::string& name) {
    if (n == files.t.values.rows) return;
    throw InvalidArgument(fmt::format("{} has {} rows and {} has {}, but they must be paired",
                                      options.t, files.t.values.rows, name, n));
  };
  if (!options.labels.empty()) {
    files.labels = read_labels(options.labels);
    check_rows(files.labels->size(), options.labels);
  }
  if (!options.inputs.empty()) {
    files.inputs = read_samples(options.inputs);
    check_rows(files.inputs->values.rows, options.inputs);
    Columns columns;
    columns.load(files.inputs->values.view(), options.inputs);
    files.input_ids = classes_of_rows(columns).classes;
  }
  return files;
}

NetworkSample network_sample(const LayerFiles& files, const LayerOptions& options) {
  NetworkSample sample;
  sample.labels = files.labels ? &*files.labels : nullptr;
  if (files.inputs) {
    sample.inputs = files.inputs->values.view();
    sample.input_ids = files.input_ids;
  }
  LayerSample layer;
  layer.t = files.t.values.view();
  if (!options.activation.empty()) {
    layer.activation_range = activation_range(parse_activation(options.activation));
  }
  sample.layers.push_back(layer);
  return sample;
}

int layer(const LayerOptions& options) {
  // a wrong word is said before a large file is read
  const std::vector<std::unique_ptr<const Estimator>> estimators = make_estimators(options.specs);
  if (!options.activation.empty()) parse_activation(options.activation);
  const LayerFiles files = read_files(options);
  const NetworkSample sample = network_sample(files, options);
  std::vector<LayerResult> results;
  std::vector<std::string> need_inputs;
  const std::vector<std::string> refusals = for_each_estimator(
      estimators, options.common, [&](const Estimator& estimator, const Work& work) {
        LayerEstimate estimate = estimator.network(sample, work).layers.at(0);
        // what says why it has none would have none with them
        if (!files.inputs && estimator.uses_inputs() && estimate.i_xt.why.empty()) {
          need_inputs.push_back(estimator.spec());
        }
        results.push_back({estimator.spec(), std::move(estimate)});
      });
  if (results.empty()) throw_refusals(refusals);
  if (options.common.json) {
    fmt::print("{}\n", layer_json(results, files, options.unit).dump(2));
  } else {
    print_layer(results, files, options.unit);
    for (const std::string& spec : need_inputs) fmt::print("{} needs --inputs for I(X;T)\n", spec);
  }
  throw_refusals(refusals);
  return kExitDone;
}

}  // namespace

void add_layer_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<LayerOptions>();
  CLI::App* command = app.add_subcommand("layer", "I(X;T) and I(T;Y) of one layer's activations");
  command->add_option("T.npy", options->t, "Activations, (N, d) or (N,)")->required();
  command->add_option("--labels", options->labels,
                      "Labels, (N,); or probabilities p(y|x), (N, C), .npy");
  command->add_option("--inputs", options->inputs,
                      "Inputs, (N, dx) .npy: equal rows are one input, and nearest-neighbour "
                      "estimators compare them with T");
  command->add_option("--activation", options->activation,
                      "Activation function, whose range is the bins' (tanh: [-1, 1])");
  add_estimator_option(*command, options->specs);
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return layer(*options); }; });
}

}  // namespace infoplane
