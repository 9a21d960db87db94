#include "infoplane/estimate/feature_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace infoplane {
namespace {

constexpr std::size_t kMostDegree = 8;
constexpr std::size_t kMostRadial = 4;
constexpr double kClip = 3.5;
constexpr double kLowQuantile = 0.0005;
constexpr double kHighQuantile = 0.999;
// rows that are evaluated at once
constexpr std::size_t kBlock = 512;

// binomial(d + degree, degree) - 1, or more than `most`
std::size_t n_products(std::size_t d, std::size_t degree, std::size_t most) {
  std::size_t n = 1;
  for (std::size_t i = 1; i <= degree; ++i) {
    n = n * (d + i) / i;
    if (n - 1 > most) return n - 1;
  }
  return n - 1;
}

// the value below which a share q of the values lies, linear between neighbours
double quantile(std::vector<double> values, double q) {
  const double at = q * static_cast<double>(values.size() - 1);
  const auto i = static_cast<std::ptrdiff_t>(at);
  std::ranges::nth_element(values, values.begin() + i);
  const double low = values[static_cast<std::size_t>(i)];
  if (static_cast<std::size_t>(i) + 1 == values.size()) return low;
  const double high = *std::ranges::min_element(values.begin() + i + 1, values.end());
  return low + (at - static_cast<double>(i)) * (high - low);
}

}  // namespace

FeatureMap::FeatureMap(Features kind, const Points& base, std::vector<std::uint32_t> columns,
                       std::size_t most, const Work& work)
    : kind_(kind), base_(&base), columns_(std::move(columns)) {
  const std::size_t d = columns_.size();
  std::size_t size = d;
  if (kind == Features::kPolynomial) {
    while (level_ < kMostDegree && n_products(d, level_ + 1, most) <= most) ++level_;
    add_products(0, level_, -1);
    size = factors_.size();
  } else if (kind == Features::kRadial) {
    level_ = std::min(kMostRadial, most / d > 0 ? most / d - 1 : 0);
    size = d * (level_ + 1) + level_;
    set_radial_scale();
  }
  mean_.assign(size, 0.0);
  inverse_sd_.assign(size, 1.0);
  standardise(work);
}

void FeatureMap::add_products(std::size_t column, std::size_t degree_left, std::int32_t before) {
  for (std::size_t j = column; j < columns_.size(); ++j) {
    for (std::size_t degree = 1; degree <= degree_left; ++degree) {
      factors_.push_back(
          {before, static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(degree)});
      add_products(j + 1, degree_left - degree, static_cast<std::int32_t>(factors_.size()) - 1);
    }
  }
}

void FeatureMap::set_radial_scale() {
  const std::size_t n = base_->n;
  squared_length_.assign(n, 0.0);
  for (std::size_t j = 0; j < base_->d; ++j) {
    const std::span<const double> x = base_->column(j);
    for (std::size_t i = 0; i < n; ++i) squared_length_[i] += x[i] * x[i];
  }
  const double low = quantile(squared_length_, kLowQuantile);
  const double range = quantile(squared_length_, kHighQuantile) - low;
  // to [-1, 1], where Legendre polynomials are at home
  for (double& t : squared_length_) {
    t = range > 0 ? 2 * std::clamp((t - low) / range, 0.0, 1.0) - 1 : 0;
  }
}

void FeatureMap::standardise(const Work& work) {
  const std::size_t n = base_->n;
  const std::size_t f = size();
  const std::size_t n_blocks = (n + kBlock - 1) / kBlock;
  // sums of each block, added in their order
  std::vector<double> sums(n_blocks * 2 * f);
  parallel_for(n_blocks, work, [&](std::size_t b) {
    const std::size_t first = b * kBlock;
    const std::size_t end = std::min(n, first + kBlock);
    std::vector<double> block((end - first) * f);
    fill_raw(first, end, block.data());
    for (std::size_t k = 0; k < f; ++k) {
      double sum = 0;
      double squares = 0;
      for (const double v : std::span(block).subspan(k * (end - first), end - first)) {
        sum += v;
        squares += v * v;
      }
      sums[(b * f + k) * 2] = sum;
      sums[(b * f + k) * 2 + 1] = squares;
    }
  });
  const auto count = static_cast<double>(n);
  for (std::size_t k = 0; k < f; ++k) {
    double sum = 0;
    double squares = 0;
    for (std::size_t b = 0; b < n_blocks; ++b) {
      sum += sums[(b * f + k) * 2];
      squares += sums[(b * f + k) * 2 + 1];
    }
    mean_[k] = sum / count;
    const double variance = squares / count - mean_[k] * mean_[k];
    // a feature that is constant, apart from rounding, stays 0
    inverse_sd_[k] = variance > 1e-12 * (squares / count) ? 1 / std::sqrt(variance) : 0;
  }
}

void FeatureMap::fill(std::size_t first, std::size_t end, double* out) const {
  fill_raw(first, end, out);
  const std::size_t rows = end - first;
  for (std::size_t k = 0; k < size(); ++k) {
    for (double& v : std::span(out + k * rows, rows)) v = (v - mean_[k]) * inverse_sd_[k];
  }
}

void FeatureMap::fill_raw(std::size_t first, std::size_t end, double* out) const {
  switch (kind_) {
    case Features::kLinear:
      for (const std::uint32_t j : columns_) {
        out = std::ranges::copy(base_->column(j).subspan(first, end - first), out).out;
      }
      break;
    case Features::kPolynomial:
      fill_polynomial(first, end, out);
      break;
    case Features::kRadial:
      fill_radial(first, end, out);
      break;
  }
}

// He_(k+1) = x He_k - k He_(k-1), each divided by sqrt(k!):
//   h_(k+1) = (x h_k - sqrt(k) h_(k-1)) / sqrt(k + 1)
void FeatureMap::fill_polynomial(std::size_t first, std::size_t end, double* out) const {
  const std::size_t rows = end - first;
  const std::size_t stride = (level_ + 1) * rows;
  std::vector<double> hermite(columns_.size() * stride);
  for (std::size_t j = 0; j < columns_.size(); ++j) {
    double* h = hermite.data() + j * stride;
    const std::span<const double> x = base_->column(columns_[j]).subspan(first, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      h[i] = 1;
      h[rows + i] = std::clamp(x[i], -kClip, kClip);
    }
    for (std::size_t k = 1; k < level_; ++k) {
      const double down = std::sqrt(static_cast<double>(k));
      const double scale = 1 / std::sqrt(static_cast<double>(k + 1));
      for (std::size_t i = 0; i < rows; ++i) {
        h[(k + 1) * rows + i] =
            scale * (h[rows + i] * h[k * rows + i] - down * h[(k - 1) * rows + i]);
      }
    }
  }
  for (std::size_t f = 0; f < factors_.size(); ++f) {
    const double* h = hermite.data() + factors_[f].column * stride + factors_[f].degree * rows;
    double* product = out + f * rows;
    if (factors_[f].before < 0) {
      std::copy_n(h, rows, product);
      continue;
    }
    const double* before = out + static_cast<std::size_t>(factors_[f].before) * rows;
    for (std::size_t i = 0; i < rows; ++i) product[i] = before[i] * h[i];
  }
}

// (k + 1) P_(k+1) = (2 k + 1) t P_k - k P_(k-1) on [-1, 1]; features are standardised later, so
// that L_m may have any factor
void FeatureMap::fill_radial(std::size_t first, std::size_t end, double* out) const {
  const std::size_t rows = end - first;
  const double* t = squared_length_.data() + first;
  std::vector<double> legendre((level_ + 2) * rows, 1.0);
  std::copy_n(t, rows, legendre.data() + rows);
  for (std::size_t k = 1; k < level_; ++k) {
    const auto dk = static_cast<double>(k);
    for (std::size_t i = 0; i < rows; ++i) {
      legendre[(k + 1) * rows + i] =
          ((2 * dk + 1) * t[i] * legendre[k * rows + i] - dk * legendre[(k - 1) * rows + i]) /
          (dk + 1);
    }
  }
  for (std::size_t m = 0; m <= level_; ++m) {
    const double* p = legendre.data() + m * rows;
    for (const std::uint32_t j : columns_) {
      const double* x = base_->column(j).data() + first;
      for (std::size_t i = 0; i < rows; ++i) out[i] = x[i] * p[i];
      out += rows;
    }
  }
  for (std::size_t m = 1; m <= level_; ++m) {
    out = std::copy_n(legendre.data() + m * rows, rows, out);
  }
}

}  // namespace infoplane
