#pragma once

#include <Eigen/Core>

#include "infoplane/core/work.h"
#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// Hessian (P, P) of the mean loss L over N samples in all parameters, exactly, in double
/// precision, as evaluation sees the network. With delta_m = d l / d z_m and H_m its derivative in
/// z_m of one sample, both by back-propagation,
///   H_m-1 = F What_m' H_m What_m F + diag( f''(z_m-1) What_m' delta_m ),   F = diag f'(z_m-1)
///   (I7),
/// the derivative of layer m's gradient in the parameters of layers n <= m is
///   d^2 l / d W_jk d theta = s c_j [ a_k (H_m J_m)_j + delta_j f'(z_k) (J_m-1)_k ] (I8),
/// J_m the Jacobian of z_m; biases and batch norm's gains likewise. docs/methods.md section 21.
/// Source: derived there; (I7) is that of Botev et al. 2017, ICML, Eq. (7).
/// A kink of f has no curvature: with relu, only what is between the kinks is seen.
/// Throws InvalidArgument if the data do not fit the network, and if its values overflow.
/// Cost: O(N (P^2 + P sum_l d_l^2)). The same bits for any number of threads.
Eigen::MatrixXd hessian(const NetworkJacobian& network, const LabelledInputs& data,
                        const Work& work);

}  // namespace infoplane
