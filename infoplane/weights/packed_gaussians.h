#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace infoplane {

/// Points that are evaluated together.
inline constexpr std::size_t kPointBlock = 16;
using PointBlockArray = Eigen::Array<double, static_cast<Eigen::Index>(kPointBlock), 1>;

/// A density that is so many nats below another one is nothing beside it: fewer than 2^20 of them
/// add up to less than exp(-46) of it, far below the rounding of a double.
inline constexpr double kNegligible = 60;

/// Gaussians N(m_j, S_j) in d dimensions, laid out for the densities of each of them at many
/// points:
///   ln p_j(a) + d/2 ln 2 pi = -|W_j (a - m_j)|^2 / 2 + ln|W_j|,   W_j = L_j^-1,  S_j = L_j L_j'
/// W_j is a lower triangle and is kept row after row. d >= 0; in 0 dimensions every density is 1.
/// Nothing is checked. Means should be about the
/// origin: a density's exponent is right to about |W m| roundings.
/// Memory: d^2 + 3 d + 1 numbers each.
class PackedGaussians {
 public:
  PackedGaussians(std::size_t dimension, std::size_t n);

  /// Sets Gaussian j; the lower triangle of S is read. Returns false, and leaves j useless, where S
  /// is singular: no more than 1e-13 of a variance is left of it given those before. Different j
  /// may be set at the same time.
  bool set(std::size_t j, const Eigen::Ref<const Eigen::VectorXd>& mean,
           const Eigen::Ref<const Eigen::MatrixXd>& covariance);

  [[nodiscard]] std::size_t dimension() const { return d_; }
  [[nodiscard]] std::size_t size() const { return n_; }
  /// d numbers.
  [[nodiscard]] std::span<const double> mean(std::size_t j) const { return {at(j), d_}; }
  /// W_j and L_j: row r begins at r (r + 1) / 2 and has r + 1 numbers.
  [[nodiscard]] std::span<const double> inverse(std::size_t j) const {
    return {at(j) + d_, n_triangle_};
  }
  [[nodiscard]] std::span<const double> factor(std::size_t j) const {
    return {at(j) + d_ + n_triangle_, n_triangle_};
  }
  /// ln|L_j|, half of ln|S_j|.
  [[nodiscard]] double log_factor(std::size_t j) const { return at(j)[stride_ - 1]; }

  /// a = m_j + L_j z; z and a: d numbers, one every `stride`.
  void place(std::size_t j, const double* z, double* a, std::size_t stride) const;

  /// out[s] = ln p_j(a_s) + d/2 ln 2 pi of kPointBlock points, a[unit * kPointBlock + s]. If all of
  /// them are below `floor`, returns false as soon as that is known; out is then not set.
  bool log_densities(std::size_t j, const double* a, const PointBlockArray& floor,
                     PointBlockArray& out) const;
  /// The same, whatever they are.
  void log_densities(std::size_t j, const double* a, PointBlockArray& out) const;

 private:
  [[nodiscard]] const double* at(std::size_t j) const { return values_.data() + j * stride_; }

  std::size_t d_;
  std::size_t n_;
  std::size_t n_triangle_;
  std::size_t stride_;
  // of each: mean, inverse, factor, W m, log_factor
  std::vector<double> values_;
};

/// ln sum_j exp(e_j) of kPointBlock points side by side; terms may come in any order and size.
/// Starts from a first term.
class LogSums {
 public:
  explicit LogSums(const PointBlockArray& first) : top_(first), sum_(PointBlockArray::Ones()) {}

  void add(const PointBlockArray& e) {
    if ((e > top_ + 600).any()) rescale(e);
    sum_ += (e - top_).exp();
  }
  /// The logarithm is the C library's: of n equal terms 1 it is ln n, to the last bit.
  [[nodiscard]] PointBlockArray value() const {
    return top_ + sum_.unaryExpr([](double sum) { return std::log(sum); });
  }

 private:
  void rescale(const PointBlockArray& e) {
    const PointBlockArray top = top_.max(e);
    sum_ *= (top_ - top).exp();
    top_ = top;
  }

  PointBlockArray top_;
  PointBlockArray sum_;
};

}  // namespace infoplane
