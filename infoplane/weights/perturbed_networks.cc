#include "infoplane/weights/perturbed_networks.h"

namespace infoplane {

PerturbedNetworks::PerturbedNetworks(const NetworkSpec& spec, std::span<const float> parameters,
                                     std::span<const float> statistics, const NoiseCovariance& law,
                                     std::size_t n_draws, std::uint64_t seed)
    : seed_(seed),
      parameters_(parameters.begin(), parameters.end()),
      statistics_(statistics.begin(), statistics.end()),
      centre_(spec, parameters_, statistics_),
      noise_(law, centre_.layout()),
      normals_(centre_.n_parameters(), static_cast<Eigen::Index>(n_draws)) {
  drawn_.reserve(n_draws);
  mirrored_.reserve(n_draws);
  for (std::size_t k = 0; k < n_draws; ++k) {
    Stream stream(seed, kSharedDraws, Purpose::kNoisyWeights, static_cast<std::uint32_t>(k));
    const Eigen::VectorXd e = noise_.draw(stream);
    normals_.col(static_cast<Eigen::Index>(k)) = e;
    drawn_.push_back(perturbed(e));
    mirrored_.push_back(perturbed(-e));
  }
}

NetworkJacobian PerturbedNetworks::perturbed(const Eigen::VectorXd& e) const {
  const Eigen::VectorXd deviation = noise_.deviation(e);
  std::vector<double> parameters = parameters_;
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    parameters[p] += deviation(static_cast<Eigen::Index>(p));
  }
  return {centre_.spec(), parameters, statistics_};
}

}  // namespace infoplane
