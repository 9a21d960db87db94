#include "infoplane/weights/packed_gaussians.h"

#include <cmath>
#include <limits>

namespace infoplane {
namespace {

constexpr double kSingularPivot = 1e-13;

}  // namespace

PackedGaussians::PackedGaussians(std::size_t dimension, std::size_t n)
    : d_(dimension),
      n_(n),
      n_triangle_(dimension * (dimension + 1) / 2),
      stride_(2 * dimension + 2 * n_triangle_ + 1),
      values_(n * stride_) {}

bool PackedGaussians::set(std::size_t j, const Eigen::Ref<const Eigen::VectorXd>& mean,
                          const Eigen::Ref<const Eigen::MatrixXd>& covariance) {
  double* m = values_.data() + j * stride_;
  double* inverse = m + d_;
  double* factor = inverse + n_triangle_;
  double* centre = factor + n_triangle_;
  const auto row = [](double* triangle, std::size_t r) { return triangle + r * (r + 1) / 2; };
  double log_factor = 0;
  for (std::size_t r = 0; r < d_; ++r) {
    const auto row_r = static_cast<Eigen::Index>(r);
    m[r] = mean(row_r);
    // Cholesky decomposition, row r of L
    double* l = row(factor, r);
    const double variance = covariance(row_r, row_r);
    double left = variance;
    for (std::size_t c = 0; c < r; ++c) {
      double x = covariance(row_r, static_cast<Eigen::Index>(c));
      for (std::size_t q = 0; q < c; ++q) x -= l[q] * row(factor, c)[q];
      l[c] = x / row(factor, c)[c];
      left -= l[c] * l[c];
    }
    if (!(left > kSingularPivot * variance)) return false;
    l[r] = std::sqrt(left);
    log_factor += std::log(l[r]);
    // L W = 1, row r of W
    double* w = row(inverse, r);
    for (std::size_t q = 0; q < r; ++q) {
      double x = 0;
      for (std::size_t c = q; c < r; ++c) x -= l[c] * row(inverse, c)[q];
      w[q] = x / l[r];
    }
    w[r] = 1 / l[r];
    centre[r] = 0;
    for (std::size_t q = 0; q <= r; ++q) centre[r] += w[q] * m[q];
  }
  centre[d_] = log_factor;
  return true;
}

void PackedGaussians::place(std::size_t j, const double* z, double* a, std::size_t stride) const {
  const std::span<const double> m = mean(j);
  const double* l = factor(j).data();
  for (std::size_t r = 0; r < d_; ++r) {
    double sum = 0;
    for (std::size_t q = 0; q <= r; ++q) sum += *l++ * z[q * stride];
    a[r * stride] = m[r] + sum;
  }
}

bool PackedGaussians::log_densities(std::size_t j, const double* a, const PointBlockArray& floor,
                                    PointBlockArray& out) const {
  const double* w = inverse(j).data();
  const double* centre = at(j) + d_ + 2 * n_triangle_;
  // -|W a - W m|^2 / 2 row by row: it only falls
  out = PointBlockArray::Constant(-log_factor(j));
  for (std::size_t r = 0; r < d_; ++r) {
    PointBlockArray y = PointBlockArray::Constant(-centre[r]);
    for (std::size_t q = 0; q <= r; ++q) {
      y += *w++ * Eigen::Map<const PointBlockArray>(a + q * kPointBlock);
    }
    out -= y * y / 2;
    if ((out < floor).all()) return false;
  }
  return true;
}

void PackedGaussians::log_densities(std::size_t j, const double* a, PointBlockArray& out) const {
  log_densities(j, a, PointBlockArray::Constant(-std::numeric_limits<double>::infinity()), out);
}

}  // namespace infoplane
