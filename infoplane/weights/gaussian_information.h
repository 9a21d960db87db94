#pragma once

#include <Eigen/Core>

#include "infoplane/core/units.h"
#include "infoplane/weights/curvature_spectrum.h"
#include "infoplane/weights/gaussian_weights.h"

namespace infoplane {

/// How much information costs, and the law that weights have before any data: N(0, lambda^2 I).
struct InformationPrice {
  /// In units of loss per nat.
  double beta = 0;
  /// lambda^2.
  double prior_variance = 0;
};

/// The information in a network's weights when noise is added to them until it costs more loss than
/// it saves information.
struct GaussianInformation {
  /// KL( N(w, Sigma*) || N(0, lambda^2 I) ).
  Nats information;
  /// L + 1/2 tr K Sigma*, the expected loss to second order.
  double expected_loss = 0;
  /// C = expected_loss + beta information.
  double objective = 0;
};

/// Minimises L + 1/2 tr K Sigma + beta KL( N(w, Sigma) || N(0, lambda^2 I) ) over Sigma, K the
/// curvature of L in w with eigenvalues h:
///   Sigma* = beta (K + beta I / lambda^2)^-1 (I12),
///   KL = 1/2 [ |w|^2 / lambda^2 + sum_i ( ln(1 + r_i) - r_i / (1 + r_i) ) ],
///       r_i = lambda^2 h_i / beta (I13),
///   C = L + beta/2 [ |w|^2 / lambda^2 + sum_i ln(1 + r_i) ] (I14)
/// Source: Achille & Soatto 2018, JMLR 19:50, section 4; derived in docs/methods.md section 21.
/// The KL counts from 0, not from the initial weights, and says how much the weights hold only for
/// this prior and price; it is an upper bound of I(W;D) on average over the data D.
/// Throws InvalidArgument unless beta > 0 and lambda^2 > 0, the sizes match, and Sigma* exists: the
/// message has the smallest eigenvalue. That is so for every Gauss-Newton matrix, and for a Hessian
/// only where beta/lambda^2 is larger than its most negative eigenvalue. Cost: O(P).
GaussianInformation gaussian_information(double loss, const Eigen::VectorXd& weights,
                                         const CurvatureSpectrum& k, const InformationPrice& price);

/// The same of a network on labelled data, with a curvature of its own: Gauss-Newton's unless told
/// otherwise, which always has a Sigma*. Throws also what curvature_spectrum does.
GaussianInformation gaussian_information(const NetworkJacobian& network, const LabelledInputs& data,
                                         const InformationPrice& price, const Work& work,
                                         CurvatureKind kind = CurvatureKind::kGaussNewton);

/// N(w, Sigma*), to draw from. Throws as gaussian_information does.
GaussianWeights information_optimal_weights(Eigen::VectorXd weights, CurvatureSpectrum k,
                                            const InformationPrice& price);

}  // namespace infoplane
