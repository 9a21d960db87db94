#include "infoplane/estimate/copula_check.h"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
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
  const double z = std::abs(mean) / std::sqrt(variance / n);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), z));
}

// of the mean of the rows weight_i z_i, which should be 0
double p_of_directions(const Vector& weights, const ConstMap& z) {
  const auto n = static_cast<double>(z.rows());
  const Matrix terms = weights.asDiagonal() * z;
  const Vector mean = terms.colwise().mean();
  const Matrix covariance = terms.transpose() * terms / n - mean * mean.transpose();
  const double statistic = n * mean.dot(covariance.ldlt().solve(mean));
  if (!(statistic > 0)) return 1;
  const boost::math::chi_squared chi_squared(static_cast<double>(z.cols()));
  return boost::math::cdf(boost::math::complement(chi_squared, statistic));
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
  const Matrix cross = x.transpose() * y / static_cast<double>(zx.n);
  Vector lengths = q_x.cwiseProduct(q_y);
  lengths.array() -= 2 * cross.squaredNorm();
  constexpr double kTests = 3;
  return std::min(1.0, kTests * std::min({p_of_mean(lengths), p_of_directions(q_x, y),
                                          p_of_directions(q_y, x)}));
}

}  // namespace infoplane
