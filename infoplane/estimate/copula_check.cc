#include "infoplane/estimate/copula_check.h"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "infoplane/estimate/gaussian_model.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using ConstMap = Eigen::Map<const Matrix>;

// rows with mean 0 and covariance 1
ConstMap whitened(const ModelSample& sample) {
  return {sample.values().data(), static_cast<Eigen::Index>(sample.n_rows()),
          static_cast<Eigen::Index>(sample.rank())};
}

Vector centred_lengths(const ConstMap& z) {
  Vector q = z.rowwise().squaredNorm();
  q.array() -= q.mean();
  return q;
}

// two-sided, of the mean of terms that should be 0
double p_of_mean(const Vector& terms) {
  const auto n = static_cast<double>(terms.size());
  const double mean = terms.mean();
  const double variance = (terms.array() - mean).square().sum() / (n - 1);
  if (!(variance > 0)) return 1;
  const double t = std::abs(mean) / std::sqrt(variance / n);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(n - 1), t));
}

// of the mean of the rows weight_i z_i, which should be 0, by Hotelling's
//   T^2 = N m' S^-1 m,   (N - d) / (d (N - 1)) T^2  distributed as F of d and N - d
double p_of_directions(const Vector& weights, const ConstMap& z) {
  const auto n = static_cast<double>(z.rows());
  const auto d = static_cast<double>(z.cols());
  const Matrix terms = weights.asDiagonal() * z;
  const Vector mean = terms.colwise().mean();
  const Matrix covariance = (terms.transpose() * terms - n * mean * mean.transpose()) / (n - 1);
  const double t2 = n * mean.dot(covariance.ldlt().solve(mean));
  if (!(t2 > 0)) return 1;
  const boost::math::fisher_f fisher(d, n - d);
  return boost::math::cdf(boost::math::complement(fisher, (n - d) / (d * (n - 1)) * t2));
}

// What (q_x - d_x)(q_y - d_y) are in the mean over N Gaussian samples that are whitened by their
// own covariance, to first order in 1 / N: with s = sum_i rho_i^2,
//   2 s (1 - (d_x + d_y + 5 - s) / N) + 2 sum_i rho_i^4 / N.
// Of the correlations' squares, what is not explained on either side is in them by chance:
// (d_x - s) (d_y - s) / N.
double expected_lengths(const ConstMap& x, const ConstMap& y) {
  const auto n = static_cast<double>(x.rows());
  const auto dx = static_cast<double>(x.cols());
  const auto dy = static_cast<double>(y.cols());
  const Matrix cross = x.transpose() * y / (n - 1);
  const double found = cross.squaredNorm();
  const double s = found - (dx - found) * (dy - found) / n;
  const double fourth = (cross.transpose() * cross).squaredNorm();
  return 2 * s * (1 - (dx + dy + 5 - s) / n) + 2 * fourth / n;
}

}  // namespace

double gaussian_copula_p_value(const Points& zx, const Points& zy, const Work& work) {
  const ModelSample sample_x(zx.values, zx.n, work);
  const ModelSample sample_y(zy.values, zy.n, work);
  if (sample_x.rank() == 0 || sample_y.rank() == 0) return 1;
  const ConstMap x = whitened(sample_x);
  const ConstMap y = whitened(sample_y);
  const Vector q_x = centred_lengths(x);
  const Vector q_y = centred_lengths(y);
  Vector lengths = q_x.cwiseProduct(q_y);
  lengths.array() -= expected_lengths(x, y);
  constexpr double kTests = 3;
  return std::min(1.0, kTests * std::min({p_of_mean(lengths), p_of_directions(q_x, y),
                                          p_of_directions(q_y, x)}));
}

}  // namespace infoplane
