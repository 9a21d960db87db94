#include "infoplane/weights/noisy_weights.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/weights/layer_moments.h"
#include "infoplane/weights/nested_weights.h"
#include "infoplane/weights/perturbed_networks.h"

namespace infoplane {
namespace {

// The root of a mean square that chance can make negative, with its sign.
double signed_root(double square) { return std::copysign(std::sqrt(std::abs(square)), square); }

// How the covariances and means by draws differ from the linearised ones. Squares are products of
// two halves' differences, whose errors are independent of each other: (V8).
void compare_moments(const LayerMoments& moments, NoisyLayer& out) {
  const GaussianMixture& linear = moments.linearised;
  double variance = 0;
  double drawn_variance = 0;
  double square = 0;
  double difference = 0;
  for (std::size_t i = 0; i < linear.covariances.size(); ++i) {
    const Eigen::MatrixXd& s = linear.covariances[i];
    variance += s.trace();
    drawn_variance += moments.drawn.covariances[i].trace();
    square += s.squaredNorm();
    difference += (moments.first_half.covariances[i] - s)
                      .cwiseProduct(moments.second_half.covariances[i] - s)
                      .sum();
  }
  // weights that do not reach the layer: nothing moves, by either
  if (variance == 0) return;
  const double shift = (moments.first_half.means - linear.means)
                           .cwiseProduct(moments.second_half.means - linear.means)
                           .sum();
  out.mean_difference = signed_root(shift / variance);
  out.covariance_difference = signed_root(difference / square);
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

void set_drawn(const DrawnInformation& drawn, NoisyLayer& out) {
  out.drawn = {.value = Nats(drawn.value_nats), .std_error = Nats(drawn.std_error_nats)};
  out.drawn_lower = Nats(drawn.lower_nats);
  out.drawn_upper = Nats(drawn.upper_nats);
  out.unresolved = drawn.upper_nats - drawn.lower_nats > kBracketLimit;
}

void compare_informations(const std::optional<DrawnInformation>& drawn, NoisyLayer& out) {
  double by_draws = out.gaussian.value.value();
  double difference = out.linearised.value.value() - by_draws;
  double error = std::hypot(out.linearised.std_error.value(), out.gaussian.std_error.value());
  double half_width = 0;
  if (drawn && !out.unresolved) {
    by_draws = drawn->value_nats;
    difference = drawn->excess_nats;
    error = drawn->excess_std_error_nats;
    half_width = (drawn->upper_nats - drawn->lower_nats) / 2;
  }
  out.information_difference = {.value = Nats(difference), .std_error = Nats(error)};
  const double limit = kInformationLimit * std::abs(by_draws) + 2 * error + half_width;
  out.linearisation_fails =
      out.covariance_difference > kCovarianceLimit || std::abs(difference) > limit;
}

}  // namespace

std::vector<NoisyLayer> noisy_weights_information(const NoisyWeights& network, MatrixView<float> x,
                                                  const NoisyWeightsOptions& options,
                                                  const Work& work) {
  if (x.rows == 0) throw InvalidArgument("noisy weights: there are no inputs");
  const PerturbedNetworks networks(network.spec, network.parameters, network.statistics,
                                   network.law, options.n_draws, options.seed);
  const std::vector<LayerMoments> moments = layer_moments(networks, x, work);
  const MixtureOptions mixture{.n_pairs = options.n_pairs,
                               .seed = options.seed,
                               .stream = kMixturePoints,
                               .bounds = options.bounds};
  std::vector<MixtureInformation> linearised;
  for (const LayerMoments& layer : moments) {
    linearised.push_back(mixture_information(layer.linearised, mixture, work));
  }
  const auto drawn = nested_information(networks, x, moments, linearised, options.n_pairs, work);
  std::vector<NoisyLayer> out(moments.size());
  for (std::size_t l = 0; l < out.size(); ++l) {
    NoisyLayer& layer = out[l];
    layer.layer = l + 1;
    compare_moments(moments[l], layer);
    layer.linearised = linearised[l];
    layer.gaussian = halved(moments[l], mixture, work);
    if (drawn[l]) set_drawn(*drawn[l], layer);
    compare_informations(drawn[l], layer);
  }
  return out;
}

std::string law_name(const NoiseCovariance& law) {
  if (const auto* isotropic = std::get_if<IsotropicNoise>(&law)) {
    return fmt::format("isotropic:s={}", isotropic->deviation);
  }
  return std::holds_alternative<DiagonalNoise>(law) ? "diagonal" : "dense";
}

}  // namespace infoplane
