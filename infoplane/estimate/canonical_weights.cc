#include "infoplane/estimate/canonical_weights.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <numeric>

#include "infoplane/core/random.h"
#include "infoplane/estimate/dense_products.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Indices = std::vector<Eigen::Index>;

constexpr double kRidge = 1e-3;
constexpr double kScreen = 0.99;
constexpr int kScreenings = 2;
constexpr std::uint32_t kEigenvectorStream = 3;

// (C3): L of S + ridge I = L L'
Matrix factor(const Matrix& sums, double n, double ridge) {
  Matrix s = sums / n;
  s.diagonal().array() += ridge;
  return Eigen::LLT<Matrix, Eigen::Lower>(s).matrixLLT();
}

// Orthonormal columns that span those of `block`.
Matrix orthonormal(const Matrix& block) {
  return Eigen::HouseholderQR<Matrix>(block).householderQ() *
         Matrix::Identity(block.rows(), block.cols());
}

// Eigenvectors to the r largest eigenvalues of a symmetric matrix, the largest first. Large ones by
// subspace iteration: a few directions more than asked for, multiplied with the matrix until what
// is smaller has died down.
Matrix leading_eigenvectors(const Matrix& symmetric, Eigen::Index r) {
  constexpr Eigen::Index kSmall = 40;
  constexpr Eigen::Index kExtra = 5;
  constexpr int kSteps = 16;
  const Eigen::Index n = symmetric.rows();
  const auto largest_first = [r](const Matrix& of) {
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(of);
    return Matrix(solver.eigenvectors().rightCols(r).rowwise().reverse());
  };
  if (n <= kSmall) return largest_first(symmetric);
  Stream stream(0, 0, Purpose::kEstimate, kEigenvectorStream);
  Matrix block(n, r + kExtra);
  for (double& v : block.reshaped()) v = stream.normal();
  for (int step = 0; step < kSteps; ++step) block = orthonormal(multiply(symmetric, block));
  return block * largest_first(block.transpose() * multiply(symmetric, block));
}

// the lower triangle's own part of a symmetric matrix
Matrix select(const Matrix& lower, const Indices& rows) {
  const auto k = static_cast<Eigen::Index>(rows.size());
  Matrix out(k, k);
  for (Eigen::Index j = 0; j < k; ++j) {
    for (Eigen::Index i = 0; i < k; ++i) {
      const Eigen::Index a = rows[static_cast<std::size_t>(i)];
      const Eigen::Index b = rows[static_cast<std::size_t>(j)];
      out(i, j) = lower(std::max(a, b), std::min(a, b));
    }
  }
  return out;
}

// diagonal of S^-1: sums of squares of the columns of L^-1
Vector inverse_diagonal(const Matrix& sums, double n) {
  constexpr double kTiny = 1e-6;
  const Matrix l = factor(sums, n, kTiny);
  Matrix inverse = Matrix::Identity(l.rows(), l.cols());
  solve_lower(l, inverse);
  return inverse.colwise().squaredNorm();
}

// (C4) of one side
Vector wald(const Matrix& sums, const Matrix& weights, const Vector& correlations, double n,
            Eigen::Index r) {
  const Vector variance = inverse_diagonal(sums, n);
  Vector out = Vector::Zero(weights.rows());
  for (Eigen::Index k = 0; k < r; ++k) {
    const double rho2 = std::clamp(correlations(k) * correlations(k), 0.01, 0.999);
    const double scale = n * rho2 / (1 - rho2);
    out.array() += scale * weights.col(k).array().square() / variance.array();
  }
  return out;
}

// the features that pass, in their order: at least `least`, by falling statistic
Indices passing(const Vector& statistics, double threshold, std::size_t least) {
  Indices order(static_cast<std::size_t>(statistics.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::ranges::stable_sort(
      order, [&](Eigen::Index i, Eigen::Index j) { return statistics(i) > statistics(j); });
  const auto n_passing = static_cast<std::size_t>((statistics.array() > threshold).count());
  order.resize(std::min(order.size(), std::max(n_passing, least)));
  std::ranges::sort(order);
  return order;
}

CrossMoments select(const CrossMoments& moments, const Indices& x, const Indices& y) {
  CrossMoments out(x.size(), y.size());
  out.n = moments.n;
  out.xx = select(moments.xx, x);
  out.yy = select(moments.yy, y);
  out.xy = moments.xy(x, y);
  return out;
}

// positions among all features of those at `kept` of `of`
Indices compose(const Indices& of, const Indices& kept) {
  Indices out;
  for (const Eigen::Index i : kept) out.push_back(of[static_cast<std::size_t>(i)]);
  return out;
}

Indices everything(Eigen::Index n) {
  Indices out(static_cast<std::size_t>(n));
  std::iota(out.begin(), out.end(), Eigen::Index{0});
  return out;
}

}  // namespace

CrossMoments::CrossMoments(std::size_t f_x, std::size_t f_y) {
  const auto a = static_cast<Eigen::Index>(f_x);
  const auto b = static_cast<Eigen::Index>(f_y);
  xx = Matrix::Zero(a, a);
  yy = Matrix::Zero(b, b);
  xy = Matrix::Zero(a, b);
}

CrossMoments& CrossMoments::operator+=(const CrossMoments& more) {
  xx += more.xx;
  yy += more.yy;
  xy += more.xy;
  n += more.n;
  return *this;
}

CrossMoments& CrossMoments::operator-=(const CrossMoments& less) {
  xx -= less.xx;
  yy -= less.yy;
  xy -= less.xy;
  n -= less.n;
  return *this;
}

CanonicalWeights canonical_weights(const CrossMoments& moments, std::size_t r) {
  const Matrix l_x = factor(moments.xx, moments.n, kRidge);
  const Matrix l_y = factor(moments.yy, moments.n, kRidge);
  Matrix whitened = moments.xy / moments.n;
  solve_lower(l_x, whitened);
  solve_lower_transposed_right(l_y, whitened);
  const Eigen::Index count =
      std::min({static_cast<Eigen::Index>(r), whitened.rows(), whitened.cols()});
  // singular vectors of the smaller side, and what the matrix makes of them
  const bool wide = whitened.rows() <= whitened.cols();
  const Matrix small = wide ? whitened : Matrix(whitened.transpose());
  const Matrix left = leading_eigenvectors(multiply_transposed(small, small), count);
  Matrix right = small.transpose() * left;
  CanonicalWeights out;
  out.correlations = right.colwise().norm();
  for (Eigen::Index k = 0; k < count; ++k) {
    if (out.correlations(k) > 0) right.col(k) /= out.correlations(k);
  }
  out.x = l_x.triangularView<Eigen::Lower>().adjoint().solve(wide ? left : right);
  out.y = l_y.triangularView<Eigen::Lower>().adjoint().solve(wide ? right : left);
  return out;
}

WaldStatistics wald_statistics(const CrossMoments& moments, const CanonicalWeights& weights,
                               std::size_t r) {
  const Eigen::Index count = std::min(static_cast<Eigen::Index>(r), weights.x.cols());
  return {wald(moments.xx, weights.x, weights.correlations, moments.n, count),
          wald(moments.yy, weights.y, weights.correlations, moments.n, count)};
}

CanonicalWeights screened_weights(const CrossMoments& moments, const CanonicalWeights& all,
                                  std::size_t r) {
  Indices x = everything(moments.xx.rows());
  Indices y = everything(moments.yy.rows());
  CrossMoments kept = moments;
  CanonicalWeights weights = all;
  for (int pass = 0; pass < kScreenings; ++pass) {
    const std::size_t tested =
        std::min(kScreenedVariables, static_cast<std::size_t>(weights.x.cols()));
    const double threshold =
        boost::math::quantile(boost::math::chi_squared(static_cast<double>(tested)), kScreen);
    const WaldStatistics statistics = wald_statistics(kept, weights, tested);
    const Indices pass_x = passing(statistics.x, threshold, tested + 1);
    const Indices pass_y = passing(statistics.y, threshold, tested + 1);
    kept = select(kept, pass_x, pass_y);
    x = compose(x, pass_x);
    y = compose(y, pass_y);
    weights = canonical_weights(kept, r);
  }
  CanonicalWeights out;
  out.correlations = weights.correlations;
  out.x = Matrix::Zero(moments.xx.rows(), weights.x.cols());
  out.y = Matrix::Zero(moments.yy.rows(), weights.y.cols());
  out.x(x, Eigen::all) = weights.x;
  out.y(y, Eigen::all) = weights.y;
  return out;
}

}  // namespace infoplane
