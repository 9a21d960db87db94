#include "infoplane/cli/weight_information.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "infoplane/cli/experiment.h"
#include "infoplane/cli/random_weights.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/text.h"
#include "infoplane/report/axis.h"
#include "infoplane/report/information_words.h"
#include "infoplane/report/markup.h"
#include "infoplane/run/config_keys.h"

namespace infoplane {
namespace {

// the runs that a path stands for, with the labels that a comparison gives them
struct NamedRun {
  std::filesystem::path path;
  std::string label;
};

std::vector<NamedRun> runs_of(const std::filesystem::path& path) {
  const std::filesystem::path listing = path / "runs.txt";
  if (RunDirectory(path).exists() || !std::filesystem::exists(listing)) return {{path, ""}};
  std::vector<NamedRun> runs;
  for (const std::string& line : split(read_file(listing), '\n')) {
    const std::vector<std::string> parts = split(line, '\t');
    if (parts.size() == 2) runs.push_back({parts[0], parts[1]});
  }
  if (runs.empty()) throw DataError(fmt::format("{}: names no run", listing.string()));
  return runs;
}

std::vector<NamedRun> all_runs(const std::vector<std::filesystem::path>& paths) {
  std::vector<NamedRun> all;
  for (const std::filesystem::path& path : paths)
    std::ranges::move(runs_of(path), std::back_inserter(all));
  if (all.empty()) throw InvalidArgument("information: there are no runs to measure");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto same = [&](const NamedRun& other) {
      return std::filesystem::equivalent(other.path, all[i].path);
    };
    const auto before = all.begin() + static_cast<std::ptrdiff_t>(i);
    // what is not there is said when it is opened
    if (!std::filesystem::exists(all[i].path)) break;
    if (std::any_of(all.begin(), before, same)) {
      throw InvalidArgument(fmt::format("information: {} is given twice", all[i].path.string()));
    }
  }
  return all;
}

// what the keys say that are not the same in all runs; the directory's name where that is nothing
std::string label_of(const OpenedRun& run, const std::vector<OpenedRun>& all) {
  std::vector<std::string> words;
  for (const ConfigKey& key : config_keys()) {
    if (key.hashed_by == HashedBy::kNothing) continue;
    const ConfigValue value = key.write(run.task.config);
    const bool same = std::ranges::all_of(
        all, [&](const OpenedRun& other) { return key.write(other.task.config) == value; });
    if (!same) words.push_back(fmt::format("{}={}", key.name, plain_value(value)));
  }
  if (words.empty()) return run.directory.path().filename().string();
  return fmt::format("{}", fmt::join(words, " "));
}

// finished in all of the runs
std::vector<std::uint32_t> common_replicas(const std::vector<OpenedRun>& runs,
                                           std::optional<std::size_t> most) {
  std::vector<std::uint32_t> common = runs.front().directory.finished_replicas(runs.front().task);
  for (const OpenedRun& run : runs) {
    const std::vector<std::uint32_t> finished = run.directory.finished_replicas(run.task);
    std::erase_if(common, [&](std::uint32_t replica) {
      return std::ranges::find(finished, replica) == finished.end();
    });
  }
  if (common.empty())
    throw InvalidArgument("information: no replica is finished in all of the runs");
  if (most && *most < common.size()) common.resize(*most);
  return common;
}

TrainingInformation measure(const OpenedRun& run, const std::string& label,
                            const std::vector<std::uint32_t>& replicas,
                            const WeightInformationOptions& options, const CommonOptions& common) {
  std::vector<std::size_t> epochs;
  for (const std::size_t i : thin_epochs(run.task.epochs, options.most_epochs)) {
    epochs.push_back(run.task.epochs[i]);
  }
  ProgressBar bar(label + ": information", common);
  return measure_training_information(run.task, run.directory, replicas, epochs, options.measured,
                                      bar.work());
}

void write_run(const OpenedRun& run, const TrainingInformation& information) {
  const std::filesystem::path& path = run.directory.path();
  write_file(path / "weights_information.csv", format_csv(information_table(information)));
  write_file(path / "weights_trajectory.csv", format_csv(trajectory_table(information)));
}

std::filesystem::path write_comparison(const WeightInformation& found,
                                       const CommonOptions& common) {
  std::string listing;
  for (std::size_t i = 0; i < found.runs.size(); ++i) {
    listing += fmt::format("{}\t{}\n", found.runs[i].string(), found.report.labels[i]);
  }
  std::filesystem::path directory =
      common.output / fmt::format("information-comparison-{}", sha256_hex(listing).substr(0, 8));
  make_directory(directory);
  const DirectoryLock lock(directory);
  remove_temporaries(directory);
  write_file(directory / "runs.txt", listing);
  write_file(directory / "weights_information.csv",
             format_csv(compared_information_table(found.report)));
  write_file(directory / "gap_taus.csv", format_csv(gap_table(found.report)));
  write_file(directory / "report.html",
             information_html(counted(found.runs.size(), "run"), found.report));
  return directory;
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double median_at_last(const TrainingInformation& run, WeightMeasure measure) {
  std::vector<double> values;
  for (std::size_t r = 0; r < run.replicas.size(); ++r) {
    values.push_back(measure_of(run.last(r), measure));
  }
  return median_of(std::move(values));
}

std::optional<double> median_gap(const TrainingInformation& run) {
  std::vector<double> gaps;
  for (std::size_t r = 0; r < run.replicas.size(); ++r) {
    if (const auto gap = run.last(r).gap()) gaps.push_back(*gap);
  }
  if (gaps.empty()) return std::nullopt;
  return median_of(std::move(gaps));
}

}  // namespace

WeightInformation measure_weight_information(const std::vector<std::filesystem::path>& paths,
                                             const WeightInformationOptions& options,
                                             const CommonOptions& common) {
  if (options.most_epochs < 2) {
    throw InvalidArgument(fmt::format(
        "information: the number of epochs is {}, but must be at least 2", options.most_epochs));
  }
  const std::vector<NamedRun> named = all_runs(paths);
  std::vector<OpenedRun> opened;
  opened.reserve(named.size());
  for (const NamedRun& run : named) opened.push_back(open_run(run.path));
  const std::vector<std::uint32_t> replicas = common_replicas(opened, options.replicas);
  WeightInformation found;
  for (std::size_t i = 0; i < opened.size(); ++i) {
    const OpenedRun& run = opened[i];
    found.runs.push_back(run.directory.path());
    found.report.labels.push_back(named[i].label.empty() ? label_of(run, opened) : named[i].label);
    found.report.runs.push_back(
        measure(run, found.report.labels.back(), replicas, options, common));
    write_run(run, found.report.runs.back());
  }
  const auto has_gap = [](const TrainingInformation& run) { return run.last(0).gap().has_value(); };
  if (std::ranges::all_of(found.report.runs, has_gap)) {
    found.report.taus = compare_with_gap(found.report.runs);
  }
  found.directory = found.runs.front();
  if (found.runs.size() > 1) {
    found.directory = write_comparison(found, common);
  } else {
    write_file(found.directory / "weights_information.html",
               information_html(found.directory.filename().string(), found.report));
    // where there is one it names the page
    write_random_weights(opened.front(), common);
  }
  return found;
}

std::vector<std::string> describe_weight_information(const WeightInformation& found,
                                                     const Unit& unit) {
  constexpr const char* kRow = "{:<44}{:>7}{:>7}{:>11}{:>12}{:>12}{:>20}";
  const InformationReport& report = found.report;
  std::vector<std::string> lines{
      fmt::format("information in the weights at the last epoch, {}; median over {}", unit.name,
                  counted(report.runs.front().replicas.size(), "replica")),
      fmt::format(fmt::runtime(kRow), "run", "loss", "gap", "Gaussian", "PAC-Bayes", "its code",
                  "trajectory bound")};
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const TrainingInformation& run = report.runs[i];
    const auto nats = [&](double value) { return unit.per_bit() * Bits(Nats(value)).value(); };
    const auto median = [&](WeightMeasure measure) { return median_at_last(run, measure); };
    const std::optional<double> gap = median_gap(run);
    const auto& bounds = run.trajectory.bounds;
    lines.push_back(fmt::format(fmt::runtime(kRow), report.labels[i],
                                fmt::format("{:.3f}", median(WeightMeasure::kTrainLoss)),
                                gap ? fmt::format("{:.3f}", *gap) : "-",
                                fmt::format("{:.1f}", nats(median(WeightMeasure::kGaussian))),
                                fmt::format("{:.4g}", nats(median(WeightMeasure::kPacBayes))),
                                fmt::format("{:.3g}", median(WeightMeasure::kPacBayesCode)),
                                bounds.empty()
                                    ? "-"
                                    : fmt::format("{:.4g} of {:.4g}", nats(bounds.back().mean),
                                                  nats(run.trajectory.all_nats))));
  }
  constexpr const char* kTauRow = "{:<22}{:<24}{:<24}{}";
  if (!report.taus.empty()) {
    lines.emplace_back("Kendall's tau with the generalisation gap [95%]");
    lines.push_back(fmt::format(fmt::runtime(kTauRow), "measure", "all networks", "between runs",
                                "within a run, mean"));
  }
  for (const GapTau& of : report.taus) {
    lines.push_back(fmt::format(fmt::runtime(kTauRow), measure_name(of.measure),
                                tau_text(of.pooled), tau_text(of.between),
                                tau_text(of.within_mean)));
  }
  lines.push_back(gap_headline(report));
  return lines;
}

}  // namespace infoplane
