#include "infoplane/claims/linear_information.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

// v I + A A'/d, lower triangle
Matrix covariance(const Eigen::Ref<const Matrix>& map, double n_inputs, double noise) {
  Matrix out = Matrix::Zero(map.rows(), map.rows());
  if (map.cols() > 0) out.selfadjointView<Eigen::Lower>().rankUpdate(map, 1 / n_inputs);
  out.diagonal().array() += noise;
  return out;
}

double log_determinant(const Matrix& covariance) {
  const Eigen::LLT<Matrix> llt(covariance);
  return 2 * llt.matrixLLT().diagonal().array().log().sum();
}

}  // namespace

Nats linear_information(const Matrix& map, InputRange part, double noise) {
  const auto d = static_cast<double>(map.cols());
  const Eigen::Index before = index(part.first);
  const Eigen::Index after = map.cols() - before - index(part.count);
  Matrix others(map.rows(), before + after);
  others << map.leftCols(before), map.rightCols(after);
  return Nats(
      (log_determinant(covariance(map, d, noise)) - log_determinant(covariance(others, d, noise))) /
      2);
}

Nats target_information(const Matrix& map, const LinearTeacher& teacher, double noise) {
  const auto d = static_cast<double>(map.cols());
  const Eigen::LLT<Matrix> llt(covariance(map, d, noise));
  // what T explains of y
  const Vector c = map * teacher.weights / d;
  const double explained = c.dot(llt.solve(c));
  const double variance = teacher.weights.squaredNorm() / d + teacher.noise_variance;
  return Nats(-std::log1p(-explained / variance) / 2);
}

double generalisation_error(const Vector& prediction, const LinearTeacher& teacher) {
  return (teacher.weights - prediction).squaredNorm() / static_cast<double>(prediction.size()) +
         teacher.noise_variance;
}

}  // namespace infoplane
