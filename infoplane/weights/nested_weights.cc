#include "infoplane/weights/nested_weights.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "infoplane/core/errors.h"
#include "infoplane/weights/coupled_mean.h"
#include "infoplane/weights/packed_gaussians.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

// inputs that pass through a drawn network together
constexpr std::size_t kBlock = 16;
constexpr std::size_t kBlockPairs = kPointBlock / 2;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

MatrixView<float> rows(MatrixView<float> x, std::size_t first, std::size_t count) {
  x.data += first * x.row_stride;
  x.rows = count;
  return x;
}

// ln(1 + e^x)
PointBlockArray softplus(const PointBlockArray& x) { return x.max(0) + (-x.abs()).exp().log1p(); }

// ln(e^x + e^y)
PointBlockArray log_add(const PointBlockArray& x, const PointBlockArray& y) {
  return x + softplus(y - x);
}

// A layer's pre-activations given the weights below: N(mean, covariance) for each of B inputs.
struct Conditional {
  // (B, d)
  Matrix means;
  std::vector<Matrix> covariances;
};

Conditional conditional(const WeightNoise& noise, const NetworkJacobian& drawn, std::size_t l,
                        const Vector& e, const LayerBlock& block) {
  const Vector& factors = drawn.map(l).factors;
  Conditional out{block.z - noise.own_shift(l, e, block.input, factors), {}};
  for (Eigen::Index i = 0; i < block.input.rows(); ++i) {
    out.covariances.push_back(noise.own_covariance(l, block.input.row(i), factors));
  }
  return out;
}

// Sets Gaussian j to input i of these; false if its covariance is singular.
bool set(PackedGaussians& gaussians, std::size_t j, const Conditional& of, Eigen::Index i) {
  return gaussians.set(j, of.means.row(i).transpose(), of.covariances[static_cast<std::size_t>(i)]);
}

// What one layer needs: the Gaussians that stand for each input beside others, R each, and the
// linearised ones.
struct NestedLayer {
  PackedGaussians others;
  PackedGaussians linearised;
  // of every input; and whether all its covariances are regular
  std::vector<CoupledMoments> moments;
  std::vector<char> regular;
  // (R, N): mean share of the others' r-th draws in g, as g changes with them to first order
  Matrix shares;
};

// A block of points of one input: pairs of draws of its own, and their linearised twins.
struct Points {
  std::vector<double> a;
  std::vector<double> linear;
  PointBlockArray own = PointBlockArray::Zero();
  std::array<double, kBlockPairs> radii{};
};

class Nested {
 public:
  Nested(const PerturbedNetworks& networks, MatrixView<float> x, std::size_t n_pairs)
      : networks_(networks),
        x_(x),
        n_pairs_(n_pairs),
        n_others_(std::clamp(4096 / x.rows / 2 * 2, kLeastDrawsOfOthers,
                             std::min(kMostDrawsOfOthers, networks.n_draws() / 2 * 2))) {
    for (std::size_t l = 0; l < networks.n_layers(); ++l) {
      layers_.push_back({PackedGaussians(networks.width(l), x.rows * n_others_),
                         PackedGaussians(networks.width(l), x.rows),
                         std::vector<CoupledMoments>(x.rows), std::vector<char>(x.rows, 1),
                         Matrix::Zero(index(n_others_), index(x.rows))});
    }
  }

  void set_linearised(const std::vector<LayerMoments>& moments, const Work& work) {
    parallel_for(x_.rows, work, [&](std::size_t i) {
      for (std::size_t l = 0; l < layers_.size(); ++l) {
        const GaussianMixture& mixture = moments[l].linearised;
        const bool regular =
            layers_[l].linearised.set(i, mixture.means.col(index(i)), mixture.covariances[i]);
        layers_[l].regular[i] = regular ? 1 : 0;
      }
    });
  }

  void set_others(const Work& work) {
    parallel_for(x_.rows, work, [&](std::size_t i) {
      for (std::size_t r = 0; r < n_others_; ++r) {
        // inputs take turns with the draws
        const std::size_t k = (i * n_others_ + r) % networks_.n_draws();
        const auto blocks = networks_.drawn(k).forward(layers_.size() - 1, rows(x_, i, 1));
        for (std::size_t l = 0; l < layers_.size(); ++l) {
          const Conditional c = of_draw(k, l, blocks[l]);
          if (!set(layers_[l].others, i * n_others_ + r, c, 0)) layers_[l].regular[i] = 0;
        }
      }
    });
  }

  void draw(const Work& work) {
    parallel_for((x_.rows + kBlock - 1) / kBlock, work, [&](std::size_t block) {
      const std::size_t first = block * kBlock;
      draw_block(first, std::min(kBlock, x_.rows - first));
    });
  }

  [[nodiscard]] std::optional<DrawnInformation> result(std::size_t l,
                                                       const MixtureInformation& linearised) const {
    const NestedLayer& layer = layers_[l];
    if (std::ranges::find(layer.regular, 0) != layer.regular.end()) return std::nullopt;
    const CoupledMean g = coupled_mean(layer.moments);
    // of R draws that stand for others
    const Vector shares = layer.shares.rowwise().mean();
    const auto r = static_cast<double>(n_others_);
    const double of_others = (shares.array() - shares.mean()).square().sum() / (r - 1) / r;
    const double of_points = std::hypot(g.std_error, std::sqrt(of_others));
    const double log_n = std::log(static_cast<double>(x_.rows));
    // E g = mean + slope (E h - mean h), E h = ln N - the linearised information
    const double known = linearised.value.value();
    const double error = linearised.std_error.value();
    const double value = log_n - g.g - g.slope * (log_n - known);
    return DrawnInformation{.value_nats = value,
                            .std_error_nats = std::hypot(of_points, g.slope * error),
                            .lower_nats = value - g.half_width,
                            .upper_nats = value + g.half_width,
                            .excess_nats = known - value,
                            .excess_std_error_nats = std::hypot(of_points, (1 - g.slope) * error)};
  }

 private:
  [[nodiscard]] Conditional of_draw(std::size_t k, std::size_t l, const LayerBlock& block) const {
    return conditional(networks_.noise(), networks_.drawn(k), l, networks_.normals().col(index(k)),
                       block);
  }

  void draw_block(std::size_t first, std::size_t count) {
    // p(a|x) of the block's inputs in every layer, by the shared draws
    std::vector<std::vector<PackedGaussians>> densities(layers_.size());
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      densities[l].assign(count, PackedGaussians(networks_.width(l), networks_.n_draws()));
    }
    for (std::size_t k = 0; k < networks_.n_draws(); ++k) {
      const auto blocks = networks_.drawn(k).forward(layers_.size() - 1, rows(x_, first, count));
      for (std::size_t l = 0; l < layers_.size(); ++l) {
        const Conditional c = of_draw(k, l, blocks[l]);
        for (std::size_t b = 0; b < count; ++b) {
          if (!set(densities[l][b], k, c, index(b))) layers_[l].regular[first + b] = 0;
        }
      }
    }
    for (std::size_t b = 0; b < count; ++b) {
      const std::size_t i = first + b;
      Stream stream(networks_.seed(), kDrawsOfInput, Purpose::kNoisyWeights,
                    static_cast<std::uint32_t>(i));
      for (std::size_t done = 0; done < n_pairs_; done += kBlockPairs) {
        const std::size_t n = std::min(kBlockPairs, n_pairs_ - done);
        const std::vector<Points> points = draw_points(i, n, stream);
        for (std::size_t l = 0; l < layers_.size(); ++l) {
          if (layers_[l].regular[i] != 0)
            add(i, densities[l][b], points[l], n, n_pairs_, layers_[l]);
        }
      }
    }
  }

  // a = m +- (what the layer's own weights add), in every layer
  std::vector<Points> draw_points(std::size_t i, std::size_t n, Stream& stream) {
    std::vector<Points> out(layers_.size());
    std::vector<Matrix> spreads(layers_.size());
    std::vector<Vector> f(layers_.size());
    Matrix jacobian;
    Matrix z;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      out[l].a.assign(networks_.width(l) * kPointBlock, 0.0);
      out[l].linear = out[l].a;
      networks_.centre().layer(l, rows(x_, i, 1), jacobian, z);
      f[l] = z.row(0);
      spreads[l] = networks_.noise().spread(l, jacobian);
    }
    for (std::size_t q = 0; q < n; ++q) {
      const Vector e = networks_.noise().draw(stream);
      const NetworkJacobian drawn = networks_.perturbed(e);
      const auto blocks = drawn.forward(layers_.size() - 1, rows(x_, i, 1));
      for (std::size_t l = 0; l < layers_.size(); ++l) {
        const Conditional c = conditional(networks_.noise(), drawn, l, e, blocks[l]);
        PackedGaussians component(networks_.width(l), 1);
        if (!set(component, 0, c, 0)) {
          layers_[l].regular[i] = 0;
          continue;
        }
        const Vector mean = c.means.row(0);
        const Vector shift = blocks[l].z.row(0).transpose() - mean;
        place(mean, shift, 2 * q, out[l].a);
        // the same in the linearised network
        const Vector own = networks_.noise().own_spread(l, spreads[l], e);
        const Vector all = spreads[l] * e.head(spreads[l].cols());
        place(f[l] + all - own, own, 2 * q, out[l].linear);
        PointBlockArray density;
        component.log_densities(0, out[l].a.data(), density);
        out[l].own.segment<2>(index(2 * q)) = density.segment<2>(index(2 * q));
        // |W (a - m)|^2 / 2 - d / 2
        out[l].radii[q] = -density(index(2 * q)) - component.log_factor(0) -
                          static_cast<double>(networks_.width(l)) / 2;
      }
    }
    return out;
  }

  // points s and s + 1 of a block: mean +- shift
  static void place(const Vector& mean, const Vector& shift, std::size_t s,
                    std::vector<double>& block) {
    for (Eigen::Index u = 0; u < mean.size(); ++u) {
      double* a = block.data() + static_cast<std::size_t>(u) * kPointBlock + s;
      a[0] = mean(u) + shift(u);
      a[1] = mean(u) - shift(u);
    }
  }

  // ln sum_j p_j / p_i of the linearised mixture at linearised points of input i
  static PointBlockArray linear_term(const PackedGaussians& p, std::size_t i,
                                     const Points& points) {
    PointBlockArray own;
    p.log_densities(i, points.linear.data(), own);
    const PointBlockArray floor = own - kNegligible;
    LogSums sums(PointBlockArray::Zero());
    PointBlockArray density;
    for (std::size_t j = 0; j < p.size(); ++j) {
      if (j == i || !p.log_densities(j, points.linear.data(), floor, density)) continue;
      sums.add(density - own);
    }
    return sums.value();
  }

  // (V7) of a block of points of input i
  static void add(std::size_t i, const PackedGaussians& p, const Points& points, std::size_t n,
                  std::size_t n_pairs, NestedLayer& layer) {
    PointBlockArray density;
    p.log_densities(0, points.a.data(), density);
    LogSums sums(density);
    for (std::size_t k = 1; k < p.size(); ++k) {
      p.log_densities(k, points.a.data(), density);
      sums.add(density);
    }
    const PointBlockArray sum = sums.value();
    const auto n_draws = static_cast<double>(p.size());
    const PointBlockArray without = sum - std::log(n_draws);
    const PointBlockArray with = log_add(sum, points.own) - std::log(n_draws + 1);

    // the other inputs, by each of their draws; starting from what is nothing
    const PointBlockArray floor = without.min(points.own) - kNegligible;
    const std::size_t n_others = layer.others.size() / layer.moments.size();
    std::vector<LogSums> draws(n_others, LogSums(floor));
    for (std::size_t j = 0; j < layer.others.size(); ++j) {
      if (j / n_others == i) continue;
      if (!layer.others.log_densities(j, points.a.data(), floor, density)) continue;
      draws[j % n_others].add(density);
    }
    std::array<PointBlockArray, 2> others{draws[0].value(), draws[1].value()};
    for (std::size_t r = 2; r < n_others; ++r)
      others[r % 2] = log_add(others[r % 2], draws[r].value());
    for (PointBlockArray& half : others) half -= std::log(static_cast<double>(n_others) / 2);
    const PointBlockArray all = log_add(others[0], others[1]) - std::log(2.0);
    const PointBlockArray both = log_add(all, with);
    for (std::size_t r = 0; r < n_others; ++r) {
      const PointBlockArray share = (draws[r].value() - both).exp();
      layer.shares(index(r), index(i)) += share.head(index(2 * n)).sum() / (2.0 * n_pairs);
    }
    const auto halved = [&](const PointBlockArray& own) -> PointBlockArray {
      return 2 * softplus(all - own) - (softplus(others[0] - own) + softplus(others[1] - own)) / 2;
    };
    const PointBlockArray low = halved(without);
    const PointBlockArray high = halved(with);
    // what halving takes off, in the bracket too
    const PointBlockArray corrected =
        (low + high - softplus(all - without) - softplus(all - with)) / 2;
    const PointBlockArray linear = linear_term(layer.linearised, i, points);
    for (std::size_t q = 0; q < n; ++q) {
      const double g_low = low.segment<2>(index(2 * q)).mean();
      const double g_high = high.segment<2>(index(2 * q)).mean();
      layer.moments[i].add(
          {(g_low + g_high) / 2, linear.segment<2>(index(2 * q)).mean(), points.radii[q]},
          (g_low - g_high) / 2 + corrected.segment<2>(index(2 * q)).mean());
    }
  }

  const PerturbedNetworks& networks_;
  MatrixView<float> x_;
  std::size_t n_pairs_;
  // R
  std::size_t n_others_;
  std::vector<NestedLayer> layers_;
};

}  // namespace

std::vector<std::optional<DrawnInformation>> nested_information(
    const PerturbedNetworks& networks, MatrixView<float> x,
    const std::vector<LayerMoments>& moments, const std::vector<MixtureInformation>& linearised,
    std::size_t n_pairs, const Work& work) {
  if (n_pairs < 2) {
    throw InvalidArgument(
        fmt::format("noisy weights: {} pairs of draws, but must be at least 2", n_pairs));
  }
  if (networks.n_draws() < kLeastDrawsOfOthers) {
    throw InvalidArgument(fmt::format("noisy weights: {} draws, but must be at least {}",
                                      networks.n_draws(), kLeastDrawsOfOthers));
  }
  Nested nested(networks, x, n_pairs);
  nested.set_linearised(moments, work);
  nested.set_others(work);
  nested.draw(work);
  std::vector<std::optional<DrawnInformation>> out;
  for (std::size_t l = 0; l < networks.n_layers(); ++l) {
    out.push_back(nested.result(l, linearised[l]));
  }
  return out;
}

}  // namespace infoplane
