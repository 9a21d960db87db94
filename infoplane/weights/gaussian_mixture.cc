#include "infoplane/weights/gaussian_mixture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/random.h"
#include "infoplane/estimate/mixture_draws.h"
#include "infoplane/weights/controlled_mean.h"
#include "infoplane/weights/mixture_bounds.h"

namespace infoplane {
namespace {

// components that meet each Gaussian together, while it is in the cache
constexpr std::size_t kGroup = 8;
constexpr std::size_t kBlockPairs = kPointBlock / 2;

// One component's draws: a block of points, z and -z side by side.
struct DrawBlock {
  std::vector<double> points;
  // |z|^2 / 2 - d / 2
  std::vector<double> radii;
  // the component's own density there, and what is nothing beside it
  PointBlockArray own;
  PointBlockArray floor;
  LogSums sums{PointBlockArray::Zero()};
};

DrawBlock draw_block(const PackedGaussians& g, std::size_t j, std::size_t n_pairs, Stream& stream) {
  const std::size_t d = g.dimension();
  DrawBlock out;
  std::vector<double> z(d * kPointBlock, 0.0);
  for (std::size_t p = 0; p < n_pairs; ++p) {
    double square = 0;
    for (std::size_t u = 0; u < d; ++u) {
      const double number = stream.normal();
      square += number * number;
      z[u * kPointBlock + 2 * p] = number;
      z[u * kPointBlock + 2 * p + 1] = -number;
    }
    out.radii.push_back((square - static_cast<double>(d)) / 2);
  }
  out.points.resize(z.size());
  for (std::size_t s = 0; s < kPointBlock; ++s) {
    g.place(j, z.data() + s, out.points.data() + s, kPointBlock);
  }
  g.log_densities(j, out.points.data(), out.own);
  out.floor = out.own - kNegligible;
  return out;
}

// g = ln sum_j exp(ln p_j - ln p_i) of the pairs of components [first, last) of a support
void draw_group(const MixtureSupport& support, std::size_t first, std::size_t last,
                const MixtureOptions& options, std::vector<DrawMoments>& moments) {
  const PackedGaussians& g = support.gaussians;
  std::vector<Stream> streams;
  for (std::size_t i = first; i < last; ++i) {
    streams.emplace_back(options.seed, options.stream, Purpose::kNoisyWeights,
                         support.components[i]);
  }
  PointBlockArray density;
  for (std::size_t done = 0; done < options.n_pairs; done += kBlockPairs) {
    const std::size_t n_pairs = std::min(kBlockPairs, options.n_pairs - done);
    std::vector<DrawBlock> blocks;
    for (std::size_t i = first; i < last; ++i) {
      blocks.push_back(draw_block(g, i, n_pairs, streams[i - first]));
    }
    for (std::size_t j = 0; j < g.size(); ++j) {
      for (std::size_t i = first; i < last; ++i) {
        DrawBlock& block = blocks[i - first];
        if (j == i || !g.log_densities(j, block.points.data(), block.floor, density)) continue;
        block.sums.add(density - block.own);
      }
    }
    for (std::size_t i = first; i < last; ++i) {
      const DrawBlock& block = blocks[i - first];
      const PointBlockArray value = block.sums.value();
      for (std::size_t p = 0; p < n_pairs; ++p) {
        const auto s = static_cast<Eigen::Index>(2 * p);
        moments[support.components[i]].add((value(s) + value(s + 1)) / 2, 0, block.radii[p]);
      }
    }
  }
}

}  // namespace

MixtureInformation mixture_information(const GaussianMixture& mixture,
                                       const MixtureOptions& options, const Work& work) {
  if (options.n_pairs < 2) {
    throw InvalidArgument(
        fmt::format("mixture: {} pairs of draws, but must be at least 2", options.n_pairs));
  }
  const std::vector<MixtureSupport> supports = find_supports(mixture, work);
  MixtureInformation out;
  out.n_supports = supports.size();
  out.smallest_rank = static_cast<std::size_t>(mixture.means.rows());
  std::vector<DrawMoments> moments(mixture.covariances.size());
  for (const MixtureSupport& support : supports) {
    out.smallest_rank = std::min(out.smallest_rank, support.gaussians.dimension());
    const std::size_t n = support.components.size();
    parallel_for((n + kGroup - 1) / kGroup, work, [&](std::size_t group) {
      draw_group(support, group * kGroup, std::min(n, (group + 1) * kGroup), options, moments);
    });
  }
  const ControlledMean g = controlled_mean(moments);
  out.value = Nats(std::log(static_cast<double>(moments.size())) - g.value);
  out.std_error = Nats(g.std_error);
  if (options.bounds) {
    const MixtureBounds bounds = mixture_bounds(supports, work);
    out.lower = Nats(bounds.lower_nats);
    out.upper = Nats(bounds.upper_nats);
  }
  return out;
}

}  // namespace infoplane
