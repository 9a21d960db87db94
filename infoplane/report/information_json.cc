#include <nlohmann/json.hpp>
#include <string>

#include "infoplane/core/units.h"
#include "infoplane/report/information_report.h"

namespace infoplane {
namespace {

using Json = nlohmann::ordered_json;

double in_unit(double nats, InformationUnit unit) {
  return unit == InformationUnit::kNats ? nats : Bits(Nats(nats)).value();
}

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json network_json(const TrainingInformation& run, std::size_t r, std::size_t e,
                  InformationUnit unit) {
  const NetworkInformation& network = run.at(r, e);
  return {{"replica", run.replicas[r]},
          {"epoch", run.epochs[e]},
          {"train_loss", network.train_loss},
          {"train_accuracy", network.train_accuracy},
          {"test_accuracy", number(network.test_accuracy)},
          {"gap", number(network.gap())},
          {"gaussian_information", in_unit(network.gaussian.value(), unit)},
          {"expected_loss", network.expected_loss},
          {"pac_bayes", in_unit(network.pac_bayes.value(), unit)},
          {"pac_bayes_code", network.code_mean},
          {"pac_bayes_code_noise", network.code_noise},
          {"pac_bayes_code_draws", network.code_draws}};
}

Json trajectory_json(const TrainingInformation& run, InformationUnit unit) {
  const TrajectoryInformation& found = run.trajectory;
  if (!found.absent.empty()) return {{"absent", found.absent}};
  const auto converted = [unit](const std::optional<double>& nats) {
    return nats ? Json(in_unit(*nats, unit)) : Json(nullptr);
  };
  Json bounds = Json::array();
  for (std::size_t e = 0; e < found.bounds.size(); ++e) {
    const MeanInterval& bound = found.bounds[e];
    bounds.push_back({{"epoch", run.epochs[e]},
                      {"bound", converted(bound.mean)},
                      {"ci95", {converted(bound.low), converted(bound.high)}}});
  }
  return {{"all", in_unit(found.all_nats, unit)}, {"bounds", bounds}};
}

Json tau_json(const std::optional<KendallTau>& tau) {
  if (!tau) return nullptr;
  Json json{{"tau", tau->tau}, {"ci95", nullptr}};
  if (tau->interval) json["ci95"] = {tau->interval->low, tau->interval->high};
  return json;
}

Json gap_json(const InformationReport& report, const GapTau& of) {
  Json within = Json::object();
  for (std::size_t c = 0; c < of.within.size(); ++c) {
    within[report.labels[c]] = tau_json(of.within[c]);
  }
  return {{"measure", measure_name(of.measure)},
          {"pooled", tau_json(of.pooled)},
          {"between", tau_json(of.between)},
          {"within", tau_json(of.within_mean)},
          {"within_each", within}};
}

}  // namespace

std::string information_json(const InformationReport& report, InformationUnit unit) {
  Json runs = Json::array();
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const TrainingInformation& run = report.runs[i];
    Json networks = Json::array();
    for (std::size_t r = 0; r < run.replicas.size(); ++r) {
      for (std::size_t e = 0; e < run.epochs.size(); ++e) {
        networks.push_back(network_json(run, r, e, unit));
      }
    }
    runs.push_back({{"run", report.labels[i]},
                    {"beta", run.price.beta},
                    {"prior_variance", run.price.prior_variance},
                    {"networks", networks},
                    {"trajectory", trajectory_json(run, unit)}});
  }
  Json taus = Json::array();
  for (const GapTau& of : report.taus) taus.push_back(gap_json(report, of));
  const Json all{
      {"units", unit == InformationUnit::kNats ? "nats" : "bits"}, {"runs", runs}, {"gap", taus}};
  return all.dump(2) + "\n";
}

}  // namespace infoplane
