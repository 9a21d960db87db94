#include "infoplane/weights/curvature_spectrum.h"

#include <Eigen/Eigenvalues>
#include <cassert>
#include <utility>

#include "infoplane/weights/hessian.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

}  // namespace

CurvatureSpectrum CurvatureSpectrum::dense(const Matrix& k) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(k);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

CurvatureSpectrum CurvatureSpectrum::diagonal(Vector diagonal) {
  return {std::move(diagonal), Identity{}};
}

CurvatureSpectrum CurvatureSpectrum::kronecker(const std::vector<KroneckerFactors>& factors,
                                               const ParameterLayout& layout) {
  assert(factors.size() == layout.layers.size());
  Vector eigenvalues(index(layout.n_parameters));
  std::vector<LayerBasis> layers;
  for (std::size_t l = 0; l < factors.size(); ++l) {
    const Eigen::SelfAdjointEigenSolver<Matrix> input(factors[l].input);
    const Eigen::SelfAdjointEigenSolver<Matrix> output(factors[l].output);
    // (width, n_inputs + 1), column after column
    const Matrix products = output.eigenvalues() * input.eigenvalues().transpose();
    eigenvalues.segment(index(layout.layers[l].weights), products.size()) = products.reshaped();
    layers.push_back({layout.layers[l], input.eigenvectors(), output.eigenvectors()});
  }
  return {std::move(eigenvalues), std::move(layers)};
}

Vector CurvatureSpectrum::layers_from_eigenbasis(const std::vector<LayerBasis>& layers,
                                                 const Vector& c) {
  Vector result(c.size());
  for (const LayerBasis& layer : layers) {
    const Eigen::Index width = layer.output.rows();
    const Eigen::Index n_inputs = layer.input.rows() - 1;
    const auto coordinates =
        c.segment(index(layer.at.weights), width * (n_inputs + 1)).reshaped(width, n_inputs + 1);
    // the layer's weights and, in the last column, biases
    const Matrix values = layer.output * coordinates * layer.input.transpose();
    result.segment(index(layer.at.weights), width * n_inputs) =
        values.leftCols(n_inputs).transpose().reshaped();
    result.segment(index(layer.at.biases), width) = values.col(n_inputs);
  }
  return result;
}

Vector CurvatureSpectrum::from_eigenbasis(const Vector& c) const {
  if (const auto* vectors = std::get_if<Matrix>(&basis_)) return *vectors * c;
  if (const auto* layers = std::get_if<std::vector<LayerBasis>>(&basis_)) {
    return layers_from_eigenbasis(*layers, c);
  }
  return c;
}

CurvatureSpectrum curvature_spectrum(const NetworkJacobian& network, const LabelledInputs& data,
                                     CurvatureKind kind, const Work& work) {
  switch (kind) {
    case CurvatureKind::kGaussNewton:
      return CurvatureSpectrum::dense(gauss_newton(network, data.x, work));
    case CurvatureKind::kHessian:
      return CurvatureSpectrum::dense(hessian(network, data, work));
    case CurvatureKind::kGaussNewtonDiagonal:
      return CurvatureSpectrum::diagonal(gauss_newton_diagonal(network, data.x, work));
    case CurvatureKind::kKronecker:
      break;
  }
  return CurvatureSpectrum::kronecker(kronecker_factors(network, data.x, work), network.layout());
}

}  // namespace infoplane
