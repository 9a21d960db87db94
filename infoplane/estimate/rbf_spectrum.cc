#include "infoplane/estimate/rbf_spectrum.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "infoplane/core/errors.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Eigen::Index;

// rows that are worked on at once, pivots of a step, columns of a product's tile
constexpr Index kRowBlock = 512;
constexpr std::size_t kPivots = 48;
constexpr Index kTile = 64;
// pivots of a step that are less than this share of its largest wait for a later one
constexpr double kSmallPivot = 0.05;
// what is left of a row is rounding
constexpr double kNothing = 1e-14;

double squared_distance(const double* a, const double* b, std::size_t d) {
  double sum = 0;
  for (std::size_t k = 0; k < d; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

void each_row_block(std::size_t n, const Work& work,
                    const std::function<void(Index first, Index rows)>& body) {
  const auto rows = static_cast<Index>(n);
  parallel_for(static_cast<std::size_t>((rows + kRowBlock - 1) / kRowBlock), work,
               [&](std::size_t block) {
                 const Index first = static_cast<Index>(block) * kRowBlock;
                 body(first, std::min(kRowBlock, rows - first));
               });
}

// The decomposition as it grows.
class PivotedCholesky {
 public:
  PivotedCholesky(const KernelPoints& points, std::size_t max_factor, const Work& work)
      : points_(points),
        max_factor_(max_factor),
        work_(work),
        left_(Eigen::VectorXd::Ones(static_cast<Index>(points.n))),
        factor_(static_cast<Index>(points.n), 0) {}

  // until no more than this is left of the trace
  void decompose(double residual) {
    while (left_.sum() > residual && left_.maxCoeff() > kNothing) add_step();
  }

  // L' L, tile by tile
  [[nodiscard]] Matrix gram() const {
    Matrix out(rank_, rank_);
    const Index tiles = (rank_ + kTile - 1) / kTile;
    parallel_for(static_cast<std::size_t>(tiles * tiles), work_, [&](std::size_t t) {
      const Index i = static_cast<Index>(t) / tiles * kTile;
      const Index j = static_cast<Index>(t) % tiles * kTile;
      if (i < j) return;
      const Index rows = std::min(kTile, rank_ - i);
      const Index cols = std::min(kTile, rank_ - j);
      out.block(i, j, rows, cols).noalias() =
          factor_.middleCols(i, rows).transpose() * factor_.middleCols(j, cols);
    });
    return out;
  }

 private:
  // the rows of which most is left, most first
  [[nodiscard]] std::vector<Index> candidates() const {
    std::vector<Index> rows(points_.n);
    std::iota(rows.begin(), rows.end(), Index{0});
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(kPivots, rows.size()));
    std::partial_sort(rows.begin(), end, rows.end(), [&](Index a, Index b) {
      return left_(a) > left_(b) || (left_(a) == left_(b) && a < b);
    });
    rows.erase(end, rows.end());
    std::erase_if(rows, [&](Index row) { return !(left_(row) > kNothing); });
    return rows;
  }

  // columns of what is left of the kernel matrix
  [[nodiscard]] Matrix residual_columns(const std::vector<Index>& rows) const {
    Matrix out(static_cast<Index>(points_.n), static_cast<Index>(rows.size()));
    const Matrix known = factor_.leftCols(rank_)(rows, Eigen::all);
    each_row_block(points_.n, work_, [&](Index first, Index count) {
      for (Index p = 0; p < out.cols(); ++p) {
        const double* pivot = point(rows[static_cast<std::size_t>(p)]);
        for (Index i = first; i < first + count; ++i) {
          out(i, p) = std::exp(-squared_distance(point(i), pivot, points_.d));
        }
      }
      out.middleRows(first, count).noalias() -=
          factor_.block(first, 0, count, rank_) * known.transpose();
    });
    return out;
  }

  // which of the candidates, in which order, are worth a column now
  [[nodiscard]] static std::vector<Index> choose(Matrix block) {
    std::vector<Index> chosen;
    double largest = 0;
    while (static_cast<Index>(chosen.size()) < block.cols()) {
      Index p = 0;
      const double pivot = block.diagonal().maxCoeff(&p);
      if (chosen.empty()) largest = pivot;
      if (!(pivot > std::max(kSmallPivot * largest, kNothing))) break;
      chosen.push_back(p);
      const Eigen::VectorXd column = block.col(p) / std::sqrt(pivot);
      block -= column * column.transpose();
      // never again
      block(p, p) = -1;
    }
    return chosen;
  }

  void add_step() {
    std::vector<Index> rows = candidates();
    const Matrix columns = residual_columns(rows);
    const std::vector<Index> chosen = choose(columns(rows, Eigen::all));
    if (chosen.empty()) {
      for (const Index row : rows) left_(row) = 0;
      return;
    }
    Matrix next = columns(Eigen::all, chosen);
    std::vector<Index> pivots;
    pivots.reserve(chosen.size());
    for (const Index p : chosen) pivots.push_back(rows[static_cast<std::size_t>(p)]);
    const Eigen::LLT<Matrix> llt(next(pivots, Eigen::all));
    const Index more = next.cols();
    reserve(rank_ + more);
    each_row_block(points_.n, work_, [&](Index first, Index count) {
      auto block = next.middleRows(first, count);
      llt.matrixU().solveInPlace<Eigen::OnTheRight>(block);
      factor_.block(first, rank_, count, more) = block;
      left_.segment(first, count) -= block.rowwise().squaredNorm();
    });
    left_ = left_.cwiseMax(0);
    for (const Index row : pivots) left_(row) = 0;
    rank_ += more;
  }

  void reserve(Index rank) {
    if (points_.n * static_cast<std::size_t>(rank) > max_factor_) {
      throw InvalidArgument(fmt::format(
          "renyi: the kernel matrix of {} samples needs a rank above {}, and N times rank may be "
          "at most {}; take fewer samples or a larger width",
          points_.n, rank_, max_factor_));
    }
    if (rank <= factor_.cols()) return;
    const Index room =
        std::min({std::max(rank, 2 * factor_.cols()),
                  static_cast<Index>(std::max(points_.n, static_cast<std::size_t>(rank))),
                  static_cast<Index>(max_factor_ / points_.n)});
    factor_.conservativeResize(Eigen::NoChange, room);
  }

  [[nodiscard]] const double* point(Index row) const {
    return points_.values.data() + static_cast<std::size_t>(row) * points_.d;
  }

  const KernelPoints& points_;
  std::size_t max_factor_;
  const Work& work_;
  // diagonal of what is left
  Eigen::VectorXd left_;
  Matrix factor_;
  Index rank_ = 0;
};

}  // namespace

KernelPoints KernelPoints::select(std::span<const std::uint32_t> rows) const {
  KernelPoints out{rows.size(), d, {}};
  out.values.reserve(rows.size() * d);
  for (const std::uint32_t row : rows) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(row * d);
    out.values.insert(out.values.end(), first, first + static_cast<std::ptrdiff_t>(d));
  }
  return out;
}

std::vector<double> rbf_eigenvalues(const KernelPoints& points, double residual, const Work& work,
                                    std::size_t max_factor) {
  PivotedCholesky cholesky(points, max_factor, work);
  cholesky.decompose(residual * static_cast<double>(points.n));
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(cholesky.gram(), Eigen::EigenvaluesOnly);
  const Eigen::VectorXd& values = solver.eigenvalues();
  return {values.begin(), values.end()};
}

double rbf_sum_of_squares(const KernelPoints& points, const Work& work) {
  std::vector<double> sums(points.n);
  each_row_block(points.n, work, [&](Index first, Index rows) {
    for (Index row = first; row < first + rows; ++row) {
      const auto i = static_cast<std::size_t>(row);
      const double* a = points.values.data() + i * points.d;
      // the pairs with later rows count twice
      double sum = 0;
      for (std::size_t j = i + 1; j < points.n; ++j) {
        sum += std::exp(-2 * squared_distance(a, points.values.data() + j * points.d, points.d));
      }
      sums[i] = 1 + 2 * sum;
    }
  });
  return std::reduce(sums.begin(), sums.end());
}

}  // namespace infoplane
