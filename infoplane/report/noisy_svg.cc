#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "infoplane/core/units.h"
#include "infoplane/report/colour.h"
#include "infoplane/report/noisy_section.h"
#include "infoplane/report/series_panel.h"
#include "infoplane/weights/law_spec.h"

namespace infoplane {
namespace {

// a normal law's 95%
constexpr double kErrors = 1.96;

double bits(Nats nats) { return Bits(nats).value(); }

std::optional<double> maybe_bits(const std::optional<Nats>& nats) {
  return nats ? std::optional(bits(*nats)) : std::nullopt;
}

// three panels at the same places
struct Panels {
  SeriesPanel information{.label = "I(X;T)", .x_title = "", .y_title = "bits"};
  SeriesPanel difference{
      .label = "linearised less draws", .x_title = "", .y_title = "bits", .references = {{"", 0}}};
  SeriesPanel covariance{.label = "Difference of the covariances",
                         .x_title = "",
                         .y_title = "%",
                         .references = {{"flagged above", 100 * kCovarianceLimit}}};

  // what a layer says, at a place
  static SeriesPoint drawn(const NoisyLayer& layer, double x) {
    return {x, bits(layer.drawn->value), maybe_bits(layer.drawn_lower),
            maybe_bits(layer.drawn_upper), layer.unresolved};
  }
  static SeriesPoint linearised(const NoisyLayer& layer, double x) {
    return {x, bits(layer.linearised.value), std::nullopt, std::nullopt, layer.linearisation_fails};
  }
  static SeriesPoint parted(const NoisyLayer& layer, double x) {
    const double value = bits(layer.information_difference.value);
    const double bar = kErrors * bits(layer.information_difference.std_error);
    return {x, value, value - bar, value + bar, layer.linearisation_fails};
  }
  static SeriesPoint covariances(const NoisyLayer& layer, double x) {
    return {x, 100 * layer.covariance_difference, std::nullopt, std::nullopt,
            layer.linearisation_fails};
  }

  std::vector<SeriesPanel> all(const std::string& x_title, bool logarithmic_x,
                               const std::vector<double>& ticks) && {
    std::vector<SeriesPanel> panels{std::move(information), std::move(difference),
                                    std::move(covariance)};
    for (SeriesPanel& panel : panels) {
      panel.x_title = x_title;
      panel.logarithmic_x = logarithmic_x;
      panel.x_ticks = ticks;
    }
    return panels;
  }
};

// isotropic laws around one network, with as many inputs, by standard deviation
using Deviations = std::map<double, const NoisyNetwork*>;

std::vector<Deviations> groups_of(const WeightsReport& report) {
  std::map<std::pair<std::uint32_t, std::size_t>, Deviations> groups;
  for (const NoisyNetwork& network : report.noisy) {
    const LawSpec spec = parse_law(network.law);
    if (spec.covariance != LawSpec::Covariance::kIsotropic) continue;
    groups[{spec.replica, network.n_inputs}].emplace(spec.deviation, &network);
  }
  std::vector<Deviations> out;
  for (auto& [key, deviations] : groups) {
    if (deviations.size() > 1) out.push_back(std::move(deviations));
  }
  return out;
}

std::string deviations_svg(const Deviations& deviations) {
  Panels panels;
  std::vector<double> ticks;
  for (const auto& [deviation, network] : deviations) ticks.push_back(deviation);
  const std::size_t n = deviations.begin()->second->layers.size();
  for (std::size_t l = 0; l < n; ++l) {
    const std::string colour = layer_colour(l, n, Ground::kLight);
    const std::string name = fmt::format("layer {}", l + 1);
    Series drawn{name + ", by draws", colour};
    Series linearised{name + ", linearised", colour, {}, true};
    Series difference{"", colour};
    Series covariance{"", colour};
    for (const auto& [deviation, network] : deviations) {
      const NoisyLayer& layer = network->layers[l];
      if (layer.drawn) drawn.points.push_back(Panels::drawn(layer, deviation));
      linearised.points.push_back(Panels::linearised(layer, deviation));
      difference.points.push_back(Panels::parted(layer, deviation));
      covariance.points.push_back(Panels::covariances(layer, deviation));
    }
    panels.information.series.push_back(std::move(drawn));
    panels.information.series.push_back(std::move(linearised));
    panels.difference.series.push_back(std::move(difference));
    panels.covariance.series.push_back(std::move(covariance));
  }
  return series_svg("Noisy weights against their standard deviation",
                    "I(X;T) by draws and linearised, their difference and that of the covariances, "
                    "against the standard deviation of the weights, a line a layer.",
                    std::move(panels).all("standard deviation s of the weights", true, ticks));
}

}  // namespace

std::string noisy_svg(const NoisyNetwork& network) {
  Panels panels;
  Series drawn{"by draws, and their bracket", layer_colour(0, 2, Ground::kLight)};
  Series linearised{"linearised", layer_colour(1, 2, Ground::kLight), {}, true};
  Series difference{"", linearised.colour};
  Series covariance{"", linearised.colour};
  std::vector<double> ticks;
  for (const NoisyLayer& layer : network.layers) {
    const auto x = static_cast<double>(layer.layer);
    ticks.push_back(x);
    if (layer.drawn) drawn.points.push_back(Panels::drawn(layer, x));
    linearised.points.push_back(Panels::linearised(layer, x));
    difference.points.push_back(Panels::parted(layer, x));
    covariance.points.push_back(Panels::covariances(layer, x));
  }
  panels.information.series = {std::move(drawn), std::move(linearised)};
  panels.difference.series = {std::move(difference)};
  panels.covariance.series = {std::move(covariance)};
  return series_svg("Noisy weights, " + network.law,
                    "I(X;T) by draws and linearised, their difference and that of the covariances, "
                    "against the layer.",
                    std::move(panels).all("layer", false, ticks));
}

std::string noisy_deviations_svg(const WeightsReport& report) {
  std::string out;
  for (const Deviations& deviations : groups_of(report)) out += deviations_svg(deviations);
  return out;
}

}  // namespace infoplane
