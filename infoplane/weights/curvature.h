#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/work.h"
#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// Curvature of the mean loss L over N samples in the P parameters, in double precision, as
/// evaluation sees the network (NetworkJacobian). Parameters are ordered by ParameterLayout; the L2
/// penalty of training is not in L. docs/methods.md section 21. All functions throw InvalidArgument
/// if inputs or labels do not fit the network, and if its values overflow. They give the same bits
/// for any number of threads.

/// L and its gradient.
struct LossGradient {
  double loss = 0;
  /// P.
  Eigen::VectorXd gradient;
};

/// L = 1/N sum_i l_i and 1/N sum_i g_i, g_i = J_i' (t_i - q_i). Cost: O(N P).
LossGradient loss_gradient(const NetworkJacobian& network, const LabelledInputs& data,
                           const Work& work);

/// Calls body(first, gradients) for one block of samples after another, in order: gradients (B, P)
/// has g_i = d l_i / d theta of sample first + b in row b. The matrix is used again. Cost: O(N P),
/// and memory for some 65536 numbers or 8 rows.
void for_each_gradient_block(
    const NetworkJacobian& network, const LabelledInputs& data,
    const std::function<void(std::size_t first, const Eigen::MatrixXd& gradients)>& body);

/// Gauss-Newton matrix (P, P), positive semidefinite:
///   G = 1/N sum_i J_i' H_i J_i (I4),
/// J_i the Jacobian of the output's pre-activations and H_i the loss's Hessian in them. For these
/// losses it is the Fisher information of the labels' law that the network stands for
/// (squared-error: a normal law of variance 1), and does not depend on the labels.
/// Source: Schraudolph 2002, Neural Computation 14:1723; Martens 2020, JMLR 21:146, section 9.
/// Cost: O(N k P^2), k = C - 1 for cross-entropy, else C.
Eigen::MatrixXd gauss_newton(const NetworkJacobian& network, MatrixView<float> x, const Work& work);

/// The diagonal of G (P), without the rest. Cost: O(N k P).
Eigen::VectorXd gauss_newton_diagonal(const NetworkJacobian& network, MatrixView<float> x,
                                      const Work& work);

/// 1/N sum_i g_i g_i' (P, P) (I5): second moments of the samples' gradients, often called the
/// empirical Fisher. Labels are the data's and not the network's, and so it is not G (Kunstner et
/// al. 2019). Cost: O(N P^2).
Eigen::MatrixXd empirical_fisher(const NetworkJacobian& network, const LabelledInputs& data,
                                 const Work& work);

/// One layer's block of G, approximated as an outer product of two means:
///   G_(jk),(j'k') ~ output_jj' input_kk',   input = E[a a'],   output = E[D' H D] (I6),
/// with the layer's inputs a = (s a_1, ..., s a_n, 1), the last one for the bias, and D the
/// Jacobian of the output's pre-activations in this layer's.
struct KroneckerFactors {
  /// (n_inputs + 1, n_inputs + 1).
  Eigen::MatrixXd input;
  /// (width, width).
  Eigen::MatrixXd output;
};

/// The factors of every layer (Martens & Grosse 2015, ICML, section 3); parameters of different
/// layers count as independent. Labels' expectations are exact, not drawn. Exact for N = 1 within a
/// layer. Throws InvalidArgument if a layer has batch norm, whose gains have no such form.
/// Cost: O(N sum_l (n_l^2 + k d_l^2)).
std::vector<KroneckerFactors> kronecker_factors(const NetworkJacobian& network, MatrixView<float> x,
                                                const Work& work);

}  // namespace infoplane
