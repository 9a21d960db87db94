#include "infoplane/data/mixture_distributions.h"

#include <algorithm>
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "infoplane/data/quadrature.h"

namespace infoplane {
namespace {

using std::numbers::pi;

// how many standard deviations count as everything: 2e-15 is beyond
constexpr double kFar = 8;

void fill_normal(Stream& stream, std::span<double> values) {
  for (double& value : values) value = stream.normal();
}

// density of the length of a standard normal vector
double chi_density(double r, std::size_t d) {
  const double half = static_cast<double>(d) / 2;
  return 2 * std::pow(r * r / 2, half - 0.5) * std::exp(-r * r / 2) /
         (std::numbers::sqrt2 * std::tgamma(half));
}

double chi_end(std::size_t d) { return std::sqrt(static_cast<double>(d)) + kFar; }

double ln_cosh(double x) {
  return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))) - std::numbers::ln2;
}

// of two equally likely states, given which x and y are independent; a and b are the densities
// there of a number that says of the state what x says, and the same of y                     (T11)
double shared_state_information(const std::function<double(double)>& a,
                                const std::function<double(double)>& b, double low, double high) {
  return integrate(
      [&](double s) {
        const double as = a(s);
        const double bs = b(s);
        return integrate(
            [&](double t) {
              const double at = a(t);
              const double bt = b(t);
              const double joint = (as * at + bs * bt) / 2;
              const double product = (as + bs) * (at + bt) / 4;
              return joint > 0 && product > 0 ? joint * std::log(joint / product) : 0.0;
            },
            low, high, 24);
      },
      low, high, 24);
}

// density of sin(angle) + noise, angle uniform: by the midpoint rule, which for a period of a
// smooth function is exact to the last digits
double sine_density(double y, double sigma) {
  constexpr int kAngles = 720;
  double sum = 0;
  for (int i = 0; i < kAngles; ++i) {
    sum += normal_density(y - std::sin(2 * pi * (i + 0.5) / kAngles), sigma);
  }
  return sum / kAngles;
}

// (T9) of that
double sine_information(double sigma) {
  const double end = 1 + kFar * sigma;
  return channel_information([sigma](double y) { return sine_density(y, sigma); }, -end, end,
                             sigma);
}

// a gamma variable with scale 1 and shape half/2: squared normals make it
double draw_gamma(Stream& stream, std::size_t half) {
  double sum = 0;
  for (std::size_t i = 0; i < half; ++i) {
    const double z = stream.normal();
    sum += z * z / 2;
  }
  return sum;
}

double gamma_entropy(double shape) {
  return shape + std::lgamma(shape) + (1 - shape) * boost::math::digamma(shape);
}

// density of x^2 + noise, x standard normal
double parabola_density(double y, double sigma) {
  return 2 *
         integrate([&](double x) { return normal_density(x) * normal_density(y - x * x, sigma); },
                   0, kFar, 20);
}

}  // namespace

PairDistribution crossed_normals(std::size_t d, double rho) {
  const auto draw = [rho](Stream& stream, std::span<double> x, std::span<double> y) {
    const double sign = stream.below(2) == 0 ? 1 : -1;
    fill_normal(stream, x);
    fill_normal(stream, y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      y[i] = sign * rho * x[i] + std::sqrt(1 - rho * rho) * y[i];
    }
  };
  // (T10): x.y = rho r^2 + sqrt(1 - rho^2) r z with r = |x|
  const double rest = 1 - rho * rho;
  const double shared = integrate(
      [&](double r) {
        return chi_density(r, d) * integrate(
                                       [&](double z) {
                                         const double dot = rho * r * r + std::sqrt(rest) * r * z;
                                         return normal_density(z) * ln_cosh(rho / rest * dot);
                                       },
                                       -kFar, kFar, 20);
      },
      0, chi_end(d), 16);
  const double each = -0.5 * std::log(rest) - rho * rho / rest;
  return {draw, Nats(static_cast<double>(d) * each + shared)};
}

PairDistribution two_clusters(double m) {
  const auto draw = [m](Stream& stream, std::span<double> x, std::span<double> y) {
    const double sign = stream.below(2) == 0 ? 1 : -1;
    for (const std::span<double> side : {x, y}) {
      fill_normal(stream, side);
      for (double& value : side) value += sign * m / std::sqrt(static_cast<double>(side.size()));
    }
  };
  // the coordinate along the line of the centres says all that there is to know, whatever d is
  const auto density = [](double centre) {
    return [centre](double s) { return normal_density(s - centre); };
  };
  return {draw, Nats(shared_state_information(density(m), density(-m), -m - kFar, m + kFar))};
}

PairDistribution two_scales(std::size_t d, double s) {
  const auto draw = [s](Stream& stream, std::span<double> x, std::span<double> y) {
    const double scale = stream.below(2) == 0 ? 1 : s;
    for (const std::span<double> side : {x, y}) {
      fill_normal(stream, side);
      for (double& value : side) value *= scale;
    }
  };
  // the length says all that there is to know
  const auto density = [d](double scale) {
    return [d, scale](double r) { return chi_density(r / scale, d) / scale; };
  };
  return {draw,
          Nats(shared_state_information(density(1), density(s), 0, std::max(1.0, s) * chi_end(d)))};
}

PairDistribution noisy_circle(double sigma) {
  const auto draw = [sigma](Stream& stream, std::span<double> x, std::span<double> y) {
    const double angle = 2 * pi * stream.uniform();
    x[0] = std::cos(angle) + sigma * stream.normal();
    y[0] = std::sin(angle) + sigma * stream.normal();
  };
  // h(X) + h(Y) - h(X,Y), the joint density being a function of the radius                    (T12)
  const double v = sigma * sigma;
  const double end = 1 + kFar * sigma;
  const double h_x =
      -integrate([&](double x) { return x_ln_x(sine_density(x, sigma)); }, -end, end);
  const double h_xy = -integrate(
      [&](double r) {
        const double p =
            std::exp(-(r * r + 1) / (2 * v)) / (2 * pi * v) * boost::math::cyl_bessel_i(0, r / v);
        return 2 * pi * r * x_ln_x(p);
      },
      0, end);
  return {draw, Nats(2 * h_x - h_xy)};
}

PairDistribution noisy_sine(double n_periods, double sigma) {
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = stream.uniform();
    y[0] = std::sin(2 * pi * n_periods * x[0]) + sigma * stream.normal();
  };
  return {draw, Nats(sine_information(sigma))};
}

PairDistribution noisy_angle(double sigma) {
  const auto draw = [sigma](Stream& stream, std::span<double> x, std::span<double> y) {
    fill_normal(stream, x);
    y[0] = std::sin(2 * std::atan2(x[1], x[0])) + sigma * stream.normal();
  };
  return {draw, Nats(sine_information(sigma))};
}

PairDistribution gamma_channel(std::size_t half_x, std::size_t half_noise) {
  const auto draw = [=](Stream& stream, std::span<double> x, std::span<double> y) {
    x[0] = draw_gamma(stream, half_x);
    y[0] = x[0] + draw_gamma(stream, half_noise);
  };
  // h(X + noise) - h(noise), both gamma                                                       (T13)
  return {draw, Nats(gamma_entropy(static_cast<double>(half_x + half_noise) / 2) -
                     gamma_entropy(static_cast<double>(half_noise) / 2))};
}

PairDistribution noisy_parabola(double sigma) {
  const auto draw = [sigma](Stream& stream, std::span<double> x, std::span<double> y) {
    fill_normal(stream, x);
    fill_normal(stream, y);
    y[0] = x[0] * x[0] + sigma * y[0];
  };
  return {draw, Nats(channel_information([sigma](double y) { return parabola_density(y, sigma); },
                                         -kFar * sigma, kFar * kFar + kFar * sigma, sigma))};
}

MixingMatrix random_matrix(std::size_t d, std::uint32_t stream) {
  Stream numbers(0, 0, Purpose::kTask, stream);
  MixingMatrix matrix{d, std::vector<double>(d * d)};
  fill_normal(numbers, matrix.m);
  return matrix;
}

MixingMatrix random_rotation(std::size_t d, std::uint32_t stream) {
  MixingMatrix matrix = random_matrix(d, stream);
  const auto row = [&](std::size_t i) { return std::span<double>(matrix.m).subspan(i * d, d); };
  const auto dot = [](std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
    return sum;
  };
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double along = dot(row(i), row(j));
      for (std::size_t k = 0; k < d; ++k) row(i)[k] -= along * row(j)[k];
    }
    const double length = std::sqrt(dot(row(i), row(i)));
    for (double& value : row(i)) value /= length;
  }
  return matrix;
}

void mix(const MixingMatrix& matrix, std::span<double> v) {
  const std::vector<double> before(v.begin(), v.end());
  for (std::size_t i = 0; i < matrix.d; ++i) {
    v[i] = 0;
    for (std::size_t k = 0; k < matrix.d; ++k) v[i] += matrix.m[i * matrix.d + k] * before[k];
  }
}

}  // namespace infoplane
