#include "infoplane/nets/activation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/nets/names.h"

namespace infoplane {
namespace {

// in the order of the enumeration, softmax last
std::span<const std::string> names() {
  static const std::vector<std::string> names{"tanh", "relu",    "leaky-relu", "elu",
                                              "gelu", "sigmoid", "softsign",   "softplus",
                                              "erf",  "linear",  "softmax"};
  return names;
}

// 1 / (1 + exp(-z)) without a large exponential
double sigmoid(double z) {
  const double e = std::exp(-std::abs(z));
  return (z > 0 ? 1 : e) / (1 + e);
}

// sigmoid(z) (1 - sigmoid(z)), which is even in z
double sigmoid_slope(double z) {
  const double e = std::exp(-std::abs(z));
  return e / ((1 + e) * (1 + e));
}

// log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|))
double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }

// Phi(z) = erfc(-z / sqrt 2) / 2, exact in the lower tail
double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double normal_density(double z) {
  return std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

// tanh'(z) = 1 / cosh(z)^2, which does not cancel as 1 - tanh(z)^2 does
double tanh_slope(double z) {
  const double sech = 1 / std::cosh(z);
  return sech * sech;
}

double softsign_slope(double z) {
  const double d = 1 + std::abs(z);
  return 1 / (d * d);
}

[[noreturn]] void refuse_softmax() {
  throw InvalidArgument("activation: softmax acts on a whole layer, not on one number");
}

}  // namespace

std::string_view activation_name(Activation activation) {
  return names()[static_cast<std::size_t>(activation)];
}

Activation parse_activation(std::string_view name) {
  return parse_name<Activation>("activation", name, names());
}

std::span<const std::string> hidden_activation_names() {
  return names().first(static_cast<std::size_t>(Activation::kSoftmax));
}

std::optional<Range> activation_range(Activation activation) {
  switch (activation) {
    case Activation::kTanh:
    case Activation::kSoftsign:
    case Activation::kErf:
      return Range{-1, 1};
    case Activation::kSigmoid:
    case Activation::kSoftmax:
      return Range{0, 1};
    default:
      return std::nullopt;
  }
}

double activate(Activation activation, double z) {
  switch (activation) {
    case Activation::kTanh:
      return std::tanh(z);
    case Activation::kRelu:
      return z > 0 ? z : 0;
    case Activation::kLeakyRelu:
      return z > 0 ? z : kLeakyReluSlope * z;
    case Activation::kElu:
      return z > 0 ? z : std::expm1(z);
    case Activation::kGelu:
      return z * normal_cdf(z);
    case Activation::kSigmoid:
      return sigmoid(z);
    case Activation::kSoftsign:
      return z / (1 + std::abs(z));
    case Activation::kSoftplus:
      return softplus(z);
    case Activation::kErf:
      return std::erf(z);
    case Activation::kLinear:
      return z;
    case Activation::kSoftmax:
      break;
  }
  refuse_softmax();
}

double activation_slope(Activation activation, double z) {
  switch (activation) {
    case Activation::kTanh:
      return tanh_slope(z);
    case Activation::kRelu:
      return z > 0 ? 1 : 0;
    case Activation::kLeakyRelu:
      return z > 0 ? 1 : kLeakyReluSlope;
    case Activation::kElu:
      return z > 0 ? 1 : std::exp(z);
    case Activation::kGelu:
      return normal_cdf(z) + z * normal_density(z);
    case Activation::kSigmoid:
      return sigmoid_slope(z);
    case Activation::kSoftsign:
      return softsign_slope(z);
    case Activation::kSoftplus:
      return sigmoid(z);
    case Activation::kErf:
      return 2 * std::numbers::inv_sqrtpi * std::exp(-z * z);
    case Activation::kLinear:
      return 1;
    case Activation::kSoftmax:
      break;
  }
  refuse_softmax();
}

}  // namespace infoplane
