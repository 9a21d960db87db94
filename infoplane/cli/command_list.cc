#include <fmt/format.h>

#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/data/dataset.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/run/presets.h"
#include "infoplane/weights/law_spec.h"

namespace infoplane {
namespace {

int list_presets() {
  for (const Preset& preset : presets()) fmt::print("{:<24} {}\n", preset.name, preset.summary);
  return kExitDone;
}

int list_datasets() {
  for (const DatasetInfo& dataset : known_datasets()) {
    fmt::print("{:<24} {}\n", dataset.name, dataset.summary);
  }
  return kExitDone;
}

int list_estimators() {
  for (const EstimatorInfo& estimator : known_estimators()) {
    fmt::print("{}\n    {} ({})\n", estimator.usage, estimator.summary, estimator.source);
  }
  return kExitDone;
}

int list_laws() {
  for (const LawInfo& law : known_laws()) fmt::print("{}\n    {}\n", law.usage, law.summary);
  return kExitDone;
}

}  // namespace

void add_list_commands(CLI::App& app, Command& chosen) {
  // they say nothing but what they list; the options are there because every command has them
  auto options = std::make_shared<CommonOptions>();
  const auto add_list = [&app, options](const char* name, const char* what) {
    CLI::App* command = app.add_subcommand(name, what);
    add_common_options(*command, *options);
    return command;
  };
  CLI::App* presets_command = add_list("presets", "The experiments that come with infoplane");
  auto name = std::make_shared<std::string>();
  CLI::App* show = presets_command->add_subcommand("show", "One preset's TOML");
  show->add_option("NAME", *name)->required();
  presets_command->callback([options, show, name, &chosen] {
    if (show->parsed()) {
      chosen = [name] {
        fmt::print("{}", find_preset(*name).toml);
        return kExitDone;
      };
    } else {
      chosen = list_presets;
    }
  });
  add_list("datasets", "The data sets that come with infoplane")->callback([options, &chosen] {
    chosen = list_datasets;
  });
  add_list("estimators", "The estimators and how to write them")->callback([options, &chosen] {
    chosen = list_estimators;
  });
  add_list("laws", "The laws of random weights and how to write them")
      ->callback([options, &chosen] { chosen = list_laws; });
}

}  // namespace infoplane
