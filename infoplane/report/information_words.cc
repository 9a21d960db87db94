#include "infoplane/report/information_words.h"

#include <fmt/format.h>

#include <functional>

#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

// 1 or -1 if the whole interval is on that side of 0, else 0
int sign_of(const std::optional<Range>& interval) {
  if (!interval) return 0;
  return interval->low > 0 ? 1 : interval->high < 0 ? -1 : 0;
}

int between_sign(const GapTau& of) {
  if (!of.between) return 0;
  // of a perfect order the jackknife knows no interval
  if (of.between->tau == 1 || of.between->tau == -1) return of.between->tau > 0 ? 1 : -1;
  return sign_of(of.between->interval);
}

int within_sign(const GapTau& of) {
  if (!of.within_mean || !of.within_mean->low) return 0;
  return sign_of(Range{*of.within_mean->low, *of.within_mean->high});
}

// "gaussian and pac-bayes go with the gap, train-loss goes against it"
std::string signs_text(const InformationReport& report,
                       const std::function<int(const GapTau&)>& sign) {
  std::vector<std::string> with;
  std::vector<std::string> against;
  for (const GapTau& of : report.taus) {
    const int found = sign(of);
    if (found > 0) with.emplace_back(measure_name(of.measure));
    if (found < 0) against.emplace_back(measure_name(of.measure));
  }
  std::string text;
  if (!with.empty()) {
    text = fmt::format("{} {} with the gap", join_words(with), with.size() == 1 ? "goes" : "go");
  }
  if (!against.empty()) {
    text += fmt::format("{}{} {} against it", text.empty() ? "" : ", ", join_words(against),
                        against.size() == 1 ? "goes" : "go");
  }
  return text.empty() ? "no measure goes with the gap or against it" : text;
}

std::string interval_text(double value, std::optional<double> low, std::optional<double> high) {
  if (!low || !high) return fixed(value, 2);
  return fmt::format("{} [{}, {}]", fixed(value, 2), fixed(*low, 2), fixed(*high, 2));
}

}  // namespace

std::string gap_headline(const InformationReport& report) {
  if (report.taus.empty()) return "There are no test samples, and so is no generalisation gap";
  std::string text;
  if (report.runs.size() > 1) {
    text = fmt::format("Between the {} runs {}; ", report.runs.size(),
                       signs_text(report, between_sign));
  }
  return text + fmt::format("{} {}", text.empty() ? "Within the run" : "within a run",
                            signs_text(report, within_sign));
}

std::string tau_text(const std::optional<KendallTau>& tau) {
  if (!tau) return "-";
  if (!tau->interval) return fixed(tau->tau, 2);
  return interval_text(tau->tau, tau->interval->low, tau->interval->high);
}

std::string tau_text(const std::optional<MeanInterval>& tau) {
  if (!tau) return "-";
  return interval_text(tau->mean, tau->low, tau->high);
}

}  // namespace infoplane
