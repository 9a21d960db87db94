#include "infoplane/cli/random_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "infoplane/cli/noisy_run.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/estimate/spec.h"
#include "infoplane/plane/plane_compute.h"
#include "infoplane/run/run_source.h"
#include "infoplane/weights/law_spec.h"
#include "infoplane/weights/law_store.h"
#include "infoplane/weights/replica_law.h"
#include "infoplane/weights/training_law.h"

namespace infoplane {
namespace {

constexpr const char* kInformationPage = "weights_information.html";

// A law with the run that its weights are from, if that is another than the one it was asked of.
struct MadeLaw {
  std::unique_ptr<const Task> task;
  std::unique_ptr<const RunDirectory> directory;
  std::unique_ptr<const WeightLaw> law;
};

// Makes laws of the weights of one run, training and sampling what is not there.
class LawMaker {
 public:
  LawMaker(const OpenedRun& run, const CommonOptions& options) : run_(run), options_(options) {}

  // that of the run's replicas
  [[nodiscard]] std::string default_law() const {
    return run_.task.config.vary.init ? "inits" : "sgd";
  }

  MadeLaw make(const std::string& text) {
    const LawSpec spec = parse_law(text);
    switch (spec.kind) {
      case LawSpec::Kind::kInits:
        return inits(spec);
      case LawSpec::Kind::kSgd:
        return sgd(spec);
      case LawSpec::Kind::kWindow:
        return sampled(spec, make_window_law);
      case LawSpec::Kind::kSgld:
        return sampled(spec, make_sgld_law);
      case LawSpec::Kind::kGaussian:
        break;
    }
    return sampled(spec, make_gaussian_law);
  }

 private:
  [[nodiscard]] MadeLaw inits(const LawSpec& spec) const {
    if (!run_.task.config.vary.init) {
      throw InvalidArgument(
          "law inits: the replicas of this run have the same initial weights (vary); their law is "
          "sgd");
    }
    return {nullptr, nullptr, make_replica_law(run_.task, run_.directory, spec.aligned)};
  }

  // of this run, or of one beside it whose networks differ in the order of the batches alone
  [[nodiscard]] MadeLaw sgd(const LawSpec& spec) const {
    const Vary& vary = run_.task.config.vary;
    if (!vary.init && !vary.split && vary.batch) {
      return {nullptr, nullptr, make_replica_law(run_.task, run_.directory, spec.aligned)};
    }
    Config config = run_.task.config;
    config.vary = {.init = false, .split = false, .batch = true};
    config.specs.clear();
    CommonOptions beside = options_;
    beside.output = run_.directory.path().parent_path();
    say(options_, "law sgd: networks that differ in the order of their batches alone");
    const MeasuredRun trained = measure_run(config, {}, beside);
    MadeLaw made{std::make_unique<Task>(make_task(config)),
                 std::make_unique<RunDirectory>(trained.directory), nullptr};
    made.law = make_replica_law(*made.task, *made.directory, spec.aligned);
    return made;
  }

  template <class Make>
  [[nodiscard]] MadeLaw sampled(const LawSpec& spec, const Make& make) const {
    ProgressBar bar(format_law(spec), options_);
    return {nullptr, nullptr, make(spec, run_.task, run_.directory, bar.work())};
  }

  const OpenedRun& run_;
  const CommonOptions& options_;
};

LawPlane plane_of(const LawQuestion& question, LawMaker& maker, const OpenedRun& run,
                  const LawStore& store, const CommonOptions& options) {
  const MadeLaw made = maker.make(question.law);
  const std::string fingerprint = made.law->fingerprint();
  std::optional<LawPlane> plane = store.load(question, fingerprint);
  if (!plane) {
    ProgressBar bar(question.law + ": counting", options);
    plane = compute_law_plane(made.task ? *made.task : run.task, *made.law,
                              *make_discretiser(question.estimator), bar.work());
    store.save(*plane, fingerprint);
  }
  return *std::move(plane);
}

// a wrong specification is said before anything is done
LawQuestion question_of(const std::string& law, const std::string& estimator) {
  return {format_law(parse_law(law)), make_discretiser(estimator)->spec()};
}

std::vector<LawResult> answers(const std::vector<LawQuestion>& questions, const OpenedRun& run,
                               const CommonOptions& options) {
  LawMaker maker(run, options);
  const LawStore store(run.directory.path());
  std::vector<LawResult> laws;
  laws.reserve(questions.size());
  for (const LawQuestion& question : questions) {
    LawPlane plane = plane_of(question, maker, run, store, options);
    std::vector<LawPhases> phases = find_law_phases(plane);
    laws.push_back({std::move(plane), std::move(phases)});
  }
  return laws;
}

// of every kind of cells, where each network stands for itself
std::vector<PlaneResult> ordinary_planes(const OpenedRun& run, const RunSource& source,
                                         const std::vector<LawResult>& laws,
                                         const CommonOptions& options) {
  std::vector<std::string> specs;
  for (const LawResult& law : laws) {
    if (std::ranges::find(specs, law.plane.estimator) == specs.end()) {
      specs.push_back(law.plane.estimator);
    }
  }
  if (specs.empty()) return {};
  const EstimateStore store(run.directory.path() / "estimates");
  ProgressBar bar("estimating", options);
  std::vector<PlaneResult> results;
  for (Plane& plane : compute_planes(source, make_estimators(specs), &store, bar.work())) {
    std::vector<SummaryPoint> summary = summarise(plane);
    std::vector<LayerPhases> phases = find_phases(plane);
    results.push_back({std::move(plane), std::move(summary), std::move(phases)});
  }
  return results;
}

// those, and what else is known of the run
WeightsReport make_report(const OpenedRun& run, std::vector<LawResult> laws,
                          const CommonOptions& options) {
  const RunSource source(run.task, run.directory);
  WeightsReport report;
  report.config = run.task.config;
  report.directory = run.directory.path().filename().string();
  report.layers = source.layers();
  report.ordinary = ordinary_planes(run, source, laws, options);
  report.laws = std::move(laws);
  report.noisy = noisy_networks(run, options);
  if (std::filesystem::exists(run.directory.path() / kInformationPage)) {
    report.information_page = kInformationPage;
  }
  return report;
}

void write_outputs(const WeightsReport& report, const std::filesystem::path& output) {
  if (!report.laws.empty()) {
    write_file(output / "weights.csv", format_csv(weights_table(report)));
    write_file(output / "weights_vectors.csv", format_csv(weights_vectors_table(report)));
    write_file(output / "weights_phases.csv", format_csv(weights_phases_table(report)));
    write_file(output / "weights.svg", weights_svg(report));
  }
  if (!report.noisy.empty()) {
    write_file(output / "weights_noisy.csv", format_csv(weights_noisy_table(report)));
  }
  write_file(output / "weights.html", weights_html(report));
}

}  // namespace

WeightsResult measure_random_weights(const std::filesystem::path& path,
                                     const std::vector<std::string>& laws,
                                     const std::string& estimator, const CommonOptions& options) {
  // what is wrong is said before anything is done
  if (!std::filesystem::is_directory(path)) {
    throw InvalidArgument(
        fmt::format("'{}' is neither a run directory nor an experiment "
                    "(infoplane weights --help)",
                    path.string()));
  }
  const std::string cells = make_discretiser(estimator)->spec();
  std::vector<LawQuestion> asked;
  for (const std::string& law : laws) {
    const LawQuestion question = question_of(law, cells);
    if (std::ranges::find(asked, question) == asked.end()) asked.push_back(question);
  }
  const OpenedRun run = open_run(path);
  if (asked.empty()) asked.push_back({LawMaker(run, options).default_law(), cells});
  const std::vector<LawQuestion> before = LawStore(run.directory.path()).asked();
  std::vector<LawResult> results = answers(before, run, options);
  WeightsResult result{run.directory.path(), {}};
  for (const LawQuestion& question : asked) {
    const auto known = std::ranges::find(before, question);
    if (known == before.end()) {
      std::ranges::move(answers({question}, run, options), std::back_inserter(results));
      result.asked.push_back(results.back());
      LawStore(run.directory.path()).ask({question});
    } else {
      result.asked.push_back(results[static_cast<std::size_t>(known - before.begin())]);
    }
  }
  write_outputs(make_report(run, std::move(results), options), run.directory.path());
  return result;
}

LawPlane measure_law_plane(const std::filesystem::path& path, std::size_t replicas,
                           const std::string& law, const std::string& estimator,
                           const CommonOptions& options) {
  const LawQuestion question = question_of(law, estimator);
  OpenedRun run = open_run(path);
  // the run may have more of them than are asked for
  run.task.config.replicas = replicas;
  LawMaker maker(run, options);
  return plane_of(question, maker, run, LawStore(run.directory.path()), options);
}

void write_random_weights(const OpenedRun& run, const CommonOptions& options) {
  const std::filesystem::path& path = run.directory.path();
  const std::vector<LawQuestion> asked = LawStore(path).asked();
  if (asked.empty() && NoisyStore(path).asked().empty()) return;
  write_outputs(make_report(run, answers(asked, run, options), options), path);
}

}  // namespace infoplane
