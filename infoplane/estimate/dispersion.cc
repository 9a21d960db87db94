#include "infoplane/estimate/dispersion.h"

#include <cblas.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "infoplane/estimate/gaussian_model.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Map = Eigen::Map<Matrix>;
using ConstMap = Eigen::Map<const Matrix>;

// rows that are worked on at once, so that they stay in the cache
constexpr std::size_t kRowBlock = 256;
// pieces that threads share out, each with sums of its own
constexpr std::size_t kMostPieces = 64;
constexpr std::size_t kPieceRows = 2048;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

Map map(std::vector<double>& m, std::size_t d) { return {m.data(), index(d), index(d)}; }
ConstMap map(const std::vector<double>& m, std::size_t d) { return {m.data(), index(d), index(d)}; }

std::size_t n_pieces(std::size_t n) {
  return std::min(kMostPieces, (n + kPieceRows - 1) / kPieceRows);
}

// Calls body(piece, first row, number of rows) for blocks of rows, pieces side by side and each in
// order; none of it depends on the threads.
void each_row_block(
    std::size_t n, const Work& work,
    const std::function<void(std::size_t piece, std::size_t first, std::size_t rows)>& body) {
  // one thread each: we share out the work above them
  openblas_set_num_threads(1);
  const std::size_t pieces = n_pieces(n);
  parallel_for(pieces, work, [&](std::size_t piece) {
    const std::size_t end = n * (piece + 1) / pieces;
    for (std::size_t first = n * piece / pieces; first < end; first += kRowBlock) {
      body(piece, first, std::min(kRowBlock, end - first));
    }
  });
}

// rows first ... of z, (rows, d)
Matrix rows_of(const Points& z, std::size_t first, std::size_t rows) {
  Matrix block(index(rows), index(z.d));
  for (std::size_t j = 0; j < z.d; ++j) {
    std::ranges::copy(z.column(j).subspan(first, rows), block.col(index(j)).data());
  }
  return block;
}

// block <- block L^-T, so that its squared rows are quadratic forms
void whiten(Matrix& block, const Dispersion& s) {
  const auto rows = static_cast<int>(block.rows());
  const auto d = static_cast<int>(block.cols());
  cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, rows, d, 1,
              s.factor().data(), d, block.data(), rows);
}

// Sums of z z' over rows, one of each piece.
class Sums {
 public:
  Sums(std::size_t n, std::size_t d) : pieces_(n_pieces(n), Matrix::Zero(index(d), index(d))) {}

  void add(std::size_t piece, const Matrix& block) {
    const auto rows = static_cast<int>(block.rows());
    const auto d = static_cast<int>(block.cols());
    cblas_dsyrk(CblasColMajor, CblasLower, CblasTrans, d, rows, 1, block.data(), rows, 1,
                pieces_[piece].data(), d);
  }

  // of all pieces, both triangles
  [[nodiscard]] Matrix total() const {
    Matrix sum = pieces_.front();
    for (std::size_t p = 1; p < pieces_.size(); ++p) sum += pieces_[p];
    return sum.selfadjointView<Eigen::Lower>();
  }

 private:
  std::vector<Matrix> pieces_;
};

}  // namespace

Dispersion::Dispersion(std::vector<double> s, std::size_t d)
    : d_(d), s_(std::move(s)), factor_(d * d) {
  const Eigen::LLT<Matrix> llt(map(std::as_const(s_), d));
  map(factor_, d) = llt.matrixL();
  const Eigen::ArrayXd pivots = llt.matrixLLT().diagonal().array();
  singular_ = llt.info() != Eigen::Success || !(pivots.square().minCoeff() > kCollinear);
  log_determinant_ = 2 * pivots.log().sum();
}

std::optional<Dispersion> Dispersion::of(std::vector<double> s, std::size_t d) {
  assert(s.size() == d * d);
  Dispersion out(std::move(s), d);
  if (out.singular_) return std::nullopt;
  return out;
}

std::vector<double> Dispersion::inverse() const {
  std::vector<double> out(d_ * d_);
  const Matrix whitener =
      map(factor_, d_).triangularView<Eigen::Lower>().solve(Matrix::Identity(index(d_), index(d_)));
  map(out, d_) = whitener.transpose() * whitener;
  return out;
}

Dispersion Dispersion::block(std::size_t first, std::size_t d) const {
  std::vector<double> s(d * d);
  map(s, d) = map(s_, d_).block(index(first), index(first), index(d), index(d));
  // its pivots are no smaller than those of the whole
  return {std::move(s), d};
}

std::vector<double> correlations(const Points& z, const Work& work) {
  Eigen::VectorXd means(index(z.d));
  parallel_for(z.d, work, [&](std::size_t j) {
    means(index(j)) = Eigen::Map<const Eigen::VectorXd>(z.column(j).data(), index(z.n)).mean();
  });
  Sums sums(z.n, z.d);
  each_row_block(z.n, work, [&](std::size_t piece, std::size_t first, std::size_t rows) {
    Matrix block = rows_of(z, first, rows);
    block.rowwise() -= means.transpose();
    sums.add(piece, block);
  });
  std::vector<double> out(z.d * z.d);
  map(out, z.d) = sums.total();
  normalise(out, z.d);
  return out;
}

std::vector<double> quadratic_forms(const Points& z, const Dispersion& s, const Work& work) {
  std::vector<double> forms(z.n);
  each_row_block(z.n, work, [&](std::size_t, std::size_t first, std::size_t rows) {
    Matrix block = rows_of(z, first, rows);
    whiten(block, s);
    Eigen::Map<Eigen::VectorXd>(forms.data() + first, index(rows)) = block.rowwise().squaredNorm();
  });
  return forms;
}

WeightedMoments weighted_moments(const Points& z, const Dispersion& s,
                                 const std::function<double(double form)>& weight,
                                 const Work& work) {
  WeightedMoments out{std::vector<double>(z.n), std::vector<double>(z.d * z.d)};
  Sums sums(z.n, z.d);
  each_row_block(z.n, work, [&](std::size_t piece, std::size_t first, std::size_t rows) {
    Matrix block = rows_of(z, first, rows);
    whiten(block, s);
    Eigen::Map<Eigen::VectorXd> forms(out.forms.data() + first, index(rows));
    forms = block.rowwise().squaredNorm();
    block.array().colwise() *= forms.array().unaryExpr(weight).sqrt().eval();
    sums.add(piece, block);
  });
  // sum w z z' = L (sum w y y') L' with z = L y
  const ConstMap factor = map(s.factor(), s.d());
  map(out.moments, z.d) = factor * sums.total() * factor.transpose();
  return out;
}

void normalise(std::span<double> s, std::size_t d) {
  Map m(s.data(), index(d), index(d));
  const Eigen::VectorXd scale = m.diagonal().cwiseSqrt().cwiseInverse();
  m = (scale.asDiagonal() * m * scale.asDiagonal()).eval();
  m.diagonal().setOnes();
}

}  // namespace infoplane
