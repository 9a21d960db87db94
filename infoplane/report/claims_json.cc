#include <nlohmann/json.hpp>
#include <numbers>
#include <string>

#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"

namespace infoplane {
namespace {

using Json = nlohmann::ordered_json;

double scale_of(InformationUnit unit) {
  return unit == InformationUnit::kNats ? std::numbers::ln2 : 1;
}

Json interval_json(const std::optional<MeanInterval>& bits, InformationUnit unit) {
  if (!bits) return nullptr;
  const double scale = scale_of(unit);
  Json json{{"mean", scale * bits->mean}, {"low", nullptr}, {"high", nullptr}};
  if (bits->low) json["low"] = scale * *bits->low;
  if (bits->high) json["high"] = scale * *bits->high;
  return json;
}

const char* outcome_name(Outcome outcome) {
  return outcome == Outcome::kYes ? "yes" : outcome == Outcome::kNo ? "no" : "open";
}

Json variant_json(const ClaimResult& result, std::size_t v, InformationUnit unit) {
  const Variant& asked = result.claim.variants[v];
  const VariantResult& found = result.variants[v];
  Json values = Json::array();
  for (const double bits : found.measured.bits) values.push_back(scale_of(unit) * bits);
  return {{"label", asked.label},
          {"preset", asked.preset},
          {"set", asked.settings},
          {"run", found.measured.run},
          {"estimator", found.measured.estimator},
          {"n", found.measured.n_samples},
          {"replicas", found.measured.replicas},
          {"values", values},
          {"value", interval_json(found.bits, unit)},
          {"margin", interval_json(found.margin, unit)},
          {"outcome", outcome_name(found.outcome)}};
}

}  // namespace

std::string claims_json(const ClaimsReport& report, InformationUnit unit) {
  Json json = Json::array();
  for (const ClaimResult& result : report.results) {
    Json variants = Json::array();
    for (std::size_t v = 0; v < result.variants.size(); ++v) {
      variants.push_back(variant_json(result, v, unit));
    }
    json.push_back({{"claim", result.claim.name},
                    {"statement", result.claim.statement},
                    {"by", result.claim.by},
                    {"source", result.claim.source},
                    {"quick", result.quick},
                    {"units", unit == InformationUnit::kNats ? "nats" : "bits"},
                    {"quantity", quantity_name(result.claim.quantity)},
                    {"rule", rule_text(result.claim)},
                    {"varied", result.claim.varied},
                    {"verdict", verdict_text(result)},
                    {"variants", variants}});
  }
  return json.dump(2) + "\n";
}

}  // namespace infoplane
