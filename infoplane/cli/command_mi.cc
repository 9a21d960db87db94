#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/cli/each_estimator.h"
#include "infoplane/cli/estimate_json.h"
#include "infoplane/cli/sample_file.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"

namespace infoplane {
namespace {

struct MiOptions {
  CommonOptions common;
  Unit unit;
  std::string x;
  std::string y;
  std::vector<std::string> specs;
  std::string discrete = "auto";
};

// What one estimator says.
struct PairResult {
  std::string spec;
  PairEstimate estimate;
};

nlohmann::ordered_json pair_json(const std::vector<PairResult>& results, const PairSample& sample,
                                 const Unit& unit) {
  auto json = nlohmann::ordered_json::array();
  for (const PairResult& result : results) {
    const Estimate& information = result.estimate.information;
    nlohmann::ordered_json object{{"estimator", result.spec},
                                  {"n", n_rows(sample.x)},
                                  {"dx", n_cols(sample.x)},
                                  {"dy", n_cols(sample.y)},
                                  {"units", unit.name}};
    object["value"] = number_json(information.value, unit);
    object["std_error"] = number_json(information.std_error, unit);
    object["ci95"] = interval_json(information.ci95, unit);
    object["lower"] = number_json(information.lower, unit);
    object["upper"] = number_json(information.upper, unit);
    object["cells"] = nullptr;
    if (result.estimate.cells) object["cells"] = *result.estimate.cells;
    object["flags"] = flags_json(result.estimate.flags);
    put_choice("", information, unit, object);
    json.push_back(std::move(object));
  }
  return json;
}

void print_pair(const std::vector<PairResult>& results, const PairSample& sample,
                const Unit& unit) {
  fmt::print("I(X;Y) in {}, N = {}, dx = {}{}, dy = {}{}\n", unit.name, n_rows(sample.x),
             n_cols(sample.x), sample.x_discrete ? " (discrete)" : "", n_cols(sample.y),
             sample.y_discrete ? " (discrete)" : "");
  std::size_t width = 9;
  for (const PairResult& result : results) width = std::max(width, result.spec.size());
  constexpr const char* kRow = "{:<{}}  {:<28}{:<12}{:<20}{}\n";
  fmt::print(fmt::runtime(kRow), "estimator", width, "value [95%]", "std error", "bounds", "flags");
  for (const PairResult& result : results) {
    const Estimate& information = result.estimate.information;
    const std::string bounds = information.lower || information.upper
                                   ? fmt::format("{} to {}", number_text(information.lower, unit),
                                                 number_text(information.upper, unit))
                                   : "-";
    fmt::print(fmt::runtime(kRow), result.spec, width, estimate_text(information, unit),
               number_text(information.std_error, unit), bounds,
               format_flags(result.estimate.flags));
  }
  for (const PairResult& result : results) {
    fmt::print("{}", choice_text(result.spec, result.estimate.information, unit));
  }
}

int mi(const MiOptions& options) {
  // a wrong specification is said before a large file is read
  const std::vector<std::unique_ptr<const Estimator>> estimators = make_estimators(options.specs);
  const SampleFile x = read_samples(options.x);
  const SampleFile y = read_samples(options.y);
  if (x.values.rows != y.values.rows) {
    throw InvalidArgument(fmt::format("{} has {} rows and {} has {}, but they must be paired",
                                      options.x, x.values.rows, options.y, y.values.rows));
  }
  const bool both = options.discrete == "both";
  const bool automatic = options.discrete == "auto";
  const PairSample sample{x.values.view(), y.values.view(),
                          automatic ? looks_discrete(x) : both || options.discrete == "x",
                          automatic ? looks_discrete(y) : both || options.discrete == "y"};
  const auto hint = [&](const SampleFile& file, bool discrete, const char* name) {
    if (!automatic || discrete || !looks_like_names(file)) return;
    say(options.common, fmt::format("{0} holds whole numbers that come again, but as floats: "
                                    "numbers, unless auto finds otherwise; --discrete {0} takes "
                                    "them as labels",
                                    name));
  };
  hint(x, sample.x_discrete, "x");
  hint(y, sample.y_discrete, "y");
  std::vector<PairResult> results;
  const std::vector<std::string> refusals = for_each_estimator(
      estimators, options.common, [&](const Estimator& estimator, const Work& work) {
        results.push_back({estimator.spec(), estimator.pair(sample, work)});
      });
  if (results.empty()) throw_refusals(refusals);
  if (options.common.json) {
    fmt::print("{}\n", pair_json(results, sample, options.unit).dump(2));
  } else {
    print_pair(results, sample, options.unit);
  }
  throw_refusals(refusals);
  return kExitDone;
}

}  // namespace

void add_mi_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<MiOptions>();
  CLI::App* command = app.add_subcommand("mi", "Mutual information of two paired samples");
  command->add_option("X.npy", options->x, "N samples, (N, dx) or (N,)")->required();
  command->add_option("Y.npy", options->y, "The N samples paired with them")->required();
  add_estimator_option(*command, options->specs);
  command
      ->add_option("--discrete", options->discrete,
                   "Sides whose rows are names, not numbers; auto: one column of integers, most of "
                   "which come again")
      ->check(CLI::IsMember({"auto", "none", "x", "y", "both"}))
      ->capture_default_str();
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return mi(*options); }; });
}

}  // namespace infoplane
