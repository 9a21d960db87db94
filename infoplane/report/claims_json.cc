#include <nlohmann/json.hpp>
#include <string>

#include "infoplane/claims/correlation.h"
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

// "share", "correlation", or the unit of an information
std::string units_name(const Quantity& quantity, InformationUnit unit) {
  if (is_share(quantity)) return "share";
  return is_information(quantity) ? unit_text(quantity, unit) : "correlation";
}

void add_correlation(Json& json, const Variant& asked, const VariantResult& found) {
  const Measurement& measured = found.measured;
  json["conditions"] = asked.conditions;
  json["condition"] = measured.conditions;
  json["test_accuracy"] = measured.accuracies;
  json["rank_correlation"] = nullptr;
  if (!found.value) return;
  const auto rank = rank_correlation(measured.values, measured.accuracies);
  if (rank) json["rank_correlation"] = *rank;
}

void add_crossings(Json& json, const Measurement& measured) {
  Json crossings = Json::array();
  for (std::size_t l = 0; l < measured.gradients.layers.size(); ++l) {
    const LayerRatios& layer = measured.gradients.layers[l];
    Json one{{"layer", l + 1},
             {"networks", layer.n_networks},
             {"crossing", layer.n_crossing},
             {"median_epoch", nullptr}};
    if (layer.median_epoch) one["median_epoch"] = *layer.median_epoch;
    crossings.push_back(one);
  }
  json["crossings"] = crossings;
}

// numbers from 1
void add_law(Json& json, const UnderLaw& law) {
  json["law"] = law.law;
  json["vectors"] = law.n_vectors;
  Json layers = Json::array();
  for (const std::size_t l : law.unresolved) layers.push_back(l + 1);
  json["unresolved"] = layers;
}

Json variant_json(const ClaimResult& result, std::size_t v, InformationUnit unit) {
  const Variant& asked = result.claim.variants[v];
  const VariantResult& found = result.variants[v];
  const double scale = claim_scale(result.claim.quantity, unit);
  Json values = Json::array();
  // of a correlation these are drops
  const Quantity& quantity = result.claim.quantity;
  const double of_each = quantity.kind == Quantity::Kind::kCorrelation
                             ? claim_scale({Quantity::Kind::kDrop, quantity.layers}, unit)
                             : scale;
  for (const double value : found.measured.values) values.push_back(of_each * value);
  Json json = {{"label", asked.label},
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
  if (!found.reason.empty()) json["reason"] = found.reason;
  if (found.measured.under_law) add_law(json, *found.measured.under_law);
  if (quantity.kind == Quantity::Kind::kCorrelation) add_correlation(json, asked, found);
  const bool may_exclude =
      quantity.kind == Quantity::Kind::kCrosses || quantity.kind == Quantity::Kind::kClusters;
  if (may_exclude) json["excluded"] = found.measured.excluded;
  if (quantity.kind == Quantity::Kind::kCrosses) add_crossings(json, found.measured);
  return json;
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
                    {"units", units_name(result.claim.quantity, unit)},
                    {"quantity", quantity_name(result.claim.quantity)},
                    {"rule", rule_text(result.claim)},
                    {"varied", result.claim.varied},
                    {"verdict", verdict_text(result)},
                    {"variants", variants}});
  }
  return json.dump(2) + "\n";
}

}  // namespace infoplane
