#include "infoplane/report/noisy_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/units.h"
#include "infoplane/report/markup.h"
#include "infoplane/report/page_section.h"

namespace infoplane {
namespace {

std::string bits(Nats nats) { return fixed(Bits(nats).value(), 3); }

std::string note(const std::string& html) { return "<p class=\"note\">" + html + "</p>\n"; }

std::string picture(const std::string& svg) {
  return svg.empty() ? "" : "<div class=\"pictures\">\n" + svg + "</div>\n";
}

std::string with_error(const NoisyInformation& information) {
  return fmt::format("{}<span class=\"ci\">± {}</span>", bits(information.value),
                     bits(information.std_error));
}

bool fails(const NoisyNetwork& network) {
  return std::ranges::any_of(network.layers, &NoisyLayer::linearisation_fails);
}

std::string layer_row(const NoisyLayer& layer) {
  std::string row = fmt::format("<tr><th scope=\"row\">{}</th>", layer.layer);
  row += fmt::format("<td>{}</td>", layer.drawn ? with_error(*layer.drawn) : "–");
  row += layer.drawn_lower && layer.drawn_upper
             ? fmt::format("<td>{} to {}</td>", bits(*layer.drawn_lower), bits(*layer.drawn_upper))
             : "<td>–</td>";
  row += fmt::format("<td>{}</td><td>{}</td><td>{} %</td>",
                     with_error({layer.linearised.value, layer.linearised.std_error}),
                     with_error(layer.information_difference),
                     fixed(100 * layer.covariance_difference, 1));
  return row + fmt::format("<td class=\"word{}\">{}</td></tr>\n",
                           layer.linearisation_fails || layer.unresolved ? " unresolved" : "",
                           noisy_flags(layer, ", "));
}

std::string network_part(const NoisyNetwork& network) {
  std::string rows;
  for (const NoisyLayer& layer : network.layers) rows += layer_row(layer);
  return fmt::format(
             "<div class=\"scroll\"><table class=\"law\"><caption><b>{}</b>: at epoch {}, X one of "
             "{} inputs; bits</caption>\n<thead><tr><th scope=\"col\">layer</th>"
             "<th scope=\"col\"><i>I</i>(X;T) by draws</th><th scope=\"col\">between</th>"
             "<th scope=\"col\">linearised</th><th scope=\"col\">linearised<br>less draws</th>"
             "<th scope=\"col\">difference of<br>the covariances</th>"
             "<th scope=\"col\" class=\"word\">flags</th></tr></thead>\n<tbody>\n{}"
             "</tbody></table></div>\n",
             escape_markup(network.law), network.epoch, network.n_inputs, rows) +
         picture(noisy_svg(network));
}

}  // namespace

std::string noisy_flags(const NoisyLayer& layer, std::string_view separator) {
  std::string text = layer.linearisation_fails ? "linearisation-fails" : "";
  if (!layer.unresolved) return text;
  if (!text.empty()) text += separator;
  return text + "unresolved";
}

std::string noisy_headline(const WeightsReport& report) {
  if (report.noisy.empty()) return "";
  if (report.noisy.size() > 1) {
    return fmt::format("The linearisation of the weights’ noise fails in some layer under {} of {}",
                       std::ranges::count_if(report.noisy, fails),
                       counted(report.noisy.size(), "normal law"));
  }
  const NoisyNetwork& network = report.noisy.front();
  std::vector<std::size_t> layers;
  for (const NoisyLayer& layer : network.layers) {
    if (layer.linearisation_fails) layers.push_back(layer.layer);
  }
  return fmt::format(
      "Under {} the linearisation of the weights’ noise {}",
      network.law.substr(0, network.law.find(',')),
      layers.empty()
          ? std::string("holds in every layer")
          : fmt::format("fails in layer{} {}", layers.size() > 1 ? "s" : "", join_numbers(layers)));
}

std::string noisy_section(const WeightsReport& report) {
  if (report.noisy.empty()) return "";
  std::string parts;
  for (const NoisyNetwork& network : report.noisy) parts += network_part(network);
  const std::string deviations = picture(noisy_deviations_svg(report));
  if (!deviations.empty()) {
    parts += "<h3>Against the standard deviation of the weights</h3>\n" + deviations;
  }
  return html_section(
      "noisy-title", "One network with noise on its weights",
      note(fmt::format(
          "The weights are normal around the trained ones: the noise that makes <i>I</i>(X;T) "
          "finite is set by that law, not by whoever measures. <b>By draws</b> of the weights "
          "nothing is assumed; the bracket says how well the draws resolve it. <b>Linearised</b>, "
          "the pre-activation is normal with covariance JΣJ′, in closed form. The linearisation "
          "<b>fails</b> (a ring, and its flag) where the covariances differ by more than {:.0f} %, "
          "or the informations by more than {:.0f} % beyond what draws leave open; a layer is "
          "<b>unresolved</b> (a ring on the draws) where its bracket is wider than {:.1f} bit.",
          100 * kCovarianceLimit, 100 * kInformationLimit, Bits(Nats(kBracketLimit)).value())) +
          parts);
}

}  // namespace infoplane
