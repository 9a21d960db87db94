#include "infoplane/data/column_distributions.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "infoplane/data/quadrature.h"
#include "infoplane/data/task_maps.h"

namespace infoplane {
namespace {

using std::numbers::pi;

// how many standard deviations count as everything
constexpr double kFar = 8;

double relu(double value) { return std::max(0.0, value); }

double binary_entropy(double p) { return -x_ln_x(p) - x_ln_x(1 - p); }

// probabilities of the values of something discrete
using Levels = std::map<double, double>;

// (T9) of levels with normal noise of standard deviation sd, of which sigma is the channel's
Nats level_information(const Levels& levels, double sd, double sigma) {
  const auto density = [&](double y) {
    double sum = 0;
    for (const auto& [level, p] : levels) sum += p * normal_density(y - level, sd);
    return sum;
  };
  return Nats(channel_information(density, levels.begin()->first - kFar * sd,
                                  levels.rbegin()->first + kFar * sd, sigma));
}

// of the sum of fair bits times their weights
Levels sums_of_bits(const std::vector<double>& weights) {
  Levels levels = {{0.0, 1.0}};
  for (const double weight : weights) {
    Levels next;
    for (const auto& [level, p] : levels) {
      next[level] += p / 2;
      next[level + weight] += p / 2;
    }
    levels = std::move(next);
  }
  return levels;
}

double poisson_probability(std::size_t y, double mean) {
  const auto count = static_cast<double>(y);
  return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1));
}

// by adding up probabilities until they pass a uniform number
std::size_t draw_poisson(Stream& stream, double mean) {
  double left = stream.uniform();
  double p = std::exp(-mean);
  std::size_t y = 0;
  while (left > p && p > 0) {
    left -= p;
    ++y;
    p *= mean / static_cast<double>(y);
  }
  return y;
}

double normal_quantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

}  // namespace

void fill_bits(std::size_t state, std::span<double> bits) {
  for (std::size_t k = 0; k < bits.size(); ++k) {
    bits[k] = static_cast<double>(state >> (bits.size() - 1 - k) & 1U);
  }
}

PairDistribution binary_channel(double p, double sigma) {
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = stream.uniform() < p ? 1 : 0;
    y[0] = x[0] + sigma * stream.normal();
  };
  return {draw, level_information({{0, 1 - p}, {1, p}}, sigma, sigma)};
}

PairDistribution weighted_bits(const std::vector<double>& weights, double sigma) {
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    fill_bits(stream.below(1U << x.size()), x);
    y[0] = sigma * stream.normal();
    for (std::size_t j = 0; j < x.size(); ++j) y[0] += weights[j] * x[j];
  };
  return {draw, level_information(sums_of_bits(weights), sigma, sigma)};
}

PairDistribution bit_and_normal(double step, double sigma) {
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = stream.below(2);
    x[1] = stream.normal();
    y[0] = step * x[0] + x[1] + sigma * stream.normal();
  };
  return {draw, level_information({{0, 0.5}, {step, 0.5}}, std::hypot(1, sigma), sigma)};
}

PairDistribution relu_channel(std::size_t d, double sigma) {
  const auto draw = [sigma](Stream& stream, std::span<double> x, std::span<double> y) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] = stream.normal();
      y[j] = relu(x[j] + sigma * stream.normal());
    }
  };
  // (T14)
  const double shared = integrate(
      [sigma](double x) { return normal_density(x) * x_ln_x(normal_cdf(x / sigma)); }, -kFar, kFar);
  const double each =
      0.5 * std::numbers::ln2 + 0.5 * std::log(std::hypot(1, sigma) / sigma) + shared;
  return {draw, Nats(static_cast<double>(d) * each)};
}

PairDistribution relu_both(std::size_t d, double rho) {
  const auto draw = [rho](Stream& stream, std::span<double> x, std::span<double> y) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double u = stream.normal();
      x[j] = relu(u);
      y[j] = relu(rho * u + std::sqrt(1 - rho * rho) * stream.normal());
    }
  };
  // (T15): both above 0 with probability q, as both at 0, and the moments there
  const double rest = 1 - rho * rho;
  const double angle = pi / 2 + std::asin(rho);
  const double q = angle / (2 * pi);
  const double xy = (rho * angle + std::sqrt(rest)) / (2 * pi);
  const double xx = (angle + rho * std::sqrt(rest)) / (2 * pi);
  const double both = -0.5 * q * std::log(rest) + (rho * xy - rho * rho * xx) / rest;
  const double one = integrate(
      [&](double x) {
        const double other = normal_cdf(-rho / std::sqrt(rest) * x);
        return normal_density(x) * (x_ln_x(other) + other * std::numbers::ln2);
      },
      0, kFar);
  const double each = q * std::log(4 * q) + both + 2 * one;
  return {draw, Nats(static_cast<double>(d) * each)};
}

PairDistribution relu_and_normal(double sigma) {
  const auto draw = [sigma](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = relu(stream.normal());
    x[1] = stream.normal();
    y[0] = x[0] + x[1] + sigma * stream.normal();
  };
  // of max(0, a) + N(0, s^2)                                                                  (T16)
  const double s = std::hypot(1, sigma);
  const double wide = std::hypot(1, s);
  const auto density = [=](double y) {
    return 0.5 * normal_density(y, s) + normal_density(y, wide) * normal_cdf(y / (s * wide));
  };
  return {draw, Nats(channel_information(density, -kFar * s, kFar * wide, sigma))};
}

PairDistribution relu_and_label(double sigma) {
  const auto draw = [sigma](Stream& stream, std::span<double> x, std::span<double> y) {
    const double u = stream.normal();
    x[0] = relu(u);
    y[0] = u + sigma * stream.normal() > 0 ? 1 : 0;
  };
  // (T17)
  const double at_zero = 0.5 - std::asin(1 / std::hypot(1, sigma)) / pi;
  const double above = integrate(
      [sigma](double x) { return normal_density(x) * binary_entropy(normal_cdf(x / sigma)); }, 0,
      kFar);
  return {draw, Nats(std::numbers::ln2 - 0.5 * binary_entropy(at_zero) - above)};
}

PairDistribution exponential_channel(double s) {
  const auto draw = [s](Stream& stream, std::span<double> x, std::span<double> y) {
    const bool zero = stream.uniform() < 1 / (1 + s);
    const double value = -(1 + s) * std::log(stream.uniform());
    x[0] = zero ? 0 : value;
    y[0] = x[0] - std::log(stream.uniform());
  };
  // Y is exponential of mean 1 + s                                                            (T18)
  return {draw, Nats(std::log1p(s))};
}

PairDistribution poisson_counts(double a, double b) {
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = stream.normal();
    y[0] = static_cast<double>(draw_poisson(stream, std::exp(a + b * x[0])));
  };
  // (T19), up to a count that is beyond the largest mean by more than it ever spreads
  constexpr std::size_t kPanels = 12;
  const double largest = std::exp(a + kFar * std::abs(b));
  const auto most = static_cast<std::size_t>(largest + 10 * std::sqrt(largest) + 20);
  double information = 0;
  for (std::size_t y = 0; y <= most; ++y) {
    const auto p = [&](double x) { return poisson_probability(y, std::exp(a + b * x)); };
    const auto mean = [&](const auto& f) {
      return integrate([&](double x) { return normal_density(x) * f(x); }, -kFar, kFar, kPanels);
    };
    information += mean([&](double x) { return x_ln_x(p(x)); }) - x_ln_x(mean(p));
  }
  return {draw, Nats(information)};
}

PairDistribution quantised_normals(std::size_t d, std::size_t n_levels, double rho) {
  const auto n = static_cast<double>(n_levels);
  const double rest = std::sqrt(1 - rho * rho);
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    const auto level = [n](double z) { return std::min(std::floor(n * normal_cdf(z)), n - 1); };
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double u = stream.normal();
      x[j] = level(u);
      y[j] = level(rho * u + rest * stream.normal());
    }
  };
  // the edges between levels; what is beyond kFar is nothing
  std::vector<double> edges = {-kFar};
  for (std::size_t k = 1; k < n_levels; ++k) {
    edges.push_back(normal_quantile(static_cast<double>(k) / n));
  }
  edges.push_back(kFar);
  // (T20)
  double information = 0;
  for (std::size_t i = 0; i < n_levels; ++i) {
    for (std::size_t j = 0; j < n_levels; ++j) {
      const double p = integrate(
          [&](double x) {
            return normal_density(x) * (normal_cdf((edges[j + 1] - rho * x) / rest) -
                                        normal_cdf((edges[j] - rho * x) / rest));
          },
          edges[i], edges[i + 1], 8);
      information += x_ln_x(p) + 2 * p * std::log(n);
    }
  }
  return {draw, Nats(static_cast<double>(d) * information)};
}

}  // namespace infoplane
