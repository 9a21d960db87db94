#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace infoplane {

/// A law of the weights as users write it: `name` or `name:key=value,...`, as estimators are
/// written. docs/methods.md section 18 says what each law stands for.
struct LawSpec {
  enum class Kind {
    kInits,     ///< the run's replicas, whose initial weights differ
    kSgd,       ///< trainings that differ in the order of the batches alone
    kWindow,    ///< iterates of one training in a window of steps
    kSgld,      ///< a chain of Langevin dynamics around the trained network
    kGaussian,  ///< a normal law around the trained network
  };
  enum class Covariance {
    kIsotropic,
    kLaplace,
    kLaplaceDiagonal,
    kLaplaceKronecker,
    kLaplaceHessian,
    kSwag
  };

  Kind kind = Kind::kInits;
  /// kInits, kSgd: hidden units matched to those of the first replica.
  bool aligned = false;

  /// The others: R, and which training they are about.
  std::size_t n_vectors = 50;
  std::uint32_t replica = 0;
  /// kWindow: steps first ... last of the training, counted from 1; first is 0 for a window that
  /// moves: the `n_steps` steps up to each recorded epoch. kSgld: the length of the chain, of which
  /// the second half counts. kSwag: the steps up to each recorded epoch.
  std::size_t first_step = 0;
  std::size_t last_step = 0;
  std::size_t n_steps = 0;
  /// kSgld, kLaplace...: of the loss summed over the training samples; 1 is Bayes's posterior.
  double temperature = 1;
  /// kSgld: learning rate.
  double rate = 0;
  Covariance covariance = Covariance::kIsotropic;
  /// kIsotropic: standard deviation of every weight.
  double deviation = 0;
  /// kLaplace...: prior precision of every weight.
  double precision = 1;

  friend bool operator==(const LawSpec&, const LawSpec&) = default;
};

/// Throws InvalidArgument: unknown name or key (with the nearest known one), a value that is not
/// allowed.
LawSpec parse_law(std::string_view text);

/// The canonical spelling, every key that counts: parse_law() reads it back.
std::string format_law(const LawSpec& law);

/// A line about each law there is.
struct LawInfo {
  std::string name;
  /// How it is written, with its keys.
  std::string usage;
  std::string summary;
};
const std::vector<LawInfo>& known_laws();

}  // namespace infoplane
