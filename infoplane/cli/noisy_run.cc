#include "infoplane/cli/noisy_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/cli/random_weights.h"
#include "infoplane/core/errors.h"
#include "infoplane/weights/gaussian_law.h"
#include "infoplane/weights/information_store.h"
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

LawSpec normal_law(const std::string& law) {
  const LawSpec spec = parse_law(law);
  if (spec.kind == LawSpec::Kind::kGaussian) return spec;
  throw InvalidArgument(
      fmt::format("law '{}' is not normal, but noisy weights need one: gaussian:sd=S, "
                  "gaussian:laplace, gaussian:laplace-diagonal, gaussian:laplace-kronecker or "
                  "gaussian:laplace-hessian",
                  law));
}

// what is stored, if it is of this checkpoint
NoisyNetwork answer(const NoisyQuestion& question, const OpenedRun& run,
                    const CommonOptions& options) {
  const LawSpec spec = normal_law(question.law);
  check_training(spec, run.task, run.directory);
  const std::size_t epoch = run.task.epochs.back();
  const NoisyStore store(run.directory.path());
  const std::string fingerprint = information_fingerprint(
      run.directory.checkpoint_path(spec.replica, epoch),
      fmt::format("{} inputs={} seed={}", question.law, question.n_inputs, run.task.config.seed));
  if (auto known = store.load(question, fingerprint)) return *std::move(known);
  ProgressBar bar(question.law + ": noisy weights", options);
  const Work work = bar.work();
  const Checkpoint checkpoint = run.directory.read_checkpoint(run.task, spec.replica, epoch);
  const LabelledRows inputs(run.task,
                            thinned(run.task.recorded_rows(spec.replica), question.n_inputs));
  const NoisyWeights weights{run.task.network, checkpoint.parameters, checkpoint.statistics,
                             covariance_of(spec, run.task, checkpoint, work)};
  NoisyNetwork network{
      question.law, epoch, inputs.size(),
      noisy_weights_information(weights, inputs.view().x, {.seed = run.task.config.seed}, work)};
  store.save(question, network, fingerprint);
  return network;
}

}  // namespace

NoisyResult measure_noisy_weights(const std::filesystem::path& path,
                                  const std::vector<std::string>& laws, std::size_t n_inputs,
                                  const CommonOptions& options) {
  std::vector<NoisyQuestion> questions;
  for (const std::string& law : laws) {
    const NoisyQuestion question{format_law(normal_law(law)), n_inputs};
    if (std::ranges::find(questions, question) == questions.end()) questions.push_back(question);
  }
  const OpenedRun run = open_run(path);
  NoisyResult result{run.directory.path(), {}};
  const NoisyStore store(run.directory.path());
  for (const NoisyQuestion& question : questions) {
    result.asked.push_back(answer(question, run, options));
    store.ask(question);
  }
  write_random_weights(run, options);
  return result;
}

std::vector<NoisyNetwork> noisy_networks(const OpenedRun& run, const CommonOptions& options) {
  std::vector<NoisyNetwork> networks;
  for (const NoisyQuestion& question : NoisyStore(run.directory.path()).asked()) {
    networks.push_back(answer(question, run, options));
  }
  return networks;
}

}  // namespace infoplane
