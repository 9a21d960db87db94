#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/weight_noise.h"

namespace infoplane {

/// Streams of Purpose::kNoisyWeights: draws of the weights by their number; by the input that they
/// are for; points of mixtures, by their component.
enum NoisyStream : std::uint32_t { kSharedDraws, kDrawsOfInput, kMixturePoints };

/// A network with weights w, and K networks with weights w + D_k, D_k drawn from a law, with their
/// mirror images w - D_k. Immutable and thread-safe once made. Memory: about 40 K P bytes, P the
/// number of parameters.
class PerturbedNetworks {
 public:
  /// Throws InvalidArgument: what NetworkJacobian and WeightNoise refuse.
  PerturbedNetworks(const NetworkSpec& spec, std::span<const float> parameters,
                    std::span<const float> statistics, const NoiseCovariance& law,
                    std::size_t n_draws, std::uint64_t seed);

  [[nodiscard]] std::size_t n_draws() const { return drawn_.size(); }
  [[nodiscard]] std::size_t n_layers() const { return centre_.spec().layers.size(); }
  [[nodiscard]] std::size_t width(std::size_t l) const { return centre_.spec().layers[l].width; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const WeightNoise& noise() const { return noise_; }
  [[nodiscard]] const NetworkJacobian& centre() const { return centre_; }
  [[nodiscard]] const NetworkJacobian& drawn(std::size_t k) const { return drawn_[k]; }
  [[nodiscard]] const NetworkJacobian& mirrored(std::size_t k) const { return mirrored_[k]; }
  /// (P, K): the e_k of D_k = F e_k.
  [[nodiscard]] const Eigen::MatrixXd& normals() const { return normals_; }
  /// The network of another e.
  [[nodiscard]] NetworkJacobian perturbed(const Eigen::VectorXd& e) const;

 private:
  std::uint64_t seed_;
  std::vector<double> parameters_;
  std::vector<double> statistics_;
  NetworkJacobian centre_;
  WeightNoise noise_;
  Eigen::MatrixXd normals_;
  std::vector<NetworkJacobian> drawn_;
  std::vector<NetworkJacobian> mirrored_;
};

}  // namespace infoplane
