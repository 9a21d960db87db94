#include "infoplane/data/task_distributions.h"

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace infoplane {
namespace {

void fill_normal(Stream& stream, std::span<double> values) {
  for (double& value : values) value = stream.normal();
}

// ln det of the (d, d) matrix with ones on the diagonal and rho elsewhere
double log_determinant_dense(std::size_t d, double rho) {
  const double others = static_cast<double>(d) - 1;
  return others * std::log1p(-rho) + std::log1p(others * rho);
}

// entropy of the standard Student distribution in d dimensions, (T3), without d/2 ln(nu pi), which
// cancels in the information
double student_entropy(std::size_t d, std::size_t nu) {
  const double half_nu = static_cast<double>(nu) / 2;
  const double half = static_cast<double>(nu + d) / 2;
  return std::lgamma(half_nu) - std::lgamma(half) +
         half * (boost::math::digamma(half) - boost::math::digamma(half_nu));
}

// sqrt(nu / chi^2), by which a normal vector becomes a Student one
double student_scale(Stream& stream, std::size_t nu) {
  double chi_square = 0;
  for (std::size_t i = 0; i < nu; ++i) {
    const double z = stream.normal();
    chi_square += z * z;
  }
  return std::sqrt(static_cast<double>(nu) / chi_square);
}

void scale(std::span<double> values, double factor) {
  for (double& value : values) value *= factor;
}

// S_ij = 2^-|i - j|: each column is half the one before and something of its own
void fill_halving(Stream& stream, std::span<double> x) {
  fill_normal(stream, x);
  for (std::size_t i = 1; i < x.size(); ++i) x[i] = 0.5 * x[i - 1] + std::sqrt(0.75) * x[i];
}

// W, row-major (dt, dx)
std::vector<double> linear_weights(const LinearGaussian& network) {
  Stream stream(0, 0, Purpose::kTask, network.weights);
  std::vector<double> w(network.dt * network.dx);
  for (double& weight : w) weight = stream.normal() / std::sqrt(static_cast<double>(network.dx));
  return w;
}

// 1/2 ln det(I + W S W' / sigma^2)                                                            (T6)
Nats linear_truth(const LinearGaussian& network, const std::vector<double>& w) {
  const std::size_t dx = network.dx;
  std::vector<double> matrix(network.dt * network.dt);
  for (std::size_t a = 0; a < network.dt; ++a) {
    for (std::size_t b = 0; b < network.dt; ++b) {
      double sum = 0;
      for (std::size_t i = 0; i < dx; ++i) {
        for (std::size_t j = 0; j < dx; ++j) {
          const int lag = std::abs(static_cast<int>(i) - static_cast<int>(j));
          sum += w[a * dx + i] * std::ldexp(w[b * dx + j], -lag);
        }
      }
      matrix[a * network.dt + b] = sum / (network.sigma * network.sigma) + (a == b ? 1 : 0);
    }
  }
  return Nats(0.5 * log_determinant(matrix, network.dt));
}

}  // namespace

PairDistribution dense_normal(std::size_t dx, std::size_t dy, double rho) {
  const auto draw = [rho](Stream& stream, std::span<double> x, std::span<double> y) {
    const double shared = std::sqrt(rho) * stream.normal();
    for (const std::span<double> side : {x, y}) {
      for (double& value : side) value = shared + std::sqrt(1 - rho) * stream.normal();
    }
  };
  return {draw, Nats(0.5 * (log_determinant_dense(dx, rho) + log_determinant_dense(dy, rho) -
                            log_determinant_dense(dx + dy, rho)))};
}

PairDistribution paired_normal(std::size_t n_pairs, double rho) {
  const auto draw = [n_pairs, rho](Stream& stream, std::span<double> x, std::span<double> y) {
    fill_normal(stream, x);
    fill_normal(stream, y);
    for (std::size_t i = 0; i < n_pairs; ++i) y[i] = rho * x[i] + std::sqrt(1 - rho * rho) * y[i];
  };
  return {draw, Nats(-0.5 * static_cast<double>(n_pairs) * std::log1p(-rho * rho))};
}

PairDistribution student(std::size_t dx, std::size_t dy, std::size_t nu) {
  const auto draw = [nu](Stream& stream, std::span<double> x, std::span<double> y) {
    fill_normal(stream, x);
    fill_normal(stream, y);
    const double factor = student_scale(stream, nu);
    scale(x, factor);
    scale(y, factor);
  };
  return {draw,
          Nats(student_entropy(dx, nu) + student_entropy(dy, nu) - student_entropy(dx + dy, nu))};
}

PairDistribution independent_students(std::size_t nu) {
  const auto draw = [nu](Stream& stream, std::span<double> x, std::span<double> y) {
    for (const std::span<double> side : {x, y}) {
      fill_normal(stream, side);
      scale(side, student_scale(stream, nu));
    }
  };
  return {draw, Nats(0)};
}

PairDistribution independent_cauchys() {
  const auto draw = [](Stream& stream, std::span<double> x, std::span<double> y) {
    for (const std::span<double> side : {x, y}) {
      for (double& value : side) value = std::tan(std::numbers::pi * (stream.uniform() - 0.5));
    }
  };
  return {draw, Nats(0)};
}

PairDistribution additive_uniform(double e) {
  const auto draw = [e](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = stream.uniform();
    y[0] = x[0] + e * (2 * stream.uniform() - 1);
  };
  return {draw, Nats(e <= 0.5 ? e - std::log(2 * e) : 1 / (4 * e))};
}

PairDistribution linear_gaussian(const LinearGaussian& network) {
  const std::vector<double> w = linear_weights(network);
  const auto draw = [w, sigma = network.sigma](Stream& stream, std::span<double> x,
                                               std::span<double> t) {
    fill_halving(stream, x);
    for (std::size_t a = 0; a < t.size(); ++a) {
      t[a] = sigma * stream.normal();
      for (std::size_t i = 0; i < x.size(); ++i) t[a] += w[a * x.size() + i] * x[i];
    }
  };
  return {draw, linear_truth(network, w)};
}

double log_determinant(std::span<const double> matrix, std::size_t n) {
  // matrix = L L', ln det = 2 sum ln L_ii
  std::vector<double> l(n * n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) rest -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i == j ? std::sqrt(rest) : rest / l[j * n + j];
    }
    sum += 2 * std::log(l[i * n + i]);
  }
  return sum;
}

}  // namespace infoplane
