// The truths of the layers of Gaussian inputs (infoplane/audit/network_tasks.cc), by numerical
// integration that shares nothing with the estimators:
//
//   cmake --preset release && ninja -C build/release network_truth
//   build/release/bench/network_truth
//
// I(X;T) = h(T) - d/2 ln(2 pi e sigma^2), h(T) = -E ln p(T). The density
//
//   p(t) = int phi(x) N(t; f(W x + b), sigma^2 I) dx
//
// is a sum over a grid of x whose step is small beside what the noise blurs; the expectation over x
// and noise is a mean over the points of a lattice (multiples of the powers of the root of
// r^(m+1) = r + 1, modulo 1), shifted at random. The shifts are independent, and their spread
// gives the standard error.

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include "infoplane/audit/network_tasks.h"
#include "infoplane/core/random.h"
#include "infoplane/core/work.h"

namespace infoplane {
namespace {

constexpr double kEnough = 0.0015;
constexpr std::size_t kShiftsAtOnce = 8;
constexpr std::size_t kPoints = 2048;
// inputs farther out are nothing: of a normal vector of three coordinates 2e-6
constexpr double kFar = 5.4;
// the grid's step beside sigma over the weights' norm; with half of it the truths of two inputs
// change by 2e-6
constexpr double kStep = 1.5;
// units farther than so many sigma from t were not what t was drawn from
constexpr double kFarUnit = 9;
// below this a term is nothing beside the others
constexpr double kSmallestExponent = -40;

// the grid with its weights, activations column-major, by increasing activation of the first unit
struct Grid {
  std::vector<double> ln_weight;
  std::vector<double> t;
};

Grid make_grid(const NetworkLayer& layer) {
  double norm = 0;
  for (const double w : layer.w()) norm += w * w;
  const double step = kStep * layer.sigma() / std::sqrt(norm);
  const auto half = static_cast<int>(kFar / step);
  Grid grid;
  std::vector<double> x(layer.n_inputs());
  std::vector<double> t(layer.width());
  // activations, then the logarithm of the weight
  std::vector<std::vector<double>> rows;
  std::vector<int> at(layer.n_inputs(), -half);
  while (true) {
    double square = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      x[k] = at[k] * step;
      square += x[k] * x[k];
    }
    if (square <= kFar * kFar) {
      layer.activations(x, t);
      rows.push_back(t);
      rows.back().push_back(-square / 2);
    }
    std::size_t k = 0;
    while (k < at.size() && at[k] == half) at[k++] = -half;
    if (k == at.size()) break;
    ++at[k];
  }
  std::sort(rows.begin(), rows.end());
  double sum = 0;
  for (const auto& row : rows) {
    grid.ln_weight.push_back(row.back());
    sum += std::exp(row.back());
  }
  for (double& w : grid.ln_weight) w -= std::log(sum);
  for (std::size_t j = 0; j < t.size(); ++j) {
    for (const auto& row : rows) grid.t.push_back(row[j]);
  }
  return grid;
}

// ln p(t)
double ln_density(const NetworkLayer& layer, const Grid& grid, const std::vector<double>& t) {
  const std::size_t n = grid.ln_weight.size();
  const double scale = 1 / (2 * layer.sigma() * layer.sigma());
  const auto units = grid.t.begin();
  const auto end = units + static_cast<std::ptrdiff_t>(n);
  const double far = kFarUnit * layer.sigma();
  const auto first = std::lower_bound(units, end, t[0] - far) - units;
  const auto last = std::upper_bound(units, end, t[0] + far) - units;
  std::vector<double> exponent(grid.ln_weight.begin() + first, grid.ln_weight.begin() + last);
  for (std::size_t j = 0; j < t.size(); ++j) {
    const double* unit = &grid.t[j * n + static_cast<std::size_t>(first)];
    for (std::size_t i = 0; i < exponent.size(); ++i) {
      exponent[i] -= scale * (t[j] - unit[i]) * (t[j] - unit[i]);
    }
  }
  const double largest = *std::max_element(exponent.begin(), exponent.end());
  double sum = 0;
  for (const double e : exponent) {
    if (e - largest > kSmallestExponent) sum += std::exp(e - largest);
  }
  return largest + std::log(sum) +
         static_cast<double>(t.size()) * 0.5 * std::log(scale / std::numbers::pi);
}

// the root of r^(m+1) = r + 1
double lattice_root(std::size_t m) {
  double r = 2;
  for (int i = 0; i < 60; ++i) r = std::pow(1 + r, 1 / (static_cast<double>(m) + 1));
  return r;
}

// -E ln p(T) by the lattice's points with a shift of their own
double entropy(const NetworkLayer& layer, const Grid& grid, std::uint32_t shift) {
  const std::size_t m = layer.n_inputs() + layer.width();
  Stream stream(2, shift, Purpose::kTask, static_cast<std::uint32_t>(m));
  std::vector<double> start(m);
  for (double& value : start) value = stream.uniform();
  const double root = lattice_root(m);
  const boost::math::normal normal;
  std::vector<double> x(layer.n_inputs());
  std::vector<double> t(layer.width());
  double sum = 0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const auto coordinate = [&](std::size_t k) {
      const double u =
          start[k] + static_cast<double>(i) * std::pow(root, -static_cast<double>(k + 1));
      return boost::math::quantile(normal, std::clamp(u - std::floor(u), 1e-12, 1 - 1e-12));
    };
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = coordinate(k);
    layer.activations(x, t);
    for (std::size_t j = 0; j < t.size(); ++j) t[j] += layer.sigma() * coordinate(x.size() + j);
    sum -= ln_density(layer, grid, t);
  }
  return sum / kPoints;
}

void print_truth(const NetworkLayer& layer, const PairTask& task) {
  const Grid grid = make_grid(layer);
  const double h_noise =
      static_cast<double>(layer.width()) * 0.5 *
      std::log(2 * std::numbers::pi * std::numbers::e * layer.sigma() * layer.sigma());
  std::vector<double> values;
  double mean = 0;
  double error = 0;
  do {
    const std::size_t first = values.size();
    values.resize(first + kShiftsAtOnce);
    parallel_for(kShiftsAtOnce, Work{}, [&](std::size_t s) {
      values[first + s] = entropy(layer, grid, static_cast<std::uint32_t>(first + s)) - h_noise;
    });
    const auto n = static_cast<double>(values.size());
    mean = 0;
    for (const double value : values) mean += value / n;
    double square = 0;
    for (const double value : values) square += (value - mean) * (value - mean);
    error = std::sqrt(square / (n - 1) / n);
  } while (error > kEnough);
  fmt::print("{:<22} i_xt {:.6f} +- {:.6f} nats, {} shifts, {} points of the grid\n", task.name,
             mean, error, values.size(), grid.ln_weight.size());
  std::fflush(stdout);
}

}  // namespace
}  // namespace infoplane

int main() {
  for (std::size_t i = 0; i < infoplane::network_layers().size(); ++i) {
    infoplane::print_truth(infoplane::network_layers()[i], infoplane::noisy_network_tasks()[i]);
  }
  return 0;
}
