#pragma once

#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/units.h"
#include "infoplane/core/work.h"
#include "infoplane/nets/network.h"
#include "infoplane/weights/gaussian_mixture.h"
#include "infoplane/weights/weight_noise.h"

namespace infoplane {

/// One network at one checkpoint, and the law of its weights W ~ N(w, Sigma).
struct NoisyWeights {
  NetworkSpec spec;
  /// w, and batch norm's statistics, as ParameterLayout orders them.
  std::span<const float> parameters;
  std::span<const float> statistics;
  NoiseCovariance law;
};

struct NoisyWeightsOptions {
  /// K: draws of the weights that all inputs share. >= 2 (d + 3), d the units of the widest layer.
  std::size_t n_draws = 400;
  /// Antithetic pairs of points a for each input. >= 2.
  std::size_t n_pairs = 8;
  std::uint64_t seed = 0;
  /// Whether to calculate the pairwise bounds of the linearised information.
  bool bounds = true;
};

/// An information with the standard error of its Monte Carlo.
struct NoisyInformation {
  Nats value;
  Nats std_error;
};

/// The linearisation fails where the root mean square difference of the covariances exceeds this
/// share,
inline constexpr double kCovarianceLimit = 0.1;
/// or the informations differ by more than this share, beyond two standard errors and half of the
/// bracket's width.
inline constexpr double kInformationLimit = 0.05;
/// The draws do not resolve an information whose bracket is wider than this, in nats (0.2 bit).
inline constexpr double kBracketLimit = 0.2 * std::numbers::ln2;

/// I(X;T) of a layer, T = f(A) with f invertible, or of A itself where f is not.
struct NoisyLayer {
  /// From 1, the first hidden layer.
  std::size_t layer = 0;
  /// a|x ~ N(f, J Sigma J'), with bounds: (V1), (V2), (V4).
  MixtureInformation linearised;
  /// By draws, without any assumption: (V7). `lower` and `upper` bracket it in the mean. Empty
  /// where a layer's own weights do not move all of its units (Sigma has zeros there).
  std::optional<NoisyInformation> drawn{};
  std::optional<Nats> drawn_lower{};
  std::optional<Nats> drawn_upper{};
  /// By draws too, a|x taken for Gaussian with their means and covariances: (V5), halved.
  NoisyInformation gaussian;
  /// Root of mean |m - f|^2 over mean tr J Sigma J', m the mean by draws: in standard deviations;
  /// (V8). Squares are without the noise of the draws, so that one may come out negative: the root
  /// then has that sign, and no difference is seen.
  double mean_difference = 0;
  /// Likewise of mean |C - J Sigma J'|_F^2 over mean |J Sigma J'|_F^2, C the covariance by draws.
  double covariance_difference = 0;
  /// Mean tr C over mean tr J Sigma J', less 1: with a sign.
  double variance_difference = 0;
  /// `linearised` less `drawn`, or less `gaussian` where that is empty or unresolved; the error has
  /// both of theirs.
  NoisyInformation information_difference;
  /// The linearisation is not to be trusted: kCovarianceLimit or kInformationLimit is exceeded.
  bool linearisation_fails = false;
  /// The bracket of `drawn` is wider than kBracketLimit: more draws are needed.
  bool unresolved = false;
};

/// What the layers of a network with noisy weights say of X, uniform over the N rows of x (N,
/// n_inputs): I(X;T) by draws and linearised, and where they part. docs/methods.md section 23.
/// In nats, never clipped. The pre-activation's information is that of the layer, as long as its
/// activation is invertible: of relu it is an upper bound, of softmax too.
/// Throws InvalidArgument: no rows, options out of range, what PerturbedNetworks refuses (layers
/// with noise of their own among it), x that does not suit; Interrupted.
/// Cost: that of layer_moments(), nested_information() and, for each layer, four times
/// mixture_information(). The same bits for any number of threads.
std::vector<NoisyLayer> noisy_weights_information(const NoisyWeights& network, MatrixView<float> x,
                                                  const NoisyWeightsOptions& options,
                                                  const Work& work);

/// "isotropic:s=0.1", "diagonal", "dense".
std::string law_name(const NoiseCovariance& law);

}  // namespace infoplane
