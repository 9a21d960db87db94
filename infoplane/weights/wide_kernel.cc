#include "infoplane/weights/wide_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using std::numbers::pi;

// E f(u) f(v) and E f'(u) f'(v)
struct PairMeans {
  double values = 0;
  double slopes = 0;
};

// covariance of (u, v)
struct PairCovariance {
  double uu = 0;
  double vv = 0;
  double uv = 0;

  // not negative but for rounding
  [[nodiscard]] double determinant() const { return std::max(uu * vv - uv * uv, 0.0); }
};

// (X3): arcsine as an angle, which keeps its precision where u and v fall together
PairMeans of_erf(const PairCovariance& c) {
  const double root = std::sqrt(1 + 2 * (c.uu + c.vv) + 4 * c.determinant());
  return {2 / pi * std::atan2(2 * c.uv, root), 4 / pi / root};
}

// (X4), theta the angle between u and v
PairMeans of_relu(const PairCovariance& c) {
  const double sine = std::sqrt(c.determinant());
  const double theta = std::atan2(sine, c.uv);
  return {(sine + (pi - theta) * c.uv) / (2 * pi), (pi - theta) / (2 * pi)};
}

// (X5): f(z) = a z + (1 - a) relu(z)
PairMeans of_leaky_relu(const PairCovariance& c) {
  const PairMeans relu = of_relu(c);
  const double a = kLeakyReluSlope;
  const double rest = (1 - a) * (1 - a);
  return {a * c.uv + rest * relu.values, a + rest * relu.slopes};
}

// (X6)
PairMeans of_gelu(const PairCovariance& c) {
  const double d = 1 + (c.uu + c.vv) + c.determinant();
  const double both = 0.25 + std::atan2(c.uv, std::sqrt(d)) / (2 * pi);
  const double density = 1 / (2 * pi * std::sqrt(d));
  const double shares = 1 / (1 + c.uu) + 1 / (1 + c.vv);
  return {c.uv * both + density * (c.uu * c.vv + c.uv * c.uv * (shares - 1)),
          both + density * c.uv * (shares + 1 / d)};
}

PairMeans pair_means(Activation activation, const PairCovariance& c) {
  switch (activation) {
    case Activation::kErf:
      return of_erf(c);
    case Activation::kRelu:
      return of_relu(c);
    case Activation::kLeakyRelu:
      return of_leaky_relu(c);
    case Activation::kGelu:
      return of_gelu(c);
    default:
      return {c.uv, 1};
  }
}

bool has_kink(Activation activation) {
  return activation == Activation::kRelu || activation == Activation::kLeakyRelu;
}

void check_variance(std::string_view what, double value, bool positive) {
  if (!std::isfinite(value) || value < 0 || (positive && value == 0)) {
    throw InvalidArgument(fmt::format("wide-kernel: {} is {}, but must be finite and {}", what,
                                      value, positive ? "above 0" : "not below 0"));
  }
}

void check_network(const WideNetwork& network) {
  switch (network.activation) {
    case Activation::kLinear:
    case Activation::kErf:
    case Activation::kRelu:
    case Activation::kLeakyRelu:
    case Activation::kGelu:
      break;
    default:
      throw InvalidArgument(
          fmt::format("wide-kernel: no closed form for {}, but for linear, erf, relu, leaky-relu "
                      "and gelu",
                      activation_name(network.activation)));
  }
  check_variance("the weights' variance", network.weight_variance, true);
  check_variance("the biases' variance", network.bias_variance, false);
  check_variance("the biases' part of the tangent kernel", network.bias_tangent, false);
}

void check_inputs(const WideNetwork& network, const Matrix& x) {
  if (x.cols() == 0) throw InvalidArgument("wide-kernel: inputs without columns");
  if (!x.allFinite()) throw InvalidArgument("wide-kernel: an input is not finite");
  if (network.hidden == 0 || !has_kink(network.activation) || network.bias_variance > 0) return;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    if (x.row(i).squaredNorm() == 0) {
      throw InvalidArgument(fmt::format("wide-kernel: input {} is 0, where {} has no slope", i,
                                        activation_name(network.activation)));
    }
  }
}

// K of each row with itself, in the first layer
Vector first_variances(const WideNetwork& network, const Matrix& x) {
  const double scale = network.weight_variance / static_cast<double>(x.cols());
  return (scale * x.rowwise().squaredNorm()).array() + network.bias_variance;
}

void next_variances(const WideNetwork& network, Vector& variances) {
  for (double& k : variances) {
    k = network.weight_variance * pair_means(network.activation, {k, k, k}).values +
        network.bias_variance;
  }
}

// from the first layer's K to the last one's K and Theta
void climb(const WideNetwork& network, WideKernels& kernels, Vector rows, Vector columns) {
  const double trained = network.bias_tangent - network.bias_variance;
  kernels.tangent = kernels.initial.array() + trained;
  for (std::size_t l = 0; l < network.hidden; ++l) {
    for (Eigen::Index j = 0; j < columns.size(); ++j) {
      for (Eigen::Index i = 0; i < rows.size(); ++i) {
        double& k = kernels.initial(i, j);
        double& theta = kernels.tangent(i, j);
        const PairMeans means = pair_means(network.activation, {rows[i], columns[j], k});
        k = network.weight_variance * means.values + network.bias_variance;
        theta = k + trained + network.weight_variance * means.slopes * theta;
      }
    }
    next_variances(network, rows);
    next_variances(network, columns);
  }
}

}  // namespace

WideKernels wide_kernels(const WideNetwork& network, const Matrix& a, const Matrix& b) {
  check_network(network);
  check_inputs(network, a);
  check_inputs(network, b);
  if (a.cols() != b.cols()) {
    throw InvalidArgument(
        fmt::format("wide-kernel: inputs of {} and of {} columns", a.cols(), b.cols()));
  }
  const double scale = network.weight_variance / static_cast<double>(a.cols());
  WideKernels kernels;
  kernels.initial = (scale * a * b.transpose()).array() + network.bias_variance;
  climb(network, kernels, first_variances(network, a), first_variances(network, b));
  return kernels;
}

WideKernels wide_kernels(const WideNetwork& network, const Matrix& a) {
  check_network(network);
  check_inputs(network, a);
  // one triangle, so that rounding is the same on both sides
  Matrix lower = Matrix::Constant(a.rows(), a.rows(), network.bias_variance);
  lower.selfadjointView<Eigen::Lower>().rankUpdate(
      a, network.weight_variance / static_cast<double>(a.cols()));
  WideKernels kernels;
  kernels.initial = lower.selfadjointView<Eigen::Lower>();
  const Vector variances = kernels.initial.diagonal();
  climb(network, kernels, variances, variances);
  return kernels;
}

Vector wide_variances(const WideNetwork& network, const Matrix& a) {
  check_network(network);
  check_inputs(network, a);
  Vector variances = first_variances(network, a);
  for (std::size_t l = 0; l < network.hidden; ++l) next_variances(network, variances);
  return variances;
}

}  // namespace infoplane
