#include "infoplane/weights/weight_noise.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

// the law's own numbers, checked: deviations in the order of the layout, or none
Vector deviations(const IsotropicNoise& law, std::size_t n) {
  if (!(law.deviation > 0) || !std::isfinite(law.deviation)) {
    throw InvalidArgument(
        fmt::format("weight noise: the deviation is {}, but must be above 0", law.deviation));
  }
  return Vector::Constant(index(n), law.deviation);
}

Vector deviations(const DiagonalNoise& law, std::size_t n) {
  if (law.variances.size() != index(n)) {
    throw InvalidArgument(
        fmt::format("weight noise: {} variances, but {} parameters", law.variances.size(), n));
  }
  if (!law.variances.allFinite() || law.variances.minCoeff() < 0 || law.variances.maxCoeff() == 0) {
    throw InvalidArgument(
        "weight noise: variances must be finite, none negative and not all of them 0");
  }
  return law.variances.cwiseSqrt();
}

Vector deviations(const DenseNoise& law, std::size_t n) {
  if (law.covariance.rows() != index(n) || law.covariance.cols() != index(n)) {
    throw InvalidArgument(
        fmt::format("weight noise: the covariance is {} by {}, but must be {} by {}",
                    law.covariance.rows(), law.covariance.cols(), n, n));
  }
  if (!law.covariance.allFinite()) {
    throw InvalidArgument("weight noise: the covariance has a number that is not finite");
  }
  return {};
}

Matrix factored(const Matrix& covariance) {
  const Eigen::LLT<Matrix> llt(covariance);
  if (llt.info() != Eigen::Success) {
    throw InvalidArgument(fmt::format(
        "weight noise: the covariance has the eigenvalue {:.3g}, but must be positive definite",
        Eigen::SelfAdjointEigenSolver<Matrix>(covariance, Eigen::EigenvaluesOnly)
            .eigenvalues()
            .minCoeff()));
  }
  return llt.matrixL();
}

}  // namespace

WeightNoise::WeightNoise(const NoiseCovariance& law, const ParameterLayout& layout) {
  set_order(layout);
  deviations_ = std::visit([&](const auto& l) { return deviations(l, layout.n_parameters); }, law);
  if (const auto* dense = std::get_if<DenseNoise>(&law)) {
    const Matrix full = dense->covariance.selfadjointView<Eigen::Lower>();
    factor_ = factored(full(order_, order_));
    for (Own& own : own_) {
      own.factor = factor_.block(own.first, own.first, own.count, own.count);
      own.covariance = own.factor * own.factor.transpose();
    }
  } else {
    deviations_ = deviations_(order_).eval();
  }
}

void WeightNoise::set_order(const ParameterLayout& layout) {
  for (std::size_t l = 0; l < layout.layers.size(); ++l) {
    const LayerParameters& at = layout.layers[l];
    const std::size_t end =
        l + 1 < layout.layers.size() ? layout.layers[l + 1].weights : layout.n_parameters;
    for (std::size_t p = at.gains; p < end; ++p) order_.push_back(index(p));
    own_.push_back({.first = index(order_.size()),
                    .count = index(at.gains - at.weights),
                    .width = index(at.width),
                    .n_inputs = index(at.n_inputs),
                    .factor = {},
                    .covariance = {}});
    for (std::size_t p = at.weights; p < at.gains; ++p) order_.push_back(index(p));
    ends_.push_back(index(order_.size()));
  }
}

Vector WeightNoise::draw(Stream& stream) const {
  Vector e(index(order_.size()));
  for (double& number : e) number = stream.normal();
  return e;
}

Vector WeightNoise::deviation(const Vector& e) const {
  Vector out(e.size());
  if (deviations_.size() > 0) {
    out(order_) = deviations_.cwiseProduct(e);
  } else {
    out(order_) = factor_.triangularView<Eigen::Lower>() * e;
  }
  return out;
}

Matrix WeightNoise::spread(std::size_t l, const Matrix& jacobian) const {
  const std::vector<Eigen::Index> columns(order_.begin(), order_.begin() + ends_[l]);
  Matrix out = jacobian(Eigen::all, columns);
  if (deviations_.size() > 0) return out * deviations_.head(ends_[l]).asDiagonal();
  return out * factor_.topLeftCorner(ends_[l], ends_[l]).triangularView<Eigen::Lower>();
}

Vector WeightNoise::own_spread(std::size_t l, const Matrix& spread, const Vector& e) const {
  const Own& own = own_[l];
  return spread.middleCols(own.first, own.count) * e.segment(own.first, own.count);
}

Matrix WeightNoise::own_shift(std::size_t l, const Vector& e, const Matrix& a,
                              const Vector& factors) const {
  const Own& own = own_[l];
  Vector shift = e.segment(own.first, own.count);
  if (deviations_.size() > 0) {
    shift.array() *= deviations_.segment(own.first, own.count).array();
  } else {
    shift = own.factor.triangularView<Eigen::Lower>() * shift;
  }
  const Eigen::Index n_weights = own.width * own.n_inputs;
  // weights are stored row by row
  const auto weights = shift.head(n_weights).reshaped(own.n_inputs, own.width);
  Matrix out = a * weights * factors.asDiagonal();
  out.rowwise() += shift.tail(own.width).transpose();
  return out;
}

Matrix WeightNoise::own_covariance(std::size_t l, const Vector& a, const Vector& factors) const {
  const Own& own = own_[l];
  const Eigen::Index n = own.n_inputs;
  const Eigen::Index biases = own.width * n;
  Matrix out = Matrix::Zero(own.width, own.width);
  if (deviations_.size() > 0) {
    const auto variances = deviations_.segment(own.first, own.count).array().square();
    for (Eigen::Index u = 0; u < own.width; ++u) {
      const double of_weights = (variances.segment(u * n, n) * a.array().square()).sum();
      out(u, u) = factors(u) * factors(u) * of_weights + variances(biases + u);
    }
    return out;
  }
  const Matrix& c = own.covariance;
  for (Eigen::Index u = 0; u < own.width; ++u) {
    for (Eigen::Index v = 0; v <= u; ++v) {
      const double weights = a.dot(c.block(u * n, v * n, n, n) * a);
      const double mixed = factors(u) * a.dot(c.col(biases + v).segment(u * n, n)) +
                           factors(v) * a.dot(c.col(biases + u).segment(v * n, n));
      out(u, v) = factors(u) * factors(v) * weights + mixed + c(biases + u, biases + v);
      out(v, u) = out(u, v);
    }
  }
  return out;
}

}  // namespace infoplane
