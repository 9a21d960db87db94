#include "infoplane/report/information_words.h"

#include <fmt/format.h>

#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

// 1 or -1 if the whole interval is on that side of 0, else 0; without one nothing is known, though
// two networks always have a perfect order
int sign_of(const std::optional<KendallTau>& tau) {
  if (!tau || !tau->interval) return 0;
  return tau->interval->low > 0 ? 1 : tau->interval->high < 0 ? -1 : 0;
}

// "gaussian and pac-bayes go with the gap, train-loss goes against it"
std::string signs_text(const InformationReport& report, std::optional<KendallTau> GapTau::*which) {
  std::vector<std::string> with;
  std::vector<std::string> against;
  for (const GapTau& of : report.taus) {
    const int found = sign_of(of.*which);
    if (found > 0) with.emplace_back(measure_title(of.measure));
    if (found < 0) against.emplace_back(measure_title(of.measure));
  }
  std::string text;
  if (!with.empty()) {
    text = fmt::format("{} {} with the gap", join_words(with), with.size() == 1 ? "goes" : "go");
  }
  if (!against.empty()) {
    text += fmt::format("{}{} {} against it", text.empty() ? "" : ", ", join_words(against),
                        against.size() == 1 ? "goes" : "go");
  }
  return text.empty() ? "no measure is seen to go with the gap or against it" : text;
}

}  // namespace

std::string_view measure_title(WeightMeasure measure) {
  switch (measure) {
    case WeightMeasure::kGaussian:
      return "Gaussian information";
    case WeightMeasure::kPacBayes:
      return "PAC-Bayes information";
    case WeightMeasure::kPacBayesCode:
      return "the code of the PAC-Bayes information";
    case WeightMeasure::kPacBayesDraw:
      return "a draw of that code";
    case WeightMeasure::kTrainLoss:
      return "training loss";
    case WeightMeasure::kTrajectoryBound:
      break;
  }
  return "the trajectory bound";
}

std::string gap_headline(const InformationReport& report) {
  if (report.taus.empty()) return "There are no test samples, and so is no generalisation gap";
  std::string text;
  if (report.runs.size() > 1) {
    text = fmt::format("Between the {} runs {}; ", report.runs.size(),
                       signs_text(report, &GapTau::between));
  }
  return text + fmt::format("{} {}", text.empty() ? "Within the run" : "within a run",
                            signs_text(report, &GapTau::within_mean));
}

std::string tau_text(const std::optional<KendallTau>& tau) {
  if (!tau) return "-";
  if (!tau->interval) return fixed(tau->tau, 2);
  return fmt::format("{} [{}, {}]", fixed(tau->tau, 2), fixed(tau->interval->low, 2),
                     fixed(tau->interval->high, 2));
}

}  // namespace infoplane
