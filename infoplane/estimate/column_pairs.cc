#include "infoplane/estimate/column_pairs.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#include "infoplane/estimate/dense_products.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

constexpr std::size_t kCosines = ColumnPairs::kCosines;
constexpr auto kBlock = static_cast<Eigen::Index>(kCosines);
constexpr std::size_t kRowsAtATime = 1024;
// of x, whose products with all of y are one piece of work
constexpr std::size_t kColumnsAtATime = 16;

// phi_a of each rank, one a after the other
std::vector<double> cosine_table(std::size_t n) {
  std::vector<double> out(n * kCosines);
  for (std::size_t a = 1; a <= kCosines; ++a) {
    for (std::size_t r = 0; r < n; ++r) {
      // (2 r + 1) a of a whole turn's 4 n, so that large angles lose nothing
      const auto turn = static_cast<double>((2 * r + 1) * a % (4 * n)) / static_cast<double>(4 * n);
      out[(a - 1) * n + r] = std::numbers::sqrt2 * std::cos(2 * std::numbers::pi * turn);
    }
  }
  return out;
}

// kCosines columns for each of those of the ranks
void put_cosines(const Ranks& ranks, std::span<const double> table, std::size_t first_column,
                 std::size_t n_columns, std::size_t first_row, std::size_t n_rows,
                 std::vector<double>& out) {
  out.resize(n_columns * kCosines * n_rows);
  double* to = out.data();
  for (std::size_t j = first_column; j < first_column + n_columns; ++j) {
    const auto column = ranks.column(j).subspan(first_row, n_rows);
    for (std::size_t a = 0; a < kCosines; ++a) {
      const double* of_rank = table.data() + a * ranks.n;
      for (const std::uint32_t r : column) *to++ = of_rank[r];
    }
  }
}

Matrix cosine_means(const Ranks& x, const Ranks& y, const Work& work) {
  const std::vector<double> table = cosine_table(x.n);
  const auto n_of_y = static_cast<Eigen::Index>(y.d * kCosines);
  Matrix out(static_cast<Eigen::Index>(x.d * kCosines), n_of_y);
  const std::size_t n_pieces = (x.d + kColumnsAtATime - 1) / kColumnsAtATime;
  parallel_for(n_pieces, work, [&](std::size_t piece) {
    const std::size_t first = piece * kColumnsAtATime;
    const std::size_t n_columns = std::min(kColumnsAtATime, x.d - first);
    Matrix sums = Matrix::Zero(static_cast<Eigen::Index>(n_columns * kCosines), n_of_y);
    std::vector<double> of_x;
    std::vector<double> of_y;
    for (std::size_t row = 0; row < x.n; row += kRowsAtATime) {
      const std::size_t n_rows = std::min(kRowsAtATime, x.n - row);
      put_cosines(x, table, first, n_columns, row, n_rows, of_x);
      put_cosines(y, table, 0, y.d, row, n_rows, of_y);
      add_cross_products(of_x.data(), of_y.data(), n_rows, sums);
    }
    out.middleRows(static_cast<Eigen::Index>(first * kCosines), sums.rows()) =
        sums / static_cast<double>(x.n);
  });
  return out;
}

Matrix correlations(const Points& x, const Points& y) {
  Matrix out = Matrix::Zero(static_cast<Eigen::Index>(x.d), static_cast<Eigen::Index>(y.d));
  add_cross_products(x.values.data(), y.values.data(), x.n, out);
  // scores of ranks have the same length in every column
  const std::span<const double> one = x.column(0);
  return out / std::inner_product(one.begin(), one.end(), one.begin(), 0.0);
}

// E phi_a(U) phi_b(V) of U, V the ranks of a normal pair with correlation rho. By Mehler's formula
//   sum_n c_a,n c_b,n rho^n,   c_a,n = E phi_a(Phi(X)) h_n(X),
// h_n the normalised Hermite polynomials; a, b up to twice kCosines, as squares are cosines too.
class NormalPairs {
 public:
  static const NormalPairs& get() {
    static const NormalPairs one;
    return one;
  }

  [[nodiscard]] double mean(std::size_t a, std::size_t b, double rho) const {
    // the odd ones are odd functions of X
    if ((a + b) % 2 != 0) return 0;
    double sum = 0;
    const double step = rho * rho;
    double power = a % 2 == 0 ? step : rho;
    for (std::size_t n = a % 2 == 0 ? 2 : 1; n < kTerms; n += 2, power *= step) {
      sum += coefficients_[a - 1][n] * coefficients_[b - 1][n] * power;
    }
    return sum;
  }

  // of phi_a phi_b, by phi_a^2 = 1 + phi_2a / sqrt 2
  [[nodiscard]] double variance(std::size_t a, std::size_t b, double rho) const {
    const double m = mean(a, b, rho);
    return 1 + mean(2 * a, 2 * b, rho) / 2 - m * m;
  }

 private:
  static constexpr std::size_t kTerms = 100;

  NormalPairs() {
    // the trapezoidal rule, whose error is below rounding for what vanishes at the ends
    constexpr double kEnd = 24;
    constexpr int kSteps = 4800;
    for (auto& of_one : coefficients_) of_one.fill(0);
    for (int i = 0; i <= kSteps; ++i) {
      const double x = -kEnd + 2 * kEnd * i / kSteps;
      const double u = std::erfc(-x / std::numbers::sqrt2) / 2;
      // h_n(x) times the density
      std::array<double, kTerms> h{};
      h[0] = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) * (2 * kEnd / kSteps);
      h[1] = x * h[0];
      for (std::size_t n = 2; n < kTerms; ++n) {
        const auto k = static_cast<double>(n);
        h[n] = (x * h[n - 1] - std::sqrt(k - 1) * h[n - 2]) / std::sqrt(k);
      }
      for (std::size_t a = 0; a < coefficients_.size(); ++a) {
        const double phi =
            std::numbers::sqrt2 * std::cos(std::numbers::pi * static_cast<double>(a + 1) * u);
        for (std::size_t n = 0; n < kTerms; ++n) coefficients_[a][n] += phi * h[n];
      }
    }
  }

  std::array<std::array<double, kTerms>, 2 * kCosines> coefficients_;
};

// what one of so many statistics seldom is above without a dependence
double threshold_of(std::size_t degrees_of_freedom, Eigen::Index n_tests) {
  constexpr double kLevel = 0.01;
  const boost::math::chi_squared independent(static_cast<double>(degrees_of_freedom));
  return boost::math::quantile(
      boost::math::complement(independent, kLevel / static_cast<double>(n_tests)));
}

// the largest of a column's statistics, which passes or not; numbers rising
std::vector<std::uint32_t> passing(const Eigen::VectorXd& largest, double threshold,
                                   std::size_t most) {
  std::vector<std::uint32_t> out;
  for (Eigen::Index j = 0; j < largest.size(); ++j) {
    if (largest(j) > threshold) out.push_back(static_cast<std::uint32_t>(j));
  }
  std::ranges::stable_sort(out, std::ranges::greater(),
                           [&](std::uint32_t j) { return largest(static_cast<Eigen::Index>(j)); });
  if (out.size() > most) out.resize(most);
  std::ranges::sort(out);
  return out;
}

}  // namespace

ColumnPairs::ColumnPairs(const ContinuousSide& x, const ContinuousSide& y, const Work& work)
    : n_(x.n()),
      means_(cosine_means(x.ranks, y.ranks, work)),
      correlations_(correlations(x.density_scores(), y.density_scores())) {}

ColumnPairs::Dependent ColumnPairs::dependent(std::size_t most) const {
  const Eigen::Index dx = correlations_.rows();
  const Eigen::Index dy = correlations_.cols();
  Matrix statistic(dx, dy);
  for (Eigen::Index i = 0; i < dx; ++i) {
    for (Eigen::Index j = 0; j < dy; ++j) {
      statistic(i, j) = static_cast<double>(n_) *
                        means_.block<kBlock, kBlock>(i * kBlock, j * kBlock).squaredNorm();
    }
  }
  const double threshold = threshold_of(kCosines * kCosines, dx * dy);
  return {passing(statistic.rowwise().maxCoeff(), threshold, most),
          passing(statistic.colwise().maxCoeff(), threshold, most)};
}

double ColumnPairs::gaussian_p_value() const {
  const NormalPairs& normal = NormalPairs::get();
  double largest = 0;
  for (Eigen::Index i = 0; i < correlations_.rows(); ++i) {
    for (Eigen::Index j = 0; j < correlations_.cols(); ++j) {
      const double rho = correlations_(i, j);
      for (std::size_t a = 1; a <= kCosines; ++a) {
        for (std::size_t b = 1; b <= kCosines; ++b) {
          const double r = means_(i * kBlock + static_cast<Eigen::Index>(a - 1),
                                  j * kBlock + static_cast<Eigen::Index>(b - 1));
          const double more = r - normal.mean(a, b, rho);
          largest = std::max(largest, more * more / normal.variance(a, b, rho));
        }
      }
    }
  }
  const double z = std::sqrt(static_cast<double>(n_) * largest);
  const auto n_tests = static_cast<double>(means_.size());
  return std::min(1.0, n_tests * std::erfc(z / std::numbers::sqrt2));
}

std::vector<std::uint32_t> columns_dependent_on(const Names& names, const Ranks& x,
                                                std::size_t most, const Work& work) {
  std::vector<std::uint32_t> counts(names.n_classes);
  for (const std::uint32_t c : names.classes) ++counts[c];
  const auto n_names = counts.size() - static_cast<std::size_t>(std::ranges::count(counts, 0U));
  if (n_names < 2 || x.d == 0) return {};
  const std::vector<double> table = cosine_table(x.n);
  Eigen::VectorXd statistic(static_cast<Eigen::Index>(x.d));
  parallel_for(x.d, work, [&](std::size_t j) {
    const std::span<const std::uint32_t> ranks = x.column(j);
    double sum = 0;
    std::vector<double> of_name(names.n_classes);
    for (std::size_t a = 0; a < kCosines; ++a) {
      const double* of_rank = table.data() + a * x.n;
      std::ranges::fill(of_name, 0.0);
      for (std::size_t i = 0; i < x.n; ++i) of_name[names.classes[i]] += of_rank[ranks[i]];
      for (std::size_t c = 0; c < counts.size(); ++c) {
        if (counts[c] > 0) sum += of_name[c] * of_name[c] / counts[c];
      }
    }
    statistic(static_cast<Eigen::Index>(j)) = sum;
  });
  return passing(statistic, threshold_of(kCosines * (n_names - 1), statistic.size()), most);
}

}  // namespace infoplane
