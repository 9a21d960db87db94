#include "infoplane/estimate/gaussian_model.h"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using ConstMap = Eigen::Map<const Matrix>;

// rows that are worked on at once, and columns of a product's tile
constexpr std::size_t kRowBlock = 2048;
constexpr std::size_t kColumnTile = 64;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

ConstMap map(const ModelSample& sample) {
  return {sample.values().data(), index(sample.n_rows()), index(sample.rank())};
}

// Calls body(first row, number of rows) for blocks of rows that do not depend on the threads.
void each_row_block(std::size_t n, const Work& work,
                    const std::function<void(Eigen::Index, Eigen::Index)>& body) {
  parallel_for((n + kRowBlock - 1) / kRowBlock, work, [&](std::size_t block) {
    const std::size_t first = block * kRowBlock;
    body(index(first), index(std::min(kRowBlock, n - first)));
  });
}

// a' b, tile by tile, each over all rows: the same sums whatever the threads
Matrix product(const Eigen::Ref<const Matrix>& a, const Eigen::Ref<const Matrix>& b,
               const Work& work) {
  Matrix out(a.cols(), b.cols());
  const Eigen::Index tile = kColumnTile;
  const Eigen::Index tiles_a = (a.cols() + tile - 1) / tile;
  const Eigen::Index tiles_b = (b.cols() + tile - 1) / tile;
  parallel_for(static_cast<std::size_t>(tiles_a * tiles_b), work, [&](std::size_t t) {
    const Eigen::Index i = index(t) / tiles_b * tile;
    const Eigen::Index j = index(t) % tiles_b * tile;
    const Eigen::Index rows = std::min(tile, a.cols() - i);
    const Eigen::Index cols = std::min(tile, b.cols() - j);
    out.block(i, j, rows, cols).noalias() =
        a.middleCols(i, rows).transpose() * b.middleCols(j, cols);
  });
  return out;
}

// Cholesky decomposition of a correlation matrix without the columns that those before determine.
struct Independent {
  std::vector<Eigen::Index> columns;
  // upper triangle R, of those columns: R' R is their matrix
  Matrix factor;
};

Independent independent_columns(const Matrix& correlations, double floor) {
  const Eigen::Index d = correlations.cols();
  Independent out{{}, Matrix::Zero(d, d)};
  Vector explained(d);
  for (Eigen::Index j = 0; j < d; ++j) {
    // R' e = c: what the columns so far explain of column j
    const Eigen::Index k = index(out.columns.size());
    for (Eigen::Index i = 0; i < k; ++i) {
      const double known = out.factor.col(i).head(i).dot(explained.head(i));
      const double c = correlations(out.columns[static_cast<std::size_t>(i)], j);
      explained(i) = (c - known) / out.factor(i, i);
    }
    const double left = correlations(j, j) - explained.head(k).squaredNorm();
    if (!(left > floor * correlations(j, j))) continue;
    out.factor.col(k).head(k) = explained.head(k);
    out.factor(k, k) = std::sqrt(left);
    out.columns.push_back(j);
  }
  const Eigen::Index rank = index(out.columns.size());
  out.factor = out.factor.topLeftCorner(rank, rank).eval();
  return out;
}

// z <- z R^-1
void divide(const Matrix& factor, Eigen::Map<Matrix>& z, const Work& work) {
  each_row_block(static_cast<std::size_t>(z.rows()), work,
                 [&](Eigen::Index first, Eigen::Index rows) {
                   auto block = z.middleRows(first, rows);
                   factor.triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(block);
                 });
}

// ln|M| of a covariance matrix in units of the whitened columns; empty where it is singular
std::optional<double> log_determinant(const Eigen::Ref<const Matrix>& covariance, double floor) {
  const Eigen::LLT<Matrix> llt(covariance);
  if (llt.info() != Eigen::Success) return std::nullopt;
  const Vector pivots = llt.matrixLLT().diagonal().array().square();
  if (!(pivots.minCoeff() > floor)) return std::nullopt;
  return pivots.array().log().sum();
}

// sum_(i=1..d) psi((n - i) / 2)
double sum_of_digammas(double n, std::size_t d) {
  double sum = 0;
  for (std::size_t i = 1; i <= d; ++i) {
    sum += boost::math::digamma((n - static_cast<double>(i)) / 2);
  }
  return sum;
}

// E ln|S| - ln|Sigma| of a covariance of n samples, (n - 1) below
double log_determinant_bias(double n, std::size_t d) {
  return sum_of_digammas(n, d) + static_cast<double>(d) * std::log(2 / (n - 1));
}

}  // namespace

ModelSample::ModelSample(const Columns& columns, const Work& work) : n_(columns.n_rows()) {
  double rounding = 0;
  std::visit(
      [&](const auto& m) {
        using T = std::remove_const_t<std::remove_pointer_t<decltype(m.data)>>;
        rounding = std::numeric_limits<T>::epsilon() / 2;
        values_.resize(n_ * m.cols);
        for (std::size_t j = 0; j < m.cols; ++j) {
          std::ranges::copy(m.column(j), values_.begin() + static_cast<std::ptrdiff_t>(j * n_));
        }
      },
      columns.values());
  standardise(rounding, work);
  whiten(work);
}

ModelSample::ModelSample(std::vector<double> values, std::size_t n, const Work& work)
    : n_(n), values_(std::move(values)) {
  standardise(std::numeric_limits<double>::epsilon() / 2, work);
  whiten(work);
}

ModelSample ModelSample::select(std::span<const std::uint32_t> rows) const {
  ModelSample out;
  out.n_ = rows.size();
  out.rank_ = rank_;
  out.columns_ = columns_;
  out.floor_ = floor_;
  out.values_.resize(out.n_ * rank_);
  for (std::size_t j = 0; j < rank_; ++j) {
    Eigen::Map<Eigen::ArrayXd> column(out.values_.data() + j * out.n_, index(out.n_));
    for (std::size_t i = 0; i < out.n_; ++i) column(index(i)) = values_[j * n_ + rows[i]];
    column -= column.mean();
  }
  return out;
}

void ModelSample::standardise(double rounding, const Work& work) {
  const std::size_t d = values_.size() / n_;
  // noise of each column's rounding as a share of its variance; negative if it is constant
  std::vector<double> noise(d);
  parallel_for(d, work, [&](std::size_t j) {
    const std::span<double> column(values_.data() + j * n_, n_);
    const auto [low, high] = range_of(column);
    // halves, so that the range of any two doubles is finite
    const double range = high / 2 - low / 2;
    noise[j] = -1;
    if (!(range > 0)) return;
    Eigen::Map<Eigen::ArrayXd> u(column.data(), index(n_));
    u = (u / 2 - low / 2) / range;
    u -= u.mean();
    u -= u.mean();
    const double sd = std::sqrt(u.square().sum() / static_cast<double>(n_ - 1));
    u /= sd;
    const double largest = std::max(std::abs(low / 2), std::abs(high / 2)) / range;
    noise[j] = std::pow(rounding * largest / sd, 2);
  });
  // close the gaps of constant columns
  std::size_t kept = 0;
  double most = 0;
  for (std::size_t j = 0; j < d; ++j) {
    if (noise[j] < 0) continue;
    most = std::max(most, noise[j]);
    if (kept != j) {
      std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(j * n_), n_,
                  values_.begin() + static_cast<std::ptrdiff_t>(kept * n_));
    }
    columns_.push_back(static_cast<std::uint32_t>(j));
    ++kept;
  }
  values_.resize(kept * n_);
  floor_ = kCollinear + 16 * most;
}

void ModelSample::whiten(const Work& work) {
  const std::size_t d = values_.size() / n_;
  if (d == 0) return;
  const double scale = 1 / static_cast<double>(n_ - 1);
  const Eigen::Map<const Matrix> all(values_.data(), index(n_), index(d));
  const Independent independent = independent_columns(scale * product(all, all, work), floor_);
  rank_ = independent.columns.size();
  for (std::size_t k = 0; k < rank_; ++k) {
    const auto j = static_cast<std::size_t>(independent.columns[k]);
    columns_[k] = columns_[j];
    if (j == k) continue;
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(j * n_), n_,
                values_.begin() + static_cast<std::ptrdiff_t>(k * n_));
  }
  columns_.resize(rank_);
  values_.resize(rank_ * n_);
  // twice: what rounding leaves of the correlations after the first time goes with the second
  Eigen::Map<Matrix> z(values_.data(), index(n_), index(rank_));
  divide(independent.factor, z, work);
  const Eigen::LLT<Matrix> again(scale * product(z, z, work));
  divide(again.matrixU(), z, work);
}

double log_determinants_bias(double n, std::size_t dx, std::size_t dy) {
  return (sum_of_digammas(n, dx) + sum_of_digammas(n, dy) - sum_of_digammas(n, dx + dy)) / 2;
}

std::optional<double> gaussian_information(const ModelSample& x, const ModelSample& y,
                                           const Work& work) {
  const std::size_t n = x.n_rows();
  if (n < 2 || n <= x.rank() + y.rank()) return std::nullopt;
  if (x.rank() == 0 || y.rank() == 0) return 0;
  const auto below = static_cast<double>(n - 1);
  const Eigen::Index dx = index(x.rank());
  const Eigen::Index dy = index(y.rank());
  Matrix s(dx + dy, dx + dy);
  s.topLeftCorner(dx, dx) = product(map(x), map(x), work) / below;
  s.bottomLeftCorner(dy, dx) = product(map(y), map(x), work) / below;
  s.bottomRightCorner(dy, dy) = product(map(y), map(y), work) / below;
  const double floor = std::max(x.floor(), y.floor());
  const auto of_x = log_determinant(s.topLeftCorner(dx, dx), floor);
  const auto of_y = log_determinant(s.bottomRightCorner(dy, dy), floor);
  const auto of_both = log_determinant(s, floor);
  if (!of_x || !of_y || !of_both) return std::nullopt;
  return (*of_x + *of_y - *of_both) / 2 -
         log_determinants_bias(static_cast<double>(n), x.rank(), y.rank());
}

namespace {

// The samples of one class, all of them if labels are soft.
struct ClassSample {
  std::vector<Eigen::Index> rows;
  // of each of them, summing to `total`
  std::vector<double> weights;
  double total = 0;
  // (sum w)^2 / sum w^2
  double effective = 0;

  void add(std::size_t row, double weight) {
    if (weight == 0) return;
    rows.push_back(index(row));
    weights.push_back(weight);
  }
  void count() {
    double squares = 0;
    for (const double w : weights) {
      total += w;
      squares += w * w;
    }
    effective = total * total / squares;
  }
};

// of the classes that have any
std::vector<ClassSample> samples_of_classes(const Labels& labels) {
  std::vector<ClassSample> classes(labels.n_classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels.soft()) {
      classes[labels.classes[i]].add(i, 1);
      continue;
    }
    for (std::size_t c = 0; c < labels.n_classes; ++c) {
      classes[c].add(i, labels.probabilities[i * labels.n_classes + c]);
    }
  }
  std::erase_if(classes, [](const ClassSample& sample) { return sample.rows.empty(); });
  for (ClassSample& sample : classes) sample.count();
  return classes;
}

// ln|S_c| - beta(N_c)
std::optional<double> corrected_log_determinant(const ModelSample& t, const ClassSample& sample,
                                                const Work& work) {
  if (!(sample.effective > static_cast<double>(t.rank())) || !(sample.effective > 1)) {
    return std::nullopt;
  }
  Matrix z = map(t)(sample.rows, Eigen::all);
  const Eigen::Map<const Vector> weights(sample.weights.data(), z.rows());
  z.rowwise() -= (weights.transpose() * z / sample.total).eval();
  z.array().colwise() *= weights.array().sqrt();
  const double below = sample.total * (1 - 1 / sample.effective);
  const auto of_class = log_determinant(product(z, z, work) / below, t.floor());
  if (!of_class) return std::nullopt;
  return *of_class - log_determinant_bias(sample.effective, t.rank());
}

}  // namespace

std::optional<double> gaussian_information(const ModelSample& t, const Labels& labels,
                                           const Work& work) {
  const std::size_t n = t.n_rows();
  if (n < 2 || n <= t.rank()) return std::nullopt;
  if (t.rank() == 0) return 0;
  const auto dn = static_cast<double>(n);
  const auto of_all = log_determinant(product(map(t), map(t), work) / (dn - 1), t.floor());
  if (!of_all) return std::nullopt;
  double value = *of_all - log_determinant_bias(dn, t.rank());
  for (const ClassSample& sample : samples_of_classes(labels)) {
    const auto of_class = corrected_log_determinant(t, sample, work);
    if (!of_class) return std::nullopt;
    value -= sample.total / dn * *of_class;
  }
  return value / 2;
}

}  // namespace infoplane
