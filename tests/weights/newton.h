#pragma once

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <span>

#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/curvature.h"
#include "infoplane/weights/hessian.h"

namespace infoplane {

/// Where L + l2/2 |W|^2 (weights only, as in training) has a gradient of norm below 1e-12 or cannot
/// be made smaller, from theta on: Newton's steps with the eigenvalues' absolute values, damped
/// until the loss does not rise. No batch norm.
inline Eigen::VectorXd minimise(const NetworkSpec& spec, const LabelledInputs& data, double l2,
                                Eigen::VectorXd theta) {
  Eigen::VectorXd decay = Eigen::VectorXd::Zero(theta.size());
  for (const LayerParameters& at : ParameterLayout(spec).layers) {
    decay
        .segment(static_cast<Eigen::Index>(at.weights),
                 static_cast<Eigen::Index>(at.biases - at.weights))
        .setConstant(l2);
  }
  const auto network = [&](const Eigen::VectorXd& at) {
    return NetworkJacobian(spec,
                           std::span<const double>(at.data(), static_cast<std::size_t>(at.size())),
                           std::span<const double>());
  };
  const auto penalised = [&](const Eigen::VectorXd& at) {
    LossGradient value = loss_gradient(network(at), data, {});
    value.loss += at.cwiseAbs2().dot(decay) / 2;
    value.gradient += decay.cwiseProduct(at);
    return value;
  };
  LossGradient now = penalised(theta);
  double damping = 1e-2;
  for (int step = 0; step < 300 && now.gradient.norm() > 1e-12 && damping < 1e9; ++step) {
    Eigen::MatrixXd h = hessian(network(theta), data, {});
    h.diagonal() += decay;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(h);
    const Eigen::VectorXd c = eigen.eigenvectors().transpose() * now.gradient;
    for (; damping < 1e9; damping *= 4) {
      const Eigen::VectorXd next =
          theta - eigen.eigenvectors() *
                      (c.array() / (eigen.eigenvalues().array().abs() + damping)).matrix();
      const LossGradient value = penalised(next);
      if (value.loss > now.loss + 1e-15) continue;
      theta = next;
      now = value;
      damping = std::max(damping / 3, 1e-12);
      break;
    }
  }
  return theta;
}

}  // namespace infoplane
