#include "infoplane/estimate/t_scores.h"

#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace infoplane {
namespace {

constexpr std::size_t kNodes = 32;

// A polynomial on [0, 1] through its values at the Chebyshev points.
class Interpolant {
 public:
  static std::array<double, kNodes> points() {
    std::array<double, kNodes> out{};
    for (std::size_t k = 0; k < kNodes; ++k) out[k] = (1 + std::cos(angle(k))) / 2;
    return out;
  }

  explicit Interpolant(const std::array<double, kNodes>& values) {
    for (std::size_t m = 0; m < kNodes; ++m) {
      for (std::size_t k = 0; k < kNodes; ++k) {
        coefficients_[m] += values[k] * std::cos(static_cast<double>(m) * angle(k));
      }
      coefficients_[m] *= (m == 0 ? 1.0 : 2.0) / kNodes;
    }
  }

  // Clenshaw's recurrence
  [[nodiscard]] double operator()(double s) const {
    const double twice = 2 * (2 * s - 1);
    double b = 0;
    double after = 0;
    for (std::size_t m = kNodes - 1; m > 0; --m) {
      const double next = coefficients_[m] + twice * b - after;
      after = b;
      b = next;
    }
    return coefficients_[0] + twice / 2 * b - after;
  }

 private:
  static double angle(std::size_t k) {
    return std::numbers::pi * (static_cast<double>(k) + 0.5) / kNodes;
  }

  std::array<double, kNodes> coefficients_{};
};

// asinh(t_nu^-1(Phi(w)) / sqrt nu) / w as a polynomial in (w / w_max)^2
Interpolant quantiles(double nu, double w_max) {
  const boost::math::students_t t(nu);
  std::array<double, kNodes> values = Interpolant::points();
  for (double& v : values) {
    const double w = w_max * std::sqrt(v);
    const double above = std::erfc(w / std::numbers::sqrt2) / 2;
    v = std::asinh(boost::math::quantile(boost::math::complement(t, above)) / std::sqrt(nu)) / w;
  }
  return Interpolant(values);
}

}  // namespace

TScores::TScores(std::size_t n) : n_(n) {
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  for (std::size_t from_above = n / 2; from_above > 0; --from_above) {
    const double twice_above = 2 * static_cast<double>(from_above) / static_cast<double>(n + 1);
    upper_.push_back(std::numbers::sqrt2 * boost::math::erfc_inv(twice_above, Policy()));
  }
}

// score(w) of every normal quantile w >= 0 of the upper half, and log_density of scores
template <class Score, class LogDensity>
TScoreTable TScores::mirrored(const Score& score, const LogDensity& log_density) const {
  TScoreTable out;
  out.scores.resize(n_);
  if (n_ % 2 == 1) out.log_density = log_density(0);
  for (std::size_t k = 0; k < upper_.size(); ++k) {
    const double z = score(upper_[k]);
    out.scores[n_ - upper_.size() + k] = z;
    out.scores[upper_.size() - 1 - k] = -z;
    out.log_density += 2 * log_density(z);
  }
  return out;
}

TScoreTable TScores::table(double nu) const {
  const double w_max = upper_.back();
  const Interpolant p = quantiles(nu, w_max);
  const TLogDensity density(nu, 1);
  const double scale = std::sqrt(nu);
  return mirrored([&](double w) { return scale * std::sinh(w * p(w * w / (w_max * w_max))); },
                  [&](double z) { return density(z * z); });
}

TScoreTable TScores::normal() const {
  const double at_zero = -std::log(2 * std::numbers::pi) / 2;
  return mirrored([](double w) { return w; }, [&](double z) { return at_zero - z * z / 2; });
}

TLogDensity::TLogDensity(double nu, std::size_t d)
    : nu_(nu), exponent_((nu + static_cast<double>(d)) / 2) {
  at_zero_ = boost::math::lgamma(exponent_) - boost::math::lgamma(nu / 2) -
             static_cast<double>(d) / 2 * std::log(nu * std::numbers::pi);
}

double TLogDensity::operator()(double q) const {
  return at_zero_ - exponent_ * std::log1p(q / nu_);
}

double t_entropy(double nu, std::size_t d) {
  const double a = (nu + static_cast<double>(d)) / 2;
  const double b = nu / 2;
  return boost::math::lgamma(b) - boost::math::lgamma(a) +
         static_cast<double>(d) / 2 * std::log(nu * std::numbers::pi) +
         a * (boost::math::digamma(a) - boost::math::digamma(b));
}

}  // namespace infoplane
