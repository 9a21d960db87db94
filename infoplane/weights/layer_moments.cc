#include "infoplane/weights/layer_moments.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using ConstMatrix = Eigen::Ref<const Matrix>;

// inputs that are worked on together
constexpr std::size_t kBlock = 16;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

void check(const PerturbedNetworks& networks) {
  for (std::size_t l = 0; l < networks.n_layers(); ++l) {
    const std::size_t least = 2 * (networks.width(l) + 3);
    if (networks.n_draws() < least) {
      throw InvalidArgument(
          fmt::format("noisy weights: {} draws, but must be at least {} for the {} units of layer {}",
                      networks.n_draws(), least, networks.width(l), l + 1));
    }
  }
}

void resize(GaussianMixture& mixture, std::size_t d, std::size_t n) {
  mixture.means.resize(index(d), index(n));
  mixture.covariances.resize(n);
}

void set(GaussianMixture& mixture, std::size_t i, const Vector& mean, const Matrix& covariance) {
  mixture.means.col(index(i)) = mean;
  mixture.covariances[i] = covariance;
}

// (V5); u, r: (d, K), S = J Sigma J'
void set_regressed(GaussianMixture& mixture, std::size_t i, const Vector& f, const Matrix& s,
                   const ConstMatrix& u, const ConstMatrix& r) {
  const auto k = static_cast<double>(u.cols());
  const auto d = static_cast<double>(u.rows());
  const Vector mean_u = u.rowwise().mean();
  const Vector mean_r = r.rowwise().mean();
  const Matrix du = u.colwise() - mean_u;
  const Matrix dr = r.colwise() - mean_r;
  // of least norm where u has no variance in some direction
  const Matrix slope = (du * du.transpose())
                           .completeOrthogonalDecomposition()
                           .solve(du * dr.transpose())
                           .transpose();
  const Matrix v = dr - slope * du;
  const Matrix map = Matrix::Identity(u.rows(), u.rows()) + slope;
  set(mixture, i, f + mean_r - slope * mean_u,
      map * s * map.transpose() + v * v.transpose() / (k - 1 - d));
}

// One layer of a block of B inputs; rows u B + i are unit u of input i.
struct LayerDraws {
  // J F
  Matrix spread;
  // (B, d)
  Matrix f;
  // (d B, K): what draws make of f, and what the linearisation does
  Matrix drawn;
  Matrix linear;
};

std::vector<LayerDraws> draw_block(const PerturbedNetworks& networks, MatrixView<float> x) {
  std::vector<LayerDraws> layers(networks.n_layers());
  Matrix jacobian;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    networks.centre().layer(l, x, jacobian, layers[l].f);
    layers[l].spread = networks.noise().spread(l, jacobian);
    layers[l].linear = layers[l].spread * networks.normals().topRows(layers[l].spread.cols());
    layers[l].drawn.resize(jacobian.rows(), index(networks.n_draws()));
  }
  for (std::size_t k = 0; k < networks.n_draws(); ++k) {
    const std::vector<LayerBlock> blocks = networks.drawn(k).forward(layers.size() - 1, x);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      layers[l].drawn.col(index(k)) = (blocks[l].z - layers[l].f).reshaped();
    }
  }
  return layers;
}

void set_block(const LayerDraws& draws, std::size_t first, LayerMoments& out) {
  const Eigen::Index n_block = draws.f.rows();
  const Eigen::Index d = draws.f.cols();
  const Eigen::Index k = draws.drawn.cols();
  for (Eigen::Index b = 0; b < n_block; ++b) {
    const auto rows = Eigen::seqN(b, d, n_block);
    const std::size_t i = first + static_cast<std::size_t>(b);
    const Vector f = draws.f.row(b);
    const Matrix spread = draws.spread(rows, Eigen::all);
    const Matrix s = spread * spread.transpose();
    const Matrix u = draws.linear(rows, Eigen::all);
    const Matrix r = draws.drawn(rows, Eigen::all) - u;
    set(out.linearised, i, f, s);
    set_regressed(out.drawn, i, f, s, u, r);
    set_regressed(out.first_half, i, f, s, u.leftCols(k / 2), r.leftCols(k / 2));
    set_regressed(out.second_half, i, f, s, u.rightCols(k - k / 2), r.rightCols(k - k / 2));
  }
}

}  // namespace

std::vector<LayerMoments> layer_moments(const PerturbedNetworks& networks, MatrixView<float> x,
                                        const Work& work) {
  check(networks);
  std::vector<LayerMoments> out(networks.n_layers());
  for (std::size_t l = 0; l < out.size(); ++l) {
    LayerMoments& layer = out[l];
    for (GaussianMixture* mixture :
         {&layer.linearised, &layer.drawn, &layer.first_half, &layer.second_half}) {
      resize(*mixture, networks.width(l), x.rows);
    }
  }
  parallel_for((x.rows + kBlock - 1) / kBlock, work, [&](std::size_t block) {
    const std::size_t first = block * kBlock;
    MatrixView<float> part = x;
    part.data += first * x.row_stride;
    part.rows = std::min(kBlock, x.rows - first);
    const std::vector<LayerDraws> draws = draw_block(networks, part);
    for (std::size_t l = 0; l < out.size(); ++l) set_block(draws[l], first, out[l]);
  });
  return out;
}

}  // namespace infoplane
