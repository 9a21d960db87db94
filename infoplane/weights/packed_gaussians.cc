#include "infoplane/weights/packed_gaussians.h"

#include <Eigen/Dense>
#include <limits>

namespace infoplane {

PackedGaussians::PackedGaussians(std::size_t dimension, std::size_t n)
    : d_(dimension),
      n_(n),
      n_triangle_(dimension * (dimension + 1) / 2),
      stride_(2 * dimension + 2 * n_triangle_ + 1),
      values_(n * stride_) {}

void PackedGaussians::set(std::size_t j, const Eigen::Ref<const Eigen::VectorXd>& mean,
                          const Eigen::Ref<const Eigen::MatrixXd>& factor) {
  const auto d = static_cast<Eigen::Index>(d_);
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(d, d);
  factor.triangularView<Eigen::Lower>().solveInPlace(inverse);
  double* out = values_.data() + j * stride_;
  for (Eigen::Index r = 0; r < d; ++r) *out++ = mean(r);
  for (Eigen::Index r = 0; r < d; ++r) {
    for (Eigen::Index q = 0; q <= r; ++q) *out++ = inverse(r, q);
  }
  for (Eigen::Index r = 0; r < d; ++r) {
    for (Eigen::Index q = 0; q <= r; ++q) *out++ = factor(r, q);
  }
  for (Eigen::Index r = 0; r < d; ++r) *out++ = inverse.row(r).head(r + 1).dot(mean.head(r + 1));
  *out = factor.diagonal().array().log().sum();
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
