#pragma once

#include <Eigen/Core>
#include <variant>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/nets/jacobian.h"
#include "infoplane/weights/curvature.h"
#include "infoplane/weights/output_loss.h"

namespace infoplane {

/// Which curvature of the mean loss.
enum class CurvatureKind {
  kGaussNewton,          ///< G, dense: (I4)
  kHessian,              ///< all of it, dense: (I7), (I8); has negative eigenvalues as a rule
  kGaussNewtonDiagonal,  ///< the diagonal of G
  kKronecker,            ///< (I6), layer by layer
};

/// A symmetric matrix K = U diag(h) U' in the P parameters with its eigenvalues and eigenvectors,
/// found once and then used for every beta, temperature or prior.
class CurvatureSpectrum {
 public:
  /// Of the lower triangle of K (P, P). Cost: O(P^3).
  static CurvatureSpectrum dense(const Eigen::MatrixXd& k);
  /// U is the identity.
  static CurvatureSpectrum diagonal(Eigen::VectorXd diagonal);
  /// Block-diagonal, a block a layer; U a Kronecker product. Eigenvalues are the products of the
  /// factors' ones. Cost: O(sum_l (n_l^3 + d_l^3)).
  static CurvatureSpectrum kronecker(const std::vector<KroneckerFactors>& factors,
                                     const ParameterLayout& layout);

  /// h (P), in the order of the columns of U.
  [[nodiscard]] const Eigen::VectorXd& eigenvalues() const { return eigenvalues_; }
  [[nodiscard]] Eigen::Index size() const { return eigenvalues_.size(); }
  /// U c for c (P). Cost: O(P^2) if dense.
  [[nodiscard]] Eigen::VectorXd from_eigenbasis(const Eigen::VectorXd& c) const;

 private:
  struct Identity {};
  struct LayerBasis {
    LayerParameters at;
    Eigen::MatrixXd input;
    Eigen::MatrixXd output;
  };
  using Basis = std::variant<Identity, Eigen::MatrixXd, std::vector<LayerBasis>>;
  CurvatureSpectrum(Eigen::VectorXd eigenvalues, Basis basis)
      : eigenvalues_(std::move(eigenvalues)), basis_(std::move(basis)) {}
  static Eigen::VectorXd layers_from_eigenbasis(const std::vector<LayerBasis>& layers,
                                                const Eigen::VectorXd& c);

  Eigen::VectorXd eigenvalues_;
  Basis basis_;
};

/// The curvature of a network's mean loss, decomposed. Throws what gauss_newton, hessian and
/// kronecker_factors do.
CurvatureSpectrum curvature_spectrum(const NetworkJacobian& network, const LabelledInputs& data,
                                     CurvatureKind kind, const Work& work);

}  // namespace infoplane
