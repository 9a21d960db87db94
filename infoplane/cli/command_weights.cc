#include <fmt/format.h>

#include <memory>

#include "infoplane/cli/commands.h"
#include "infoplane/core/errors.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/weights/law_plane.h"
#include "infoplane/weights/replica_law.h"

namespace infoplane {
namespace {

struct WeightsOptions {
  CommonOptions common;
  Unit unit;
  std::string directory;
  std::vector<std::string> laws;
  std::string estimator = "bins:30";
};

int weights(const WeightsOptions& options) {
  const RunDirectory directory(options.directory);
  const Task task = make_task(directory.read_config());
  const auto law = make_replica_law(task, directory, options.laws.size() > 1);
  const auto cells = make_discretiser(options.estimator);
  ProgressBar bar("weights", options.common);
  const LawPlane plane = compute_law_plane(task, *law, *cells, bar.work());
  for (std::size_t e = 0; e < plane.epochs.size(); e += (e + 30 < plane.epochs.size() ? 30 : 1)) {
    for (std::size_t l = 0; l < plane.n_layers; ++l) {
      const LawPoint& p = plane.at(e, l);
      fmt::print("{} {}: ", plane.epochs[e], l + 1);
      for (const auto& g : p.by_vectors) fmt::print("{}:{:.3f}+-{:.3f} ", g.n_vectors, Bits(g.mean.i_xt).value(), Bits(g.i_xt_std_error).value());
      fmt::print("ty {:.3f} hx {:.3f} {}\n", Bits(p.all().i_ty).value(), Bits(p.all().h_t_given_x).value(), format_flags(p.flags));
    }
  }
  return kExitDone;
}

}  // namespace

void add_weights_command(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<WeightsOptions>();
  CLI::App* command = app.add_subcommand("weights", "Weights as random variables");
  command->add_option("RUN", options->directory, "Run directory")->required();
  command->add_option("--law", options->laws, "Law of the weights");
  add_result_options(*command, options->unit, options->common);
  add_common_options(*command, options->common);
  command->callback([options, &chosen] { chosen = [options] { return weights(*options); }; });
}

}  // namespace infoplane
