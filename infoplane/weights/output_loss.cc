#include "infoplane/weights/output_loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "infoplane/core/errors.h"
#include "infoplane/nets/activation.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// q: 1 for the sample's class; a single output stands for class 1
Matrix targets(const Matrix& z, std::span<const std::uint32_t> labels) {
  Matrix q = Matrix::Zero(z.rows(), z.cols());
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    const auto y = static_cast<Eigen::Index>(labels[static_cast<std::size_t>(i)]);
    if (z.cols() > 1) {
      q(i, y) = 1;
    } else {
      q(i, 0) = y == 1 ? 1 : 0;
    }
  }
  return q;
}

// ln sum_j exp(z_j) of each row, the largest z taken out of the sum
Vector log_sum_exp(const Matrix& z) {
  const Vector largest = z.rowwise().maxCoeff();
  return largest.array() + (z.colwise() - largest).array().exp().rowwise().sum().log();
}

Matrix softmax(const Matrix& z) {
  const Vector largest = z.rowwise().maxCoeff();
  const Matrix e = (z.colwise() - largest).array().exp();
  return e.array().colwise() / e.rowwise().sum().array();
}

Matrix each(const Matrix& z, double (*function)(Activation, double), Activation activation) {
  return z.unaryExpr([=](double value) { return function(activation, value); });
}

// Cholesky factor of diag p - p p' in closed form: with the tails R_j = sum_(k >= j) p_k, column j
// is
//   L_jj = sqrt(p_j R_j+1 / R_j),  L_ij = -L_jj p_i / R_j+1  for i > j,
// and the last one is 0
Matrix softmax_root(const Matrix& z) {
  const Eigen::Index n = z.rows();
  const Eigen::Index n_classes = z.cols();
  const Matrix p = softmax(z);
  Matrix root = Matrix::Zero((n_classes - 1) * n, n_classes);
  for (Eigen::Index i = 0; i < n; ++i) {
    double tail = p(i, n_classes - 1);
    for (Eigen::Index j = n_classes - 1; j-- > 0;) {
      const double rest = tail;
      tail += p(i, j);
      // classes of no probability at all have no curvature
      if (rest == 0) continue;
      const double diagonal = std::sqrt(p(i, j) * (rest / tail));
      root(j * n + i, j) = diagonal;
      for (Eigen::Index k = j + 1; k < n_classes; ++k) {
        root(j * n + i, k) = -diagonal * (p(i, k) / rest);
      }
    }
  }
  return root;
}

}  // namespace

void check_inputs(const NetworkSpec& spec, MatrixView<float> x, const char* what) {
  if (x.rows == 0) throw InvalidArgument(fmt::format("{}: there are no inputs", what));
  if (x.cols == spec.n_inputs) return;
  throw InvalidArgument(fmt::format("{}: the number of input columns is {}, but must be {}", what,
                                    x.cols, spec.n_inputs));
}

void check_labelled(const NetworkSpec& spec, const LabelledInputs& data, const char* what) {
  check_inputs(spec, data.x, what);
  if (data.labels.size() != data.x.rows) {
    throw InvalidArgument(fmt::format("{}: the number of labels is {}, but must be {}", what,
                                      data.labels.size(), data.x.rows));
  }
  const std::uint32_t largest = std::ranges::max(data.labels);
  if (largest < class_count(spec)) return;
  throw InvalidArgument(
      fmt::format("{}: a label is {}, but there are {} classes", what, largest, class_count(spec)));
}

double output_loss(Loss loss, const Matrix& z, std::span<const std::uint32_t> labels) {
  const Matrix q = targets(z, labels);
  switch (loss) {
    case Loss::kCrossEntropy:
      return log_sum_exp(z).sum() - q.cwiseProduct(z).sum();
    case Loss::kLogistic:
      return each(z, activate, Activation::kSoftplus).sum() - q.cwiseProduct(z).sum();
    case Loss::kSquaredError:
      break;
  }
  return (z - q).squaredNorm() / 2;
}

Matrix output_gradient(Loss loss, const Matrix& z, std::span<const std::uint32_t> labels) {
  const Matrix q = targets(z, labels);
  switch (loss) {
    case Loss::kCrossEntropy:
      return softmax(z) - q;
    case Loss::kLogistic:
      return each(z, activate, Activation::kSigmoid) - q;
    case Loss::kSquaredError:
      break;
  }
  return z - q;
}

Matrix output_hessian_root(Loss loss, const Matrix& z) {
  if (loss == Loss::kCrossEntropy) return softmax_root(z);
  const Eigen::Index n = z.rows();
  Matrix root = Matrix::Zero(z.size(), z.cols());
  const Matrix diagonal = loss == Loss::kLogistic ? each(z, activation_slope, Activation::kSigmoid)
                                                  : Matrix::Ones(n, z.cols());
  for (Eigen::Index j = 0; j < z.cols(); ++j) {
    root.col(j).segment(j * n, n) = diagonal.col(j).cwiseSqrt();
  }
  return root;
}

}  // namespace infoplane
