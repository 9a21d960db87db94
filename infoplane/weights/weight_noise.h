#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <variant>
#include <vector>

#include "infoplane/core/random.h"
#include "infoplane/nets/network.h"

namespace infoplane {

/// Laws of the deviation D ~ N(0, Sigma) of a network's P parameters, as ParameterLayout orders
/// them. Sigma = s^2 I:
struct IsotropicNoise {
  double deviation = 0;
};
/// Sigma = diag(variances); a parameter of variance 0 stays as it is.
struct DiagonalNoise {
  Eigen::VectorXd variances;
};
/// Any positive definite Sigma; its lower triangle is read.
struct DenseNoise {
  Eigen::MatrixXd covariance;
};
using NoiseCovariance = std::variant<IsotropicNoise, DiagonalNoise, DenseNoise>;

/// Sigma = F F' such that D = F e, e ~ N(0, I). e is ordered by layers and in each of them gains
/// (of batch norm) before weights before biases; F in that order is a lower triangle: given all of
/// e before a layer's weights and biases, the part e_own of these adds a Gaussian F_own e_own to
/// them. Immutable and thread-safe once made.
class WeightNoise {
 public:
  /// Throws InvalidArgument: a size that does not fit, a deviation that is not positive and finite,
  /// a variance that is negative or not finite, all variances 0, a covariance that is not positive
  /// definite. Cost: O(P^3) if dense.
  WeightNoise(const NoiseCovariance& law, const ParameterLayout& layout);

  /// e.
  [[nodiscard]] Eigen::VectorXd draw(Stream& stream) const;
  /// D = F e, in the order of the layout.
  [[nodiscard]] Eigen::VectorXd deviation(const Eigen::VectorXd& e) const;
  /// J F of a Jacobian (rows, P) of layer l, without the columns of later layers: J Sigma J' is its
  /// product with its transpose, and J D its product with e.head(columns).
  [[nodiscard]] Eigen::MatrixXd spread(std::size_t l, const Eigen::MatrixXd& jacobian) const;

  /// (J F)_own e_own: what a layer's own weights add, linearised. spread: one input's, (width,
  /// ...).
  [[nodiscard]] Eigen::VectorXd own_spread(std::size_t l, const Eigen::MatrixXd& spread,
                                           const Eigen::VectorXd& e) const;

  /// What e_own adds to the pre-activations of layer l at inputs a, (B, n_inputs), a row each:
  ///   f_u sum_k V_uk a_k + v_u,   (V, v) = F_own e_own;  returns (B, width).
  /// factors: f, d z_u / d W_uk = f_u a_k.
  [[nodiscard]] Eigen::MatrixXd own_shift(std::size_t l, const Eigen::VectorXd& e,
                                          const Eigen::MatrixXd& a,
                                          const Eigen::VectorXd& factors) const;
  /// The covariance of that at one input a.
  [[nodiscard]] Eigen::MatrixXd own_covariance(std::size_t l, const Eigen::VectorXd& a,
                                               const Eigen::VectorXd& factors) const;

 private:
  // weights and biases of a layer: [first, first + count) of e
  struct Own {
    Eigen::Index first = 0;
    Eigen::Index count = 0;
    Eigen::Index width = 0;
    Eigen::Index n_inputs = 0;
    // dense: F_own and F_own F_own'
    Eigen::MatrixXd factor;
    Eigen::MatrixXd covariance;
  };

  void set_order(const ParameterLayout& layout);

  // of e: which parameter
  std::vector<Eigen::Index> order_;
  std::vector<Own> own_;
  // of e: the end of each layer
  std::vector<Eigen::Index> ends_;
  // F where it is a diagonal, in the order of e; else empty
  Eigen::VectorXd deviations_;
  // F else
  Eigen::MatrixXd factor_;
};

}  // namespace infoplane
