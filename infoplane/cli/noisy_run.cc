#include "infoplane/cli/noisy_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/cli/experiment.h"
#include "infoplane/core/errors.h"
#include "infoplane/weights/gaussian_law.h"
#include "infoplane/weights/stored_law.h"

namespace infoplane {
namespace {

// as the estimator of noisy weights takes it
NoiseCovariance covariance_of(const LawSpec& spec, const Task& task, const Checkpoint& checkpoint,
                              const Work& work) {
  if (spec.covariance == LawSpec::Covariance::kIsotropic) return IsotropicNoise{spec.deviation};
  const LabelledRows training(task, task.split(spec.replica).train_rows);
  const GaussianWeights normal = gaussian_law_at(spec, task.network, training, checkpoint, work);
  if (spec.covariance == LawSpec::Covariance::kLaplaceDiagonal) {
    return DiagonalNoise{normal.covariance().diagonal()};
  }
  return DenseNoise{normal.covariance()};
}

// evenly spaced ones of them, all if there are no more
std::vector<std::uint32_t> thinned(const std::vector<std::uint32_t>& rows, std::size_t n) {
  if (n >= rows.size()) return rows;
  std::vector<std::uint32_t> out;
  for (std::size_t k = 0; k < n; ++k) out.push_back(rows[k * rows.size() / n]);
  return out;
}

}  // namespace

NoisyRun measure_noisy_weights(const std::filesystem::path& path, const std::string& law,
                               std::size_t n_inputs, const CommonOptions& options) {
  const LawSpec spec = parse_law(law);
  if (spec.kind != LawSpec::Kind::kGaussian) {
    throw InvalidArgument(
        fmt::format("law '{}' is not normal, but noisy weights need one: gaussian:sd=S, "
                    "gaussian:laplace, gaussian:laplace-diagonal or gaussian:laplace-kronecker",
                    law));
  }
  const OpenedRun run = open_run(path);
  check_training(spec, run.task, run.directory);
  ProgressBar bar(format_law(spec) + ": noisy weights", options);
  const Work work = bar.work();
  const Checkpoint checkpoint =
      run.directory.read_checkpoint(run.task, spec.replica, run.task.epochs.back());
  const LabelledRows inputs(run.task, thinned(run.task.recorded_rows(spec.replica), n_inputs));
  NoisyWeights network{run.task.network, checkpoint.parameters, checkpoint.statistics,
                       covariance_of(spec, run.task, checkpoint, work)};
  return {
      format_law(spec), checkpoint.epoch, inputs.size(),
      noisy_weights_information(network, inputs.view().x, {.seed = run.task.config.seed}, work)};
}

}  // namespace infoplane
