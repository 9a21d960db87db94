#include "infoplane/nets/activation_curvature.h"

#include <cmath>
#include <numbers>

namespace infoplane {
namespace {

double softsign_curvature(double z) {
  if (z == 0) return 0;
  const double d = 1 + std::abs(z);
  return std::copysign(2, -z) / (d * d * d);
}

double gelu_curvature(double z) {
  const double density = std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  return (2 - z * z) * density;
}

}  // namespace

double activation_curvature(Activation activation, double z) {
  const double slope = activation_slope(activation, z);
  switch (activation) {
    case Activation::kTanh:
      return -2 * std::tanh(z) * slope;
    case Activation::kElu:
      return z > 0 ? 0 : slope;
    case Activation::kGelu:
      return gelu_curvature(z);
    case Activation::kSigmoid:
      // slope (1 - 2 sigmoid(z))
      return -std::tanh(z / 2) * slope;
    case Activation::kSoftsign:
      return softsign_curvature(z);
    case Activation::kSoftplus:
      return activation_slope(Activation::kSigmoid, z);
    case Activation::kErf:
      return -2 * z * slope;
    default:
      // piecewise linear
      return 0;
  }
}

}  // namespace infoplane
