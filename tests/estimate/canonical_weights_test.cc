#include "infoplane/estimate/canonical_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "infoplane/core/random.h"

namespace infoplane {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

CrossMoments moments_of(const Matrix& x, const Matrix& y) {
  CrossMoments out(static_cast<std::size_t>(x.cols()), static_cast<std::size_t>(y.cols()));
  out.xx = x.transpose() * x;
  out.yy = y.transpose() * y;
  out.xy = x.transpose() * y;
  out.n = static_cast<double>(x.rows());
  // upper triangles do not count
  out.xx.triangularView<Eigen::StrictlyUpper>().setConstant(1e9);
  out.yy.triangularView<Eigen::StrictlyUpper>().setConstant(-1e9);
  return out;
}

struct Sample {
  Matrix x;
  Matrix y;
};

// n rows of f normals on each side; column k of x has correlation rho[k] with that of y
Sample sample_of(Eigen::Index n, Eigen::Index f, const std::vector<double>& rho,
                 std::uint32_t index) {
  Stream stream(8, 0, Purpose::kTest, index);
  Sample out{Matrix(n, f), Matrix(n, f)};
  for (double& v : out.x.reshaped()) v = stream.normal();
  for (double& v : out.y.reshaped()) v = stream.normal();
  for (std::size_t k = 0; k < rho.size(); ++k) {
    const auto j = static_cast<Eigen::Index>(k);
    out.y.col(j) = rho[k] * out.x.col(j) + std::sqrt(1 - rho[k] * rho[k]) * out.y.col(j);
  }
  return out;
}

// i = 0 ... 7: x = (sin i, cos 2i, sin 3i + cos(i)/2), y = (sin i + cos(5i)/2, cos 2i - .3 sin 7i)
Sample eight() {
  Sample out{Matrix(8, 3), Matrix(8, 2)};
  for (int i = 0; i < 8; ++i) {
    out.x.row(i) << std::sin(i), std::cos(2 * i), std::sin(3 * i) + 0.5 * std::cos(i);
    out.y.row(i) << std::sin(i) + 0.5 * std::cos(5 * i), std::cos(2 * i) - 0.3 * std::sin(7 * i);
  }
  return out;
}

// of the same vectors, whatever their signs
void expect_columns(const Matrix& got, const Matrix& expected, double tolerance) {
  ASSERT_EQ(got.rows(), expected.rows());
  ASSERT_EQ(got.cols(), expected.cols());
  for (Eigen::Index k = 0; k < got.cols(); ++k) {
    const double sign = got.col(k).dot(expected.col(k)) < 0 ? -1 : 1;
    EXPECT_LT((sign * got.col(k) - expected.col(k)).cwiseAbs().maxCoeff(), tolerance) << k;
  }
}

TEST(CanonicalWeights, MatchNumPy) {
  // isq = lambda S: V diag(w^-1/2) V' of w, V = eigh(S); Sx = X'X/8 + 1e-3 I, Sy likewise;
  // u, s, vt = svd(isq(Sx) @ (X'Y/8) @ isq(Sy)); isq(Sx) @ u, isq(Sy) @ vt.T
  const Sample sample = eight();
  const CanonicalWeights got = canonical_weights(moments_of(sample.x, sample.y), 2);
  Matrix x(3, 2);
  x << 0.08443961580068374, 1.4160576396705484, -1.3970903827484877, 0.0047932777648346135,
      -0.25694214429721335, 0.29252005962399047;
  Matrix y(2, 2);
  y << -0.1827413456361462, 1.9490804055049196, -1.3044877022922574, 0.05174743630125535;
  expect_columns(got.x, x, 1e-12);
  expect_columns(got.y, y, 1e-12);
  EXPECT_NEAR(got.correlations(0), 0.9777342951491393, 1e-12);
  EXPECT_NEAR(got.correlations(1), 0.8483017720839445, 1e-12);
}

TEST(CanonicalWeights, DoNotMindWhichSideIsWhich) {
  const Sample sample = eight();
  const CanonicalWeights got = canonical_weights(moments_of(sample.x, sample.y), 2);
  const CanonicalWeights swapped = canonical_weights(moments_of(sample.y, sample.x), 2);
  expect_columns(swapped.x, got.y, 1e-12);
  expect_columns(swapped.y, got.x, 1e-12);
  EXPECT_LT((swapped.correlations - got.correlations).norm(), 1e-12);
}

// L of S + 1e-3 I
Matrix factor_of(const Matrix& rows) {
  const Matrix s = rows.transpose() * rows / static_cast<double>(rows.rows()) +
                   1e-3 * Matrix::Identity(rows.cols(), rows.cols());
  return s.llt().matrixL();
}

TEST(CanonicalWeights, OfManyFeaturesAreThoseOfADenseDecomposition) {
  const Sample sample = sample_of(2000, 60, {0.9, 0.75, 0.6}, 1);
  const CanonicalWeights got = canonical_weights(moments_of(sample.x, sample.y), 3);
  const Matrix l_x = factor_of(sample.x);
  const Matrix l_y = factor_of(sample.y);
  const Matrix cross = sample.x.transpose() * sample.y / 2000;
  const Matrix whitened = l_y.triangularView<Eigen::Lower>()
                              .solve(l_x.triangularView<Eigen::Lower>().solve(cross).transpose())
                              .transpose();
  const Eigen::BDCSVD<Matrix> svd(whitened, Eigen::ComputeThinU | Eigen::ComputeThinV);
  // Each of 16 multiplications takes what is not among the 8 leading directions down by the ratio
  // of the 9th eigenvalue, a squared singular value, to the third. Of a random start of 8
  // directions in 60 dimensions, that part is seldom 100 times as large as the rest.
  const double decay = std::pow(svd.singularValues()(8) / svd.singularValues()(2), 32);
  ASSERT_LT(decay, 1e-7);
  const double tolerance = 100 * decay + 1e-12;
  expect_columns(got.x,
                 l_x.transpose().triangularView<Eigen::Upper>().solve(svd.matrixU().leftCols(3)),
                 2 * tolerance);
  expect_columns(got.y,
                 l_y.transpose().triangularView<Eigen::Upper>().solve(svd.matrixV().leftCols(3)),
                 2 * tolerance);
  EXPECT_LT((got.correlations - svd.singularValues().head(3)).cwiseAbs().maxCoeff(), tolerance);
}

TEST(CanonicalWeights, AreNoMoreThanTheFeaturesOfASide) {
  const Sample sample = eight();
  const CanonicalWeights got = canonical_weights(moments_of(sample.x, sample.y.leftCols(1)), 3);
  EXPECT_EQ(got.x.cols(), 1);
  EXPECT_EQ(got.y.cols(), 1);
  EXPECT_EQ(got.correlations.size(), 1);
}

TEST(CanonicalWeights, ShareWhatFeaturesHaveInCommonAndGiveConstantsNothing) {
  Sample sample = sample_of(500, 4, {0.8}, 2);
  sample.x.col(1) = sample.x.col(0);
  sample.x.col(3).setZero();
  const CanonicalWeights got = canonical_weights(moments_of(sample.x, sample.y), 1);
  EXPECT_NEAR(got.x(0, 0), got.x(1, 0), 1e-9);
  // both together have variance 1 but for noise
  EXPECT_NEAR(std::abs(got.x(0, 0)), 0.5, 0.05);
  EXPECT_EQ(got.x(3, 0), 0);
  EXPECT_NEAR(got.correlations(0), 0.8, 0.1);
}

TEST(CanonicalWeights, AreFiniteWithMoreFeaturesThanRowsAndWithoutAnyDependence) {
  const Sample sample = sample_of(10, 50, {0.5}, 3);
  const CrossMoments moments = moments_of(sample.x, sample.y);
  const CanonicalWeights got = canonical_weights(moments, 3);
  EXPECT_TRUE(got.x.allFinite() && got.y.allFinite());
  // everything can be fitted, but for the ridge
  EXPECT_GT(got.correlations(0), 0.99);
  EXPECT_LE(got.correlations(0), 1);
  const WaldStatistics wald = wald_statistics(moments, got, 2);
  EXPECT_TRUE(wald.x.allFinite() && wald.y.allFinite());
  for (const std::size_t f : {3, 50}) {
    CrossMoments nothing(f, f);
    nothing.n = 100;
    nothing.xx.diagonal().setConstant(100);
    const CanonicalWeights none = canonical_weights(nothing, 2);
    EXPECT_TRUE(none.x.allFinite() && none.y.allFinite());
    EXPECT_EQ(none.correlations(0), 0);
  }
}

TEST(WaldStatistics, MatchNumPy) {
  // sum(8 * r2[k] / (1 - r2[k]) * A[:, k]**2 for k in (0, 1)) / diag(inv(X'X/8 + 1e-6 I)), r2 the
  // squared correlations and A the weights of MatchNumPy above
  const Sample sample = eight();
  const CrossMoments moments = moments_of(sample.x, sample.y);
  const WaldStatistics got = wald_statistics(moments, canonical_weights(moments, 2), 2);
  const Vector x = Eigen::Vector3d(18.21344118381068, 168.54641167792437, 5.720253525261267);
  const Vector y = Eigen::Vector2d(21.782351792890623, 173.12335608694198);
  EXPECT_LT((got.x - x).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_LT((got.y - y).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(WaldStatistics, OfFeaturesThatAreNotNeededHaveTheMeanOfChiSquared) {
  for (const std::size_t r : {1, 2}) {
    double sum = 0;
    double n = 0;
    for (std::uint32_t index = 0; index < 5; ++index) {
      const Sample sample = sample_of(4000, 40, {0.8, 0.6}, 10 + index);
      const CrossMoments moments = moments_of(sample.x, sample.y);
      const WaldStatistics wald = wald_statistics(moments, canonical_weights(moments, 2), r);
      sum += wald.x.tail(38).sum() + wald.y.tail(38).sum();
      n += 76;
      EXPECT_GT(wald.x(0), 100);  // n rho^2 / (1 - rho^2) = 7,000
    }
    // chi-squared: mean r, variance 2 r
    const auto dr = static_cast<double>(r);
    EXPECT_NEAR(sum / n, dr, 3.5 * std::sqrt(2 * dr / n)) << r;
  }
}

TEST(WaldStatistics, AreSeveralTimesAsLargeWhereNothingDepends) {
  // The largest squared correlation of F and F independent features is about 4 F / n, and weights
  // have squares of 1 / F in the mean: n 4 F / n / F = 4.
  const Sample sample = sample_of(4000, 40, {}, 20);
  const CrossMoments moments = moments_of(sample.x, sample.y);
  const WaldStatistics wald = wald_statistics(moments, canonical_weights(moments, 1), 1);
  EXPECT_GT(wald.x.mean(), 2.5);
  EXPECT_LT(wald.x.mean(), 4.5);
}

std::vector<Eigen::Index> kept(const Matrix& weights) {
  std::vector<Eigen::Index> out;
  for (Eigen::Index i = 0; i < weights.rows(); ++i) {
    if (!weights.row(i).isZero(0)) out.push_back(i);
  }
  return out;
}

TEST(ScreenedWeights, KeepWhatIsNeededAndDropMostOfWhatIsNot) {
  for (std::uint32_t index = 30; index < 35; ++index) {
    const Sample sample = sample_of(3000, 60, {0.6, 0.5}, index);
    const CrossMoments moments = moments_of(sample.x, sample.y);
    const CanonicalWeights all = canonical_weights(moments, 2);
    const CanonicalWeights got = screened_weights(moments, all, 2);
    for (const Matrix& weights : {got.x, got.y}) {
      ASSERT_EQ(weights.cols(), 2);
      const std::vector<Eigen::Index> some = kept(weights);
      EXPECT_EQ(some[0], 0);
      EXPECT_EQ(some[1], 1);
      // one feature more than variables stays at least; of 58 that are not needed one in a hundred
      // passes, more than 5 in one of 20,000 samples
      EXPECT_GE(some.size(), 3U);
      EXPECT_LE(some.size(), 7U);
    }
    // what is left out was noise
    EXPECT_LT(got.correlations(0), all.correlations(0));
    EXPECT_NEAR(got.correlations(0), 0.6, 0.06);
  }
}

TEST(ScreenedWeights, AreThoseOfTheFeaturesThatStay) {
  const Sample sample = sample_of(2000, 20, {0.6}, 40);
  const CrossMoments moments = moments_of(sample.x, sample.y);
  const CanonicalWeights got = screened_weights(moments, canonical_weights(moments, 1), 1);
  const std::vector<Eigen::Index> x = kept(got.x);
  const std::vector<Eigen::Index> y = kept(got.y);
  const Matrix some_x = sample.x(Eigen::all, x);
  const Matrix some_y = sample.y(Eigen::all, y);
  const CanonicalWeights alone = canonical_weights(moments_of(some_x, some_y), 1);
  expect_columns(got.x(x, Eigen::all), alone.x, 1e-12);
  expect_columns(got.y(y, Eigen::all), alone.y, 1e-12);
}

TEST(ScreenedWeights, NeedNoMoreFeaturesThanThereAre) {
  const Sample sample = sample_of(200, 2, {}, 41);
  const CrossMoments moments = moments_of(sample.x.leftCols(1), sample.y);
  const CanonicalWeights got = screened_weights(moments, canonical_weights(moments, 2), 2);
  EXPECT_EQ(got.x.cols(), 1);
  EXPECT_EQ(kept(got.y).size(), 2U);
}

}  // namespace
}  // namespace infoplane
