#include <nlohmann/json.hpp>
#include <string>

#include "infoplane/report/claims_report.h"
#include "infoplane/report/claims_words.h"

namespace infoplane {
namespace {

using Json = nlohmann::ordered_json;

Json interval_json(const std::optional<MeanInterval>& value, double scale) {
  if (!value) return nullptr;
  Json json{{"mean", scale * value->mean}, {"low", nullptr}, {"high", nullptr}};
  if (value->low) json["low"] = scale * *value->low;
  if (value->high) json["high"] = scale * *value->high;
  return json;
}

const char* outcome_name(Outcome outcome) {
  return outcome == Outcome::kYes ? "yes" : outcome == Outcome::kNo ? "no" : "open";
}

Json variant_json(const ClaimResult& result, std::size_t v, InformationUnit unit) {
  const Variant& asked = result.claim.variants[v];
  const VariantResult& found = result.variants[v];
  const double scale = claim_scale(result.claim.quantity, unit);
  Json values = Json::array();
  for (const double value : found.measured.values) values.push_back(scale * value);
  return {{"label", asked.label},
          {"preset", asked.preset},
          {"set", asked.settings},
          {"run", found.measured.run},
          {"estimator", found.measured.estimator},
          {"n", found.measured.n_samples},
          {"replicas", found.measured.replicas},
          {"values", values},
          {"value", interval_json(found.value, scale)},
          {"margin", interval_json(found.margin, scale)},
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
    json.push_back(
        {{"claim", result.claim.name},
         {"statement", result.claim.statement},
         {"by", result.claim.by},
         {"source", result.claim.source},
         {"quick", result.quick},
         {"units",
          is_share(result.claim.quantity) ? "share" : unit_text(result.claim.quantity, unit)},
         {"quantity", quantity_name(result.claim.quantity)},
         {"rule", rule_text(result.claim)},
         {"varied", result.claim.varied},
         {"verdict", verdict_text(result)},
         {"variants", variants}});
  }
  return json.dump(2) + "\n";
}

}  // namespace infoplane
