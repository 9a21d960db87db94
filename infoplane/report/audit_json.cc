#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "infoplane/report/audit_layout.h"
#include "infoplane/report/audit_report.h"
#include "infoplane/run/run_directory.h"

namespace infoplane {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json number(const std::optional<Nats>& value, InformationUnit unit) {
  return value ? Json(in_unit(*value, unit)) : Json(nullptr);
}

Json text(const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); }

Json flag_names(const Flags& flags) {
  Json out = Json::array();
  for (const Flag flag : flags) out.push_back(flag_name(flag));
  return out;
}

// what every row about an estimator and a question begins with
Json key_fields(const Audit& audit, std::size_t estimator, std::size_t question, std::size_t n) {
  const AuditQuestion& asked = audit.questions[question];
  return {{"estimator", audit.estimators[estimator]},
          {"task", asked.task},
          {"quantity", quantity_name(asked.quantity)},
          {"n", n}};
}

Json question_json(const AuditQuestion& question, InformationUnit unit) {
  return {{"task", question.task},
          {"group", group_name(question.group)},
          {"quantity", quantity_name(question.quantity)},
          {"dx", question.dx},
          {"dy", question.dy},
          {"truth", in_unit(question.truth, unit)},
          {"truth_std_error", in_unit(question.truth_error, unit)}};
}

Json estimate_json(const Audit& audit, const AuditEstimate& one, InformationUnit unit) {
  Json json = key_fields(audit, one.estimator, one.question, one.n);
  const Estimate& estimate = one.estimate;
  json["seed"] = one.seed;
  json["value"] = number(estimate.value, unit);
  json["std_error"] = number(estimate.std_error, unit);
  json["ci95"] = nullptr;
  if (estimate.ci95) {
    json["ci95"] = {in_unit(estimate.ci95->low, unit), in_unit(estimate.ci95->high, unit)};
  }
  json["lower"] = number(estimate.lower, unit);
  json["upper"] = number(estimate.upper, unit);
  json["flags"] = flag_names(one.flags);
  json["chosen"] = text(estimate.chosen);
  json["why"] = text(estimate.why);
  json["seconds"] = one.refused.empty() ? Json(one.seconds) : Json(nullptr);
  json["refused"] = text(one.refused);
  return json;
}

Json summary_json(const Audit& audit, const AuditSummary& one, InformationUnit unit) {
  Json json = key_fields(audit, one.estimator, one.question, one.n);
  json["asked"] = one.n_asked;
  json["answered"] = one.n_values;
  json["mean"] = number(one.mean, unit);
  json["bias"] = number(one.bias, unit);
  json["spread"] = number(one.spread, unit);
  json["mean_absolute_error"] = number(one.mean_absolute_error, unit);
  json["rms_error"] = number(one.rms_error, unit);
  json["std_error"] = number(one.std_error, unit);
  json["half_interval"] = number(one.half_interval, unit);
  json["covers_truth"] = number(one.covers_truth);
  json["covers_own_mean"] = number(one.covers_own_mean);
  json["brackets_truth"] = number(one.brackets_truth);
  json["biased_low"] = number(one.biased_low);
  json["flags"] = flag_names(one.flags);
  json["seconds"] = number(one.seconds);
  json["refused"] = text(one.refused);
  return json;
}

Json average_json(const Audit& audit, const AuditAverage& one, InformationUnit unit) {
  return {{"set", one.set},
          {"estimator", audit.estimators[one.estimator]},
          {"n", one.n},
          {"questions", one.n_questions},
          {"answered", one.n_answered},
          {"mean_absolute_error", number(one.mean_absolute_error, unit)},
          {"worst_bias", number(one.worst_bias, unit)},
          {"half_interval", number(one.half_interval, unit)},
          {"covers_truth", number(one.covers_truth)},
          {"covers_own_mean", number(one.covers_own_mean)},
          {"least_covers_own_mean", number(one.least_covers_own_mean)},
          {"intervals", one.n_intervals},
          {"truth_covered", one.n_truth_covered},
          {"missed_flagged", one.n_missed_flagged},
          {"biased_low", number(one.biased_low)},
          {"seconds", number(one.seconds)}};
}

}  // namespace

std::string audit_json(const AuditReport& report, InformationUnit unit) {
  const Audit& audit = report.audit;
  Json json{{"format", "infoplane audit 1"}, {"program", "infoplane " + program_version()}};
  json["units"] = unit_name(unit);
  json["seeds"] = audit.n_seeds;
  json["estimators"] = audit.estimators;
  json["questions"] = Json::array();
  for (const auto& one : audit.questions) json["questions"].push_back(question_json(one, unit));
  json["averages"] = Json::array();
  for (const auto& one : report.averages) {
    json["averages"].push_back(average_json(audit, one, unit));
  }
  json["summary"] = Json::array();
  for (const auto& one : report.summaries) {
    json["summary"].push_back(summary_json(audit, one, unit));
  }
  json["estimates"] = Json::array();
  for (const auto& one : audit.estimates) {
    json["estimates"].push_back(estimate_json(audit, one, unit));
  }
  return json.dump(1) + "\n";
}

}  // namespace infoplane
