#include "infoplane/weights/noisy_weights.h"

#include <fmt/format.h>

#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/weights/layer_moments.h"
#include "infoplane/weights/nested_weights.h"
#include "infoplane/weights/perturbed_networks.h"

namespace infoplane {
namespace {

// How the covariances and means by draws differ from the linearised ones.
void compare_moments(const LayerMoments& moments, NoisyLayer& out) {
  const GaussianMixture& linear = moments.linearised;
  const GaussianMixture& drawn = moments.drawn;
  double variance = 0;
  double drawn_variance = 0;
  double square = 0;
  double difference = 0;
  for (std::size_t i = 0; i < linear.covariances.size(); ++i) {
    variance += linear.covariances[i].trace();
    drawn_variance += drawn.covariances[i].trace();
    square += linear.covariances[i].squaredNorm();
    difference += (drawn.covariances[i] - linear.covariances[i]).squaredNorm();
  }
  // weights that do not reach the layer: nothing moves, by either
  if (variance == 0) return;
  out.mean_difference = std::sqrt((drawn.means - linear.means).squaredNorm() / variance);
  out.covariance_difference = std::sqrt(difference / square);
  out.variance_difference = drawn_variance / variance - 1;
}

// The information of the drawn moments less what halving the draws adds to it.
NoisyInformation halved(const LayerMoments& moments, MixtureOptions options, const Work& work) {
  options.bounds = false;
  const MixtureInformation all = mixture_information(moments.drawn, options, work);
  const double first = mixture_information(moments.first_half, options, work).value.value();
  const double second = mixture_information(moments.second_half, options, work).value.value();
  const double of_draws = (first - second) / 2;
  return {.value = Nats(2 * all.value.value() - (first + second) / 2),
          .std_error = Nats(std::hypot(all.std_error.value(), of_draws))};
}

void compare_informations(const DrawnInformation& drawn, NoisyLayer& out) {
  out.drawn = {.value = Nats(drawn.value_nats), .std_error = Nats(drawn.std_error_nats)};
  out.drawn_lower = Nats(drawn.lower_nats);
  out.drawn_upper = Nats(drawn.upper_nats);
  out.unresolved = drawn.upper_nats - drawn.lower_nats > kBracketLimit;
  const double difference = out.linearised.value.value() - drawn.value_nats;
  const double error = std::hypot(out.linearised.std_error.value(), drawn.std_error_nats);
  out.information_difference = {.value = Nats(difference), .std_error = Nats(error)};
  if (std::abs(difference) > kInformationLimit * std::abs(drawn.value_nats) + 2 * error) {
    out.linearisation_fails = true;
  }
}

}  // namespace

std::vector<NoisyLayer> noisy_weights_information(const NoisyWeights& network, MatrixView<float> x,
                                                  const NoisyWeightsOptions& options,
                                                  const Work& work) {
  if (x.rows == 0) throw InvalidArgument("noisy weights: there are no inputs");
  const PerturbedNetworks networks(network.spec, network.parameters, network.statistics,
                                   network.law, options.n_draws, options.seed);
  const std::vector<LayerMoments> moments = layer_moments(networks, x, work);
  const auto drawn = nested_information(networks, x, options.n_pairs, work);
  const MixtureOptions mixture{.n_pairs = options.n_pairs,
                               .seed = options.seed,
                               .stream = kMixturePoints,
                               .bounds = options.bounds};
  std::vector<NoisyLayer> out(moments.size());
  for (std::size_t l = 0; l < out.size(); ++l) {
    NoisyLayer& layer = out[l];
    layer.layer = l + 1;
    compare_moments(moments[l], layer);
    layer.linearisation_fails = layer.covariance_difference > kCovarianceLimit;
    layer.linearised = mixture_information(moments[l].linearised, mixture, work);
    layer.gaussian = halved(moments[l], mixture, work);
    if (drawn[l]) compare_informations(*drawn[l], layer);
  }
  return out;
}

std::string law_name(const WeightLaw& law) {
  if (const auto* isotropic = std::get_if<IsotropicNoise>(&law)) {
    return fmt::format("isotropic:s={}", isotropic->deviation);
  }
  return std::holds_alternative<DiagonalNoise>(law) ? "diagonal" : "dense";
}

}  // namespace infoplane
