#include "infoplane/estimate/column_pairs.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#include "infoplane/estimate/dense_products.h"
#include "infoplane/estimate/normal_cosines.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;

constexpr std::size_t kCosines = ColumnPairs::kCosines;
constexpr auto kBlock = static_cast<Eigen::Index>(kCosines);
constexpr std::size_t kRowsAtATime = 256;
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

// r_ab of the columns of x from `first` on with all of y's: (kCosines n_columns, kCosines d_y)
Matrix cosine_means(const Ranks& x, std::size_t first, std::size_t n_columns, const Ranks& y,
                    std::span<const double> table) {
  Matrix sums = Matrix::Zero(static_cast<Eigen::Index>(n_columns * kCosines),
                             static_cast<Eigen::Index>(y.d * kCosines));
  std::vector<double> of_x;
  std::vector<double> of_y;
  for (std::size_t row = 0; row < x.n; row += kRowsAtATime) {
    const std::size_t n_rows = std::min(kRowsAtATime, x.n - row);
    put_cosines(x, table, first, n_columns, row, n_rows, of_x);
    put_cosines(y, table, 0, y.d, row, n_rows, of_y);
    add_cross_products(of_x.data(), of_y.data(), n_rows, sums);
  }
  return sums / static_cast<double>(x.n);
}

Matrix correlations(const Points& x, const Points& y) {
  Matrix out = Matrix::Zero(static_cast<Eigen::Index>(x.d), static_cast<Eigen::Index>(y.d));
  add_cross_products(x.values.data(), y.values.data(), x.n, out);
  // scores of ranks have the same length in every column
  const std::span<const double> one = x.column(0);
  return out / std::inner_product(one.begin(), one.end(), one.begin(), 0.0);
}

// the largest square of a deviation from a normal pair with that correlation, by its variance
double largest_deviation(const Matrix& means, double rho) {
  const NormalCosines& normal = NormalCosines::get();
  double largest = 0;
  for (std::size_t a = 1; a <= kCosines; ++a) {
    for (std::size_t b = 1; b <= kCosines; ++b) {
      const double more =
          means(static_cast<Eigen::Index>(a - 1), static_cast<Eigen::Index>(b - 1)) -
          normal.mean(a, b, rho);
      largest = std::max(largest, more * more / normal.variance(a, b, rho));
    }
  }
  return largest;
}

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
    : dependence_(static_cast<Eigen::Index>(x.d()), static_cast<Eigen::Index>(y.d())),
      deviation_(dependence_.rows(), dependence_.cols()) {
  const std::vector<double> table = cosine_table(x.n());
  const Matrix rho = correlations(x.density_scores(), y.density_scores());
  const auto n = static_cast<double>(x.n());
  const std::size_t n_pieces = (x.d() + kColumnsAtATime - 1) / kColumnsAtATime;
  parallel_for(n_pieces, work, [&](std::size_t piece) {
    const std::size_t first = piece * kColumnsAtATime;
    const std::size_t n_columns = std::min(kColumnsAtATime, x.d() - first);
    const Matrix means = cosine_means(x.ranks, first, n_columns, y.ranks, table);
    for (Eigen::Index k = 0; k < static_cast<Eigen::Index>(n_columns); ++k) {
      const Eigen::Index i = static_cast<Eigen::Index>(first) + k;
      for (Eigen::Index j = 0; j < dependence_.cols(); ++j) {
        const Matrix of_pair = means.block<kBlock, kBlock>(k * kBlock, j * kBlock);
        dependence_(i, j) = n * of_pair.squaredNorm();
        deviation_(i, j) = n * largest_deviation(of_pair, rho(i, j));
      }
    }
  });
}

ColumnPairs::Dependent ColumnPairs::dependent(std::size_t most) const {
  const double threshold = threshold_of(kCosines * kCosines, dependence_.size());
  return {passing(dependence_.rowwise().maxCoeff(), threshold, most),
          passing(dependence_.colwise().maxCoeff(), threshold, most)};
}

double ColumnPairs::gaussian_p_value() const {
  const double z = std::sqrt(deviation_.maxCoeff());
  const auto n_tests = static_cast<double>(deviation_.size() * kBlock * kBlock);
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
