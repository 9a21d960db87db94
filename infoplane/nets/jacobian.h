#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// What one layer computed of a block of B inputs, a row each.
struct LayerBlock {
  /// (B, n_inputs): what the layer got.
  Eigen::MatrixXd input;
  /// (B, width), with batch norm: (s W a - mean) / sqrt(variance + eps). Else empty.
  Eigen::MatrixXd normalised;
  /// (B, width): the pre-activations.
  Eigen::MatrixXd z;
  /// (B, width): f'(z). Empty in the last layer that was asked for, where nothing goes through f.
  Eigen::MatrixXd slope;
};

/// A layer as evaluation sees it: z = g (scaled a - mean) inverse_deviation + b, or scaled a + b.
struct LayerMap {
  /// s W (width, n_inputs).
  Eigen::MatrixXd scaled;
  /// What = d z / d a (width, n_inputs).
  Eigen::MatrixXd effective;
  /// s c_j: d z_j / d W_jk = s c_j a_k.
  Eigen::VectorXd factors;
  Eigen::VectorXd biases;
  /// Empty without batch norm, as all that follow.
  Eigen::VectorXd gains;
  Eigen::VectorXd means;
  /// 1 / sqrt(v + eps).
  Eigen::VectorXd inverse_deviations;
};

/// A network's pre-activations z as functions of its parameters theta, in double precision and as
/// evaluation sees them: no dropout, batch norm by the running statistics, which are constants
/// while gains and shifts are parameters. By back-propagation, with D_l = 1,
///   D_m-1 = diag f'(z_m-1) What_m' D_m,   What_jk = s c_j W_jk,   c = g / sqrt(v + eps) or 1,
///   d z_l / d b_m = D_m,   d z_l / d g_m = D_m u_m,   d z_l / d W_m = s c D_m a_m-1'
/// Source: docs/methods.md section 21, (I1) and (I2). Parameters and statistics are ordered by
/// ParameterLayout; derivatives are those with respect to the stored weights, so that with kNtk
/// they carry s = 1/sqrt(fan_in). At a kink of f the slope is activation_slope's.
/// Layers are indices of NetworkSpec::layers: 0 is the first hidden one.
/// Immutable and thread-safe once made.
class NetworkJacobian {
 public:
  /// Throws InvalidArgument unless the network is sound (check_network) and has no noise, and the
  /// numbers of parameters and statistics are those of its layout and all finite.
  NetworkJacobian(const NetworkSpec& spec, std::span<const double> parameters,
                  std::span<const double> statistics);
  NetworkJacobian(const NetworkSpec& spec, std::span<const float> parameters,
                  std::span<const float> statistics);

  /// z (d_l) and its Jacobian (d_l, P) with respect to all P parameters at one input; columns of
  /// later layers' parameters are 0. Throws InvalidArgument unless l is a layer and x an input.
  /// Cost: O(d_l P).
  void layer(std::size_t l, std::span<const float> x, Eigen::MatrixXd& jacobian,
             Eigen::VectorXd& z) const;

  /// The same of B inputs (B, n_inputs): z (B, d_l), jacobian (d_l B, P), of which row u B + i is
  /// unit u of input i. Throws as above, and if there is no input. Cost: O(B d_l P).
  void layer(std::size_t l, MatrixView<float> x, Eigen::MatrixXd& jacobian,
             Eigen::MatrixXd& z) const;

  /// Layers 0 to l of a block of inputs. Throws as layer does.
  [[nodiscard]] std::vector<LayerBlock> forward(std::size_t l, MatrixView<float> x) const;

  /// Back-propagates through `blocks`, layers 0 to l as forward gave them: seeds (k B, d_l) holds k
  /// vectors s for each input i, row r B + i, and element m of the result (k B, d_m) has
  /// s' d z_l / d z_m. Nothing is checked.
  [[nodiscard]] std::vector<Eigen::MatrixXd> deltas(const std::vector<LayerBlock>& blocks,
                                                    const Eigen::MatrixXd& seeds) const;

  /// s' d z_l / d theta (k B, P) from deltas. Nothing is checked.
  void pull_back(const std::vector<LayerBlock>& blocks, const std::vector<Eigen::MatrixXd>& deltas,
                 Eigen::MatrixXd& rows) const;

  [[nodiscard]] const NetworkSpec& spec() const { return spec_; }
  [[nodiscard]] const ParameterLayout& layout() const { return layout_; }
  [[nodiscard]] Eigen::Index n_parameters() const {
    return static_cast<Eigen::Index>(layout_.n_parameters);
  }
  /// P.
  [[nodiscard]] const Eigen::VectorXd& parameters() const { return parameters_; }
  [[nodiscard]] const LayerMap& map(std::size_t l) const { return maps_[l]; }

 private:
  NetworkSpec spec_;
  ParameterLayout layout_;
  Eigen::VectorXd parameters_;
  std::vector<LayerMap> maps_;
};

}  // namespace infoplane
