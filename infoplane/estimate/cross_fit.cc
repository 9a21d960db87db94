#include "infoplane/estimate/cross_fit.h"

#include <algorithm>
#include <span>

#include "infoplane/estimate/dense_products.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Index = Eigen::Index;

constexpr std::size_t kFolds = 5;
constexpr std::size_t kBlocks = kFolds * kFolds;
// rows whose features are in memory at once
constexpr std::size_t kRowsAtOnce = 512;

Index index(std::size_t i) { return static_cast<Index>(i); }

// Calls body(first, end) for pieces of a block of rows.
template <class Body>
void for_pieces(std::size_t n, std::size_t block, const Body& body) {
  const std::size_t end = n * (block + 1) / kBlocks;
  for (std::size_t first = n * block / kBlocks; first < end; first += kRowsAtOnce) {
    body(first, std::min(end, first + kRowsAtOnce));
  }
}

CrossMoments moments_of(const FeatureMap& x, const FeatureMap& y, std::size_t block) {
  CrossMoments out(x.size(), y.size());
  std::vector<double> fx;
  std::vector<double> fy;
  for_pieces(x.n_rows(), block, [&](std::size_t first, std::size_t end) {
    const std::size_t rows = end - first;
    fx.resize(rows * x.size());
    fy.resize(rows * y.size());
    x.fill(first, end, fx.data());
    y.fill(first, end, fy.data());
    add_own_products(fx.data(), rows, out.xx);
    add_own_products(fy.data(), rows, out.yy);
    add_cross_products(fx.data(), fy.data(), rows, out.xy);
    out.n += static_cast<double>(rows);
  });
  return out;
}

// The fit without a fold of each of several ways, turned to the fit to all rows.
using Ways = std::vector<CanonicalWeights>;

Ways fit(const CrossMoments& moments, std::size_t r, bool screened_too) {
  Ways out = {canonical_weights(moments, r)};
  if (screened_too) {
    out.push_back(screened_weights(moments, out[0], std::min(r, kScreenedVariables)));
  }
  return out;
}

// the rotation (or reflection) of the variables that brings them nearest to those of all rows:
// U V' of the singular value decomposition of their covariance with them
Matrix rotation(const CanonicalWeights& fold, const CanonicalWeights& all,
                const CrossMoments& moments) {
  const auto covariance = [](const Matrix& a, const Matrix& lower, const Matrix& b) {
    return Matrix(a.transpose() * (lower.selfadjointView<Eigen::Lower>() * b));
  };
  const Matrix both = covariance(fold.x, moments.xx, all.x) + covariance(fold.y, moments.yy, all.y);
  const Eigen::JacobiSVD<Matrix> svd(both, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return svd.matrixU() * svd.matrixV().transpose();
}

// columns of all ways side by side
Matrix side_by_side(const std::vector<Matrix>& parts) {
  Index cols = 0;
  for (const Matrix& part : parts) cols += part.cols();
  Matrix out(parts[0].rows(), cols);
  cols = 0;
  for (const Matrix& part : parts) {
    out.middleCols(cols, part.cols()) = part;
    cols += part.cols();
  }
  return out;
}

// weights of one side for each of its folds, all ways side by side
std::vector<Matrix> fold_weights(const CrossMoments& all, const std::vector<CrossMoments>& folds,
                                 const Ways& reference, std::size_t r, const Work& work,
                                 Matrix CanonicalWeights::*side) {
  std::vector<Matrix> out(folds.size());
  parallel_for(folds.size(), work, [&](std::size_t k) {
    CrossMoments moments = all;
    moments -= folds[k];
    const Ways ways = fit(moments, r, reference.size() > 1);
    std::vector<Matrix> turned;
    for (std::size_t w = 0; w < ways.size(); ++w) {
      turned.push_back(ways[w].*side * rotation(ways[w], reference[w], moments));
    }
    out[k] = side_by_side(turned);
  });
  return out;
}

// rows of a side times the weights of the fold that each row is in
Points project(const FeatureMap& map, const std::vector<Matrix>& weights, bool is_x,
               const Work& work) {
  const std::size_t n = map.n_rows();
  const auto d = static_cast<std::size_t>(weights[0].cols());
  Points out{n, d, std::vector<double>(n * d)};
  Eigen::Map<Matrix> all(out.values.data(), index(n), index(d));
  parallel_for(kBlocks, work, [&](std::size_t block) {
    const Matrix& own = weights[is_x ? block / kFolds : block % kFolds];
    std::vector<double> features;
    for_pieces(n, block, [&](std::size_t first, std::size_t end) {
      features.resize((end - first) * map.size());
      map.fill(first, end, features.data());
      const Eigen::Map<const Matrix> rows(features.data(), index(end - first), index(map.size()));
      all.middleRows(index(first), index(end - first)).noalias() = rows * own;
    });
  });
  return out;
}

Points columns_of(const Points& points, std::size_t first, std::size_t end) {
  const std::span<const double> values =
      std::span(points.values).subspan(first * points.n, (end - first) * points.n);
  return {points.n, end - first, {values.begin(), values.end()}};
}

}  // namespace

CrossFit::CrossFit(const FeatureMap& x, const FeatureMap& y, const Work& work)
    : x_(&x), y_(&y), all_(x.size(), y.size()), x_folds_(kFolds, all_), y_folds_(kFolds, all_) {
  // blocks of a fold of x at once, added in their order
  for (std::size_t i = 0; i < kFolds; ++i) {
    std::vector<CrossMoments> blocks(kFolds, all_);
    parallel_for(kFolds, work,
                 [&](std::size_t j) { blocks[j] = moments_of(x, y, i * kFolds + j); });
    for (std::size_t j = 0; j < kFolds; ++j) {
      x_folds_[i] += blocks[j];
      y_folds_[j] += blocks[j];
    }
  }
  CrossMoments sum(x.size(), y.size());
  for (const CrossMoments& fold : x_folds_) sum += fold;
  all_ = sum;
}

std::vector<CrossFit::Variables> CrossFit::variables(std::size_t r, bool screened_too,
                                                     const Work& work) const {
  const Ways reference = fit(all_, r, screened_too);
  const Points u = project(
      *x_, fold_weights(all_, x_folds_, reference, r, work, &CanonicalWeights::x), true, work);
  const Points v = project(
      *y_, fold_weights(all_, y_folds_, reference, r, work, &CanonicalWeights::y), false, work);
  std::vector<Variables> out;
  std::size_t first = 0;
  for (const CanonicalWeights& way : reference) {
    const std::size_t end = first + static_cast<std::size_t>(way.x.cols());
    out.push_back({columns_of(u, first, end), columns_of(v, first, end)});
    first = end;
  }
  return out;
}

}  // namespace infoplane
