#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// Inputs with their classes.
struct LabelledInputs {
  /// (N, n_inputs).
  MatrixView<float> x;
  /// N, each below class_count.
  std::span<const std::uint32_t> labels;
};

/// Throws InvalidArgument unless there is an input, their columns are the network's, and every
/// input has a label, which is one of the network's classes. `what` begins the message.
void check_inputs(const NetworkSpec& spec, MatrixView<float> x, const char* what);
void check_labelled(const NetworkSpec& spec, const LabelledInputs& data, const char* what);

/// The loss as a function of the output's pre-activations z (B, C), a row each of B samples;
/// docs/methods.md sections 6 and 21. Nothing is checked.

/// Sum of the B losses.
double output_loss(Loss loss, const Eigen::MatrixXd& z, std::span<const std::uint32_t> labels);

/// d loss / d z (B, C) of each sample: t - q (N5), t the output's activation and q its target.
Eigen::MatrixXd output_gradient(Loss loss, const Eigen::MatrixXd& z,
                                std::span<const std::uint32_t> labels);

/// A root of the loss's Hessian in z, H = sum_r s_r s_r' (I3): (k B, C), row r B + i the vector s_r
/// of sample i. k is C - 1 for cross-entropy, else C. H does not depend on the labels.
Eigen::MatrixXd output_hessian_root(Loss loss, const Eigen::MatrixXd& z);

}  // namespace infoplane
