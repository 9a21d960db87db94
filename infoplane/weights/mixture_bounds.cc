#include "infoplane/weights/mixture_bounds.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace infoplane {
namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

// row r of a packed lower triangle
const double* triangle_row(std::span<const double> triangle, std::size_t r) {
  return triangle.data() + r * (r + 1) / 2;
}

// KL(p_i||p_j) = 1/2 (|W_j L_i|^2 + |W_j (m_i - m_j)|^2 - d) + ln|L_j| - ln|L_i|, or kFar
double divergence(const PackedGaussians& g, std::size_t i, std::size_t j) {
  const std::size_t d = g.dimension();
  const std::span<const double> inverse = g.inverse(j);
  const std::span<const double> factor = g.factor(i);
  const double* m_i = g.mean(i).data();
  const double* m_j = g.mean(j).data();
  double sum = 2 * (g.log_factor(j) - g.log_factor(i)) - static_cast<double>(d);
  for (std::size_t r = 0; r < d; ++r) {
    const double* w = triangle_row(inverse, r);
    double y = 0;
    for (std::size_t q = 0; q <= r; ++q) y += w[q] * (m_i[q] - m_j[q]);
    sum += y * y;
    if (sum > 2 * kNegligible) return kFar;
    for (std::size_t c = 0; c <= r; ++c) {
      double x = 0;
      for (std::size_t q = c; q <= r; ++q) x += w[q] * triangle_row(factor, q)[c];
      sum += x * x;
    }
  }
  return sum / 2;
}

// What the Bhattacharyya distance needs of each Gaussian beside its factor: S, lower triangles.
std::vector<double> covariances(const PackedGaussians& g) {
  const std::size_t d = g.dimension();
  std::vector<double> out;
  out.reserve(g.size() * d * (d + 1) / 2);
  for (std::size_t j = 0; j < g.size(); ++j) {
    const std::span<const double> factor = g.factor(j);
    for (std::size_t r = 0; r < d; ++r) {
      for (std::size_t c = 0; c <= r; ++c) {
        double sum = 0;
        for (std::size_t q = 0; q <= c; ++q) {
          sum += triangle_row(factor, r)[q] * triangle_row(factor, c)[q];
        }
        out.push_back(sum);
      }
    }
  }
  return out;
}

class Bhattacharyya {
 public:
  explicit Bhattacharyya(const PackedGaussians& g)
      : g_(g),
        d_(g.dimension()),
        triangle_(d_ * (d_ + 1) / 2),
        covariances_(covariances(g)),
        own_(g.size()) {
    std::vector<double> memory(triangle_ + d_);
    for (std::size_t j = 0; j < g.size(); ++j) own_[j] = half_log_mean(j, j, memory).log_factor;
  }

  [[nodiscard]] std::size_t memory() const { return triangle_ + d_; }

  // 1/8 D' M^-1 D + 1/2 ln|M| - 1/4 ln|S_i| - 1/4 ln|S_j|,  M = (S_i + S_j)/2, D = m_i - m_j
  double distance(std::size_t i, std::size_t j, std::vector<double>& memory) const {
    const Mean mean = half_log_mean(i, j, memory);
    if (mean.square > 8 * kNegligible) return kFar;
    return mean.square / 8 + mean.log_factor - (own_[i] + own_[j]) / 2;
  }

 private:
  struct Mean {
    // D' M^-1 D
    double square = 0;
    // ln|L|, M = L L'
    double log_factor = 0;
  };

  // Cholesky decomposition of M and L^-1 D, row by row; stops where the square is large
  Mean half_log_mean(std::size_t i, std::size_t j, std::vector<double>& memory) const {
    const double* s_i = covariances_.data() + i * triangle_;
    const double* s_j = covariances_.data() + j * triangle_;
    const double* m_i = g_.mean(i).data();
    const double* m_j = g_.mean(j).data();
    double* y = memory.data() + triangle_;
    double* row = memory.data();
    Mean out;
    double product = 1;
    for (std::size_t r = 0; r < d_; row += ++r) {
      double left = m_i[r] - m_j[r];
      double pivot = 0;
      const double* other = memory.data();
      for (std::size_t c = 0; c <= r; other += ++c) {
        double x = (*s_i++ + *s_j++) / 2;
        for (std::size_t q = 0; q < c; ++q) x -= row[q] * other[q];
        if (c == r) {
          pivot = std::sqrt(x);
          break;
        }
        row[c] = x / other[c];
        left -= row[c] * y[c];
      }
      row[r] = pivot;
      y[r] = left / pivot;
      out.square += y[r] * y[r];
      if (out.square > 8 * kNegligible) return out;
      product *= pivot;
      // before it can leave the range of a double
      if (product > 1e100 || product < 1e-100) {
        out.log_factor += std::log(product);
        product = 1;
      }
    }
    out.log_factor += std::log(product);
    return out;
  }

  const PackedGaussians& g_;
  std::size_t d_;
  std::size_t triangle_;
  std::vector<double> covariances_;
  // ln|L_j| by the same arithmetic, so that equal Gaussians are at distance 0 exactly
  std::vector<double> own_;
};

}  // namespace

MixtureBounds mixture_bounds(const std::vector<MixtureSupport>& supports, const Work& work) {
  std::size_t n = 0;
  for (const MixtureSupport& support : supports) n += support.components.size();
  MixtureBounds out;
  double lower = 0;
  double upper = 0;
  for (const MixtureSupport& support : supports) {
    const PackedGaussians& g = support.gaussians;
    const Bhattacharyya bhattacharyya(g);
    std::vector<double> log_near(g.size());
    std::vector<double> log_reached(g.size());
    parallel_for(g.size(), work, [&](std::size_t i) {
      std::vector<double> memory(bhattacharyya.memory());
      double near = 1;
      double reached = 1;
      for (std::size_t j = 0; j < g.size(); ++j) {
        if (j == i) continue;
        near += std::exp(-bhattacharyya.distance(i, j, memory));
        reached += std::exp(-divergence(g, i, j));
      }
      log_near[i] = std::log(near);
      log_reached[i] = std::log(reached);
    });
    for (std::size_t i = 0; i < g.size(); ++i) {
      lower += log_near[i];
      upper += log_reached[i];
    }
  }
  const auto count = static_cast<double>(n);
  out.lower_nats = std::log(count) - lower / count;
  out.upper_nats = std::log(count) - upper / count;
  return out;
}

}  // namespace infoplane
