#include "infoplane/estimate/dispersion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "infoplane/estimate/elliptical_pairs.h"
#include "tests/estimate/copula_cases.h"

namespace infoplane {
namespace {

// (1, r; r, 1)
Dispersion two(double r) { return Dispersion::of({1, r, r, 1}, 2).value(); }

// all correlations r, but for one more between the first and the last column
std::vector<double> dense(std::size_t d, double r) {
  std::vector<double> s(d * d, r);
  for (std::size_t j = 0; j < d; ++j) s[j * d + j] = 1;
  s[d - 1] += 0.1;
  s[(d - 1) * d] += 0.1;
  return s;
}

TEST(Dispersion, HasDeterminantAndInverse) {
  const Dispersion s = two(0.6);
  EXPECT_NEAR(s.log_determinant(), std::log(0.64), 1e-14);
  const std::vector<double> expected = {1 / 0.64, -0.6 / 0.64, -0.6 / 0.64, 1 / 0.64};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(s.inverse()[k], expected[k], 1e-14);
  const Dispersion block = Dispersion::of(dense(5, 0.3), 5).value().block(1, 2);
  EXPECT_EQ(block.matrix(), (std::vector<double>{1, 0.3, 0.3, 1}));
  EXPECT_NEAR(block.log_determinant(), std::log(0.91), 1e-14);
}

TEST(Dispersion, IsEmptyWhereSingular) {
  EXPECT_FALSE(Dispersion::of({1, 1, 1, 1}, 2));
  EXPECT_FALSE(Dispersion::of({1, 1.5, 1.5, 1}, 2));
  EXPECT_FALSE(Dispersion::of({1, 1 - 1e-15, 1 - 1e-15, 1}, 2));
  EXPECT_TRUE(Dispersion::of({1, 1 - 1e-9, 1 - 1e-9, 1}, 2));
}

TEST(Correlations, MatchTheDefinition) {
  // three pieces of rows, the last block of each not a whole one
  const Points z = copula_pairs(4500, {.dx = 2, .rho = 0.5}, 1).x;
  const double mean_a = 3;
  Points moved = z;
  for (std::size_t i = 0; i < z.n; ++i) moved.values[i] = mean_a + 2 * z.values[i];
  double a = 0;
  double b = 0;
  double aa = 0;
  double ab = 0;
  double bb = 0;
  for (std::size_t i = 0; i < z.n; ++i) {
    a += z.values[i] / 4500;
    b += z.values[z.n + i] / 4500;
  }
  for (std::size_t i = 0; i < z.n; ++i) {
    aa += (z.values[i] - a) * (z.values[i] - a);
    ab += (z.values[i] - a) * (z.values[z.n + i] - b);
    bb += (z.values[z.n + i] - b) * (z.values[z.n + i] - b);
  }
  const std::vector<double> got = correlations(moved, threads(1));
  EXPECT_EQ(got[0], 1);
  EXPECT_EQ(got[3], 1);
  EXPECT_NEAR(got[1], ab / std::sqrt(aa * bb), 1e-12);
  EXPECT_EQ(got[1], got[2]);
  EXPECT_EQ(got, correlations(moved, threads(3)));
}

TEST(QuadraticForms, MatchTheirFormulaInTwoDimensions) {
  const Points z = copula_pairs(700, {.dx = 2}, 2).x;
  const std::vector<double> forms = quadratic_forms(z, two(0.6), threads(1));
  const WeightedMoments moments = weighted_moments(
      z, two(0.6), [](double q) { return 1 / (1 + q); }, threads(1));
  double sum = 0;
  double cross = 0;
  for (std::size_t i = 0; i < z.n; ++i) {
    const double a = z.values[i];
    const double b = z.values[z.n + i];
    const double expected = (a * a - 1.2 * a * b + b * b) / 0.64;
    EXPECT_NEAR(forms[i], expected, 1e-12 * (1 + expected));
    EXPECT_EQ(forms[i], moments.forms[i]);
    sum += a * a / (1 + expected);
    cross += a * b / (1 + expected);
  }
  EXPECT_NEAR(moments.moments[0], sum, 1e-10);
  EXPECT_NEAR(moments.moments[1], cross, 1e-10);
  EXPECT_EQ(moments.moments[1], moments.moments[2]);
}

TEST(EllipticalPairs, AreTheFormsOfPairsThatWerePutTogether) {
  for (const auto& [dx, dy] :
       std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {2, 3}, {4, 1}, {7, 12}}) {
    const PointPair pair = copula_pairs(333, {.dx = dx, .dy = dy, .rho = 0.3}, 3);
    const Dispersion s = Dispersion::of(dense(dx + dy, 0.3), dx + dy).value();
    const EllipticalPairs pairs(pair.x, pair.y, s, threads(1));
    for (const std::size_t shift : {0, 1, 100, 332}) {
      Points shifted = pair.y;
      for (std::size_t j = 0; j < dy; ++j) {
        for (std::size_t i = 0; i < 333; ++i) {
          shifted.values[j * 333 + i] = pair.y.values[j * 333 + (i + shift) % 333];
        }
      }
      const std::vector<double> expected = quadratic_forms(join(pair.x, shifted), s, threads(1));
      std::vector<double> got(333);
      pairs.joint(shift, got);
      for (std::size_t i = 0; i < 333; ++i) EXPECT_NEAR(got[i], expected[i], 1e-10);
    }
    std::vector<double> plain(333);
    pairs.joint(0, plain);
    for (std::size_t i = 0; i < 333; ++i) EXPECT_NEAR(pairs.joint()[i], plain[i], 1e-10);
  }
}

TEST(EllipticalPairs, KnowTheInformationOfNormalPairs) {
  const PointPair pair = copula_pairs(10, {}, 4);
  EXPECT_NEAR(EllipticalPairs(pair.x, pair.y, two(0.6), {}).gaussian_nats(), -std::log(0.64) / 2,
              1e-14);
}

}  // namespace
}  // namespace infoplane
