#include "infoplane/weights/layer_moments.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// inputs that are worked on together
constexpr std::size_t kBlock = 16;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

void check(const PerturbedNetworks& networks) {
  for (std::size_t l = 0; l < networks.n_layers(); ++l) {
    const std::size_t least = 2 * (networks.width(l) + 3);
    if (networks.n_draws() < least) {
      throw InvalidArgument(fmt::format(
          "noisy weights: {} draws, but must be at least {} for the {} units of layer {}",
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

// What K draws and their mirror images say of one input, (d, K) each: u, p and q of (V5).
struct Parts {
  Matrix linear;
  Matrix even;
  Matrix odd;
};

// (V5) of the draws [first, first + count); s = J Sigma J'
void set_regressed(GaussianMixture& mixture, std::size_t i, const Vector& f, const Matrix& s,
                   const Parts& parts, Eigen::Index first, Eigen::Index count) {
  const auto u = parts.linear.middleCols(first, count);
  const auto q = parts.odd.middleCols(first, count);
  // of least norm where u has no variance in some direction
  const Matrix slope = Matrix(u * u.transpose())
                           .completeOrthogonalDecomposition()
                           .solve(u * q.transpose())
                           .transpose();
  const Matrix v = q - slope * u;
  const Vector shift = parts.even.middleCols(first, count).rowwise().mean();
  const Matrix p = parts.even.middleCols(first, count).colwise() - shift;
  const Matrix map = Matrix::Identity(u.rows(), u.rows()) + slope;
  const auto k = static_cast<double>(count);
  set(mixture, i, f + shift,
      map * s * map.transpose() + p * p.transpose() / (k - 1) +
          v * v.transpose() / (k - static_cast<double>(u.rows())));
}

// One layer of a block of B inputs; rows u B + i are unit u of input i.
struct LayerDraws {
  // J F
  Matrix spread;
  // (B, d)
  Matrix f;
  // (d B, K) each
  Parts parts;
};

std::vector<LayerDraws> draw_block(const PerturbedNetworks& networks, MatrixView<float> x) {
  std::vector<LayerDraws> layers(networks.n_layers());
  Matrix jacobian;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    networks.centre().layer(l, x, jacobian, layers[l].f);
    layers[l].spread = networks.noise().spread(l, jacobian);
    Parts& parts = layers[l].parts;
    parts.linear = layers[l].spread * networks.normals().topRows(layers[l].spread.cols());
    parts.even.resize(parts.linear.rows(), parts.linear.cols());
    parts.odd.resize(parts.linear.rows(), parts.linear.cols());
  }
  for (std::size_t k = 0; k < networks.n_draws(); ++k) {
    const std::vector<LayerBlock> drawn = networks.drawn(k).forward(layers.size() - 1, x);
    const std::vector<LayerBlock> mirrored = networks.mirrored(k).forward(layers.size() - 1, x);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      Parts& parts = layers[l].parts;
      parts.even.col(index(k)) = ((drawn[l].z + mirrored[l].z) / 2 - layers[l].f).reshaped();
      parts.odd.col(index(k)) = ((drawn[l].z - mirrored[l].z) / 2).reshaped();
      parts.odd.col(index(k)) -= parts.linear.col(index(k));
    }
  }
  return layers;
}

void set_block(const LayerDraws& draws, std::size_t first, LayerMoments& out) {
  const Eigen::Index n_block = draws.f.rows();
  const Eigen::Index d = draws.f.cols();
  const Eigen::Index k = draws.parts.linear.cols();
  for (Eigen::Index b = 0; b < n_block; ++b) {
    const auto rows = Eigen::seqN(b, d, n_block);
    const std::size_t i = first + static_cast<std::size_t>(b);
    const Vector f = draws.f.row(b);
    const Matrix spread = draws.spread(rows, Eigen::all);
    const Matrix s = spread * spread.transpose();
    const Parts parts{draws.parts.linear(rows, Eigen::all), draws.parts.even(rows, Eigen::all),
                      draws.parts.odd(rows, Eigen::all)};
    set(out.linearised, i, f, s);
    set_regressed(out.drawn, i, f, s, parts, 0, k);
    set_regressed(out.first_half, i, f, s, parts, 0, k / 2);
    set_regressed(out.second_half, i, f, s, parts, k / 2, k - k / 2);
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
