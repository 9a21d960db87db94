#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "infoplane/core/range.h"

namespace infoplane {

/// Activation functions f(z). kSoftmax acts on a whole layer and only as an output.
enum class Activation {
  kTanh,
  kRelu,
  kLeakyRelu,  ///< z > 0 ? z : 0.01 z
  kElu,        ///< z > 0 ? z : exp(z) - 1
  kGelu,       ///< z Phi(z), the exact form with the normal distribution function
  kSigmoid,
  kSoftsign,  ///< z / (1 + |z|)
  kSoftplus,  ///< log(1 + exp(z))
  kErf,
  kLinear,
  kSoftmax,
};

inline constexpr double kLeakyReluSlope = 0.01;

/// "tanh", "relu", "leaky-relu", ...; and back. Throws InvalidArgument with the nearest known name.
std::string_view activation_name(Activation activation);
Activation parse_activation(std::string_view name);
/// The names a hidden layer may have (all but softmax).
std::span<const std::string> hidden_activation_names();

/// The closed range of values: tanh, softsign, erf [-1, 1]; sigmoid, softmax [0, 1]; else empty.
std::optional<Range> activation_range(Activation activation);

/// f(z) and f'(z) in double precision, the meaning that every kernel is tested against. Not
/// softmax. At the kink of relu, leaky-relu and elu the derivative is the one from below (elu: 1).
double activate(Activation activation, double z);
double activation_slope(Activation activation, double z);

}  // namespace infoplane
