#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

#include "infoplane/core/random.h"
#include "infoplane/weights/curvature_spectrum.h"

namespace infoplane {

/// A normal law of a network's P parameters, N(w, Sigma), to draw from: docs/methods.md section 21.
/// Sigma = U diag(s^2) U' + F F', U the eigenvectors of a curvature (or the identity) and F a few
/// columns (or none). Immutable; draws on different threads need streams of their own.
class GaussianWeights {
 public:
  /// Sigma = s^2 I. Throws InvalidArgument unless s >= 0 and is finite.
  static GaussianWeights isotropic(Eigen::VectorXd mean, double s);

  /// Sigma = diag(variances). Throws InvalidArgument unless there are P, none negative, all finite.
  static GaussianWeights diagonal(Eigen::VectorXd mean, const Eigen::VectorXd& variances);

  /// Sigma = scale (K + shift I)^-1 (I9). Throws InvalidArgument unless K is of P parameters, scale
  /// > 0, and K + shift I is positive definite; the message has K's smallest eigenvalue.
  static GaussianWeights inverse(Eigen::VectorXd mean, CurvatureSpectrum k, double scale,
                                 double shift);

  /// Laplace's approximation at temperature T: Sigma = T (N K + delta I)^-1 (I10), of the posterior
  /// exp(-(N L + delta/2 |w|^2) / T) with L's curvature K in w, the mean over N samples. Throws as
  /// inverse does, and unless N > 0, T > 0 and delta >= 0.
  static GaussianWeights laplace(Eigen::VectorXd mean, CurvatureSpectrum k, std::size_t n_samples,
                                 double temperature, double prior_precision);

  /// Sigma = diag(variances) + F F', F (P, K). Throws as diagonal does, and unless F has P rows.
  static GaussianWeights low_rank(Eigen::VectorXd mean, const Eigen::VectorXd& variances,
                                  Eigen::MatrixXd factor);

  /// w + U (s z) + F z', z and z' standard normal: P + K numbers from the stream, in this order.
  [[nodiscard]] Eigen::VectorXd draw(Stream& stream) const;

  [[nodiscard]] const Eigen::VectorXd& mean() const { return mean_; }
  [[nodiscard]] Eigen::Index size() const { return mean_.size(); }
  /// Sigma (P, P). Cost: O(P^3) if K is dense.
  [[nodiscard]] Eigen::MatrixXd covariance() const;

 private:
  GaussianWeights(Eigen::VectorXd mean, CurvatureSpectrum basis, Eigen::VectorXd deviations)
      : mean_(std::move(mean)), basis_(std::move(basis)), deviations_(std::move(deviations)) {}

  Eigen::VectorXd mean_;
  CurvatureSpectrum basis_;
  Eigen::VectorXd deviations_;
  /// (P, K); empty if there is none.
  Eigen::MatrixXd factor_;
};

}  // namespace infoplane
