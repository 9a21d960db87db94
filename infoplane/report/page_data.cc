#include "infoplane/report/page_data.h"

#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/plane_panel.h"
#include "infoplane/report/training_curves.h"

namespace infoplane {
namespace {

using Json = nlohmann::ordered_json;

// 4 decimals; adding 0 makes -0 plain
double rounded(double value) { return std::round(value * 1e4) / 1e4 + 0.0; }

// 4 significant digits, for what spans orders of magnitude
double shortened(double value) {
  if (value == 0) return 0;
  const double digits = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * digits) / digits;
}

Json optional_bits(const std::optional<Nats>& value) {
  return value ? Json(rounded(Bits(*value).value())) : Json(nullptr);
}

Json optional_number(const std::optional<double>& value) {
  return value ? Json(rounded(*value)) : Json(nullptr);
}

// {mean: [...], low: [...], high: [...]}, each as long as the curve
Json curve_json(const Curve& curve, double (*round)(double)) {
  Json mean = Json::array();
  Json low = Json::array();
  Json high = Json::array();
  for (const auto& point : curve) {
    mean.push_back(point ? Json(round(point->mean)) : Json(nullptr));
    low.push_back(point && point->low ? Json(round(*point->low)) : Json(nullptr));
    high.push_back(point && point->high ? Json(round(*point->high)) : Json(nullptr));
  }
  return {{"mean", mean}, {"low", low}, {"high", high}};
}

// one curve a layer of what a summary point holds
Json layer_curves(const PlaneResult& result, std::optional<MeanInterval> SummaryPoint::*which) {
  Json curves = Json::array();
  for (std::size_t l = 0; l < result.plane.n_layers; ++l) {
    Curve curve;
    for (std::size_t e = 0; e < result.plane.epochs.size(); ++e) {
      curve.push_back(result.summary[e * result.plane.n_layers + l].*which);
    }
    curves.push_back(curve_json(curve, rounded));
  }
  return curves;
}

// the mean over replicas of what `value` gives; empty if one of them has none
template <class Value>
std::optional<MeanInterval> over_replicas(const Plane& plane, Value value) {
  std::vector<double> bits;
  for (std::size_t r = 0; r < plane.replicas.size(); ++r) {
    const std::optional<Nats> one = value(r);
    if (!one) return std::nullopt;
    bits.push_back(Bits(*one).value());
  }
  if (bits.empty()) return std::nullopt;
  return mean_interval(bits);
}

Json between_curves(const Plane& plane) {
  Json curves = Json::array();
  for (std::size_t l = 0; l + 1 < plane.n_layers && !plane.between.empty(); ++l) {
    Curve curve;
    for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
      curve.push_back(
          over_replicas(plane, [&](std::size_t r) { return plane.between_at(r, e, l).value; }));
    }
    curves.push_back(curve_json(curve, rounded));
  }
  return curves;
}

// I(T;Y) with shuffled labels: the means alone
Json shuffled_curves(const Plane& plane) {
  Json curves = Json::array();
  for (std::size_t l = 0; l < plane.n_layers; ++l) {
    Json mean = Json::array();
    for (std::size_t e = 0; e < plane.epochs.size(); ++e) {
      const auto point =
          over_replicas(plane, [&](std::size_t r) { return plane.at(r, e, l).i_ty_shuffled; });
      mean.push_back(point ? Json(rounded(point->mean)) : Json(nullptr));
    }
    curves.push_back(mean);
  }
  return curves;
}

Json plane_json(const PlaneResult& result) {
  const Plane& plane = result.plane;
  const PlaneBounds bounds = plane_bounds(plane);
  Json x = Json::array();
  Json y = Json::array();
  for (const auto& point : plane.points) {
    x.push_back(optional_bits(point.i_xt.value));
    y.push_back(optional_bits(point.i_ty.value));
  }
  Json peaks = Json::array();
  for (const auto& phases : result.phases) peaks.push_back(phases.peak_epoch_median);
  return {{"spec", plane.estimator},
          {"hasPlane", has_plane(result)},
          {"replicas", plane.replicas},
          {"epochs", plane.epochs},
          {"layers", plane.n_layers},
          {"log2n", optional_number(bounds.log2_n)},
          {"hy", optional_number(bounds.h_y)},
          {"xRange", {rounded(bounds.x_low), rounded(bounds.x_high)}},
          {"yRange", {rounded(bounds.y_low), rounded(bounds.y_high)}},
          {"x", x},
          {"y", y},
          {"xMean", layer_curves(result, &SummaryPoint::i_xt_bits)},
          {"yMean", layer_curves(result, &SummaryPoint::i_ty_bits)},
          {"between", between_curves(plane)},
          {"shuffled", shuffled_curves(plane)},
          {"peaks", peaks}};
}

Json training_json(const RunReport& run) {
  const TrainingCurves curves = training_curves(run.training, run.layers.size());
  Json mean = Json::array();
  Json deviation = Json::array();
  for (const auto& curve : curves.gradient_mean) mean.push_back(curve_json(curve, shortened));
  for (const auto& curve : curves.gradient_std) deviation.push_back(curve_json(curve, shortened));
  return {{"epochs", curves.epochs},
          {"loss", curve_json(curves.train_loss, shortened)},
          {"trainAccuracy", curve_json(curves.train_accuracy, rounded)},
          {"testAccuracy", curve_json(curves.test_accuracy, rounded)},
          {"gradientMean", mean},
          {"gradientStd", deviation}};
}

Json colours_json(Ground ground, std::size_t n_layers) {
  Json layers = Json::array();
  for (std::size_t l = 0; l < n_layers; ++l) layers.push_back(layer_colour(l, n_layers, ground));
  return {{"epochs", epoch_ramp(ground)}, {"layers", layers}};
}

}  // namespace

std::string page_data(const RunReport& run) {
  Json planes = Json::array();
  for (const auto& result : run.planes) {
    if (!result.plane.points.empty()) planes.push_back(plane_json(result));
  }
  const std::size_t n_layers = run.layers.size();
  const Json data = {{"planes", planes},
                     {"training", training_json(run)},
                     {"colours",
                      {{"light", colours_json(Ground::kLight, n_layers)},
                       {"dark", colours_json(Ground::kDark, n_layers)}}}};
  // in JSON "<" stands in strings alone, where its escape means the same
  std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    text.replace(at, 1, "\\u003c");
  }
  return text;
}

}  // namespace infoplane
